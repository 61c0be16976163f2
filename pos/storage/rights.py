"""Rights to places on SQLite: the rights command, and the seats' live tickets.

The command is all or nothing inside its transaction. The primary keys of ``seat_right`` and
``live_seat`` are the last
line: a seat with two holders or two live tickets cannot be written.

A window of a hub gives its carts, and its emergency tickets, only what is its own by lease. What it
does for any other holder (``hold:``, ``kill:``, ``channel:``) the hub has to do too: the lease
command that says so is kept in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pos.audit import SYSTEM
from pos.errors import InvariantBroken, SeatTaken
from pos.hub.rights import (
    AWAY,
    HoldWhy,
    Idle,
    Refusal,
    RightsAnswer,
    RightsCommand,
    is_own,
    kept_here,
)
from pos.hub.talk import LeaseCommand
from pos.ids import CartId, PerformanceId, SeatId
from pos.records import RightEvent
from pos.storage.leases import among
from pos.storage.schema import live_seat, place_right, seat_right, ticket
from pos.storage.standing import HOLDER_OF, Seat, settle_live, settle_seats
from pos.views.holds import HoldAct

if TYPE_CHECKING:
    from datetime import datetime

    from pos.ports.link import Link
    from pos.storage.unit_of_work import SqlUnitOfWork
    from pos.views.catalogue import SeatView

_CHUNK = 500
"""Seats asked about in one statement; SQLite allows 32,766 parameters."""


_HELD_BY_CART = (
    "SELECT performance_id, seat_id, 1 FROM seat_right WHERE cart_id = ?1 UNION ALL "
    "SELECT performance_id, NULL, places FROM place_right WHERE cart_id = ?1"
)
_OCCUPY = "INSERT INTO live_seat (performance_id, seat_id, ticket_id) VALUES (?, ?, ?)"
_SEATS_STAY = (
    sa.update(seat_right).where(seat_right.c.cart_id == sa.bindparam("cart")).values(cart_id="")
)
_PLACES_GO = sa.delete(place_right).where(
    place_right.c.performance_id == sa.bindparam("performance"),
    place_right.c.cart_id == sa.bindparam("cart"),
)

_LEFT_HERE = sa.text(
    """
    SELECT performance_id, sum(places) AS left_here FROM (
      SELECT h.performance_id, 1 AS places FROM hub_seat h
      WHERE h.holder = :own AND NOT h.leaving AND h.performance_id NOT LIKE 'things:%'
        AND NOT EXISTS (SELECT 1 FROM seat_right r
        WHERE r.performance_id = h.performance_id AND r.seat_id = h.seat_id)
      UNION ALL
      SELECT performance_id, places - leaving FROM hub_place WHERE holder = :own
      UNION ALL
      SELECT performance_id, -places FROM place_right
      WHERE holder IN (:own, 'hold:paper-' || substr(:own, 8), 'hold:restored'))
    GROUP BY performance_id
    """
)
_SOLD_BY = """
    FROM orders o JOIN ticket t ON t.order_id = o.order_id
    WHERE o.order_id >= :first AND o.window_id = :window AND o.channel = 'window'"""
_USED_HERE = sa.text(
    f"""
    SELECT performance_id, sum(places) AS used FROM (
      SELECT performance_id, 1 AS places FROM seat_right WHERE cart_id <> '' AND holder = :own
      UNION ALL
      SELECT performance_id, places FROM place_right WHERE cart_id <> '' AND holder = :own
      UNION ALL
      SELECT t.performance_id, 1 {_SOLD_BY} AND EXISTS (SELECT 1 FROM current_state s
        WHERE s.machine = 'ticket' AND s.subject_id = t.ticket_id
          AND s.state IN ('live', 'scanned'))
        AND t.ticket_id NOT IN (SELECT ticket_id FROM emergency_sale WHERE emergency_id < :first)
      UNION ALL
      SELECT e.performance_id, 1 FROM emergency_ticket e
      JOIN emergency_block b ON b.block_id = e.block_id
      JOIN current_state s ON s.machine = 'emergency' AND s.subject_id = e.emergency_id
      WHERE e.emergency_id >= :first AND b.window_id = :window AND s.state = 'out'
      UNION ALL
      SELECT l.value ->> '$.performance_id', 1 FROM parked_cart p
      JOIN current_state s ON s.machine = 'parked' AND s.subject_id = p.parked_id
      JOIN json_each(p.content, '$.lines') l
      WHERE p.parked_id >= :first AND p.window_id = :window AND s.state = 'parked')
    GROUP BY performance_id
    """  # noqa: S608 - our own words
)
"""A paper from before is out of the block already when it is keyed in."""
_UNSOLD_ELSEWHERE = sa.text(
    f"""
    SELECT holder, sum(places) AS left_there FROM (
      SELECT holder, places FROM hub_place
      WHERE performance_id = :performance AND holder LIKE 'window:%'
      UNION ALL
      SELECT {HOLDER_OF}, -1 FROM ticket t
      JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      JOIN orders o ON o.order_id = t.order_id
      WHERE t.performance_id = :performance AND t.seat_id IS NULL
        AND s.state IN ('live', 'scanned'))
    WHERE holder LIKE 'window:%' AND holder <> :own GROUP BY holder ORDER BY holder
    """  # noqa: S608 - our own words
)
_PASSED_HERE = sa.text(
    """
    SELECT 'hold:cart-' || s.subject_id AS holder, count(*) AS places
    FROM current_state s JOIN parked_cart p ON p.parked_id = s.subject_id
    JOIN json_each(p.content, '$.lines') l
    WHERE s.machine = 'parked' AND s.state = 'parked'
      AND l.value ->> '$.performance_id' = :performance AND l.value ->> '$.seat_id' IS NULL
      AND NOT EXISTS (SELECT 1 FROM hub_place h WHERE h.performance_id = :performance
        AND h.holder = 'hold:cart-' || s.subject_id AND h.places > 0)
      AND EXISTS (SELECT 1 FROM lease_command c
        WHERE c.performance_id = l.value ->> '$.performance_id'
          AND c.command ->> '$.out_of' = 'hold:cart-' || s.subject_id)
    GROUP BY s.subject_id
    """
)
"""Places by count of carts that wait, which this window asked the hub to pass to it, and which are
the cart's own there no more: among this window's leases they are the cart's all the same."""
_IDLE = sa.text(
    f"""
    SELECT r.performance_id, r.holder, r.seat_id, 1 AS places FROM seat_right r
    WHERE r.holder LIKE 'channel:%' AND r.cart_id = '' AND NOT EXISTS (
      SELECT 1 FROM live_seat l
      WHERE l.performance_id = r.performance_id AND l.seat_id = r.seat_id)
    UNION ALL
    SELECT p.performance_id, p.holder, NULL, p.places - (
      SELECT count(*) FROM ticket t
      JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      JOIN orders o ON o.order_id = t.order_id
      WHERE t.performance_id = p.performance_id AND t.seat_id IS NULL
        AND s.state IN ('live', 'scanned') AND {HOLDER_OF} = p.holder)
    FROM place_right p WHERE p.holder LIKE 'channel:%' AND p.cart_id = ''
    ORDER BY 1, 2, 3
    """  # noqa: S608 - our own words
)
_STOOD_ON = sa.text(
    f"""
    SELECT t.ticket_id, {HOLDER_OF} AS holder FROM json_each(:ids) j
    CROSS JOIN ticket t ON t.ticket_id = j.value CROSS JOIN orders o ON o.order_id = t.order_id
    """  # noqa: S608 - our own words
)
_UNTOLD = sa.text(
    """
    SELECT r.seat_id, r.holder FROM seat_right r
    WHERE r.performance_id = :performance AND r.cart_id = '' AND r.holder NOT LIKE 'window:%'
      AND NOT EXISTS (SELECT 1 FROM hub_seat h
        WHERE h.performance_id = r.performance_id AND h.seat_id = r.seat_id
          AND h.holder <> 'window:' || :window)
    """
)
_SOLD_SINCE = sa.text(
    f"SELECT t.performance_id, count(*) AS sold {_SOLD_BY} GROUP BY t.performance_id"
)
_BUSIEST_HOUR = sa.text(
    "SELECT coalesce(max(sold), 0) FROM (SELECT count(*) AS sold"  # noqa: S608 - our own words
    f" {_SOLD_BY} GROUP BY o.placed_at / 3600000000)"
)


def _first_id(since: datetime) -> str:
    """Return what every id made from then on is not less than: ids begin with their millisecond."""
    return f"{int(since.timestamp() * 1000):012x}"


class SqlRights:
    """See ``pos.ports.storage.RightsStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def apply(self, command: RightsCommand, *, told: bool = False) -> RightsAnswer:
        return self._uow.commands.once(
            command.command_id,
            "rights",
            command,
            RightsAnswer,
            lambda: self._apply(command, told=told),
        )

    def _apply(self, command: RightsCommand, *, told: bool) -> RightsAnswer:
        link = self._uow.link.link()
        if command.out_of:
            return self._pass(command, told=told or link is None)
        refused = self._refused(command)
        if link is not None and is_own(command.holder, link.window_id):
            refused += self._not_leased(command, {seat.seat_id for seat in refused})
        capacity_left = self._capacity_left(command, link)
        if refused or self._too_many(command, capacity_left):
            return RightsAnswer(granted=False, refused=refused, places_left=capacity_left)
        if link is not None and not told and not kept_here(command.holder, link.window_id):
            self._tell_hub(command)
        self._out_of_hold(command)
        self._take(command)
        behind = self._behind(command)
        self._give_back(command)
        change = command.take_places - command.give_places
        if change:
            self._move_places(command, change)
        for holder, seats, places in behind:
            self._back_on_hold(command, holder, seats, places)
        if command.why is not None:
            self._uow.holds.keep(command, command.why)
        return RightsAnswer(granted=True, places_left=capacity_left - change)

    def catch_up(self, command: RightsCommand) -> RightsAnswer:
        return self._uow.commands.once(
            command.command_id, "rights", command, RightsAnswer, lambda: self._catch_up(command)
        )

    def _catch_up(self, command: RightsCommand) -> RightsAnswer:
        taken = self.of_seats(command.performance_id, (*command.take, *command.give_back))
        mine = {seat for seat, held in taken.items() if held == (command.holder, "")}
        others = [seat for seat in command.take if seat in taken and seat not in mine]
        if others:
            return RightsAnswer(False, tuple(Refusal(seat, taken[seat][0]) for seat in others))
        self._take(replace(command, take=tuple(s for s in command.take if s not in mine)))
        self._give_back(
            replace(command, give_back=tuple(s for s in command.give_back if s in mine))
        )
        if command.take_places or command.give_places:
            places = self._uow.link.places_of(command.performance_id, command.holder)
            change = places - self._places_in(command)
            if change:
                self._move_places(command, change)
        if command.why is not None:
            self._uow.holds.keep(command, command.why)
        return RightsAnswer(granted=True)

    def _pass(self, command: RightsCommand, *, told: bool) -> RightsAnswer:
        """Move what one holder has to another. Seats that the hub gave this window for it may not
        be anybody's here any more, and places by count are not looked for: the hub knows."""
        taken = self.of_seats(command.performance_id, command.take)
        hands = {(command.out_of, command.out_cart), (command.holder, command.cart_id)}
        others = [seat for seat in command.take if seat in taken and taken[seat] not in hands]
        missing = [seat for seat in command.take if seat not in taken and not told]
        if others or missing:
            refused = [Refusal(seat, taken.get(seat, ("", ""))[0]) for seat in (*others, *missing)]
            return RightsAnswer(granted=False, refused=tuple(refused))
        if not told:
            self._tell_hub(command)
        moved = tuple(seat for seat in command.take if seat in taken)
        out = replace(command, holder=command.out_of, cart_id=CartId(command.out_cart))
        out = replace(out, take=(), take_places=0, out_of="", out_cart="")
        mine = self._places_in(out)
        gone = min(command.take_places, mine) if told else command.take_places
        mine_already = [seat for seat in moved if taken[seat] == (command.holder, command.cart_id)]
        self._give_back(
            replace(out, give_back=tuple(seat for seat in moved if seat not in mine_already))
        )
        if gone:
            self._move_places(out, -gone)
        self._take(replace(command, take=tuple(s for s in command.take if s not in mine_already)))
        if command.take_places:
            self._move_places(command, command.take_places)
        return RightsAnswer(granted=True)

    def _places_in(self, command: RightsCommand) -> int:
        """Return how many places a holder has in one of its carts, or for good."""
        table = place_right
        had = self._uow.execute(
            sa.select(table.c.places).where(
                table.c.performance_id == command.performance_id,
                table.c.holder == command.holder,
                table.c.cart_id == command.cart_id,
            )
        ).scalar()
        return int(had or 0)

    def _refused(self, command: RightsCommand) -> tuple[Refusal, ...]:
        """Return the seats that are somebody else's: for a command that takes from a hold, all that
        is not under it; for one that gives back held seats, all that is not held so any more."""
        others = self._others(command, command.take)
        if command.through:
            held = dict(others)
            others = [
                (seat, held.get(seat, ""))
                for seat in command.take
                if held.get(seat) != command.through
            ]
        if command.why is not None and not command.cart_id:
            now = dict(self._others(command, command.give_back))
            others += [
                (seat, now.get(seat, ""))
                for seat in command.give_back
                if now.get(seat) != command.holder
            ]
        return tuple(Refusal(SeatId(seat), holder) for seat, holder in others)

    def _too_many(self, command: RightsCommand, capacity_left: int) -> bool:
        """Whether fewer places are there than wanted: under the hold they are taken from, or that
        is released; else free."""
        if command.through or (command.why is not None and command.give_places):
            holder = command.through or command.holder
            there = self.places_of(command.performance_id, holder)
            return max(command.take_places, command.give_places) > there
        return command.take_places > max(capacity_left, 0)

    def _out_of_hold(self, command: RightsCommand) -> None:
        """Let what passes to a cart go from its hold, in the same breath."""
        if not command.through:
            return
        hold = replace(command, holder=command.through, cart_id=CartId(""), through="", why=None)
        if command.take:
            self._give_back(replace(hold, give_back=command.take))
        if command.take_places:
            self._move_places(hold, -command.take_places)

    def _behind(self, command: RightsCommand) -> list[tuple[str, tuple[SeatId, ...], int]]:
        """Return what of the places a cart gives back came from which hold."""
        if not command.cart_id or not (command.give_back or command.give_places):
            return []
        behind = self._uow.holds.behind(command.cart_id, command.performance_id)
        found: dict[str, tuple[SeatId, ...]] = {}
        for seat in command.give_back:
            if seat in behind.seats:
                holder = behind.seats[seat]
                found[holder] = (*found.get(holder, ()), seat)
        counts = self._counts_behind(command, behind.places) if command.give_places else {}
        holders = dict.fromkeys((*found, *counts))
        return [(h, found.get(h, ()), counts.get(h, 0)) for h in holders]

    def _counts_behind(self, command: RightsCommand, behind: Mapping[str, int]) -> dict[str, int]:
        """Return how many places by count go back to which hold, of those that came from it: as the
        command says, or else as few as can be."""
        if command.back_to is not None:
            return {holder: min(n, behind.get(holder, 0)) for holder, n in command.back_to}
        _, had = self.held_by_cart(command.cart_id)
        left = had.get(command.performance_id, 0) - command.give_places
        over = max(sum(behind.values()) - left, 0)
        counts: dict[str, int] = {}
        for holder, places in behind.items():
            counts[holder] = min(places, over)
            over -= counts[holder]
        return counts

    def _back_on_hold(
        self, command: RightsCommand, holder: str, seats: tuple[SeatId, ...], places: int
    ) -> None:
        """What a cart had from a hold and did not buy is held again, also at the hub."""
        if not seats and not places:
            return
        store = self._uow.link
        if store.link() is not None:
            ends_at = store.leases(command.performance_id, ()).ends_at
            store.ask(
                LeaseCommand(
                    number=store.next_number(),
                    performance_id=command.performance_id,
                    holder=holder,
                    until=ends_at or self._uow.now(),
                    take=seats,
                    take_places=places,
                    out_of=command.holder,
                )
            )
        back = replace(
            command,
            holder=holder,
            cart_id=CartId(""),
            take=seats,
            give_back=(),
            take_places=places,
            give_places=0,
            through="",
            why=None,
        )
        self._take(back)
        if places:
            self._move_places(back, places)
        window = command.holder.removeprefix("window:")
        why = HoldWhy(HoldAct.CAME_BACK.value, SYSTEM, window)
        self._uow.holds.keep(replace(back, cart_id=command.cart_id), why)

    def _not_leased(self, command: RightsCommand, but: Collection[str]) -> tuple[Refusal, ...]:
        """Return what of the wanted seats is no lease of this window."""
        if not command.take:
            return ()
        leased = self._uow.link.leases(command.performance_id, command.take).seats
        wanted = [seat for seat in command.take if seat not in but]
        return tuple(Refusal(seat, AWAY) for seat in wanted if seat not in leased)

    def _tell_hub(self, command: RightsCommand) -> None:
        """Keep what the hub has to do for another holder; it is asked when it is there."""
        store = self._uow.link
        ends_at = store.leases(command.performance_id, ()).ends_at
        link = store.link()
        own = f"window:{link.window_id}" if link is not None else ""
        store.ask(
            LeaseCommand(
                number=store.next_number(),
                performance_id=command.performance_id,
                holder=command.holder if command.holder != own else "",
                until=ends_at or self._uow.now(),
                take=command.take,
                give_back=command.give_back,
                take_places=command.take_places,
                give_places=command.give_places,
                out_of=command.out_of,
            )
        )

    def _others(self, command: RightsCommand, seats: Sequence[str]) -> list[tuple[str, str]]:
        """Return (seat, holder) of those seats that are not free for the command's holder and
        cart."""
        table = seat_right
        found: list[tuple[str, str]] = []
        for start in range(0, len(seats), _CHUNK):
            rows = self._uow.execute(
                sa.select(table.c.seat_id, table.c.holder).where(
                    table.c.performance_id == command.performance_id,
                    table.c.seat_id.in_(seats[start : start + _CHUNK]),
                )
            )
            found += [(row.seat_id, row.holder) for row in rows]
        return found

    def _capacity_left(self, command: RightsCommand, link: Link | None) -> int:
        if not command.take_places and not command.give_places:
            return 0
        if link is not None and is_own(command.holder, link.window_id):
            leased = self._uow.link.leases(command.performance_id, ()).places
            return leased - self.places_here(command.performance_id, link.window_id)
        hall = self._uow.catalogue.hall_of(command.performance_id)
        return int(hall.places) - self.places_taken(command.performance_id)

    def _take(self, command: RightsCommand) -> None:
        if not command.take:
            return
        now = self._uow.now()
        self._uow.execute(
            sa.insert(seat_right),
            [
                {
                    "performance_id": command.performance_id,
                    "seat_id": seat,
                    "holder": command.holder,
                    "cart_id": command.cart_id,
                    "since": now,
                }
                for seat in command.take
            ],
        )
        self._log(command, command.take, "take")

    def _give_back(self, command: RightsCommand) -> None:
        table = seat_right
        for start in range(0, len(command.give_back), _CHUNK):
            seats = command.give_back[start : start + _CHUNK]
            gone = self._uow.execute(
                sa.delete(table).where(
                    table.c.performance_id == command.performance_id,
                    table.c.seat_id.in_(seats),
                    table.c.holder == command.holder,
                    table.c.cart_id == command.cart_id,
                )
            )
            if gone.rowcount != len(seats):
                raise InvariantBroken("rights.gave_back_what_it_had_not", seats=len(seats))
        self._log(command, command.give_back, "give_back")

    def _move_places(self, command: RightsCommand, change: int) -> None:
        table = place_right
        mine = (
            table.c.performance_id == command.performance_id,
            table.c.holder == command.holder,
            table.c.cart_id == command.cart_id,
        )
        had = self._uow.execute(sa.select(table.c.places).where(*mine)).scalar()
        if (had or 0) + change < 0:
            raise InvariantBroken("rights.gave_back_what_it_had_not", places=change)
        if had is None:
            self._uow.execute(
                sa.insert(table),
                {
                    "performance_id": command.performance_id,
                    "holder": command.holder,
                    "cart_id": command.cart_id,
                    "places": change,
                },
            )
        elif had + change == 0:
            self._uow.execute(sa.delete(table).where(*mine))
        else:
            self._uow.execute(sa.update(table).where(*mine).values(places=had + change))
        self._log(command, (None,), "take" if change > 0 else "give_back", abs(change))

    def _log(
        self, command: RightsCommand, seats: Sequence[str | None], what: str, places: int = 1
    ) -> None:
        uow = self._uow
        now = uow.now()
        uow.add(
            *(
                RightEvent(
                    event_id=uow.ids.new(),
                    performance_id=command.performance_id,
                    seat_id=seat,
                    places=places,
                    what=what,
                    holder=command.holder,
                    cart_id=command.cart_id,
                    command_id=command.command_id,
                    at=now,
                )
                for seat in seats
            )
        )

    def of_seats(
        self, performance_id: str, seats: Collection[str] | None = None
    ) -> dict[str, tuple[str, str]]:
        table = seat_right
        rows = self._uow.execute(
            sa.select(table.c.seat_id, table.c.holder, table.c.cart_id).where(
                table.c.performance_id == performance_id, *among(table.c.seat_id, seats)
            )
        )
        return {row.seat_id: (row.holder, row.cart_id) for row in rows}

    def seats_taken(self, performance_id: str) -> frozenset[SeatId]:
        seats = sa.func.json_group_array(seat_right.c.seat_id)  # one row: a touch waits for it
        here = seat_right.c.performance_id == performance_id
        found: list[SeatId] = json.loads(
            self._uow.execute(sa.select(seats).where(here)).scalar_one()
        )
        return frozenset(found)

    def idle(self) -> tuple[Idle, ...]:
        found: dict[tuple[str, str], tuple[list[SeatId], int]] = {}
        for row in self._uow.execute(_IDLE):
            seats, places = found.get((row.performance_id, row.holder), ([], 0))
            if row.seat_id is None:
                places += max(row.places, 0)
            else:
                seats.append(SeatId(row.seat_id))
            found[row.performance_id, row.holder] = (seats, places)
        return tuple(
            Idle(PerformanceId(performance_id), holder, tuple(seats), places)
            for (performance_id, holder), (seats, places) in found.items()
            if seats or places
        )

    def places_taken(self, performance_id: str) -> int:
        places = self._places(performance_id)
        known = dict(places)  # a cart's own places, where the hub's word is not in yet
        passed = self._passed_here(performance_id).items()
        unknown = sum(max(count - known.get(holder, 0), 0) for holder, count in passed)
        return sum(count for _, count in places) + unknown

    def places_of(self, performance_id: str, holder: str) -> int:
        table = place_right
        held = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(table.c.places), 0)).where(
                table.c.performance_id == performance_id, table.c.holder == holder
            )
        ).scalar_one()
        return int(held)

    def places_here(self, performance_id: str, window_id: str) -> int:
        here = sum(
            places
            for holder, places in self._places(performance_id)
            if kept_here(holder, window_id)
        )
        return here + sum(self._passed_here(performance_id).values())

    def _places(self, performance_id: str) -> list[tuple[str, int]]:
        table = place_right
        rows = self._uow.execute(
            sa.select(table.c.holder, table.c.places).where(
                table.c.performance_id == performance_id
            )
        )
        return [(row.holder, row.places) for row in rows]

    def _passed_here(self, performance_id: str) -> dict[str, int]:
        """Return how many of this window's places are whose, of parked carts that it is about to
        have: holder -> places."""
        rows = self._uow.execute(_PASSED_HERE, {"performance": performance_id})
        return {row.holder: row.places for row in rows}

    def unsold_elsewhere(self, performance_id: str, window_id: str) -> dict[str, int]:
        of = {"performance": performance_id, "own": f"window:{window_id}"}
        rows = self._uow.execute(_UNSOLD_ELSEWHERE, of)
        return {row.holder.removeprefix("window:"): max(row.left_there, 0) for row in rows}

    def for_sale_here(self, performance_id: str, seats: Iterable[SeatView]) -> tuple[SeatView, ...]:
        taken = self.of_seats(performance_id)
        free = (seat for seat in seats if seat.seat_id not in taken)
        if self._uow.link.link() is None:
            return tuple(free)
        leased = self._uow.link.leases(performance_id).seats
        return tuple(seat for seat in free if seat.seat_id in leased)

    def held_by_cart(self, cart_id: str) -> tuple[frozenset[tuple[str, str]], dict[str, int]]:
        seats: set[tuple[str, str]] = set()
        places: dict[str, int] = {}
        for performance_id, seat_id, count in self._uow.ask(_HELD_BY_CART, (cart_id,)):
            if seat_id is None:
                places[performance_id] = count
            else:
                seats.add((performance_id, seat_id))
        return frozenset(seats), places

    def held_by(self, holder: str) -> tuple[frozenset[tuple[str, str]], dict[str, int]]:
        seats = self._uow.execute(
            sa.select(seat_right.c.performance_id, seat_right.c.seat_id).where(
                seat_right.c.holder == holder, seat_right.c.cart_id == ""
            )
        )
        places = self._uow.execute(
            sa.select(place_right.c.performance_id, place_right.c.places).where(
                place_right.c.holder == holder, place_right.c.cart_id == ""
            )
        )
        return (
            frozenset((row.performance_id, row.seat_id) for row in seats),
            {row.performance_id: row.places for row in places},
        )

    def carts(self, holder: str) -> tuple[str, ...]:
        rows = self._uow.execute(
            sa.union(
                *(
                    sa.select(table.c.cart_id).where(
                        table.c.holder == holder, table.c.cart_id != ""
                    )
                    for table in (seat_right, place_right)
                )
            )
        )
        return tuple(sorted(row.cart_id for row in rows))

    def stood_on(self, tickets: Sequence[str]) -> dict[str, str]:
        rows = self._uow.execute(_STOOD_ON, {"ids": json.dumps([*tickets])})
        return {row.ticket_id: row.holder for row in rows}

    def mark_sold(self, cart_id: str, holder: str) -> None:
        _, places = self.held_by_cart(cart_id)
        self._uow.apart(_SEATS_STAY, {"cart": cart_id})
        for performance_id, count in places.items():
            self._uow.apart(_PLACES_GO, {"performance": performance_id, "cart": cart_id})
            self._add_places(performance_id, holder, count)

    def _add_places(self, performance_id: str, holder: str, places: int) -> None:
        table = place_right
        mine = (
            table.c.performance_id == performance_id,
            table.c.holder == holder,
            table.c.cart_id == "",
        )
        grown = self._uow.execute(
            sa.update(table).where(*mine).values(places=table.c.places + places)
        )
        if not grown.rowcount:
            row = {"performance_id": performance_id, "holder": holder, "cart_id": ""}
            self._uow.execute(sa.insert(table), {**row, "places": places})

    def occupy(self, seats: Sequence[tuple[str, str, str]]) -> None:
        if not seats:
            return
        try:
            self._uow.connection.exec_driver_sql(_OCCUPY, list(seats))
        except IntegrityError:
            raise SeatTaken(seat=seats[0][1], holder="") from None

    def reissue(self, old_ticket_id: str, new_ticket_id: str) -> None:
        settle_live(self._uow.connection, self._seats_of((old_ticket_id, new_ticket_id)))

    def vacate(self, ticket_ids: Sequence[str]) -> frozenset[Seat]:
        seats = self._seats_of(ticket_ids)
        settle_live(self._uow.connection, seats)
        return frozenset(seat for seat in seats if self.live_ticket(*seat) is not None)

    def settle(self, own: str, seats: Sequence[Seat]) -> None:
        self._uow.flush()
        settle_seats(self._uow.connection, own, seats, self._uow.now())

    def _seats_of(self, ticket_ids: Sequence[str]) -> list[Seat]:
        """Return the seats of tickets, each once."""
        found: set[Seat] = set()
        for start in range(0, len(ticket_ids), _CHUNK):
            rows = self._uow.execute(
                sa.select(ticket.c.performance_id, ticket.c.seat_id).where(
                    ticket.c.ticket_id.in_(ticket_ids[start : start + _CHUNK]),
                    ticket.c.seat_id.is_not(None),
                )
            )
            found |= {(row.performance_id, row.seat_id) for row in rows}
        return sorted(found)

    def left_here(self, window_id: str) -> dict[str, int]:
        rows = self._uow.execute(_LEFT_HERE, {"own": f"window:{window_id}"})
        return {row.performance_id: max(row.left_here, 0) for row in rows}

    def used_here(self, window_id: str, since: datetime) -> dict[str, int]:
        of = {"own": f"window:{window_id}", "window": window_id, "first": _first_id(since)}
        return {row.performance_id: row.used for row in self._uow.execute(_USED_HERE, of)}

    def untold(self, performance_id: str, window_id: str) -> dict[str, str]:
        of = {"performance": performance_id, "window": window_id}
        rows = self._uow.execute(_UNTOLD, of)
        return {row.seat_id: row.holder for row in rows}

    def sold_since(self, window_id: str, since: datetime) -> dict[str, int]:
        of = {"window": window_id, "first": _first_id(since)}
        return {row.performance_id: row.sold for row in self._uow.execute(_SOLD_SINCE, of)}

    def busiest_hour(self, window_id: str, since: datetime) -> int:
        of = {"window": window_id, "first": _first_id(since)}
        return int(self._uow.execute(_BUSIEST_HOUR, of).scalar_one())

    def live_seats(
        self, performance_id: str, seats: Collection[str] | None = None
    ) -> frozenset[str]:
        table = live_seat
        rows = self._uow.execute(
            sa.select(table.c.seat_id).where(
                table.c.performance_id == performance_id, *among(table.c.seat_id, seats)
            )
        )
        return frozenset(row.seat_id for row in rows)

    def live_ticket(self, performance_id: str, seat_id: str) -> str | None:
        found: str | None = self._uow.execute(
            sa.select(live_seat.c.ticket_id).where(
                live_seat.c.performance_id == performance_id, live_seat.c.seat_id == seat_id
            )
        ).scalar()
        return found
