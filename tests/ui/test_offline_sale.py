"""The hub goes away while a window sells: its own block, in the same four taps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtTest import QTest

from kiosk.application import StaffedWindow
from kiosk.hub_side import HUB
from kiosk.threads import LEDGER
from pos.errors import PosError
from pos.ids import SeatId
from pos.office import Office
from pos.views.catalogue import SeatKind, SeatStatus
from tests.ui.test_hub_page import Shared, shared

__all__ = ["shared"]

SEATS = ("sell.quantity.2", "sell.zone.1")
PAID = ("cart.pay.cash", "pay.exact")
T = TypeVar("T")


def at_the_map(shared: Shared) -> StaffedWindow:
    """Return a window whose till is open, before the map of a house of which it holds a block."""
    window = shared.open()
    shared.sign_in(window)
    QTest.keyClicks(shared.find(window, "count.note.2000"), "5")
    shared.tap(window, "till.open")
    shared.tap(window, "sell.performance.NW-2")
    shared.wait(lambda: window.rooms.sell.state.house is not None)
    chosen = window.rooms.sell.state.chosen
    assert chosen is not None
    show = chosen.performance_id

    def block(office: Office) -> frozenset[str]:
        with office.storage.read() as uow:
            return uow.link.leases(show).seats

    shared.wait(lambda: bool(asked(shared, window, block)))
    return window


def asked(shared: Shared, window: StaffedWindow, question: Callable[[Office], T]) -> T:
    """Return what the window's ledger says."""
    found: list[T] = []
    failed: list[PosError] = []
    window.ledger.ask(question, found.append, failed.append)
    shared.wait(lambda: bool(found or failed))
    return found[0]


def test_offline_the_own_block_is_sold_and_the_rest_says_why_not(shared: Shared) -> None:
    window = at_the_map(shared)
    room = window.rooms.sell
    shared.line.cut = True
    shared.wait(lambda: "Your block: " in shared.said(window))
    shared.wait(lambda: shared.chip(window).endswith(" of your seats left"))
    gauge = shared.find(window, "sell.block_gauge")
    held = sum(many for _, many in room.state.own)
    assert gauge.accessibleName().startswith(f"Your block: {held} of {held} seats left, until ")
    assert gauge.pieces()[-1][1].right() == pytest.approx(gauge.width() - 1)

    seats = room.state.seats.items()
    away = next(seat for seat, status in seats if status is SeatStatus.AT_HUB)
    room.tap_seat(away)
    shared.wait(lambda: "at the hub, which is away" in shared.said(window))
    for name in (*SEATS, *PAID):
        shared.tap(window, name)
    shared.wait(lambda: shared.sees(window, "pay.done"))
    shared.tap(window, "pay.done")
    left = f"Your block: {held - 2} of {held} seats left"
    shared.wait(lambda: gauge.accessibleName().startswith(left))
    assert gauge.pieces()[-1][1].right() < gauge.width() - 3
    block_left = window.shell.top_bar.connection.gauge
    assert block_left == (held - 2, held)
    sent = shared.venue.venue.windows["W1"].position.seq
    shared.line.cut = False
    shared.wait(lambda: "Your block: " not in shared.said(window))
    shared.wait(lambda: shared.chip(window) == "Online")
    assert shared.venue.venue.windows["W1"].position.seq > sent


def test_a_hub_that_hangs_stops_no_sale_and_no_touch(shared: Shared) -> None:
    """No call comes back: a sign of life, and then the one for a seat, of which both deadlines are
    a second. A sale that needs no hub is made meanwhile, and whatever else is touched answers."""
    window = at_the_map(shared)
    shared.wait(lambda: shared.chip(window) == "Online")
    room, line = window.rooms.sell, shared.line
    hang = line.hang = threading.Event()
    shared.wait(lambda: line.hung == [HUB])
    for name in (*SEATS, *PAID):
        shared.tap(window, name)
    shared.wait(lambda: shared.sees(window, "pay.done"))
    shared.tap(window, "pay.done")
    shared.wait(lambda: not room.state.resting)
    own, at_hub = seats_to_touch(shared, window)
    assert shared.chip(window) == "Online"

    room.tap_seat(at_hub)
    shared.wait(lambda: line.hung == [HUB, LEDGER])
    room.tap_seat(own)  # the next in line
    shared.tap(window, "sell.quantity.4")
    assert room.state.quantity == 4
    shared.tap(window, "top.connection")
    shared.wait(lambda: shared.sees(window, "hub.close"))
    shared.tap(window, "hub.close")
    shared.wait(lambda: not shared.sees(window, "hub.close"))
    assert line.hung == [HUB, LEDGER]

    hang.set()
    shared.wait(lambda: [each.seat_id for each in window.desk.cart.lines] == [own])
    for name in PAID:
        shared.tap(window, name)
    shared.wait(lambda: shared.sees(window, "pay.done"))
    assert line.hung.count(LEDGER) == 1  # nobody waits a second time


def seats_to_touch(shared: Shared, window: StaffedWindow) -> tuple[SeatId, SeatId]:
    """Return a free seat of the own block, and one that can be had if the hub is asked."""
    assert window.rooms.sell.state.chosen is not None
    show = window.rooms.sell.state.chosen.performance_id

    def find(office: Office) -> tuple[SeatId, SeatId]:
        with office.storage.read() as uow:
            leased, taken = uow.link.leases(show).seats, uow.rights.of_seats(show)
            seats = uow.catalogue.hall_of(show).seats
        usual = (seat for seat in seats if seat.kind is SeatKind.ORDINARY)
        free = [seat.seat_id for seat in usual if seat.seat_id not in taken]
        return (
            next(seat for seat in free if seat in leased),
            next(seat for seat in free if seat not in leased),
        )

    return asked(shared, window, find)


def test_what_is_in_the_cart_is_not_paid_once_the_window_was_written_off(shared: Shared) -> None:
    """While the page for money is open, and when it is opened after that."""
    window = at_the_map(shared)
    for name in (*SEATS, "cart.pay.cash"):
        shared.tap(window, name)
    shared.line.cut = True
    shared.wait(lambda: shared.chip(window).startswith("Offline"))
    shared.venue.window("W2").write_off("W1", "max", "away")
    shared.line.cut = False
    why = "No money is taken for seats here: a manager gave this window's seats to others."
    shared.wait(lambda: why in shared.said(window))
    shared.tap(window, "pay.exact")
    assert not shared.sees(window, "pay.done")
    shared.tap(window, "pay.back")
    shared.tap(window, "cart.pay.cash")
    assert not shared.sees(window, "pay.exact")
    assert why in shared.said(window)
    assert len(window.desk.cart.lines) == 2
    assert asked(shared, window, lambda office: office.verify()) == ()
