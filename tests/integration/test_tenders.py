"""Forms of payment in the sale's own transaction: checks, cards, rounded cash, any of them
together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import CheckRefused, NotForCertificate, PaymentGone, PaymentMismatch
from pos.money import Money
from pos.ports.devices import PrintOutcome, PrintResult
from pos.selling.extras import add_certificate
from pos.views.paying import CheckGiven, PaymentView
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.people import SessionView
from pos.views.selling import CartView, TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import approved, asked, card, card_house, settle, with_rules
from tests.integration.small_house import House, usd
from tests.integration.test_closing import count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash, rows

CHECK = CheckGiven("1204", "Ann Example", DOORS_OPEN.date(), "503 555 0100", "123456780", "4321")


def check(amount: int, given: CheckGiven = CHECK) -> TenderGiven:
    return TenderGiven(TenderKind.CHECK, usd(amount), usd(amount), check=given)


def charged(
    house: House, session: SessionView, cart: CartView, amount: int, *, offline: bool = False
) -> PaymentView:
    """Return an approved payment for part of a cart."""
    begun = house.office.cards.begin(house.command(), session, asked(cart, usd(amount)))
    return settle(house, begun, replace(approved(begun), offline=offline))


def test_a_check_is_kept_as_it_was_read_and_endorsed(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    sale = house.office.selling.sell(house.command(), session, cart, (check(4500),))
    assert rows(
        house, "SELECT number, payer, dated, phone, routing, account_last4 FROM check_taken"
    ) == [("1204", "Ann Example", "2026-11-21", "503 555 0100", "123456780", "4321")]
    papers = []
    while (work := house.office.prints.begin("receipt_printer")) is not None:
        papers.append(work)
        house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))
    (back,) = (work.endorsement for work in papers if work.endorsement is not None)
    assert (back.order_number, back.check_number, back.amount) == (
        sale.order_number,
        "1204",
        usd(4500),
    )
    assert house.office.verify() == ()


def test_a_check_is_post_dated_by_the_venues_calendar(house: House) -> None:
    """After midnight the business day is yesterday, and a check of today is no check of
    tomorrow."""
    session = house.open_till()
    house.clock.advance(timedelta(hours=7))
    after_midnight = CheckGiven("1", "Ann Example", DOORS_OPEN.date() + timedelta(days=1))
    cart = cart_of(house, session, ("B", 4))
    house.office.selling.sell(house.command(), session, cart, (check(4500, after_midnight),))
    tomorrow = CheckGiven("2", "Ann Example", DOORS_OPEN.date() + timedelta(days=2))
    cart = cart_of(house, session, ("B", 5))
    with pytest.raises(CheckRefused):
        house.office.selling.sell(house.command(), session, cart, (check(4500, tomorrow),))


def test_who_owes_for_a_returned_check_gives_no_other(house: House) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    sale = house.office.selling.sell(house.command(), session, cart, (check(4500),))
    print_all(house)
    count(house, session, sheet(10_000))
    lock(house, session)
    boss, session = house.sign_in("Max House"), house.open_till()
    with house.office.storage.read() as uow:
        (tender,) = uow.orders.tenders(sale.order_id)
    house.office.checks.returned(house.command(), boss, tender.tender_id, "no funds")
    cart = cart_of(house, session, ("B", 5))
    other = CheckGiven("1300", "ANN  example", DOORS_OPEN.date())
    with pytest.raises(CheckRefused) as refused:
        house.office.selling.sell(house.command(), session, cart, (check(4500, other),))
    assert refused.value.params == {"what": "payer_blocked"}
    _refused_before_the_card(house, session, cart, check(2000, other))
    owing = house.office.orders.get(sale.order_id).owing
    paid = house.office.will_call.hand_over(
        house.command(), session, sale.order_id, (cash(owing.minor),)
    )
    assert (paid.paid_now, len(paid.print_jobs)) == (usd(4500 + 2500), 1)
    assert house.office.orders.get(sale.order_id).state == "collected"
    house.office.selling.sell(house.command(), session, cart, (check(4500, other),))
    assert house.office.verify() == ()


def _refused_before_the_card(
    house: House, session: SessionView, cart: CartView, beside: TenderGiven
) -> None:
    """A check that is not taken is refused before a card is charged for the rest."""
    assert beside.check is not None
    with pytest.raises(CheckRefused):
        house.office.checks.look(beside.check)
    rest = cart.total - beside.amount
    wish = asked(cart, rest)
    wish = replace(wish, content=replace(wish.content, tenders=(beside,)))
    with pytest.raises(CheckRefused) as refused:
        house.office.cards.begin(house.command(), session, wish)
    assert refused.value.params == {"what": "payer_blocked"}
    assert rows(house, "SELECT count(*) FROM card_payment") == [(0,)]


def test_an_approved_payment_becomes_a_tender_of_its_own_sale_once(house: House) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    view = charged(house, session, cart, 2250)
    other = cart_of(house, session, ("B", 5))
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, other, (card(view), cash(2250)))
    wrong = TenderGiven(TenderKind.CARD, usd(3500), usd(3500), payment_id=view.payment_id)
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, cart, (wrong, cash(1000)))
    with pytest.raises(PaymentGone):
        house.office.selling.sell(house.command(), session, cart, (card(view), card(view)))
    house.office.selling.sell(house.command(), session, cart, (card(view), cash(2250)))
    assert rows(house, "SELECT payment_id, amount_minor FROM tender WHERE kind = 'card'") == [
        (view.payment_id, 2250)
    ]
    assert house.office.verify() == ()


def test_a_stored_card_sale_buys_tickets_and_no_certificate(house: House) -> None:
    session = card_house(house)
    with_rules(house, PayingRules(offline_cards=True))
    cart = add_certificate(cart_of(house, session, ("B", 4)), usd(1000))
    view = charged(house, session, cart, 5500, offline=True)
    with pytest.raises(NotForCertificate) as refused:
        house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert refused.value.params == {"what": "offline_card"}


@pytest.mark.parametrize("rule", list(CashRounding))
def test_lines_and_fees_are_the_same_with_rounding_on_or_off(
    house: House, rule: CashRounding
) -> None:
    session = card_house(house)
    with_rules(house, PayingRules(cash_rounding=rule))
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    view = charged(house, session, cart, 4997)
    rest = {CashRounding.OFF: 4003, CashRounding.NICKEL: 4005, CashRounding.CUSTOMER: 4000}[rule]
    sale = house.office.selling.sell(
        house.command(), session, cart, (cash(rest, 5000), card(view)), "Ann"
    )
    assert sale.total == usd(9000)
    assert sale.change == Money(5000 - rest)
    booked = rows(
        house,
        "SELECT account, sum(amount_minor) FROM posting "
        "WHERE order_id IS NOT NULL GROUP BY account HAVING sum(amount_minor) ORDER BY account",
    )
    lines = [("2010", -8400), ("2030", -600)]
    rounding = [("5030", 4003 - rest)] if rest != 4003 else []
    assert booked == [("1020", rest), ("1040", 4997), *lines, *rounding]
    assert house.office.verify() == ()
