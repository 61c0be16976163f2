"""What the patron sees: the cart, all-in prices, what is due, change, thanks; and never more."""

from __future__ import annotations

import pytest

from kiosk.presenters.customer import THANKS_S, CustomerFacing, CustomerState, Facing
from kiosk.presenters.purposes import CartPurpose
from pos.ids import SeatId, UserId
from pos.money import Money
from pos.selling.extras import add_certificate
from pos.views.selling import TenderKind
from tests.unit.kiosk.presenters.conftest import Bench


@pytest.fixture
def facing(selling: Bench) -> CustomerFacing:
    rooms = selling.rooms
    return CustomerFacing(rooms.desk, rooms.pay, selling.timers)


def begin_cash(bench: Bench) -> None:
    bench.rooms.pay.begin(CartPurpose(bench.rooms.desk), TenderKind.CASH)


def test_a_seat_in_the_cart_shows_at_its_all_in_price(
    selling: Bench, facing: CustomerFacing
) -> None:
    assert facing.state.facing is Facing.HOUSE
    selling.rooms.sell.tap_seat(SeatId("A1"))

    state, cart = facing.state, selling.rooms.desk.cart
    assert state.facing is Facing.CART
    assert [line.price for line in state.lines] == [cart.lines[0].all_in]
    assert (state.total, state.due, state.tickets) == (cart.total, cart.total, 1)
    assert state.lines[0].production


def test_what_is_still_due_follows_every_tender(selling: Bench, facing: CustomerFacing) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    begin_cash(selling)
    total = facing.state.total
    assert (facing.state.facing, facing.state.due) == (Facing.PAYING, total)

    selling.rooms.pay.cash(Money(1000))
    assert (facing.state.due, facing.state.paid) == (total - Money(1000), Money(1000))
    assert len(facing.state.lines) == 1


def test_change_then_thanks_then_the_house(selling: Bench, facing: CustomerFacing) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    begin_cash(selling)
    total = facing.state.total
    selling.rooms.pay.cash(total + Money(500))
    assert (facing.state.facing, facing.state.change) == (Facing.CHANGE, Money(500))
    assert facing.state.total == total

    selling.rooms.pay.done()
    assert facing.state.facing is Facing.THANKS
    selling.timers.pass_time(THANKS_S)
    assert facing.state.facing is Facing.HOUSE


def test_the_next_patron_ends_the_thanks_at_once(selling: Bench, facing: CustomerFacing) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    begin_cash(selling)
    selling.rooms.pay.exact()
    selling.rooms.pay.done()
    selling.rooms.sell.tap_seat(SeatId("A2"))
    assert facing.state.facing is Facing.CART
    selling.rooms.cart.clear()
    assert facing.state.facing is Facing.HOUSE


def test_a_locked_screen_shows_nobody_s_cart(selling: Bench, facing: CustomerFacing) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    shown = facing.state
    selling.rooms.lock.lock()
    assert facing.state == CustomerState(company=shown.company)
    selling.rooms.lock.unlock("2468")
    assert facing.state == shown


def test_leaving_the_pay_panel_shows_the_cart_again(selling: Bench, facing: CustomerFacing) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    begin_cash(selling)
    selling.rooms.pay.cash(Money(100))
    selling.rooms.pay.back()
    assert facing.state.facing is Facing.CART
    assert facing.state.due == facing.state.total


def test_an_order_s_name_is_not_shown_across_the_counter(
    selling: Bench, facing: CustomerFacing
) -> None:
    class Owing(CartPurpose):
        @property
        def due(self) -> Money:
            return Money(4200)

        @property
        def name(self) -> str:
            return "Novak"

        @property
        def tickets(self) -> int:
            return 2

    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.rooms.pay.begin(Owing(selling.rooms.desk), TenderKind.CASH)
    state = facing.state
    assert (state.facing, state.due, state.tickets) == (Facing.PAYING, Money(4200), 2)
    assert state.lines == ()
    assert "Novak" not in repr(state)


def test_the_refund_policy_is_shown_before_a_card_and_only_then(
    selling: Bench, facing: CustomerFacing
) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    begin_cash(selling)
    assert facing.state.policy == ""
    selling.rooms.pay.use(TenderKind.CARD)
    assert facing.state.policy == "No refunds."


def test_a_gift_certificate_is_shown_with_its_price(selling: Bench, facing: CustomerFacing) -> None:
    desk = selling.rooms.desk
    desk.keep_cart(UserId("ana"), add_certificate(desk.cart, Money(5000)))
    assert facing.state.facing is Facing.CART
    assert [line.price for line in facing.state.lines] == [Money(5000)]
