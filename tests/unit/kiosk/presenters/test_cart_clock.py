"""Carts that run out, and are kept, and are taken again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.pay_state import Stage
from pos.errors import PriceChanged
from pos.ids import SeatId, UserId, ZoneId
from pos.money import Money
from pos.views.catalogue import CompanyView
from pos.views.selling import TenderKind
from pos.views.selling_rules import SellingRules
from tests.unit.kiosk import fake_office
from tests.unit.kiosk.presenters.conftest import Bench

FRONT = ZoneId("front")
MINUTES = 15


def company(minutes: int) -> CompanyView:
    return replace(fake_office.COMPANY, selling=SellingRules(cart_minutes=minutes))


def seats(bench: Bench) -> list[str]:
    return [str(line.seat_id) for line in bench.rooms.cart.state.lines]


def test_the_clock_starts_with_the_first_place_and_a_tap_keeps_it(selling: Bench) -> None:
    clock, timers = selling.rooms.cart_clock, selling.timers
    assert clock.state.left_s is None
    selling.rooms.sell.take_zone(FRONT)
    assert (clock.state.left_s, clock.state.minutes) == (MINUTES * 60, MINUTES)
    timers.pass_time(60)
    selling.rooms.sell.tap_seat(SeatId("A4"))
    assert clock.state.left_s == (MINUTES - 1) * 60  # a tap on a seat prolongs nothing
    timers.pass_time(12 * 60)
    assert clock.state.warns
    clock.keep()
    assert (clock.state.left_s, clock.state.warns) == (MINUTES * 60, False)
    selling.rooms.cart.clear()
    assert clock.state.left_s is None


def test_what_ran_out_is_named_and_taken_again_in_one_tap(selling: Bench) -> None:
    clock = selling.rooms.cart_clock
    selling.rooms.sell.take_zone(FRONT)
    selling.timers.pass_time(MINUTES * 60)
    assert (seats(selling), selling.office.seating.held) == ([], {})
    assert [line.seat_id for line in clock.state.gone] == ["A1", "A2"]
    assert clock.state.left_s is None
    clock.take_again()
    assert seats(selling) == ["A1", "A2"]
    assert (clock.state.gone, clock.state.left_s) == ((), MINUTES * 60)

    selling.timers.pass_time(MINUTES * 60)
    show = selling.rooms.sell.state.chosen
    assert show is not None
    selling.office.seating.held[show.performance_id, SeatId("A2")] = "window:2"
    clock.take_again()
    assert clock.state.refusal is not None
    assert clock.state.refusal.code == "seat_taken"
    assert seats(selling) == []
    clock.put_away()
    assert (clock.state.gone, clock.state.refusal) == ((), None)


def test_carts_of_people_who_were_switched_away_run_out_too(selling: Bench) -> None:
    selling.rooms.sell.take_zone(FRONT)
    selling.rooms.desk.stand_up()
    selling.sit_down("ben")
    assert selling.rooms.cart_clock.state.left_s is None
    selling.timers.pass_time(MINUTES * 60)
    assert not selling.rooms.desk.carts[UserId("ana")].lines
    assert selling.rooms.cart_clock.state.gone == ()
    selling.rooms.desk.stand_up()
    selling.timers.pass_time(1)
    selling.sit_down("ana")
    assert [line.seat_id for line in selling.rooms.cart_clock.state.gone] == ["A1", "A2"]


def test_no_cart_runs_out_while_it_is_paid_or_a_card_may_have_paid_it(selling: Bench) -> None:
    clock, rooms = selling.rooms.cart_clock, selling.rooms
    rooms.sell.take_zone(FRONT)
    rooms.cart.pay(TenderKind.CASH)
    rooms.pay.cash(Money(10_000))  # of 135.00: it lies in the drawer
    selling.timers.pass_time(30 * 60)
    assert rooms.lock.state.locked
    assert clock.state.left_s == MINUTES * 60
    assert seats(selling) == ["A1", "A2"]
    rooms.lock.unlock("2580")
    assert [one.given for one in rooms.pay.state.tenders] == [Money(10_000)]
    rooms.pay.back()
    selling.timers.pass_time(14 * 60)
    selling.office.seating.in_doubt.add(rooms.desk.cart.cart_id)
    selling.timers.pass_time(60)
    assert seats(selling) == ["A1", "A2"]
    assert (clock.state.left_s, clock.state.gone) == (60, ())
    selling.office.seating.in_doubt.clear()
    selling.timers.pass_time(60)
    assert seats(selling) == []


def test_a_payment_begun_and_left_behind_a_locked_screen_keeps_no_seats(selling: Bench) -> None:
    clock, rooms = selling.rooms.cart_clock, selling.rooms
    rooms.sell.take_zone(FRONT)
    rooms.cart.pay(TenderKind.CARD)
    selling.timers.pass_time(4 * 60)
    assert (clock.state.left_s, clock.state.stands) == (MINUTES * 60, True)
    selling.timers.pass_time(2 * 60)
    assert rooms.lock.state.locked
    assert not rooms.pay.state.shown
    assert (clock.state.left_s or 0) <= (MINUTES - 1) * 60
    assert not clock.state.stands
    selling.timers.pass_time(14 * 60)
    assert (seats(selling), selling.office.seating.held) == ([], {})
    assert [line.seat_id for line in clock.state.gone] == ["A1", "A2"]


def test_a_sale_that_is_refused_behind_a_locked_screen_keeps_no_seats_either(
    selling: Bench,
) -> None:
    rooms = selling.rooms
    rooms.sell.take_zone(FRONT)
    rooms.cart.pay(TenderKind.CASH)
    selling.tasks.holding = True
    rooms.pay.exact()
    rooms.lock.lock()
    selling.timers.pass_time(60)
    assert rooms.pay.state.stage is Stage.UNDER_WAY
    assert rooms.cart_clock.state.left_s == MINUTES * 60
    selling.tasks.fails_next = PriceChanged(shown=Money(6_750), now=Money(7_250))
    selling.tasks.holding = False
    selling.tasks.run()
    assert rooms.pay.state.shown
    selling.timers.pass_time(2)
    assert not rooms.pay.state.shown
    assert not rooms.cart_clock.state.stands


@pytest.mark.parametrize("minutes", [0, 2])
def test_the_venue_says_how_long(selling: Bench, minutes: int) -> None:
    desk = selling.rooms.desk
    desk.catalogue_is(company(minutes), desk.performances, desk.price_types)
    selling.rooms.sell.take_zone(FRONT)
    assert selling.rooms.cart_clock.state.left_s == (minutes * 60 or None)
    selling.timers.pass_time(24 * 60 * 60 if not minutes else 119)
    assert seats(selling) == ["A1", "A2"]
