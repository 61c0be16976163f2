"""Carts as a whole: what each ticket costs, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import NotFound
from pos.ids import PriceTypeId
from pos.money import Money
from pos.pricing.pricing import priced
from pos.views.charges import ChargeRules, FeeRule
from pos.views.pricing import PriceByHand, PriceStep, StepKind, WhyNot
from pos.views.season import GroupPrice, Membership, PromoKind
from tests.unit.pos.pricing.carts import (
    ADULT,
    CHILD,
    COMP,
    GODS,
    LATER,
    book,
    cart_of,
    line,
    promo,
)

TEN = promo("TEN", PromoKind.AMOUNT_OFF, 1_000, price_types=frozenset({ADULT}))
HALF = promo("HALF", PromoKind.PERCENT, 5_000)
ON_TOP = promo("ONTOP", PromoKind.PERCENT, 1_000, stacks=True)
FRIEND = Membership("friend", "Friend", Money(5_000), 2_500, 2, ())


def faces(*args: object, **more: object) -> list[int]:
    return [each.face.minor for each in priced(*args, **more).lines]  # type: ignore[arg-type]


def test_a_line_costs_what_its_zone_and_type_cost_whatever_it_said_before() -> None:
    adult, comp = priced(cart_of(line(), line(COMP)), book()).lines
    assert (adult.face, adult.fee, adult.steps) == (Money(4_200), Money(300), ())
    assert comp.all_in == Money(0)


def test_a_promotion_lowers_what_it_is_for_and_says_so() -> None:
    now = priced(cart_of(line(), line(COMP), codes=("TEN",)), book(TEN))
    adult, comp = now.lines
    assert (adult.all_in, adult.promo_codes) == (Money(3_500), ("TEN",))
    assert adult.steps == (PriceStep(StepKind.PROMO, "TEN", "TEN", Money(1_000)),)
    assert adult.listed == Money(4_200)
    assert comp.steps == ()
    (said,) = now.offers
    assert (said.tickets, said.left_out, said.saved) == (1, 1, Money(1_000))
    assert said.why_not == (WhyNot.OTHER_PRICE_TYPE,)


def test_without_the_code_the_price_is_the_list_price_again() -> None:
    plain = cart_of(line(), line(COMP))
    lowered = priced(replace(plain, promo_codes=("TEN",)), book(TEN))
    assert priced(replace(lowered, promo_codes=()), book()) == priced(plain, book())


def test_what_is_not_on_sale_is_not_found() -> None:
    with pytest.raises(NotFound):
        priced(cart_of(line(PriceTypeId("dog"))), book())


def test_of_two_codes_that_stand_alone_the_better_is_taken_ticket_by_ticket() -> None:
    cart = cart_of(line(), line(CHILD), codes=("TEN", "HALF"))
    ten = replace(TEN, price_types=frozenset(), amount=Money(1_500))
    now = priced(cart, book(ten, HALF))
    assert [each.promo_codes for each in now.lines] == [("HALF",), ("TEN",)]
    assert [said.why_not for said in now.offers] == [(WhyNot.BETTER,), (WhyNot.BETTER,)]


def test_what_stacks_comes_on_top_of_the_one_that_stands_alone() -> None:
    (now,) = priced(cart_of(line(), codes=("ONTOP", "HALF")), book(ON_TOP, HALF)).lines
    assert [(step.code, step.amount.minor) for step in now.steps] == [
        ("HALF", 2_100),
        ("ONTOP", 210),
    ]
    assert now.face == Money(1_890)


def test_a_limit_of_an_order_is_spent_where_it_takes_off_the_most() -> None:
    half = replace(HALF, per_order=1)
    now = priced(cart_of(line(CHILD), line(), line(zone=GODS), codes=("HALF",)), book(half))
    assert [each.promo_codes for each in now.lines] == [(), ("HALF",), ()]
    assert now.offers[0].why_not == (WhyNot.LIMIT_ORDER,)
    assert now.offers[0].most == 1


def test_a_limit_in_all_counts_what_was_sold_before() -> None:
    half = replace(HALF, uses=10)
    now = priced(cart_of(line(), line(CHILD), codes=("HALF",)), book(half, used={"HALF": 9}))
    assert [bool(each.steps) for each in now.lines] == [True, False]
    gone = priced(cart_of(line(), codes=("HALF",)), book(half, used={"HALF": 12}))
    assert gone.offers[0].why_not == (WhyNot.LIMIT_ALL,)


def test_the_dearest_tickets_of_every_performance_have_the_price_of_a_member() -> None:
    cart = cart_of(line(CHILD), line(), line(), line(show=LATER))
    now = priced(cart, book(memberships=(FRIEND,), members=frozenset({"friend"})))
    assert [each.face.minor for each in now.lines] == [2_000, 3_150, 3_150, 3_150]
    (said,) = now.offers
    assert (said.kind, said.tickets, said.most) == (StepKind.MEMBERSHIP, 3, 2)
    assert faces(cart, book(memberships=(FRIEND,))) == [2_000, 4_200, 4_200, 4_200]


def test_a_group_has_its_price_by_itself_once_it_is_large_enough() -> None:
    group = GroupPrice(
        "G", "Group", PromoKind.PERCENT, Money(0), 3, 2_000, price_types=frozenset({ADULT})
    )
    rules = book(groups=(group,))
    assert faces(cart_of(line(), line(), line(CHILD), line(show=LATER)), rules) == [
        4_200, 4_200, 2_000, 4_200,
    ]  # fmt: skip
    assert faces(cart_of(line(), line(), line(CHILD), line()), rules) == [
        3_360,
        3_360,
        2_000,
        3_360,
    ]


def test_a_member_in_a_group_has_the_better_of_both_and_never_both() -> None:
    group = GroupPrice("G", "Group", PromoKind.AMOUNT_OFF, Money(500), 2)
    cart = cart_of(line(CHILD), line(), line())
    rules = book(groups=(group,), memberships=(FRIEND,), members=frozenset({"friend"}))
    assert faces(cart, rules) == [1_500, 3_150, 3_150]


def test_buy_two_get_one_counts_those_that_pay_too() -> None:
    deal = promo("DEAL", PromoKind.BUY_GET, 10_000, buy=2, get=1)
    cart = cart_of(line(), line(CHILD), line(), line(zone=GODS), codes=("DEAL",))
    now = priced(cart, book(deal))
    assert [each.face.minor for each in now.lines] == [4_200, 2_000, 4_200, 0]
    assert [each.fee.minor for each in now.lines] == [300, 300, 300, 0]
    assert [[step.amount.minor for step in each.steps] for each in now.lines] == [
        [0], [], [0], [3_000],
    ]  # fmt: skip
    (said,) = now.offers
    assert (said.tickets, said.why_not) == (3, (WhyNot.TOO_FEW,))


def test_sets_are_not_made_where_another_code_is_better() -> None:
    deal = promo("DEAL", PromoKind.BUY_GET, 1_000, buy=2, get=1)
    cart = cart_of(line(), line(), line(), codes=("DEAL", "HALF"))
    now = priced(cart, book(deal, HALF))
    assert [each.promo_codes for each in now.lines] == [("HALF",)] * 3
    free = replace(deal, basis_points=10_000, get=3, buy=1)
    cart = cart_of(line(), line(), line(), line(), codes=("DEAL", "HALF"))
    assert {each.promo_codes for each in priced(cart, book(free, HALF)).lines} == {("DEAL",)}


def test_a_price_set_by_hand_is_the_whole_price_and_nothing_lowers_it() -> None:
    cart = cart_of(line(), line(), codes=("HALF", "ONTOP"))
    hand = PriceByHand(Money(2_000), "water on the seat", "max")
    cart = replace(cart, lines=(replace(cart.lines[0], by_hand=hand), cart.lines[1]))
    by_hand, other = priced(cart, book(HALF, ON_TOP)).lines
    assert (by_hand.all_in, by_hand.fee) == (Money(2_000), Money(300))
    assert [(step.kind, step.amount.minor) for step in by_hand.steps] == [(StepKind.MANUAL, 2_500)]
    assert other.face == Money(1_890)
    dearer = replace(by_hand, by_hand=replace(hand, amount=Money(9_000)))
    (now,) = priced(replace(cart, lines=(dearer,)), book()).lines
    assert (now.face, now.listed) == (Money(8_700), Money(4_200))
    nothing = replace(by_hand, by_hand=replace(hand, amount=Money(0)))
    assert priced(replace(cart, lines=(nothing,)), book()).total == Money(0)


def test_a_price_set_by_hand_falls_away_where_fees_of_now_do_not_come_to_it() -> None:
    hand = PriceByHand(Money(800), "wet seat", "max")
    cart = cart_of(replace(line(), by_hand=hand), codes=("TEN",))
    assert priced(cart, book(TEN)).total == Money(800)
    lounge = FeeRule("lounge", "Lounge", "4020", Money(600))
    now = priced(cart, replace(book(TEN), charges=ChargeRules(fees=(lounge,))))
    assert (now.total, now.lines[0].by_hand) == (Money(4_200 - 1_000 + 300 + 600), None)


def test_only_members_have_a_code_that_is_for_members() -> None:
    half = replace(HALF, members=frozenset({"friend", "patron"}))
    cart = cart_of(line(), codes=("HALF",))
    assert priced(cart, book(half)).offers[0].why_not == (WhyNot.MEMBERS_ONLY,)
    assert faces(cart, book(half, members=frozenset({"patron"}))) == [2_100]


def test_an_empty_cart_keeps_its_codes() -> None:
    now = priced(cart_of(codes=("HALF",)), book(HALF))
    assert (now.total, now.offers[0].tickets, now.offers[0].why_not) == (Money(0), 0, ())
