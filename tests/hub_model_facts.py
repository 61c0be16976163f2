"""What lies in the model hub: the facts of all windows, and which of them cannot both stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, and the key under which it lies."""

    key: tuple[Any, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Arrow(Entry):
    """A step in the life of ``thing``, which takes that ``place`` in it; ``now``: what the thing is
    by this arrow."""

    thing: tuple[str, str]
    place: tuple[str, str, int]
    now: tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A parcel's rows with their keys: made once, and shared by everybody who takes them in."""

    tables: tuple[tuple[str, tuple[Entry, ...]], ...]
    catalogue: Mapping[str, list[Row]]

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Row]]) -> Keyed:
        """Return them, but for tables that do not travel by themselves."""
        known = _key_columns()
        tables = tuple((name, _entries(name, of)) for name, of in rows.items() if name in known)
        return cls(tables, {n: list(of) for n, of in rows.items() if n.startswith(CATALOGUE)})

    def rows(self, table: str) -> list[Row]:
        return [entry.row for name, entries in self.tables if name == table for entry in entries]


def _entries(name: str, rows: Iterable[Row]) -> tuple[Entry, ...]:
    columns = _key_columns()[name]
    made = (Entry(tuple(row[column] for column in columns), row) for row in rows)
    return tuple(map(_arrow_of, made)) if name == "transition" else tuple(made)


def _arrow_of(entry: Entry) -> Arrow:
    row = entry.row
    machine, subject, seq = row["machine"], row["subject_id"], row["seq"]
    now = (seq, row["transition_id"], row["to_state"])
    return Arrow(entry.key, row, (machine, subject), (machine, subject, seq), now)


@dataclass
class Facts:
    """Rows by table and key, never refused; and what follows from them.

    ``arrows``: of every place in a thing's life the ids of those that took it, the first first.
    ``state``: of every thing the arrow that counts: the one furthest on; of two that are as far the
    one with the lower id, so that everybody who has both agrees whatever came first. ``standing``:
    the live tickets of every seat that has one.
    """

    tables: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=dict)
    catalogue: dict[str, list[Row]] = field(default_factory=dict)
    arrows: dict[tuple[str, str, int], tuple[str, ...]] = field(default_factory=dict)
    state: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_seat: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    standing: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    counted: dict[str, tuple[str, str]] = field(default_factory=dict)
    sold: Counter[tuple[str, str]] = field(default_factory=Counter)

    def copy(self) -> Facts:
        """Return the same facts, to go on from apart; rows are shared, and never changed."""
        return replace(
            self,
            tables={name: dict(of) for name, of in self.tables.items()},
            catalogue=dict(self.catalogue),
            arrows=dict(self.arrows),
            state=dict(self.state),
            numbers=dict(self.numbers),
            by_seat={performance: dict(of) for performance, of in self.by_seat.items()},
            standing={performance: dict(of) for performance, of in self.standing.items()},
            counted=dict(self.counted),
            sold=self.sold.copy(),
        )

    def add(self, rows: Mapping[str, Iterable[Row]] | Keyed) -> tuple[list[Collision], list[str]]:
        """Take in a parcel's rows. Return what collided, and the tickets it was about."""
        keyed = rows if isinstance(rows, Keyed) else Keyed.of(rows)
        collisions: list[Collision] = []
        touched: list[str] = []
        self.catalogue.update(keyed.catalogue)
        for name, entries in keyed.tables:
            table = self.tables.setdefault(name, {})
            for entry in entries:
                if entry.key not in table:
                    table[entry.key] = entry.row
                    self._follow(name, entry, collisions, touched)
        for ticket_id in touched:
            self._count(ticket_id)
        return collisions, touched

    def _count(self, ticket_id: str) -> None:
        """Keep which tickets of a seat are live, and the number of places that live tickets of each
        window's own sales take."""
        before = self.counted.pop(ticket_id, None)
        if before is not None:
            self.sold[before] -= 1
        ticket = self.ticket(ticket_id)
        if ticket is None:
            return
        if ticket["seat_id"] is not None:
            self._stand(ticket["performance_id"], ticket["seat_id"])
        elif self.is_live(ticket_id):
            seller, channel = self.seller(ticket, "")
            if channel == "window":
                now = self.counted[ticket_id] = (ticket["performance_id"], seller)
                self.sold[now] += 1

    def _stand(self, performance_id: str, seat_id: str) -> None:
        of = self.by_seat[performance_id][seat_id]
        live = tuple(sorted(filter(self.is_live, of)))
        if live:
            self.standing.setdefault(performance_id, {})[seat_id] = of if live == of else live
        else:
            self.standing.get(performance_id, {}).pop(seat_id, None)

    def _follow(
        self, name: str, entry: Entry, collisions: list[Collision], touched: list[str]
    ) -> None:
        if isinstance(entry, Arrow):
            self._arrow(entry, collisions, touched)
        elif name == "orders":
            self._number(entry, collisions)
        elif name == "ticket":
            row = entry.row
            touched.append(row["ticket_id"])
            if row["seat_id"] is not None:
                of = self.by_seat.setdefault(row["performance_id"], {})
                of[row["seat_id"]] = of.get(row["seat_id"], ()) + entry.key

    def _arrow(self, arrow: Arrow, collisions: list[Collision], touched: list[str]) -> None:
        (machine, subject), row = arrow.thing, arrow.row
        same = self.arrows.get(arrow.place, ())
        if same:
            first = self.tables["transition"][(same[0],)]
            twice = machine == "order" and first["trigger"] == row["trigger"] == "hand_over"
            kind = TaskKind.HANDED_OUT_TWICE if twice else TaskKind.CHANGED_TWICE
            collisions.append(Collision(kind, subject, same[0], row["transition_id"]))
        self.arrows[arrow.place] = same + arrow.key
        was = self.state.get(arrow.thing, arrow.now)
        self.state[arrow.thing] = min(was, arrow.now, key=_counts)
        if machine == "ticket":
            touched.append(subject)

    def _number(self, entry: Entry, collisions: list[Collision]) -> None:
        number, order_id = entry.row["order_number"], entry.row["order_id"]
        same = self.numbers.get(number, ())
        if same:
            collisions.append(Collision(TaskKind.NUMBER_TWICE, same[0], same[0], order_id))
        self.numbers[number] = same + entry.key

    def ticket(self, ticket_id: str) -> Row | None:
        return self.tables.get("ticket", {}).get((ticket_id,))

    def is_live(self, ticket_id: str) -> bool:
        return self.state.get(("ticket", ticket_id), (0, "", ""))[2] in LIVE

    def live(self, performance_id: str, seat_id: str) -> list[str]:
        """Return a seat's live tickets; more than one is somebody's task."""
        return [*self.standing.get(performance_id, {}).get(seat_id, ())]

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


def _counts(one: tuple[int, str, str]) -> tuple[int, str]:
    return -one[0], one[1]
