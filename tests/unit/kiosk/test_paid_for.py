from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.presenters.approval import Deed
from kiosk.screens.approval_about import outcome_words
from kiosk.screens.give_back_plan import given_here
from kiosk.screens.paid_for import whole_words
from pos.ids import OrderId
from pos.money import Money
from pos.views.paying import GiveBackLine, GiveBackPlan, PaidFor, PaymentView
from pos.views.people import Permission
from pos.views.selling import TenderKind
from tests.unit.kiosk.test_messages import ENGLISH

CARD = PaymentView(
    payment_id="p1",
    kind="charge",
    state="approved",
    amount=Money(10_000),
    approved=Money(3_000),
    brand="Visa",
    last_four="1111",
    approval_code="A1",
    source="terminal",
    declined="",
    offline=False,
    for_kind="cart",
    for_id="c1",
    order_number="",
    name="",
    cashier="Ana Delgado",
    begun_at=datetime(2026, 11, 21, 18, 0, tzinfo=UTC),
    can_ask=True,
    has_cart=True,
    given_back=Money(0),
    paid=PaidFor(whole=Money(19_600), beside=(("check", Money(5_000)),)),
)


def test_money_in_doubt_names_the_whole_sale() -> None:
    said = whole_words(CARD, (CARD,), ENGLISH)
    assert said == "The whole sale: $196.00 · Check $50.00 · still due $116.00"
    other = replace(CARD, payment_id="p2", approved=Money(11_600))
    elsewhere = replace(CARD, payment_id="p3", for_id="c2")
    said = whole_words(CARD, (CARD, other, elsewhere), ENGLISH)
    assert said == "The whole sale: $196.00 · Check $50.00"
    back = replace(other, given_back=Money(1_600))
    assert "still due $16.00" in whole_words(CARD, (CARD, back), ENGLISH)


def test_a_card_that_pays_a_sale_alone_says_it_all() -> None:
    alone = replace(CARD, paid=PaidFor(whole=Money(3_000)))
    order = replace(CARD, paid=PaidFor())
    assert whole_words(alone, (alone,), ENGLISH) == ""
    assert whole_words(order, (order,), ENGLISH) == ""


def test_of_an_order_it_says_what_is_owed_also_when_that_is_paid_by_now() -> None:
    order = replace(CARD, for_kind="order", paid=PaidFor(whole=Money(4_500)))
    assert whole_words(order, (order,), ENGLISH) == "The order owes $45.00 · still due $15.00"
    paid = replace(order, paid=PaidFor(whole=Money(0)))
    assert whole_words(paid, (paid,), ENGLISH) == "The order owes $0.00"


def test_what_a_shop_gives_back_is_not_given_here() -> None:
    def back(*ways: str) -> GiveBackPlan:
        lines = tuple(GiveBackLine("t", "elsewhere", way, Money(2000)) for way in ways)
        return GiveBackPlan(OrderId("o"), "W1", (), Money(2000 * len(ways)), lines, Money(0))

    assert given_here(back("elsewhere")) == Money(0)
    assert given_here(back("cash", "elsewhere")) == Money(2000)


def test_who_approves_hears_that_money_goes_back_where_some_does() -> None:
    asked = Permission.GIVE_BACK_ANY
    money, books = "Money goes back.", "The reason and your name go into the books."
    some = GiveBackPlan(OrderId("o"), "W1", (), Money(2000), (), Money(0))
    none = Deed.goes_back("Ann", replace(some, amount=Money(0)), "ill")
    shop = GiveBackLine("t", "elsewhere", "elsewhere", Money(2000))
    by_shop = Deed.goes_back("Ann", replace(some, lines=(shop,)), "ill")
    assert outcome_words(asked, by_shop, ENGLISH) == f"Nothing is handed out here. {books}"
    in_part = Deed.goes_back("Ann", replace(some, amount=Money(3000), lines=(shop,)), "ill")
    assert outcome_words(asked, in_part, ENGLISH) == f"{money} {books}"
    corrected = Deed("Ann", wrong=TenderKind.CASH, right=TenderKind.CHECK, due=Money(2000))
    assert outcome_words(asked, Deed.goes_back("Ann", some, "ill"), ENGLISH) == f"{money} {books}"
    assert outcome_words(asked, none, ENGLISH) == books
    assert outcome_words(asked, corrected, ENGLISH) == books
    comp = outcome_words(Permission.SELL_COMP, none, ENGLISH)  # beside what comes back
    assert comp == f"The ticket costs nothing. {books}"
