"""The hub goes away while a window sells: its own block, in the same four taps."""

from __future__ import annotations

from PySide6.QtTest import QTest

from pos.views.catalogue import SeatStatus
from tests.ui.test_hub_page import Shared, shared

__all__ = ["shared"]


def test_offline_the_own_block_is_sold_and_the_rest_says_why_not(shared: Shared) -> None:
    window = shared.open()
    shared.sign_in(window)
    QTest.keyClicks(shared.find(window, "count.note.2000"), "5")
    shared.tap(window, "till.open")
    shared.tap(window, "sell.performance.NW-2")
    room = window.rooms.sell

    def has_block() -> bool:
        house = room.state.house
        return house is not None and house.block is not None and house.block.left > 0

    shared.wait(has_block)
    shared.line.cut = True
    shared.wait(lambda: "Your block: " in shared.said(window))
    shared.wait(lambda: shared.chip(window).endswith(" of your seats left"))

    seats = room.state.seats.items()
    away = next(seat for seat, status in seats if status is SeatStatus.AT_HUB)
    room.tap_seat(away)
    shared.wait(lambda: "at the hub, which is away" in shared.said(window))
    for name in ("sell.quantity.2", "sell.zone.1", "cart.pay.cash", "pay.exact"):
        shared.tap(window, name)
    shared.wait(lambda: shared.sees(window, "pay.done"))
    shared.tap(window, "pay.done")
    sent = shared.venue.venue.windows["W1"].position.seq
    shared.line.cut = False
    shared.wait(lambda: "Your block: " not in shared.said(window))
    shared.wait(lambda: shared.chip(window) == "Online")
    assert shared.venue.venue.windows["W1"].position.seq > sent
