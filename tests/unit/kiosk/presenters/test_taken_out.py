"""What was taken out of the cart by mistake is put back by one touch, for a moment."""

from __future__ import annotations

from kiosk.presenters.taken_out import MOMENT_S
from pos.ids import PerformanceId, SeatId
from pos.money import Money
from tests.unit.kiosk.presenters.conftest import Bench
from tests.unit.kiosk.presenters.test_cart_clock import FRONT, seats


def test_a_line_and_a_whole_cart_are_put_back_where_they_were(selling: Bench) -> None:
    sell, cart = selling.rooms.sell, selling.rooms.cart
    sell.set_quantity(3)
    sell.take_zone(FRONT)
    cart.remove(cart.state.lines[1].line_id)
    assert seats(selling) == ["A1", "A3"]
    assert [line.seat_id for line in cart.taken_out.state.lines] == ["A2"]
    cart.taken_out.undo()
    assert sorted(map(str, seats(selling))) == ["A1", "A2", "A3"]
    assert not cart.taken_out.state.offered

    cart.add_certificate("25", "")
    cart.clear()
    assert (seats(selling), cart.state.extras) == ([], ())
    cart.taken_out.undo()
    assert sorted(map(str, seats(selling))) == ["A1", "A2", "A3"]
    assert [extra.amount for extra in cart.state.extras] == [Money(2500)]


def test_it_is_offered_for_a_moment_and_while_nothing_else_was_done(selling: Bench) -> None:
    sell, cart = selling.rooms.sell, selling.rooms.cart
    out = cart.taken_out
    sell.take_zone(FRONT)
    cart.remove(cart.state.lines[1].line_id)
    selling.timers.pass_time(MOMENT_S - 1)
    assert out.state.offered
    selling.timers.pass_time(1)
    assert not out.state.offered
    out.undo()
    assert seats(selling) == ["A1"]

    cart.remove(cart.state.lines[0].line_id)
    sell.tap_seat(SeatId("B2"))
    assert not out.state.offered
    cart.remove(cart.state.lines[0].line_id)
    selling.rooms.desk.stand_up()
    assert not out.state.offered


def test_who_was_faster_keeps_the_seat_and_it_is_said(selling: Bench) -> None:
    cart = selling.rooms.cart
    selling.rooms.sell.take_zone(FRONT)
    cart.clear()
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("A2")] = "window:2"
    cart.taken_out.undo()
    refusal = cart.taken_out.state.refusal
    assert refusal is not None
    assert (refusal.code, seats(selling)) == ("seat_taken", [])
    assert (PerformanceId("SYM1"), SeatId("A1")) not in selling.office.seating.held
