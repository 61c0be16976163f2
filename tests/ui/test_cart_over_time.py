"""A cart over time: kept, held, recalled, run out, taken again; a seat changed in place."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.presenters.cart_clock import WARNED_S
from tests.ui.test_cart import two_in_the_cart
from tests.ui.window_kit import WindowKit

WHOM = "Trần Thị Ánh Nguyệt"


def left(window: WindowKit, seconds: int) -> None:
    """Let the cart's clock be where it will be."""
    clock, user = window.rooms.cart_clock, window.rooms.desk.person.user_id
    clock._running[user] = replace(clock._running[user], left_s=seconds)
    window.rooms.desk.tell()


def places(window: WindowKit) -> list[str]:
    return [f"{line.row} {line.number}" for line in window.rooms.cart.state.lines]


def test_a_cart_is_kept_by_a_tap_and_what_ran_out_is_taken_again(window: WindowKit) -> None:
    two_in_the_cart(window)
    before = places(window)
    assert window.sees("cart.time_left")
    left(window, WARNED_S - 1)
    assert not window.sees("cart.time_left")
    window.tap("cart.keep")
    assert not window.sees("cart.keep")
    assert window.sees("cart.time_left")

    left(window, 1)
    window.rooms.cart_clock._tick()
    window.wait_for("cart.take_again")
    assert places(window) == []
    assert not window.sees("cart.time_left")
    window.tap("cart.take_again")
    window.wait_for("cart.remove.1")
    assert places(window) == before
    assert not window.sees("cart.take_again")


def test_a_cart_is_held_under_a_name_and_recalled_and_its_seat_is_changed(
    window: WindowKit,
) -> None:
    two_in_the_cart(window)
    before = places(window)
    window.tap("cart.hold")
    for letter in "a b":  # on the keyboard, wherever it goes: a space presses a button
        QTest.keyClicks(window.shell.focusWidget(), letter)
    window.quiet()
    assert (window.text("cart.hold_name"), places(window)) == ("a b", before)
    window.fill("cart.hold_name", "x" * 81)
    QTest.keyClick(window.find("cart.hold_name"), Qt.Key.Key_Return)
    window.wait_for("cart.hold_refused")
    window.fill("cart.hold_name", WHOM)
    window.tap("cart.hold_go")
    window.wait_for("cart.held")
    assert places(window) == []
    window.tap("cart.held")
    assert window.text("parked.name.0") == WHOM
    assert window.text("parked.shows.0").startswith("From the New World, Sat, Nov 21")
    window.tap("parked.recall.0")
    window.wait_for("cart.remove.1")
    assert places(window) == before
    assert not window.sees("parked.recall.0")

    window.tap("cart.line.0")
    assert window.sees("cart.moving")
    line = window.rooms.cart.state.lines[0]
    hall = window.rooms.sell.state.hall
    assert hall is not None
    taken = window.rooms.sell.state.seats
    free = next(seat for seat in hall.seats if seat.row == "F" and seat.seat_id not in taken)
    window.rooms.sell.tap_seat(free.seat_id)
    window.wait(lambda: places(window) == [f"F {free.number}", before[1]])
    assert window.rooms.cart.state.lines[0].price_type_id == line.price_type_id
    assert not window.sees("cart.moving")
