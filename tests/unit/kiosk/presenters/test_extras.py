from __future__ import annotations

from pos.errors import CardNumberRefused
from pos.ids import ZoneId
from pos.money import Money
from pos.views.counter import Shelf
from pos.views.season import Article, Fund, Membership
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers

SHELF = Shelf(
    goods=(Article("programme", "Programme", Money(600), "4100"),),
    funds=(
        Fund("annual", "Annual fund", "4030", round_up=True),
        Fund("young", "Young players", "4035", restricted=True),
    ),
    levels=(Membership("friend", "Friend", Money(7500), 1000, 2, ()),),
    round_up_minor=1000,
)


def stocked(bench: Bench) -> Bench:
    bench.office.counter.there = SHELF
    bench.rooms.sell.refresh()
    return bench


def test_the_cart_is_rounded_up_once_by_a_touch_and_follows(selling: Bench) -> None:
    stocked(selling)
    extras, cart = selling.rooms.cart.extras, selling.rooms.cart
    assert extras.state.rounding is None  # nothing is bought
    selling.rooms.sell.take_zone(ZoneId("front"))
    assert extras.state.rounding == Money(500)
    extras.round_up()
    assert extras.state.rounding is None
    assert cart.state.total == Money(14000)
    extras.add_piece("programme")
    (line,) = [one for one in cart.state.extras if one.round_up]
    assert (line.amount, cart.state.total) == (Money(900), Money(15000))
    cart.remove_extra(line.line_id)
    assert extras.state.rounding == Money(900)


@with_fingers
def test_a_double_tap_adds_one_piece(selling: Bench) -> None:
    stocked(selling)
    extras = selling.rooms.cart.extras
    extras.add_piece("programme")
    extras.add_piece("programme")
    assert extras.state.pieces("programme") == 1
    selling.timers.pass_time(0.3)
    extras.add_piece("programme")
    assert extras.state.pieces("programme") == 2
    extras.take_piece("programme")
    selling.timers.pass_time(0.3)
    extras.take_piece("programme")
    assert extras.state.lines == ()


def test_another_sum_for_the_same_fund_takes_the_place_of_the_first(selling: Bench) -> None:
    stocked(selling)
    extras = selling.rooms.cart.extras
    extras.give(Money(2500))
    extras.choose_fund("young")
    extras.give(Money(5000))
    extras.give(Money(1000))
    assert [(one.name, one.amount) for one in extras.state.lines] == [
        ("Annual fund", Money(2500)),
        ("Young players", Money(1000)),
    ]
    assert extras.state.done == 3


def test_a_card_number_is_nobody_s_name(selling: Bench) -> None:
    stocked(selling)
    extras = selling.rooms.cart.extras
    extras.add_membership("friend", "4111 1111 1111 1111")
    assert isinstance(extras.state.refusal, CardNumberRefused)
    assert extras.state.lines == ()
    extras.add_membership("friend", "Nguyễn Thị Hoa")
    assert [one.text for one in extras.state.lines] == ["Nguyễn Thị Hoa"]
    assert extras.state.refusal is None


def test_a_name_that_is_typed_after_the_touch_is_for_the_membership_that_has_none(
    selling: Bench,
) -> None:
    stocked(selling)
    extras = selling.rooms.cart.extras
    for name in ("", "Nguyễn Thị Hoa", "Ana Castle", "", " "):
        extras.add_membership("friend", name)
    names = ["Nguyễn Thị Hoa", "Ana Castle", "", ""]
    assert [one.text for one in extras.state.lines] == names
