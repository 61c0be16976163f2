"""Parcels of two windows that did not know of each other come to the same rows in any order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from pos.clock import ManualClock
from pos.events import Events
from pos.hub.parcels import Parcel, Position, following, pack
from pos.ids import Ids
from pos.ports.link import Link
from pos.records import Order, Ticket, Transition
from pos.storage.unit_of_work import SqlStorage

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
TABLES = ("current_state", "live_seat", "seat_right", "place_right", "find_night", "counter")


class Maker:
    """A window that writes parcels."""

    def __init__(self, window_id: str) -> None:
        self.window_id = window_id
        self._at = Position()

    def parcel(self, *facts: Order | Ticket | Transition) -> Parcel:
        rows: dict[str, list[dict[str, object]]] = {}
        names: dict[type, str] = {Order: "orders", Ticket: "ticket", Transition: "transition"}
        for fact in facts:
            rows.setdefault(names[type(fact)], []).append(dataclasses.asdict(fact))
        content = pack(rows)
        self._at = following(self._at, content)
        return Parcel(self.window_id, self._at, content)

    def order(self, order_id: str, channel: str = "window") -> Order:
        day = date(2026, 11, 22)
        number = f"{self.window_id}-{order_id}"
        where = (self.window_id, channel, f"Name {order_id}")
        return Order(order_id, number, *where, NOW, day, "USD", 0, "u")


def ticket(ticket_id: str, order_id: str, seat_id: str | None) -> Ticket:
    place = ("show", seat_id, "zone", "adult")
    return Ticket(ticket_id, order_id, *place, 0, 0, f"code-{ticket_id}", 1, NOW, 0)


def arrow(key: str, machine: str, subject: str, seq: int, to: str) -> Transition:
    return Transition(key, machine, subject, seq, "", to, "go", NOW, "u", "")


def parcels() -> tuple[list[Parcel], list[Parcel]]:
    """Return what each of two windows made: one seat sold by both, one order taken two ways, a
    place of one sold and given back by the other before its sale is known."""
    a, b = Maker("wa"), Maker("wb")
    of_a = [
        a.parcel(
            a.order("oa"),
            ticket("t2", "oa", "seat"),
            ticket("t3", "oa", None),
            ticket("t4", "oa", None),
            arrow("r1", "order", "oa", 0, "placed"),
            *(arrow(f"r{t}0", "ticket", f"t{t}", 0, "live") for t in (2, 3, 4)),
        ),
        a.parcel(arrow("r2", "order", "oa", 1, "paid")),
        a.parcel(arrow("r9", "order", "oa", 2, "collected")),
    ]
    of_b = [
        b.parcel(b.order("ob"), ticket("t1", "ob", "seat"), arrow("q1", "ticket", "t1", 0, "live")),
        b.parcel(arrow("r8", "order", "oa", 2, "cancelled")),
        b.parcel(
            arrow("q3", "ticket", "t3", 1, "returned"),
            b.order("oc", "web"),
            ticket("t5", "oc", "other seat"),
            arrow("q5", "ticket", "t5", 0, "live"),
        ),
    ]
    return of_a, of_b


def interleaved(one: list[Parcel], two: list[Parcel]) -> Iterator[list[Parcel]]:
    """Yield every order in which each window's parcels follow each other."""
    every = len(one) + len(two)
    for places in combinations(range(every), len(one)):
        first, second = iter(one), iter(two)
        yield [next(first if n in places else second) for n in range(every)]


def rows_after(path: Path, order: list[Parcel], *, together: bool) -> dict[str, list[str]]:
    clock = ManualClock(NOW)
    storage = SqlStorage(path, clock, Ids(clock, Random(1).randbytes), Events())
    with storage.begin() as uow:
        uow.link.keep(Link("hub", "wc", 1, Position(), (), None, NOW))
        uow.commit()
    for some in [order] if together else [[parcel] for parcel in order]:
        with storage.taking_in() as uow:
            uow.link.take_in(some)
            uow.commit()
    with storage.read() as uow:
        found = {
            name: sorted(map(str, uow.connection.exec_driver_sql(f"SELECT * FROM {name}")))
            for name in TABLES
        }
        subjects = "SELECT kind, subject_id, performance_id, name, words, keys FROM find_subject"
        found["find_subject"] = sorted(map(str, uow.connection.exec_driver_sql(subjects)))
    storage.close()
    return found


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one by one"])
def test_whatever_order_they_come_in(tmp_path: Path, together: bool) -> None:
    orders = list(interleaved(*parcels()))
    chosen = orders[:: 4 if together else 7]
    found = [
        rows_after(tmp_path / f"{n}.sqlite3", order, together=together)
        for n, order in enumerate(chosen)
    ]
    assert all(each == found[0] for each in found)
    first = found[0]
    assert "('show', 'seat', 't1')" in first["live_seat"]  # the lowest of two that live
    assert "('order', 'oa', 'cancelled', 2)" in first["current_state"]  # arrow r8 before r9
    assert first["place_right"] == ["('show', 'window:wa', '', 1)"]
    assert any("'other seat', 'channel:web'" in row for row in first["seat_right"])
    assert any("'seat', 'window:wb'" in row for row in first["seat_right"])
