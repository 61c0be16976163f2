"""Carts that are held and recalled; the same again; a seat changed in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.presenters.parked_carts import MOST
from pos.clock import ManualClock
from pos.errors import AccessibleKept
from pos.ids import CommandId, PerformanceId, SeatId, ZoneId
from pos.lifecycles import ParkedState
from pos.money import Money
from pos.views.cash import Blocker
from pos.views.catalogue import NoneLeft
from pos.views.paying import ExtraKind
from pos.views.pricing import PriceByHand
from pos.views.selling import CartView, ExtraLine, TenderKind
from pos.views.subscriptions import InPackage
from tests.unit.kiosk.presenters.conftest import Bench
from tests.unit.kiosk.presenters.test_cart_clock import FRONT, seats

WHOM = "Trần Thị Ánh Nguyệt"


def held(bench: Bench, name: str = WHOM) -> str:
    """Hold two seats; return the id."""
    bench.rooms.sell.take_zone(FRONT)
    bench.rooms.parked_carts.name_it()
    bench.rooms.parked_carts.hold(name)
    return bench.rooms.parked_carts.state.carts[-1].view.parked_id


def test_a_cart_is_held_under_a_name_and_recalled_in_one_tap(
    selling: Bench, manual_clock: ManualClock
) -> None:
    parked, cart = selling.rooms.parked_carts, selling.rooms.cart
    selling.office.now = manual_clock.now()
    put = held(selling)
    assert (seats(selling), parked.state.naming, parked.state.can_hold) == ([], False, False)
    assert parked.state.waiting == 1
    assert (parked.state.carts[0].view.name, parked.state.carts[0].minutes_left) == (WHOM, 60)
    assert [show.code for show in parked.state.carts[0].performances] == ["SYM1"]
    parked.search(parked.state.carts[0].performances[0].production[:5])
    assert len(parked.state.listed) == 1

    parked.open()
    parked.recall(put)
    assert (seats(selling), parked.state.shown) == (["A1", "A2"], False)
    assert (parked.state.carts, parked.state.moved) == ((), ())
    assert cart.state.total == Money(13500)


def test_a_name_that_is_a_card_number_is_refused_and_loses_nothing(selling: Bench) -> None:
    parked = selling.rooms.parked_carts
    selling.rooms.sell.take_zone(FRONT)
    parked.name_it()
    parked.hold("4111 1111 1111 1111")
    assert parked.state.refusal is not None
    assert parked.state.refusal.code == "card_number_refused"
    assert (seats(selling), parked.state.naming) == (["A1", "A2"], True)


def test_a_code_that_was_typed_is_held_with_the_cart_and_a_wrong_one_is_told_first(
    selling: Bench,
) -> None:
    parked, cart = selling.rooms.parked_carts, selling.rooms.cart
    selling.rooms.sell.take_zone(FRONT)
    parked.name_it()
    cart.type_code("NOSUCH")
    parked.hold(WHOM)
    assert cart.state.refusal is not None
    assert (seats(selling), parked.state.naming, parked.state.carts) == (["A1", "A2"], True, ())
    cart.type_code("friends")
    parked.hold(WHOM)
    assert [each.view.cart.promo_codes for each in parked.state.carts] == [("FRIENDS",)]


def test_what_costs_something_else_is_told_until_the_cart_is_over(selling: Bench) -> None:
    parked = selling.rooms.parked_carts
    put = held(selling)
    selling.office.parked.moves = Money(100)
    parked.recall(put)
    assert [(one.was, one.now) for one in parked.state.moved] == [(Money(6750), Money(6850))]
    selling.rooms.cart.clear()
    assert parked.state.moved == ()


def test_a_cart_that_was_begun_comes_first(selling: Bench) -> None:
    parked = selling.rooms.parked_carts
    put = held(selling)
    selling.rooms.sell.tap_seat(SeatId("A5"))
    assert parked.state.in_the_way
    parked.recall(put)
    assert seats(selling) == ["A5"]


def test_of_two_hundred_a_name_finds_the_one_that_is_wanted(selling: Bench) -> None:
    parked, desk = selling.rooms.parked_carts, selling.rooms.desk
    for number in range(200):
        name = WHOM if number == 7 else f"Patron {number}"
        selling.office.parked.park(CommandId(f"c{number}"), desk.person, desk.cart, name)
    parked.open()
    assert (parked.state.waiting, len(parked.state.listed)) == (200, MOST)
    assert parked.state.listed[0].view.name == "Patron 199"  # the newest first
    parked.search("nguyet")
    assert [cart.view.name for cart in parked.state.listed] == [WHOM]
    parked.search("nobody")
    assert parked.state.listed == ()
    parked.close()
    assert parked.state.sought == ""


def test_somebody_else_has_it_and_the_list_is_read_again(selling: Bench) -> None:
    parked = selling.rooms.parked_carts
    put = held(selling)
    parked.open()
    selling.office.parked._end(put, ParkedState.RECALLED.value)
    parked.recall(put)
    assert parked.state.refusal is not None
    assert parked.state.refusal.params["who"] == "Ben Quill"
    assert (parked.state.carts, parked.state.shown) == ((), True)


def test_what_is_over_gives_its_places_back_and_can_be_taken_again(
    selling: Bench, manual_clock: ManualClock
) -> None:
    parked = selling.rooms.parked_carts
    selling.office.now = manual_clock.now()
    put = held(selling)
    manual_clock.advance(timedelta(minutes=60))
    selling.office.now = manual_clock.now()
    selling.timers.pass_time(20)
    (over,) = parked.state.carts
    assert (over.ran_out, over.minutes_left, parked.state.waiting) == (True, 0, 0)
    assert selling.office.seating.held == {}
    parked.take_again(put)
    assert seats(selling) == ["A1", "A2"]


def test_the_close_leads_to_the_list_where_each_is_given_back(selling: Bench) -> None:
    parked = selling.rooms.parked_carts
    put = held(selling)
    selling.rooms.close.fix(Blocker("parked_cart", 1, WHOM, put))
    assert parked.state.shown
    parked.give_back(put)
    assert (parked.state.carts, selling.office.seating.held) == ((), {})


def test_the_same_again_is_offered_in_an_empty_cart(selling: Bench) -> None:
    again, rooms = selling.rooms.same_again, selling.rooms
    assert again.state.parts == ()
    rooms.sell.take_zone(FRONT)
    rooms.cart.pay(TenderKind.CASH)
    rooms.pay.cash(Money(13500))
    rooms.pay.done()
    (part,) = again.state.parts
    assert (part.count, part.price_type, part.zone) == (2, "Adult", "Front")
    again.take()
    assert seats(selling) == ["A3", "A4"]
    assert again.state.parts == ()
    rooms.cart.clear()
    for number in (3, 4, 5, 6):
        show = PerformanceId("SYM1")
        selling.office.seating.held[show, SeatId(f"A{number}")] = "window:2"
    again.take()
    assert again.state.refusal is not None
    assert again.state.refusal.code == "sold_out"


def test_what_would_not_be_the_same_is_not_offered_again(selling: Bench) -> None:
    again, desk = selling.rooms.same_again, selling.rooms.desk
    selling.rooms.sell.take_zone(FRONT)
    fresh, sold = selling.office.seating.new_cart(), desk.cart
    member = ExtraLine("m", ExtraKind.MEMBERSHIP, Money(7500), code="friend", name="Friend")
    gift = ExtraLine("fund", ExtraKind.DONATION, Money(2500), code="fund", name="Annual fund")
    ticket = sold.lines[0]
    by_hand = PriceByHand(Money(100), "last row", "ana")
    other: tuple[dict[str, object], ...] = (
        {"promo_codes": ("TEN",)},
        {"extras": (member,)},
        {"lines": (replace(ticket, package=InPackage("i", "SET", "Set", 1)),)},
        {"lines": (replace(ticket, by_hand=by_hand),)},
        {"lines": (replace(ticket, seat_id=SeatId("B6")),)},  # for a wheelchair
    )
    for changes in other:
        desk.sold(desk.person.user_id, replace(sold, **changes), fresh)  # type: ignore[arg-type]
        assert not again.state.offered
    desk.sold(desk.person.user_id, replace(sold, extras=(gift,)), fresh)
    assert (again.state.offered, again.state.beside) == (True, ())
    off = [replace(show, none_left=NoneLeft.CANCELLED) for show in desk.performances]
    desk.performances = tuple(off)
    desk.sold(desk.person.user_id, sold, fresh)
    assert not again.state.offered


def test_a_selected_ticket_goes_to_the_seat_that_is_touched(selling: Bench) -> None:
    cart, sell = selling.rooms.cart, selling.rooms.sell
    sell.take_zone(FRONT)
    cart.select(cart.state.lines[0].line_id)
    assert cart.state.moving == cart.state.lines[0]
    sell.tap_seat(SeatId("B2"))  # a cheaper zone
    assert seats(selling) == ["B2", "A2"]
    assert (cart.state.selected, cart.state.moving) == ("", None)
    assert cart.state.lines[0].zone_id == ZoneId("back")
    cart.select(cart.state.lines[0].line_id)
    show = PerformanceId("SYM1")
    selling.office.seating.held[show, SeatId("A6")] = "window:2"
    sell.tap_seat(SeatId("A6"))
    assert sell.state.refusal is not None
    assert (sell.state.refusal.code, sell.state.refused_seat) == ("seat_taken", "A6")
    assert (seats(selling), cart.state.refusal) == (["B2", "A2"], None)
    assert cart.state.moving == cart.state.lines[0]  # another seat is touched at once
    sell.tap_seat(SeatId("A2"))  # one of its own goes out, as ever
    assert seats(selling) == ["B2"]


def test_a_selected_ticket_and_an_accessible_seat_ask_whether_somebody_needs_it(
    selling: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, needs = selling.office.seating.take_seats, []

    def kept(*given: Any, needed: bool = False, **named: Any) -> CartView:
        needs.append(needed)
        if not needed:
            raise AccessibleKept(seat="Orchestra B 6")
        return take(*given, needed=needed, **named)

    cart, questions, sell = selling.rooms.cart, selling.rooms.questions, selling.rooms.sell
    sell.take_zone(FRONT)
    line = cart.state.lines[0]
    cart.select(line.line_id)
    monkeypatch.setattr(selling.office.seating, "take_seats", kept)
    sell.tap_seat(SeatId("B6"))
    assert (questions.state.needs, questions.state.seats) == (True, (SeatId("B6"),))
    assert questions.state.moving == line
    assert (cart.state.refusal, cart.state.moving) == (None, line)
    questions.somebody_needs_it()  # the ticket moves: none is bought beside it
    assert (seats(selling), needs) == (["B6", "A2"], [False, True])
    assert not questions.state.asks
    assert cart.state.selected == ""


def test_a_question_about_a_ticket_goes_when_another_is_touched(
    selling: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*_given: object, **_named: object) -> None:
        raise AccessibleKept(seat="Orchestra B 6")

    cart, questions, sell = selling.rooms.cart, selling.rooms.questions, selling.rooms.sell
    sell.take_zone(FRONT)
    cart.select(cart.state.lines[0].line_id)
    monkeypatch.setattr(selling.office.seating, "take_seats", kept)
    sell.tap_seat(SeatId("B6"))
    assert questions.state.asks
    cart.select(cart.state.lines[1].line_id)
    assert not questions.state.asks
    questions.somebody_needs_it()
    assert seats(selling) == ["A1", "A2"]
