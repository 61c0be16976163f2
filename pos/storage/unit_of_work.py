"""One transaction: facts wait in memory, go to disk in the order of their tables, and events fly
after the commit."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pos.audit import (
    FIRST_HASH,
    SYSTEM,
    AuditEntry,
    audit_entry,
    entry_hash,
    fact_digest,
    fact_place,
    witnessing,
)
from pos.clock import Clock
from pos.codec import digest, from_json, to_json
from pos.errors import CommandReused, InvariantBroken, NotFound
from pos.events import Event, Events
from pos.hub.parcels import Parcel, Position, following, pack
from pos.ids import CommandId, Ids
from pos.ledger import Entry
from pos.lifecycles import SHARED
from pos.machine import AnyMachine
from pos.records import Fact, Transition
from pos.storage import schema
from pos.storage.days import newest_locked
from pos.storage.emptying import note_named
from pos.storage.engine import open_engine, transaction, trouble_of, unreferenced
from pos.storage.erasing import vouched_for
from pos.storage.finding_schema import FOLLOWED
from pos.storage.people import SqlPeople
from pos.storage.sealed import database_errors
from pos.storage.tables import insert_of

if TYPE_CHECKING:
    from pos.storage.capacity import SqlCapacity
    from pos.storage.catalogue import Shelf, SqlCatalogue
    from pos.storage.checks import SqlChecks
    from pos.storage.closing import SqlBooks, SqlExceptions
    from pos.storage.deposits import SqlDeposits
    from pos.storage.exchanging import SqlExchanges
    from pos.storage.figures import SqlFigures
    from pos.storage.finding import SqlFinding
    from pos.storage.gifts import SqlGifts
    from pos.storage.holds import SqlHolds
    from pos.storage.link import SqlLink
    from pos.storage.listing import SqlListing
    from pos.storage.members import SqlMembers
    from pos.storage.movements import SqlMovements
    from pos.storage.order_life import SqlOrderLife
    from pos.storage.orders import SqlOrders
    from pos.storage.parked import SqlParked
    from pos.storage.patrons import SqlPatrons
    from pos.storage.paying import SqlPayments, SqlValues
    from pos.storage.read_ahead import ReadAhead
    from pos.storage.renewals import SqlRenewals
    from pos.storage.restoring import SqlRestoring
    from pos.storage.rights import SqlRights
    from pos.storage.settlements import SqlSettlements
    from pos.storage.stock import SqlStock
    from pos.storage.things import SqlThings
    from pos.storage.tills import SqlTills
    from pos.storage.will_call import SqlWillCall

A = TypeVar("A")


def _reader_of(record: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a record's fields, and what reads them all at once."""
    names = tuple(field.name for field in dataclasses.fields(record))
    return names, attrgetter(*names)


_FIELDS = {record: _reader_of(record) for record in schema.FACT_TABLES}
_WITNESSED: dict[type, tuple[str, tuple[str, ...]]] = {
    record: (table.name, tuple(column.name for column in table.primary_key.columns))
    for record, table in schema.FACT_TABLES.items()
    if table.info["witnessed"]
}
_NTH = {table: number for number, table in enumerate(schema.metadata.sorted_tables)}
"""In this order every foreign key finds its row."""
_LAST_AUDIT = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
_WINDOW = "SELECT window_id FROM hub_link"
_LAST_PARCEL = "SELECT seq, chain FROM outbox ORDER BY seq DESC LIMIT 1"
_NEWEST_LOCKED = newest_locked()
_AUDIT_FIELDS = tuple(field.name for field in dataclasses.fields(AuditEntry))


class SqlUnitOfWork:
    """A transaction on one connection. Made by ``SqlStorage``; lives on the ledger thread."""

    def __init__(self, connection: Connection, storage: SqlStorage) -> None:
        self.connection = connection
        self.ids = storage.ids
        self._storage = storage
        self._at = storage.clock.now()
        self.events: list[Event] = []
        self.committed = False
        self._pending: dict[sa.Table, list[dict[str, Any]]] = {}
        self._entries: list[AuditEntry] = []
        self._facts: dict[str, str] = {}
        self._locked: dict[str, date] = {}
        self._parcel: dict[str, list[dict[str, Any]]] = {}
        self._orders: set[str] = set()
        self.catalogue_changed = False

    @property
    def shelf(self) -> Shelf:
        """What is known of the catalogue; shared by the storage's transactions."""
        return self._storage.shelf

    @shelf.setter
    def shelf(self, shelf: Shelf) -> None:
        self._storage.shelf = shelf

    @property
    def ahead(self) -> ReadAhead:
        """What was read of others' parcels already."""
        return self._storage.ahead

    @cached_property
    def commands(self) -> SqlCommands:
        return SqlCommands(self)

    @cached_property
    def states(self) -> SqlStates:
        return SqlStates(self)

    @cached_property
    def rights(self) -> SqlRights:
        from pos.storage.rights import SqlRights

        return SqlRights(self)

    @cached_property
    def orders(self) -> SqlOrders:
        from pos.storage.orders import SqlOrders

        return SqlOrders(self)

    @cached_property
    def people(self) -> SqlPeople:
        return SqlPeople(self)

    @cached_property
    def tills(self) -> SqlTills:
        from pos.storage.tills import SqlTills

        return SqlTills(self)

    @cached_property
    def stock(self) -> SqlStock:
        from pos.storage.stock import SqlStock

        return SqlStock(self)

    @cached_property
    def parked(self) -> SqlParked:
        from pos.storage.parked import SqlParked

        return SqlParked(self)

    @cached_property
    def patrons(self) -> SqlPatrons:
        from pos.storage.patrons import SqlPatrons

        return SqlPatrons(self)

    @cached_property
    def will_call(self) -> SqlWillCall:
        from pos.storage.will_call import SqlWillCall

        return SqlWillCall(self)

    @cached_property
    def listing(self) -> SqlListing:
        from pos.storage.listing import SqlListing

        return SqlListing(self)

    @cached_property
    def payments(self) -> SqlPayments:
        from pos.storage.paying import SqlPayments

        return SqlPayments(self)

    @cached_property
    def values(self) -> SqlValues:
        from pos.storage.paying import SqlValues

        return SqlValues(self)

    @cached_property
    def exchanging(self) -> SqlExchanges:
        from pos.storage.exchanging import SqlExchanges

        return SqlExchanges(self)

    @cached_property
    def gifts(self) -> SqlGifts:
        from pos.storage.gifts import SqlGifts

        return SqlGifts(self)

    @cached_property
    def renewals(self) -> SqlRenewals:
        from pos.storage.renewals import SqlRenewals

        return SqlRenewals(self)

    @cached_property
    def members(self) -> SqlMembers:
        from pos.storage.members import SqlMembers

        return SqlMembers(self)

    @cached_property
    def exceptions(self) -> SqlExceptions:
        from pos.storage.closing import SqlExceptions

        return SqlExceptions(self)

    @cached_property
    def books(self) -> SqlBooks:
        from pos.storage.closing import SqlBooks

        return SqlBooks(self)

    @cached_property
    def settlements(self) -> SqlSettlements:
        from pos.storage.settlements import SqlSettlements

        return SqlSettlements(self)

    @cached_property
    def movements(self) -> SqlMovements:
        from pos.storage.movements import SqlMovements

        return SqlMovements(self)

    @cached_property
    def figures(self) -> SqlFigures:
        from pos.storage.figures import SqlFigures  # only statements need it

        return SqlFigures(self)

    @cached_property
    def deposits(self) -> SqlDeposits:
        from pos.storage.deposits import SqlDeposits

        return SqlDeposits(self)

    @cached_property
    def restoring(self) -> SqlRestoring:
        from pos.storage.restoring import SqlRestoring

        return SqlRestoring(self)

    @cached_property
    def order_life(self) -> SqlOrderLife:
        from pos.storage.order_life import SqlOrderLife

        return SqlOrderLife(self)

    @cached_property
    def finding(self) -> SqlFinding:
        from pos.storage.finding import SqlFinding

        return SqlFinding(self)

    @cached_property
    def capacity(self) -> SqlCapacity:
        from pos.storage.capacity import SqlCapacity

        return SqlCapacity(self)

    @cached_property
    def holds(self) -> SqlHolds:
        from pos.storage.holds import SqlHolds

        return SqlHolds(self)

    @cached_property
    def link(self) -> SqlLink:
        from pos.storage.link import SqlLink  # only windows of a hub need it

        return SqlLink(self)

    @cached_property
    def things(self) -> SqlThings:
        from pos.storage.things import SqlThings

        return SqlThings(self)

    @cached_property
    def catalogue(self) -> SqlCatalogue:
        from pos.storage.catalogue import SqlCatalogue

        return SqlCatalogue(self)

    @cached_property
    def checks(self) -> SqlChecks:
        from pos.storage.checks import SqlChecks  # only ``foyer verify`` needs it

        return SqlChecks(self)

    @cached_property
    def window_id(self) -> str:
        """Which window of a hub this is; empty for one without."""
        found = self.ask(_WINDOW)
        return str(found[0][0] or "") if found else ""

    def now(self) -> datetime:
        return self._at

    def add(self, *facts: Fact) -> None:
        for fact in facts:
            kind = type(fact)
            names, values = _FIELDS[kind]
            row = dict(zip(names, values(fact), strict=True))
            self._pending.setdefault(schema.FACT_TABLES[kind], []).append(row)
            if kind in _WITNESSED:
                name, keys = _WITNESSED[kind]
                place = fact_place(name, tuple(row[key] for key in keys))
                self._facts[place] = fact_digest(vouched_for(name, row))

    def write(self, table: sa.Table, row: dict[str, Any]) -> None:
        """Insert a row that is no fact, at the latest at ``commit``."""
        self._pending.setdefault(table, []).append(row)

    def post(self, entry: Entry) -> None:
        window_id = entry.batch.window_id
        if window_id not in self._locked:
            row = self.apart(_NEWEST_LOCKED, {"window": window_id}).first()
            self._locked[window_id] = row.day if row is not None else date.min
        if entry.batch.business_date <= self._locked[window_id]:
            raise InvariantBroken("ledger.day_locked", day=entry.batch.business_date.isoformat())
        self.add(entry.batch, *entry.postings())

    def audit(self, entry: AuditEntry) -> None:
        self._entries.append(entry)

    def _chain(self) -> None:
        """Link the transaction's entries to the chain; the last holds the digests of its facts. An
        act that tells of itself in no entry gets one for them."""
        if self._facts and not self._entries:
            self.audit(audit_entry(self._at, SYSTEM, "", "facts.kept", ("facts", "")))
        if not self._entries:
            return
        if self._facts:
            self._entries[-1] = witnessing(self._entries[-1], self._facts)
        ((seq, previous),) = self.ask(_LAST_AUDIT) or [(0, FIRST_HASH)]
        for entry in self._entries:
            seq, before = seq + 1, previous
            previous = entry_hash(before, seq, entry)
            row = {name: getattr(entry, name) for name in _AUDIT_FIELDS}
            self.write(schema.audit, row | {"seq": seq, "previous_hash": before, "hash": previous})
        self._entries, self._facts = [], {}

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def flush(self) -> None:
        """Write what waits, table by table, so that queries of this transaction see it."""
        self.states.flush()
        if not self._pending:
            return
        waiting, self._pending = self._pending, {}
        for table in sorted(waiting, key=_NTH.__getitem__):
            rows = waiting[table]
            insert_of(table, tuple(rows[0])).write(self.connection, rows)
            if table.name in FOLLOWED:
                self._orders.update(row[FOLLOWED[table.name]] for row in rows)
            if table in schema.TRAVELS:
                self._parcel.setdefault(table.name, []).extend(rows)

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run a statement after everything that waits has been written."""
        self.flush()
        return self.connection.execute(statement, parameters)

    def apart(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run a statement on tables for which nothing waits: it neither needs nor disturbs it."""
        return self.connection.execute(statement, parameters)

    def ask(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """Return the rows that a question in SQLite's own words finds among what is written. For
        what is asked many times at each key or in each sale: SQLAlchemy's part of an execution
        costs more than such a question itself."""
        raw = self.connection.connection.driver_connection
        try:
            found: list[Any] = raw.execute(sql, parameters).fetchall()  # type: ignore[union-attr]
        except database_errors() as error:
            named = sa.exc.DBAPIError.instance(sql, {}, error, Exception)
            raise (trouble_of(error, str(self._storage.path)) or named) from error
        return found

    def _follow(self) -> None:
        """Let orders be found by what this transaction wrote of them."""
        if self.catalogue_changed:
            self.finding.follow_nights()
        if self._orders:
            self.finding.follow(self._orders)
            self._orders = set()
        if "erased" in self._parcel:
            self.finding.forget_for_good()

    def _seal(self) -> None:
        """Put what this transaction kept into a parcel for the hub, chained to the last one; a
        catalogue that it changed goes with it as a whole."""
        if self.catalogue_changed:
            from pos.storage.catalogue_parcels import packed

            self._parcel |= packed(self)
            self.catalogue_changed = False
        if not self._parcel:
            return
        last = self.ask(_LAST_PARCEL)
        content = pack(self._parcel)
        now = following(Position(*last[0]) if last else Position(), content)
        row = {"seq": now.seq, "chain": now.chain, "content": content}
        insert_of(schema.outbox, tuple(row)).write(self.connection, [row])
        note_named(self.connection, now.seq, self._parcel)
        self._parcel = {}

    def commit(self) -> None:
        self._chain()
        self.flush()
        self._follow()
        self._seal()
        self.connection.commit()
        self.committed = True


_FIRST_ANSWER = "SELECT kind, content_hash, answer FROM command WHERE command_id = ?"


class SqlCommands:
    """First answers in the ``command`` table."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def answered(self, command: CommandId) -> bool:
        return bool(self._uow.ask(_FIRST_ANSWER, (command,)))

    def once(
        self,
        command: CommandId,
        kind: str,
        content: object,
        answer: type[A],
        act: Callable[[], A],
    ) -> A:
        content_hash = digest(content)
        for first_kind, first_hash, first_answer in self._uow.ask(_FIRST_ANSWER, (command,)):
            if (first_kind, first_hash) != (kind, content_hash):
                raise CommandReused(kind=kind)
            return from_json(first_answer, answer)
        result = act()
        self._uow.write(
            schema.command,
            {
                "command_id": command,
                "kind": kind,
                "content_hash": content_hash,
                "answer": to_json(result),
                "at": self._uow.now(),
            },
        )
        return result


_STATE_OF = "SELECT state, seq FROM current_state WHERE machine = ? AND subject_id = ?"
_UPSERT_STATE = (
    "INSERT INTO current_state (machine, subject_id, state, seq) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (machine, subject_id) DO UPDATE SET state = excluded.state, seq = excluded.seq"
)


class SqlStates:
    """Transitions and their projection; changes wait in memory until the flush."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow
        self._known: dict[tuple[str, str], tuple[str, int]] = {}
        self._changed: dict[tuple[str, str], None] = {}

    @property
    def dirty(self) -> bool:
        return bool(self._changed)

    def enter(self, machine: AnyMachine, subject_id: str, user_id: str) -> None:
        self._record(machine, subject_id, 0, "", machine.start.value, "enter", user_id, "")

    def advance(
        self,
        machine: AnyMachine,
        subject_id: str,
        trigger: Enum,
        user_id: str,
        reason: str = "",
    ) -> Enum:
        state, seq = self._find(machine, subject_id)
        following: Enum = machine.advance(machine.states(state), trigger)
        self._record(
            machine, subject_id, seq + 1, state, following.value, trigger.value, user_id, reason
        )
        return following

    def of(self, machine: AnyMachine, subject_id: str) -> Enum:
        found: Enum = machine.states(self._find(machine, subject_id)[0])
        return found

    def life(self, machine: AnyMachine, subject_id: str) -> tuple[Transition, ...]:
        table = schema.transition
        rows = self._uow.execute(
            sa.select(table)
            .where(table.c.machine == machine.name, table.c.subject_id == subject_id)
            .order_by(table.c.seq)
        )
        return tuple(Transition(**row._mapping) for row in rows)

    def _find(self, machine: AnyMachine, subject_id: str) -> tuple[str, int]:
        key = (machine.name, subject_id)
        if key not in self._known:
            found = self._uow.ask(_STATE_OF, key)
            if not found:
                raise NotFound(kind=machine.name, key=subject_id)
            self._known[key] = found[0]
        return self._known[key]

    def _record(
        self,
        machine: AnyMachine,
        subject_id: str,
        seq: int,
        before: str,
        after: str,
        trigger: str,
        user_id: str,
        reason: str,
    ) -> None:
        uow = self._uow
        uow.add(
            Transition(
                transition_id=uow.ids.new(),
                machine=machine.name,
                subject_id=subject_id,
                seq=seq,
                from_state=before,
                to_state=after,
                trigger=trigger,
                at=uow.now(),
                user_id=user_id,
                reason=reason,
                window_id=uow.window_id if seq and machine.name in SHARED else "",
            )
        )
        key = (machine.name, subject_id)
        self._known[key] = (after, seq)
        self._changed[key] = None

    def flush(self) -> None:
        if not self._changed:
            return
        rows = [(*key, *self._known[key]) for key in self._changed]
        self._changed.clear()
        self._uow.connection.exec_driver_sql(_UPSERT_STATE, rows)


class SqlStorage:
    """A window's database. ``begin`` and ``read`` belong to the thread that opened it."""

    @cached_property
    def shelf(self) -> Shelf:
        """What is known of the catalogue; filled by the transactions that read it."""
        from pos.storage.catalogue import Shelf

        return Shelf()

    def __init__(
        self, path: Path, clock: Clock, ids: Ids, events: Events, key: str | None = None
    ) -> None:
        """Open or create the database, encrypted where there is a ``key``.

        Raises:
            StorageTrouble: See ``open_engine``.
        """
        self.path = path
        self.clock = clock
        self.ids = ids
        self._events = events
        self._engine = open_engine(path, key=key)
        self._connection = self._engine.connect()
        self._reader = self._engine.connect().execution_options(reading=True)
        self._thread = threading.get_ident()

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        yield from self._open(self._connection)

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        yield from self._open(self._reader)

    def checking(self) -> AbstractContextManager[tuple[SqlChecks, ...]]:
        from pos.storage.two_readers import two_readers  # only ``foyer verify`` needs it

        self._on_its_thread()
        beside = self._engine.connect().execution_options(reading=True)
        return two_readers(self, self._reader, beside)

    @contextmanager
    def taking_in(self) -> Iterator[SqlUnitOfWork]:
        if self._connection.in_transaction():
            raise InvariantBroken("storage.references")
        unreferenced(self._taker)
        yield from self._open(self._taker)

    @cached_property
    def _taker(self) -> Connection:
        return self._engine.connect()

    @cached_property
    def ahead(self) -> ReadAhead:
        """What was read of others' parcels before they are taken in."""
        from pos.storage.read_ahead import ReadAhead
        from pos.storage.taking_in import STAYS

        return ReadAhead(STAYS)

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        if parcels:
            self.ahead.read(parcels)
        elif "ahead" in self.__dict__:
            self.ahead.rest()

    def _open(self, connection: Connection) -> Iterator[SqlUnitOfWork]:
        self._on_its_thread()
        uow = SqlUnitOfWork(connection, self)
        with transaction(connection):
            yield uow
        if uow.committed:
            self._events.publish(tuple(uow.events))

    def _on_its_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise InvariantBroken("storage.wrong_thread")

    def close(self) -> None:
        """Close the file; what was committed is on disk."""
        self.read_ahead(())
        if "_taker" in self.__dict__:
            self._taker.close()
        self._reader.close()
        self._connection.close()
        self._engine.dispose()
