"""What lies in the model hub: the facts of all windows, and which of them cannot both stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pos.hub.talk import TaskKind

Row = dict[str, Any]

LIVE = frozenset({"live", "scanned"})
CATALOGUE = "catalogue."


@dataclass(frozen=True, slots=True)
class Collision:
    """Two sides of which only one can stand, as ``HubTask`` tells of them."""

    kind: TaskKind
    subject: str
    one: str
    other: str


@cache
def _key_columns() -> dict[str, tuple[str, ...]]:
    from pos.storage import schema

    return {
        table.name: tuple(column.name for column in table.primary_key.columns)
        for table in schema.TRAVELS
        if table.name != "audit"
    }


@dataclass
class Facts:
    """Rows by table and key, never refused; and what follows from them.

    ``arrows``: of every place in a thing's life the ids of those that took it, the first first.
    ``state``: of every thing the arrow that counts: the one furthest on; of two that are as far the
    one with the lower id, so that everybody who has both agrees whatever came first.
    """

    tables: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=dict)
    catalogue: dict[str, list[Row]] = field(default_factory=dict)
    arrows: dict[tuple[str, str, int], list[str]] = field(default_factory=dict)
    state: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    by_seat: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    counted: dict[str, tuple[str, str]] = field(default_factory=dict)
    sold: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, rows: Mapping[str, Iterable[Row]]) -> tuple[list[Collision], list[str]]:
        """Take in a parcel's rows. Return what collided, and the tickets it was about."""
        collisions: list[Collision] = []
        touched: list[str] = []
        for name, of in rows.items():
            if name.startswith(CATALOGUE):
                self.catalogue[name] = list(of)
                continue
            columns = _key_columns().get(name)
            if columns is None:
                continue
            table = self.tables.setdefault(name, {})
            for row in of:
                key = tuple(row[column] for column in columns)
                if key in table:
                    continue
                table[key] = row
                self._follow(name, row, collisions, touched)
        for ticket_id in touched:
            self._count(ticket_id)
        return collisions, touched

    def _count(self, ticket_id: str) -> None:
        """Keep the number of places that live tickets of each window's own sales take."""
        before = self.counted.pop(ticket_id, None)
        if before is not None:
            self.sold[before] -= 1
        ticket = self.ticket(ticket_id)
        if ticket is None or ticket["seat_id"] is not None or not self.is_live(ticket_id):
            return
        seller, channel = self.seller(ticket, "")
        if channel == "window":
            now = self.counted[ticket_id] = (ticket["performance_id"], seller)
            self.sold[now] += 1

    def _follow(self, name: str, row: Row, collisions: list[Collision], touched: list[str]) -> None:
        if name == "transition":
            self._arrow(row, collisions, touched)
        elif name == "orders":
            self._number(row, collisions)
        elif name == "ticket":
            touched.append(row["ticket_id"])
            if row["seat_id"] is not None:
                of = self.by_seat.setdefault(row["performance_id"], {})
                of.setdefault(row["seat_id"], []).append(row["ticket_id"])

    def _arrow(self, row: Row, collisions: list[Collision], touched: list[str]) -> None:
        machine, subject, seq = row["machine"], row["subject_id"], row["seq"]
        same = self.arrows.setdefault((machine, subject, seq), [])
        if same:
            first = self.tables["transition"][(same[0],)]
            twice = machine == "order" and first["trigger"] == row["trigger"] == "hand_over"
            kind = TaskKind.HANDED_OUT_TWICE if twice else TaskKind.CHANGED_TWICE
            collisions.append(Collision(kind, subject, same[0], row["transition_id"]))
        same.append(row["transition_id"])
        now = (seq, row["transition_id"], row["to_state"])
        was = self.state.get((machine, subject), now)
        self.state[machine, subject] = min(was, now, key=lambda one: (-one[0], one[1]))
        if machine == "ticket":
            touched.append(subject)

    def _number(self, row: Row, collisions: list[Collision]) -> None:
        same = self.numbers.setdefault(row["order_number"], [])
        if same:
            first, now = same[0], row["order_id"]
            collisions.append(Collision(TaskKind.NUMBER_TWICE, first, first, now))
        same.append(row["order_id"])

    def ticket(self, ticket_id: str) -> Row | None:
        return self.tables.get("ticket", {}).get((ticket_id,))

    def is_live(self, ticket_id: str) -> bool:
        return self.state.get(("ticket", ticket_id), (0, "", ""))[2] in LIVE

    def live(self, performance_id: str, seat_id: str) -> list[str]:
        """Return a seat's live tickets; more than one is somebody's task."""
        of = self.by_seat.get(performance_id, {}).get(seat_id, ())
        return sorted(ticket for ticket in of if self.is_live(ticket))

    def seller(self, ticket: Row, sender: str) -> tuple[str, str]:
        """Return the window and the channel that sold a ticket, put it in by an exchange, or sold
        the order that its own was split off; ``sender`` where its order is not here."""
        if ticket["exchange_id"] is not None:
            act = self.tables.get("batch", {}).get((ticket["exchange_id"],))
            return (act["window_id"] if act else sender, "window")
        split = self.tables.get("order_split", {}).get((ticket["order_id"],))
        if split is not None:
            kind, _, name = split["holder"].partition(":")
            return (name, "window") if kind == "window" else ("", name)
        order = self.tables.get("orders", {}).get((ticket["order_id"],))
        return (order["window_id"], order["channel"]) if order else (sender, "window")

    def places_sold(self, performance_id: str, window_id: str) -> int:
        """Return how many places of general admission live tickets of a window's own sales take."""
        return self.sold[performance_id, window_id]
