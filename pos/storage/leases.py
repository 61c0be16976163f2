"""Leases on SQLite: the hub's word about rights, and what is asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from pos.codec import from_json, to_json
from pos.errors import InvariantBroken
from pos.events import HouseChanged, house_changed
from pos.hub.rights import kept_here
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand, Offered
from pos.hub.things import is_house
from pos.ids import PerformanceId
from pos.ports.link import EVER, Leases
from pos.storage.engine import write_in_bulk
from pos.storage.link_schema import hub_link, hub_place, hub_seat, lease_command, rights_known
from pos.storage.many_rows import MANY, write_rows
from pos.storage.schema import place_right, seat_right
from pos.storage.standing import Seat, settle_places, settle_seats, unsettled
from pos.storage.tables import UtcTime
from pos.storage.things import IN_HOUSE, IS_KEPT

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

LASTS = timedelta(hours=12)
"""When a performance is over after its start, as far as its leases go: no catalogue says how long
one is, and a day pass is sold all day."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


_FEW = 500
"""So many values are named in a statement at the most."""


def among(
    column: sa.Column[str], values: Collection[str] | None
) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what a statement says that is about these only; nothing where all are meant, or so
    many that all may be read."""
    return () if values is None or len(values) > _FEW else (column.in_(values),)


class SqlLeases:
    """The half of ``pos.ports.link.LinkStore`` that is about rights."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def _window_id(self) -> str:
        """Return whose database this is. Raises InvariantBroken where no hub was ever joined."""
        found: str | None = self._uow.apart(sa.select(hub_link.c.window_id)).scalar()
        if found is None:
            raise InvariantBroken("link.none")
        return found

    @property
    def _own(self) -> str:
        return f"window:{self._window_id()}"

    # ---- rights ----

    def offered(self) -> tuple[Offered, ...]:
        from pos.storage.catalogue_schema import hall, performance

        now = self._uow.now()
        rows = self._uow.execute(
            sa.select(performance.c.performance_id, performance.c.starts_at, hall.c.places)
            .join(hall, hall.c.hall_id == performance.c.hall_id)
            .where(performance.c.starts_at > now - LASTS)
            .order_by(performance.c.starts_at, performance.c.performance_id)
        )
        return tuple(Offered(r.performance_id, r.places, r.starts_at + LASTS) for r in rows)

    def versions(self) -> dict[str, int]:
        rows = self._uow.apart(sa.select(rights_known))
        return {row.performance_id: row.version for row in rows}

    def hear(self, held: Sequence[Held]) -> None:
        write_in_bulk(self._uow.connection, bulk=len(held) > MANY)
        known, own = self.versions(), self._own
        seats, holders = self._void(held)
        new = [each for each in held if each.version > known.get(each.performance_id, 0)]
        heard = {each.performance_id for each in new}
        of_things = {performance for performance in heard if is_house(performance)}
        words = [
            _of_ours(each, own) if each.performance_id in of_things else each
            for each in new
            if each.seat_id or each.holder
        ]
        for each in new:
            known[each.performance_id] = max(each.version, known.get(each.performance_id, 0))
        heard |= {seat[0] for seat in seats} | {holder[0] for holder in holders}
        if not heard:
            return
        by_seat = [each for each in words if each.seat_id]
        by_count = [each for each in words if not each.seat_id]
        self._write_seats(
            [
                (each.performance_id, each.seat_id, each.holder, each.until, each.version)
                for each in by_seat
            ]
        )
        for each in by_count:
            self._write_places(each)
        self._know(
            {performance: known[performance] for performance in heard if performance in known}
        )
        seats |= {(each.performance_id, each.seat_id) for each in by_seat}
        holders |= {(each.performance_id, each.holder) for each in by_count}
        of_things = {performance for performance in heard if is_house(performance)}
        self._uow.flush()
        sold_here = [seat for seat in seats if seat[0] not in of_things]
        on_sale = unsettled(self._uow.connection, sold_here)
        settle_seats(self._uow.connection, own, on_sale, self._uow.now())
        settle_places(self._uow.connection, own, sorted(holders))
        self._forget_nobody(heard)
        for performance in sorted(heard):
            of_it = [seat for each, seat in seats if each == performance]
            counted = [None for each, _ in holders if each == performance]
            self._changed(performance, (*of_it, *counted))

    def _changed(self, performance: str, seats: Iterable[str | None] = ()) -> None:
        if not is_house(performance):
            self._uow.publish(house_changed(performance, seats))

    def _void(self, held: Sequence[Held]) -> tuple[set[Seat], set[tuple[str, str]]]:
        """Turn what was heard before a word that voids it into nobody's; return the seats and the
        (performance, holder) of places it was about."""
        seats: set[Seat] = set()
        holders: set[tuple[str, str]] = set()
        for each in held:
            if each.seat_id or each.holder or each.places:
                continue
            # Of things the hub does not say what was given back: what it does not name is nobody's.
            version = EVER if is_house(each.performance_id) else each.version
            of = {"performance": each.performance_id, "version": version}
            seats |= {
                (each.performance_id, row.seat_id) for row in self._uow.apart(_VOID_SEATS, of)
            }
            holders |= {
                (each.performance_id, row.holder) for row in self._uow.apart(_VOID_PLACES, of)
            }
        return seats, holders

    def _write_seats(self, seats: Sequence[tuple[str, str, str, datetime, int]]) -> None:
        until, connection = UtcTime(), self._uow.connection
        at = {
            ends: until.process_bind_param(ends, connection.dialect)
            for ends in {seat[3] for seat in seats}
        }
        of_things = {each for each in {seat[0] for seat in seats} if is_house(each)}
        for thing in (False, True):
            rows = [
                (performance, seat, holder, at[ends], version, int(thing))
                for performance, seat, holder, ends, version in seats
                if (performance in of_things) is thing
            ]
            write_rows(connection, _WORD, rows, _THING_WORD if thing else _SEAT_WORD)

    def _write_places(self, held: Held) -> None:
        self._uow.apart(
            _PLACE_WORD,
            {
                "performance_id": held.performance_id,
                "holder": held.holder,
                "places": held.places,
                "until": held.until,
                "version": held.version,
                "leaving": 0,
            },
        )

    def _know(self, versions: Mapping[str, int]) -> None:
        statement = insert(rights_known)
        self._uow.apart(
            statement.on_conflict_do_update(
                ["performance_id"], set_={"version": statement.excluded.version}
            ),
            [{"performance_id": key, "version": value} for key, value in versions.items()],
        )

    def _forget_nobody(self, performances: Iterable[str]) -> None:
        rows = [{"performance": performance} for performance in performances]
        self._uow.apart(_NOBODYS_SEATS, rows)
        self._uow.apart(_NOBODYS_PLACES, rows)

    def leases(self, performance_id: str, seats: Collection[str] | None = None) -> Leases:
        own = self._own
        wanted = sa.select(hub_seat.c.seat_id, hub_seat.c.until).where(
            hub_seat.c.performance_id == performance_id,
            hub_seat.c.holder == own,
            hub_seat.c.leaving.is_(False),
            *among(hub_seat.c.seat_id, seats),
        )
        mine = {row.seat_id: row.until for row in self._uow.apart(wanted)}
        row = self._uow.apart(
            sa.select(hub_place).where(
                hub_place.c.performance_id == performance_id, hub_place.c.holder == own
            )
        ).first()
        return Leases(
            seats=mine,
            places=row.places - row.leaving if row is not None else 0,
            places_until=row.until if row is not None else None,
            ends_at=self._ends_at(performance_id),
        )

    def own_among(self, performance_id: str, seats: Collection[str]) -> set[str]:
        wanted = sa.select(hub_seat.c.seat_id).where(
            hub_seat.c.performance_id == performance_id,
            hub_seat.c.holder == self._own,
            *among(hub_seat.c.seat_id, seats),
        )
        return set(seats) & set(self._uow.apart(wanted).scalars())

    def _ends_at(self, performance_id: str) -> datetime | None:
        from pos.storage.catalogue_schema import performance

        starts = sa.select(performance.c.starts_at).where(
            performance.c.performance_id == performance_id
        )
        found: datetime | None = self._uow.execute(starts).scalar()
        return found + LASTS if found is not None else None

    def holding(self) -> tuple[Held, ...]:
        own = self._own
        others = sa.and_(sa.column("holder").like("window:%"), sa.column("holder") != own)
        found = [
            Held(r.performance_id, r.seat_id, r.holder, 0, r.until, r.version)
            for r in self._uow.execute(
                sa.select(hub_seat).where(~others, sa.column("holder") != "")
            )
        ]
        found += [
            Held(r.performance_id, "", r.holder, r.places, r.until, r.version)
            for r in self._uow.execute(sa.select(hub_place).where(~others))
            if r.places > 0
        ]
        return (*found, *self._held_unasked(own))

    def _held_unasked(self, own: str) -> list[Held]:
        """Return what is sold or kept here of which the hub never said a word: from before this
        window joined it. What is its own business is claimed as its own lease."""
        ends: dict[str, datetime | None] = {}

        def until(performance: str) -> datetime:
            if performance not in ends:
                ends[performance] = self._ends_at(performance)
            return ends[performance] or _LONG_AGO

        seats = self._uow.execute(_SEATS_UNASKED, {"own": own})
        places = self._uow.execute(_PLACES_UNASKED, {"own": own})
        window_id = self._window_id()
        counted: Counter[tuple[str, str, str]] = Counter()
        for row in (*seats, *places):
            holder = own if kept_here(row.holder, window_id) else row.holder
            counted[row.performance_id, row.seat_id, holder] += row.places
        return [
            Held(performance, seat, holder, count, until(performance), 0)
            for (performance, seat, holder), count in counted.items()
        ]

    # ---- lease commands ----

    def give_up(self) -> None:
        own = {"own": self._own}
        about = {row.performance_id for row in self._uow.apart(_GIVEN_UP_SEATS, own)}
        about |= {row.performance_id for row in self._uow.apart(_GIVEN_UP_PLACES, own)}
        for command in self.asked():
            if not command.holder and (command.give_back or command.give_places):
                self._ask_nothing(command)
        for performance in sorted(about):
            self._uow.publish(HouseChanged(PerformanceId(performance)))

    def forget_asked(self) -> None:
        for command in self.asked():
            if not is_house(command.performance_id):
                self._leave(command, stay=True)
            self._ask_nothing(command)

    def _ask_nothing(self, command: LeaseCommand) -> None:
        nothing = LeaseCommand(command.number, "", "", command.until)
        self._uow.apart(
            sa.update(lease_command)
            .where(lease_command.c.number == command.number)
            .values(performance_id="", command=to_json(nothing))
        )

    def ask(self, command: LeaseCommand) -> None:
        if command.number != self.next_number():
            raise InvariantBroken("lease.number", number=command.number)
        self._leave(command)
        row = {
            "number": command.number,
            "performance_id": command.performance_id,
            "command": to_json(command),
            "answered": False,
        }
        self._uow.apart(sa.insert(lease_command), row)

    def _leave(self, command: LeaseCommand, *, stay: bool = False) -> None:
        """Stop selling what is to be given back; ``stay``: go on with it. Of things also what is
        taken anew, until all that happened to it is known."""
        holder = command.holder or self._own
        rows = [
            {"performance": command.performance_id, "seat": seat, "by": holder, "gone": not stay}
            for seat in (*command.give_back, *(command.take * is_house(command.performance_id)))
        ]
        if rows and not command.holder and not stay:
            self._require_unused(command)
        if command.holder:  # its own, which the hub may have given to them before we hear of it
            own = {"performance": command.performance_id, "by": self._own, "gone": not stay}
            rows += [own | {"seat": seat} for seat in command.take]
        if rows:
            self._uow.apart(_SEAT_LEAVES, rows)
        going = ((holder, command.give_places), (command.out_of, command.take_places))
        for by, places in going:
            if by and places:
                change = -places if stay else places
                row = {"performance": command.performance_id, "by": by, "change": change}
                self._uow.apart(_PLACES_LEAVE, row)

    def _require_unused(self, command: LeaseCommand) -> None:
        taken = self._uow.rights.of_seats(command.performance_id)
        used = [seat for seat in command.give_back if seat in taken]
        if used:
            raise InvariantBroken("lease.in_use", seats=len(used))

    def asked(self) -> tuple[LeaseCommand, ...]:
        rows = self._uow.apart(
            sa.select(lease_command.c.command)
            .where(lease_command.c.answered.is_(False))
            .order_by(lease_command.c.number)
        )
        return tuple(from_json(row.command, LeaseCommand) for row in rows)

    def kept(self, number: int) -> LeaseCommand:
        row = self._uow.apart(
            sa.select(lease_command.c.command).where(lease_command.c.number == number)
        ).one()
        return from_json(row.command, LeaseCommand)

    def places_of(self, performance_id: str, holder: str) -> int:
        has = sa.select(hub_place.c.places).where(
            hub_place.c.performance_id == performance_id, hub_place.c.holder == holder
        )
        return int(self._uow.apart(has).scalar() or 0)

    def passed(self, performance_id: str, out_of: str) -> bool:
        asked = sa.select(lease_command.c.number).where(
            lease_command.c.performance_id == performance_id,
            lease_command.c.answered,
            sa.func.json_extract(lease_command.c.command, "$.out_of") == out_of,
        )
        return bool(self._uow.apart(asked).first()) and not self.places_of(performance_id, out_of)

    def next_number(self) -> int:
        newest = sa.select(sa.func.coalesce(sa.func.max(lease_command.c.number), 0))
        return int(self._uow.apart(newest).scalar_one()) + 1

    def answer(self, command: LeaseCommand, answer: LeaseAnswer) -> None:
        done = sa.update(lease_command).where(
            lease_command.c.number == command.number, lease_command.c.answered.is_(False)
        )
        if not self._uow.apart(done.values(answered=True)).rowcount:
            return  # it was told before
        if is_house(command.performance_id):
            self._answer_thing(command, answer)
            return
        self._leave(command, stay=True)
        if not answer.granted:
            return
        if self.versions().get(command.performance_id, 0) >= answer.version:
            command = self._not_heard(command, answer.version)
        holder = command.holder or self._own
        performance, until = command.performance_id, command.until
        gone = [(performance, seat, "", until, answer.version) for seat in command.give_back]
        come = [(performance, seat, holder, until, answer.version) for seat in command.take]
        self._write_seats(gone)
        self._write_seats(come)
        change = command.take_places - command.give_places
        if change or command.take_places:
            self._change_places(performance, holder, change, until, answer.version)
        if command.out_of and command.take_places:
            less = -command.take_places
            self._change_places(performance, command.out_of, less, until, answer.version)
        if not command.holder:  # what is kept or sold elsewhere, its own command says
            seats = [(performance, seat) for seat in command.take]
            settle_seats(self._uow.connection, holder, seats, self._uow.now())
        self._forget_nobody([performance])
        counted = (None,) if change or command.out_of else ()
        self._changed(performance, (*command.give_back, *command.take, *counted))

    def _not_heard(self, command: LeaseCommand, version: int) -> LeaseCommand:
        """Return what a granted command took away, of which nothing was heard though everything up
        to its ``version`` was: a later word about it is not in yet. What it brought may be gone."""
        rows = self._uow.apart(
            sa.select(hub_seat.c.seat_id).where(
                hub_seat.c.performance_id == command.performance_id, hub_seat.c.version < version
            )
        )
        older = {row.seat_id for row in rows}
        return replace(
            command,
            give_back=tuple(seat for seat in command.give_back if seat in older),
            take=tuple(seat for seat in command.take if command.holder and seat in older),
            take_places=0,
            give_places=max(command.give_places - command.take_places, 0),
        )

    def _answer_thing(self, command: LeaseCommand, answer: LeaseAnswer) -> None:
        """What was to be given back is gone, whatever the answer: where it was refused, somebody
        else has it. What was granted is ours; who asked for it makes it usable."""
        house, until = command.performance_id, command.until
        known = self.versions().get(house, 0)
        gone = [(house, thing, "", until, answer.version) for thing in command.give_back]
        if answer.granted and known < answer.version:
            gone += [(house, thing, self._own, until, answer.version) for thing in command.take]
        self._write_seats(gone)
        self._forget_nobody([house])

    def _change_places(
        self, performance: str, holder: str, change: int, until: datetime, version: int
    ) -> None:
        row = self._uow.apart(
            sa.select(hub_place.c.places, hub_place.c.version).where(
                hub_place.c.performance_id == performance, hub_place.c.holder == holder
            )
        ).first()
        if row is not None and row.version >= version:
            return  # heard already
        had = row.places if row is not None else 0
        self._write_places(Held(performance, "", holder, max(had + change, 0), until, version))

    def left(self) -> tuple[int, int]:
        of = {"own": self._own, "now": self._uow.now()}
        seats = self._uow.execute(_SEATS_LEFT, of).scalar_one()
        places = self._uow.execute(_PLACES_LEFT, of).scalar_one()
        return int(seats), int(places)


def _of_ours(held: Held, own: str) -> Held:
    """Return the word as it is kept here: of a thing only whether it is this window's."""
    of_others = is_house(held.performance_id) and held.holder != own
    return held._replace(holder="") if of_others else held


_WORD = "INSERT OR FAIL INTO hub_seat (performance_id, seat_id, holder, until, version, leaving)"
_OR_WORD = """
    ON CONFLICT (performance_id, seat_id) DO UPDATE SET holder = excluded.holder,
      until = excluded.until, version = excluded.version, leaving = hub_seat.leaving {leaving}
    WHERE excluded.version >= hub_seat.version
    """
"""The hub's word unless a newer one is there; of one version what was heard stands, since an answer
is counted from what was known before. What this window asked to give back is so still where it has
it by the new word."""
_SEAT_WORD = _OR_WORD.format(leaving="AND hub_seat.holder = excluded.holder")
_THING_WORD = _OR_WORD.format(leaving="OR hub_seat.holder <> excluded.holder")


def _place_word() -> sa.Executable:
    statement = insert(hub_place)
    return statement.on_conflict_do_update(
        index_elements=["performance_id", "holder"],
        set_={name: statement.excluded[name] for name in ("places", "until", "version")},
        where=statement.excluded.version >= hub_place.c.version,
    )


_PLACE_WORD = _place_word()
_VOID_SEATS = sa.text(
    "UPDATE hub_seat SET holder = '', leaving = 0"
    " WHERE performance_id = :performance AND version <= :version RETURNING seat_id"
)
_VOID_PLACES = sa.text(
    "UPDATE hub_place SET places = 0, leaving = 0"
    " WHERE performance_id = :performance AND version <= :version RETURNING holder"
)
_GIVEN_UP_SEATS = (
    sa.update(hub_seat)
    .where(hub_seat.c.leaving, hub_seat.c.holder == sa.bindparam("own"), ~IS_KEPT)
    .values(holder="", leaving=False)
    .returning(hub_seat.c.performance_id)
)
_GIVEN_UP_PLACES = sa.text(
    "UPDATE hub_place SET places = max(places - leaving, 0), leaving = 0"
    " WHERE leaving > 0 AND holder = :own RETURNING performance_id"
)
_NOBODYS = """
    performance_id = :performance AND version <= coalesce((SELECT k.version FROM rights_known k
      WHERE k.performance_id = :performance), 0)"""
_NOBODYS_SEATS = sa.text(f"DELETE FROM hub_seat WHERE holder = '' AND {_NOBODYS}")  # noqa: S608
_NOBODYS_PLACES = sa.text(f"DELETE FROM hub_place WHERE places = 0 AND {_NOBODYS}")  # noqa: S608
_SEAT_LEAVES = (
    sa.update(hub_seat)
    .where(
        hub_seat.c.performance_id == sa.bindparam("performance"),
        hub_seat.c.seat_id == sa.bindparam("seat"),
        hub_seat.c.holder == sa.bindparam("by"),
    )
    .values(leaving=sa.bindparam("gone"))
)
_PLACES_LEAVE = (
    sa.update(hub_place)
    .where(
        hub_place.c.performance_id == sa.bindparam("performance"),
        hub_place.c.holder == sa.bindparam("by"),
    )
    .values(leaving=sa.func.max(hub_place.c.leaving + sa.bindparam("change"), 0))
)
_MINE_OR_KEPT = """(r.holder = :own OR r.holder NOT LIKE 'window:%')
      AND (r.holder <> 'hold:restored' OR NOT EXISTS (SELECT 1 FROM rights_known k
        WHERE k.performance_id = r.performance_id))"""
"""What a window that goes on from a backup keeps from sale: where the hub ever heard of it, the
lost machine's leases are named already."""
_PAPERS = "'hold:paper-' || substr(:own, 8)"
_SEATS_UNASKED = sa.text(
    f"""
    SELECT r.performance_id, r.seat_id, r.holder, 0 AS places FROM seat_right r
    WHERE {_MINE_OR_KEPT} AND NOT EXISTS (SELECT 1 FROM hub_seat h
      WHERE h.performance_id = r.performance_id AND h.seat_id = r.seat_id)
    ORDER BY r.performance_id, r.seat_id
    """  # noqa: S608 - our own words
)
_PLACES_UNASKED = sa.text(
    f"""
    SELECT r.performance_id, '' AS seat_id, r.holder, sum(r.places) AS places FROM place_right r
    WHERE {_MINE_OR_KEPT} AND NOT EXISTS (SELECT 1 FROM hub_place h
      WHERE h.performance_id = r.performance_id
        AND h.holder = CASE WHEN r.holder IN ('hold:restored', {_PAPERS}) THEN :own
                            ELSE r.holder END)
    GROUP BY r.performance_id, r.holder ORDER BY r.performance_id, r.holder
    """  # noqa: S608 - our own words
)
_SEATS_LEFT = sa.select(sa.func.count()).where(
    hub_seat.c.holder == sa.bindparam("own"),
    hub_seat.c.leaving.is_(False),
    ~IN_HOUSE,
    hub_seat.c.until > sa.bindparam("now"),
    ~sa.exists().where(
        seat_right.c.performance_id == hub_seat.c.performance_id,
        seat_right.c.seat_id == hub_seat.c.seat_id,
    ),
)
_USED = (
    sa.select(sa.func.coalesce(sa.func.sum(place_right.c.places), 0))
    .where(
        place_right.c.performance_id == hub_place.c.performance_id,
        place_right.c.holder == hub_place.c.holder,
    )
    .scalar_subquery()
)
_PLACES_LEFT = sa.select(
    sa.func.coalesce(
        sa.func.sum(sa.func.max(hub_place.c.places - hub_place.c.leaving - _USED, 0)), 0
    )
).where(hub_place.c.holder == sa.bindparam("own"), hub_place.c.until > sa.bindparam("now"))
