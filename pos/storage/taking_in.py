"""What other windows kept comes into this window's database: their facts, and what follows from
them here.

Not taken is what only the window itself can use: its papers, its drawer, its blank tickets, its
sign-ins and tries, its audit chain, what it is the heir of. The rest is everybody's: what was sold,
who has it, what became of it, money, people.

Parcels of different windows may come in any order; the same parcels give the same rows:

- a fact is added unless it is there (by its primary key);
- a subject stands where its arrow with the highest number left it. Where two windows took an arrow
  with the same number, not knowing of each other, the one with the lowest ``transition_id`` goes,
  at every window and at the hub; the hub's task tells a person of both;
- seats and places: ``pos/storage/standing.py``;
- the catalogue with the highest stamp (``SqlCatalogue``).

Nothing is taken of anything unless everything of it is understood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.errors import InvariantBroken, ParcelDamaged
from pos.events import (
    CashMoved,
    CatalogueChanged,
    Event,
    ExceptionsChanged,
    ParkedChanged,
    PatronsChanged,
    PaymentsChanged,
    TerminalsChanged,
    house_changed,
)
from pos.hub.parcels import Parcel, Position
from pos.lifecycles import ORDER, PARKED, TICKET
from pos.patrons.keeping import find_by
from pos.storage.catalogue_parcels import replace_catalogue
from pos.storage.days import newest_locked
from pos.storage.engine import write_in_bulk
from pos.storage.erasing import PERSONAL, take_out
from pos.storage.finding_schema import FOLLOWED
from pos.storage.link_schema import hub_known
from pos.storage.loads import Load
from pos.storage.many_rows import Batched
from pos.storage.parcel_rows import COLUMNS, TABLES, Rows, no_search_for_cycles
from pos.storage.standing import ALIVE, HOLDER_OF, count_places, settle_live, settle_seats

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

MUCH = 512 * 1024
"""Bytes of parcels, as they travel: only a window that is new takes in more at a time."""
STAYS = frozenset(
    {
        "audit",
        "print_job",
        "voided_paper",
        "drawer_opening",
        "drawer_outcome",
        "drawer_seen",
        "stock_entry",
        "sign_in",
        "value_try",
        "restored",
        "numbers_left",
        "house_closed",
        "house_released",
    }
)
"""Tables of which a window keeps its own rows only."""
_TELLS: Mapping[str, Event] = {
    "card_payment": PaymentsChanged(),
    "card_answer": PaymentsChanged(),
    "card_exception": PaymentsChanged(),
    "exception_settled": PaymentsChanged(),
    "close_exception": ExceptionsChanged(),
    "exception_step": ExceptionsChanged(),
    "settlement_file": ExceptionsChanged(),
    "terminal_entry": TerminalsChanged(),
    "terminal_inspection": TerminalsChanged(),
    "deposit_step": CashMoved(),
    "parked_cart": ParkedChanged(),
    "performance_cancelled": CatalogueChanged(),
    "patron_detail": PatronsChanged(),
    "patron_merge": PatronsChanged(),
    "erased": PatronsChanged(),
}
"""Who looks at a list wants to know that it grew."""


def take_in(uow: SqlUnitOfWork, own: str, parcels: Sequence[Parcel]) -> None:
    """See ``pos.ports.link.LinkStore.take_in``. ``own``: whose database this is."""
    if uow.apart(sa.text("PRAGMA foreign_keys")).scalar():
        raise InvariantBroken("storage.references")
    uow.flush()
    new = _unknown(uow, own, parcels)
    if not new:
        return
    much = sum(len(parcel.content) for parcel in new) > MUCH
    write_in_bulk(uow.connection, bulk=much)
    with no_search_for_cycles():
        added = add_parcels(uow, own, new)
    if added:
        uow.connection.exec_driver_sql(_TAKEN, added)
    known = {parcel.window_id: parcel.position for parcel in new}
    uow.connection.execute(
        sa.insert(hub_known).prefix_with("OR REPLACE"),
        [
            {"window_id": window, "seq": position.seq, "chain": position.chain}
            for window, position in known.items()
        ],
    )


def add_parcels(
    uow: SqlUnitOfWork, own: str, parcels: Sequence[Parcel], stays: Collection[str] = STAYS
) -> list[tuple[str, int]]:
    """Add the rows of parcels, but for the tables that stay where they are, and what follows from
    them; return how many came into each table. Nothing is written unless all is understood.

    Raises:
        ParcelDamaged, StorageNewer: See ``pos.ports.link.LinkStore.take_in``.
    """
    load = uow.ahead.load(parcels, stays)
    try:
        if load.catalogues:
            replace_catalogue(uow, load.catalogues)
        added = _Taking(uow, own, load).run()
        if load.catalogues:
            uow.finding.follow_nights()
        return added
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError, OverflowError) as error:
        raise ParcelDamaged() from error  # a catalogue of nonsense; a number of more than 64 bits


def _unknown(uow: SqlUnitOfWork, own: str, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Return the parcels that follow what is known of each window. Raises ParcelDamaged."""
    rows = uow.connection.execute(sa.select(hub_known))
    known = {row.window_id: Position(row.seq, row.chain) for row in rows}
    new: list[Parcel] = []
    for parcel in parcels:
        before = known.get(parcel.window_id, Position())
        if parcel.window_id == own or parcel.position.seq < before.seq:
            continue
        if parcel.position == before:
            continue
        if not uow.ahead.follows(before, parcel):
            raise ParcelDamaged()
        known[parcel.window_id] = parcel.position
        new.append(parcel)
    return new


@cache
def _insert(name: str) -> tuple[str, str]:
    """Return what stands before and after the values of a table's rows."""
    keys = ", ".join(column.name for column in TABLES[name].primary_key.columns)
    columns = ", ".join(f'"{column}"' for column in COLUMNS[name])
    return f'INSERT OR FAIL INTO "{name}" ({columns})', f"ON CONFLICT ({keys}) DO NOTHING"


_STANDS = "INSERT OR FAIL INTO current_state (machine, subject_id, state, seq)"
_OR_STANDS = """
    ON CONFLICT (machine, subject_id) DO UPDATE SET
      state = CASE WHEN excluded.seq > current_state.seq THEN excluded.state ELSE (
        SELECT t.to_state FROM transition t
        WHERE t.machine = excluded.machine AND t.subject_id = excluded.subject_id
          AND t.seq = excluded.seq ORDER BY t.transition_id LIMIT 1) END,
      seq = excluded.seq
    WHERE excluded.seq >= current_state.seq
    """
_TAKEN = """
    INSERT INTO hub_taken (table_name, taken) VALUES (?, ?)
    ON CONFLICT (table_name) DO UPDATE SET taken = taken + excluded.taken
    """
_GO_ON = """
    INSERT INTO counter (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
    """
_LATE = """
    INSERT INTO late_batch (batch_id, window_id, business_date, exported)
    SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.batch_id = ?1)
    ON CONFLICT DO NOTHING
    """
_EXPORTED = sa.text(
    """
    SELECT 1 FROM journal_export WHERE window_id = :own AND business_date = (
      SELECT min(d.business_date) FROM day_close d
      WHERE d.window_id = :own AND d.business_date >= :day)
    """
)
_NEWEST_LOCKED = newest_locked()
_TICKETS_OF_ORDERS = """
    SELECT t.ticket_id FROM json_each(:ids) j CROSS JOIN ticket t ON t.order_id = j.value
    """
_ANY_ERASED = "SELECT 1 FROM erased LIMIT 1"
_PEOPLE = sa.text(
    "SELECT p.patron_id FROM json_each(:ids) j CROSS JOIN patron p ON p.patron_id = j.value"
)
_PLACES_OF = """
    SELECT DISTINCT t.performance_id, t.seat_id FROM json_each(:ids) j
    CROSS JOIN ticket t ON t.ticket_id = j.value
    """
_ALIVE = ", ".join(f"'{state}'" for state in ALIVE)
_COUNTED = sa.text(
    f"""
    SELECT t.performance_id, {HOLDER_OF} AS holder, count(*) AS places FROM json_each(:ids) j
    CROSS JOIN ticket t ON t.ticket_id = j.value
    CROSS JOIN orders o ON o.order_id = t.order_id
    CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE t.seat_id IS NULL AND s.state IN ({_ALIVE})
    GROUP BY 1, 2
    """  # noqa: S608 - our own words
)
"""Tickets of general admission that stand for a place, as far as it is known whose they are."""


class _Taking:
    """The rows of some parcels on their way into the database."""

    def __init__(self, uow: SqlUnitOfWork, own: str, load: Load) -> None:
        self._uow = uow
        self._own = f"window:{own}"
        self._load = load
        self._connection = uow.connection

    def run(self) -> list[tuple[str, int]]:
        """Add them; return how many came into each table."""
        self._find_late()
        orders = {*self._column("orders", "order_id"), *self._subjects(ORDER.name)}
        tickets = {*self._column("ticket", "ticket_id"), *self._subjects(TICKET.name)}
        tickets |= self._tickets_of(orders)
        before = self._counted(tickets)
        added = [(name, self._add(name, rows)) for name, rows in self._load.batched.items()]
        self._forget()
        self._find_by()
        self._go_on_counting()
        self._load.standing.write(self._connection, _STANDS, _OR_STANDS)
        self._settle(tickets, before)
        for name in _TELLS.keys() & self._load.batched.keys():
            self._uow.publish(_TELLS[name])
        if self._subjects(PARKED.name):
            self._uow.publish(ParkedChanged())
        return added

    def _subjects(self, machine: str) -> Collection[str]:
        return self._load.subjects.get(machine, ())

    def _column(self, name: str, column: str) -> Collection[str]:
        return self._load.columns[name, column]

    def _add(self, name: str, rows: Batched) -> int:
        """Add the rows that are not there; return how many those were."""
        return rows.write(self._connection, *_insert(name))

    def _many(self, statement: str, rows: Rows) -> None:
        """Run a statement for each row."""
        if rows:
            self._connection.exec_driver_sql(statement, rows)

    def _tickets_of(self, orders: Iterable[str]) -> set[str]:
        rows = self._connection.exec_driver_sql(_TICKETS_OF_ORDERS, _ids(orders)).all()
        return {ticket_id for (ticket_id,) in rows}

    def _counted(self, tickets: Iterable[str]) -> dict[tuple[str, str], int]:
        rows = self._connection.execute(_COUNTED, _ids(tickets))
        return {(row.performance_id, row.holder): row.places for row in rows}

    def _find_late(self) -> None:
        """Remember which batches of others are of a day that is locked here: the report of that
        day lacks them, and its journal if it was exported."""
        own = self._own.removeprefix("window:")
        locked = self._connection.execute(_NEWEST_LOCKED, {"window": own}).scalar()
        rows = self._load.rows.get("batch", [])
        if locked is None or not rows:
            return
        names = ("batch_id", "window_id", "business_date")
        at, of, day = (COLUMNS["batch"].index(name) for name in names)
        late = [row for row in rows if row[of] != own and str(row[day]) <= locked.isoformat()]
        exported = {each: self._exported(own, each) for each in {str(row[day]) for row in late}}
        self._many(
            _LATE,
            [(row[at], row[of], row[day], exported[str(row[day])]) for row in late],
        )

    def _exported(self, own: str, day: str) -> bool:
        """Return whether the journal that a day is in was exported at this window."""
        found = self._connection.execute(_EXPORTED, {"own": own, "day": day})
        return found.first() is not None

    def _find_by(self) -> None:
        """Let orders be found by what came of them."""
        self._uow.finding.follow(
            {each for followed in FOLLOWED.items() for each in self._column(*followed)},
            self._load.keys,
        )
        if self._column("erased", "subject_id"):
            self._uow.finding.forget_for_good()

    def _forget(self) -> None:
        """Who was erased is erased here too, and what comes of them later."""
        wanted = {"erased", *(each.table for each in PERSONAL)} & self._load.batched.keys()
        if wanted and self._connection.exec_driver_sql(_ANY_ERASED).first() is not None:
            take_out(self._connection)
        changed = {*self._column("patron_detail", "patron_id")}
        erased = self._people(self._column("erased", "subject_id"))
        for patron_id in sorted(changed | erased):
            find_by(self._uow, self._uow.patrons.detail(patron_id))

    def _people(self, ids: Iterable[str]) -> set[str]:
        rows = self._connection.execute(_PEOPLE, _ids(ids))
        return {row.patron_id for row in rows}

    def _go_on_counting(self) -> None:
        """Numbers that the venue gives, whichever window: the next one here comes after these."""
        numbers = (
            COLUMNS["statement_made"].index("name"),
            COLUMNS["statement_made"].index("number"),
        )
        given = [
            (f"statement:{row[numbers[0]]}", row[numbers[1]])
            for row in self._load.rows.get("statement_made", ())
        ]
        journal = COLUMNS["journal_export"].index("number")
        given += [("journal", row[journal]) for row in self._load.rows.get("journal_export", ())]
        self._many(_GO_ON, given)

    def _settle(self, tickets: set[str], before: Mapping[tuple[str, str], int]) -> None:
        places = self._connection.exec_driver_sql(_PLACES_OF, _ids(tickets)).all()
        seats = [(performance, seat) for performance, seat in places if seat is not None]
        settle_live(self._connection, seats)
        settle_seats(self._connection, self._own, seats, self._uow.now())
        after = self._counted(tickets if len(seats) < len(places) else ())
        changes = {
            key: after.get(key, 0) - before.get(key, 0) for key in after.keys() | before.keys()
        }
        count_places(self._connection, self._own, changes)
        for performance in sorted({performance for performance, _ in places}):
            of_it = (seat for each, seat in places if each == performance)
            self._uow.publish(house_changed(performance, of_it))


def _ids(ids: Iterable[str]) -> dict[str, str]:
    import msgspec  # five times as quick as json

    return {"ids": msgspec.json.encode(sorted(ids)).decode()}
