"""What a window keeps and sends, made of real rows: its outbox, in memory."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pos.hub.parcels import Parcel, Position, following, pack, unpack
from pos.records import Batch, Order, OrderSplit, Reseated, Ticket, Transition

WHEN = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Sold:
    """An order as it was made: its seats are ``performance/seat``, None for places by count."""

    order_id: str
    number: str
    tickets: tuple[str, ...]
    performance_id: str
    seats: tuple[str | None, ...]


class Outbox:
    """A window's parcels from 1 on. ``ids`` are of this outbox and of nobody else's if ``salt`` is
    its own."""

    def __init__(self, window_id: str, salt: str = "") -> None:
        self.window_id = window_id
        self.parcels: list[Parcel] = []
        self.salt = salt
        self._made = 0

    @property
    def position(self) -> Position:
        return self.parcels[-1].position if self.parcels else Position()

    def copy(self, salt: str) -> Outbox:
        """Return what another machine goes on with that was made from this one's disk."""
        other = Outbox(self.window_id, salt)
        other.parcels, other._made = list(self.parcels), self._made
        return other

    def leave_to_others(self, salt: str) -> None:
        """Make from here on nothing that another machine made or makes from the same disk."""
        self.salt = salt
        self._made += 10_000

    def new_id(self) -> str:
        self._made += 1
        name = f"{self.window_id} {self.salt} {self._made}"
        return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()

    def add(self, rows: Rows) -> Parcel:
        """Seal rows into the next parcel."""
        content = pack(rows)
        parcel = Parcel(self.window_id, following(self.position, content), content)
        self.parcels.append(parcel)
        return parcel

    # ---- acts, a parcel each ----

    def sell(
        self,
        performance_id: str,
        seats: Sequence[str | None],
        *,
        number: str = "",
        channel: str = "window",
        at: datetime = WHEN,
    ) -> Sold:
        """Sell seats, None for a place by count; paid, not handed out."""
        order_id = self.new_id()
        number = number or f"{self.window_id}-{self._made}"
        tickets = [
            self._ticket(order_id, performance_id, seat, n, at) for n, seat in enumerate(seats)
        ]
        order = Order(
            order_id,
            number,
            self.window_id,
            channel,
            "Ann Example",
            at,
            at.date(),
            "USD",
            4_000 * len(tickets),
            "u1",
        )
        arrows = [
            self.arrow("order", order_id, 0, "enter", "placed", at),
            self.arrow("order", order_id, 1, "pay", "paid", at),
            *(self.arrow("ticket", each.ticket_id, 0, "enter", "live", at) for each in tickets),
        ]
        self.add(
            {
                "orders": [row(order)],
                "ticket": [row(each) for each in tickets],
                "transition": arrows,
            }
        )
        names = tuple(each.ticket_id for each in tickets)
        return Sold(order_id, number, names, performance_id, tuple(seats))

    def _ticket(
        self,
        order_id: str,
        performance_id: str,
        seat: str | None,
        position: int,
        at: datetime,
        replaces: str | None = None,
    ) -> Ticket:
        name = self.new_id()
        code = self.new_id()[:20].upper()
        return Ticket(
            name,
            order_id,
            performance_id,
            seat,
            "z",
            "full",
            4_000,
            0,
            code,
            1,
            at,
            position,
            replaces,
        )

    def hand_out(self, sold: Sold, *, seq: int = 2, at: datetime = WHEN) -> str:
        """Give an order's tickets out; return the arrow."""
        arrow = self.arrow("order", sold.order_id, seq, "hand_over", "collected", at)
        self.add({"transition": [arrow]})
        return str(arrow["transition_id"])

    def give_back(self, ticket_id: str, *, seq: int = 1, at: datetime = WHEN) -> str:
        """Take a ticket back; return the arrow."""
        arrow = self.arrow("ticket", ticket_id, seq, "return", "returned", at)
        self.add({"transition": [arrow]})
        return str(arrow["transition_id"])

    def reissue(self, sold: Sold, *, seat: str | None = None, at: datetime = WHEN) -> Sold:
        """Print an order's first ticket again: the old one dies, another stands for its place, or
        for another ``seat``."""
        old, seat = sold.tickets[0], seat or sold.seats[0]
        fresh = self._ticket(sold.order_id, sold.performance_id, seat, 0, at, old)
        arrows = [
            self.arrow("ticket", old, 1, "revoke", "revoked", at),
            self.arrow("ticket", fresh.ticket_id, 0, "enter", "live", at),
        ]
        rows = {"ticket": [row(fresh)], "transition": arrows}
        if seat != sold.seats[0]:
            moved = Reseated(fresh.ticket_id, self.window_id, "taller", at, "u1", "u1")
            rows["reseated"] = [row(moved)]
        self.add(rows)
        seats = (seat, *sold.seats[1:])
        return dataclasses.replace(sold, tickets=(fresh.ticket_id, *sold.tickets[1:]), seats=seats)

    def exchange(self, sold: Sold, *seats: str | None, at: datetime = WHEN) -> Sold:
        """Take an order's tickets back and put others into it, None for a place by count."""
        act = self.new_id()
        fresh = [
            dataclasses.replace(
                self._ticket(sold.order_id, sold.performance_id, seat, n, at), exchange_id=act
            )
            for n, seat in enumerate(seats, len(sold.tickets))
        ]
        batch = Batch(act, "exchange", at.date(), at, "u1", self.window_id, None, sold.order_id)
        arrows = [
            *(self.arrow("ticket", old, 1, "return", "returned", at) for old in sold.tickets),
            *(self.arrow("ticket", new.ticket_id, 0, "enter", "live", at) for new in fresh),
        ]
        tickets = [row(each) for each in fresh]
        self.add({"batch": [row(batch)], "ticket": tickets, "transition": arrows})
        names = tuple(each.ticket_id for each in fresh)
        return dataclasses.replace(sold, tickets=names, seats=seats)

    def split(self, sold: Sold, holder: str, *, at: datetime = WHEN) -> Sold:
        """Let an order's tickets go on as an order of this window, on the right of ``holder``."""
        apart = Outbox(self.window_id, self.new_id())
        fresh = apart.sell(sold.performance_id, sold.seats, at=at)
        rows = unpack(apart.parcels[0].content)
        split = OrderSplit(fresh.order_id, sold.order_id, "r", holder, "", at, "u1", "u1")
        gone = [self.arrow("ticket", one, 1, "return", "returned", at) for one in sold.tickets]
        more = {"order_split": [row(split)], "transition": [*rows["transition"], *gone]}
        self.add({**rows, **more})
        return fresh

    def arrow(
        self, machine: str, subject: str, seq: int, trigger: str, to: str, at: datetime
    ) -> dict[str, Any]:
        made = Transition(self.new_id(), machine, subject, seq, "", to, trigger, at, "u1")
        return row(made)


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(record))


def row(record: Any) -> dict[str, Any]:
    """Return a record as its table's row."""
    return {name: getattr(record, name) for name in _names(type(record))}
