"""A cart's changes in any order, by the real office: every sum on the way is what its lines make,
and where the same things were done the same is to be paid."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.ids import SeatId
from pos.money import Money, total
from pos.views.people import SessionView
from pos.views.selling import CartView
from tests.conftest import WALKS
from tests.integration.small_house import STUDENT, SYMPHONY, House, seat, usd
from tests.integration.test_selling import cart_of

Change = Callable[[House, SessionView, CartView], CartView]


def _line(cart: CartView, number: int) -> str:
    wanted = seat("B", number)
    return next(line.line_id for line in cart.lines if line.seat_id == wanted)


def student(number: int) -> Change:
    """The ticket of B ``number`` is a student's."""

    def change(house: House, who: SessionView, cart: CartView) -> CartView:
        lines = (_line(cart, number),)
        return house.office.seating.set_price_type(house.command(), who, cart, lines, STUDENT)

    return change


def by_hand(number: int, cents: int) -> Change:
    """The ticket of B ``number`` costs something else."""

    def change(house: House, who: SessionView, cart: CartView) -> CartView:
        lines = (_line(cart, number),)
        return house.office.prices.set_by_hand(
            house.command(), who, cart, lines, usd(cents), "a pillar"
        )

    return change


def one_more(number: int) -> Change:
    """B ``number`` too."""

    def change(house: House, who: SessionView, cart: CartView) -> CartView:
        seats = (SeatId(seat("B", number)),)
        return house.office.seating.take_seats(house.command(), who, cart, SYMPHONY, seats)

    return change


def one_fewer(number: int) -> Change:
    """Without B ``number``."""

    def change(house: House, who: SessionView, cart: CartView) -> CartView:
        lines = (_line(cart, number),)
        return house.office.seating.give_back(house.command(), who, cart, lines)

    return change


def code(house: House, who: SessionView, cart: CartView) -> CartView:
    """Ten per cent off."""
    return house.office.prices.add_code(who, cart, "TENOFF")


def certificate(house: House, who: SessionView, cart: CartView) -> CartView:
    """A gift certificate beside."""
    return house.office.counter.add_certificate(who, cart, usd(2_500), "")


CHANGES: tuple[Change, ...] = (
    student(1), student(2), by_hand(3, 1_234), one_more(5), one_fewer(4), code, certificate,
)  # fmt: skip
"""What can be done in any order: no two of them are about the same ticket."""


def adds_up(cart: CartView) -> Money:
    """Return the cart's sum, which is that of its lines and of what lies beside them."""
    lines = total((line.all_in for line in cart.lines), cart.currency)
    beside = total((extra.amount for extra in cart.extras), cart.currency)
    assert cart.total == lines + beside
    for line in cart.lines:
        assert line.all_in == line.face + line.fee + line.tax
        off = total((step.amount for step in line.steps), cart.currency)
        assert line.listed - off == line.face
    return cart.total


def done_in(order: tuple[Change, ...], house: House, who: SessionView) -> dict[str, Money]:
    """Return what each seat costs in the end, and all of it."""
    cart = cart_of(house, who, ("B", 1), ("B", 2), ("B", 3), ("B", 4))
    adds_up(cart)
    for change in order:
        cart = change(house, who, cart)
        adds_up(cart)
    found = {str(line.seat_id): line.all_in for line in cart.lines} | {"": cart.total}
    house.office.seating.abandon(house.command(), who, cart)
    return found


def test_no_order_of_changes_changes_what_is_to_be_paid(house: House) -> None:
    who = house.open_till("Max House")
    wanted = done_in(CHANGES, house, who)

    @settings(max_examples=6 * WALKS)
    @given(st.permutations(CHANGES))
    def any_order(order: list[Change]) -> None:
        assert done_in(tuple(order), house, who) == wanted

    any_order()


def test_what_is_about_one_ticket_goes_by_what_came_last(house: House) -> None:
    who = house.open_till("Max House")
    some: tuple[Change, ...] = (student(1), by_hand(1, 999), code)
    for order in permutations(some):
        found = done_in(order, house, who)
        last_is_hand = order.index(some[1]) > order.index(some[0])
        assert (found[seat("B", 1)] == usd(999)) is last_is_hand
