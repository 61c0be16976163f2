"""A wrong form of payment keyed: put right as what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    CheckRefused,
    CountIsIn,
    NotThisWay,
    PaymentGone,
    SamePerson,
    TerminalNotRegistered,
    TextRefused,
    TillNotYours,
)
from pos.ids import OrderId, TenderId
from pos.ports.devices import PrintOutcome, PrintResult
from pos.views.paying import CheckGiven, PayingFor, PaymentView, SlipTyped
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CardAsked, PaidContent, TenderGiven, TenderKind
from tests.integration.card_sales import (
    balances,
    card,
    card_house,
    sell_by_card,
    state,
    with_rules,
)
from tests.integration.refunds import days_on, equation, give_back, sold, word_of
from tests.integration.small_house import House, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_selling import cash, rows
from tests.integration.test_values import from_value, sell_certificate


def tender_of(house: House, order_id: OrderId, kind: str) -> TenderId:
    """Return the newest tender of a kind that still stands."""
    every = house.office.orders.get(order_id).tenders
    return next(t.tender_id for t in reversed(every) if t.kind.value == kind and t.left)


def to_cash(
    house: House, session: SessionView, old: TenderId, amount: int, reason: str = "keyed wrong"
) -> None:
    """Say with a manager's word that a tender was cash."""
    command = house.command()
    word = word_of(house, session, command, Permission.GIVE_BACK, "Max House")
    house.office.corrections.correct(command, session, old, cash(amount), reason, word)


def register_standalone(house: House) -> None:
    """A terminal that is not connected stands at the window."""
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")


def typed(house: House, session: SessionView, order_id: OrderId, amount: int) -> PaymentView:
    """Type the slip of a terminal that is not connected, for an order."""
    register_standalone(house)
    content = PaidContent(order_id=order_id)
    wish = CardAsked(PayingFor.ORDER, order_id, usd(amount), content, "standalone")
    return house.office.cards.typed(house.command(), session, wish, "OK77", "Visa", "1111")


def test_cash_that_was_a_check_is_two_tenders_and_no_refund(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    old = tender_of(house, sale.order_id, "cash")
    correct, command = house.office.corrections.correct, house.command()
    fresh = correct(command, session, old, check(4500), "keyed cash")
    assert correct(command, session, old, check(4500), "keyed cash") == fresh
    tenders = "SELECT kind, amount_minor, of_tender FROM tender ORDER BY tender_id"
    assert rows(house, tenders) == [
        ("cash", 4500, None),
        ("cash", -4500, old),
        ("check", 4500, None),
    ]
    assert rows(house, "SELECT number, payer FROM check_taken") == [("1204", "Ann Example")]
    assert rows(house, "SELECT count(*) FROM refund") == [(0,)]
    assert balances(house) == {"1030": 4500, "2010": -4200, "2030": -300}
    view = house.office.orders.get(sale.order_id)
    assert (view.owing, view.paid, view.state) == (usd(0), usd(4500), "collected")
    assert "tender.corrected" in [event.what for event in view.events]
    assert house.office.verify() == ()
    print_all(house)
    result = count(house, session, sheet(10_000))
    assert [each.over_short for each in result.differences] == [usd(0), usd(0)]
    assert [each.expected_count for each in result.differences] == [0, 1]
    lock(house, session, "Max House")
    assert house.office.verify() == ()


def test_a_check_that_was_cash_leaves_no_check_in_the_till(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), check(4500))
    old = tender_of(house, sale.order_id, "check")
    to_cash(house, session, old, 4500)
    assert house.office.checks.taken((sale.till_id,)) == ()
    print_all(house)
    result = count(house, session, sheet(14_500))
    assert all(not each.over_short for each in result.differences)
    assert house.office.verify() == ()


def test_a_wrong_number_on_a_check_is_corrected_too(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), check(4500))
    old = tender_of(house, sale.order_id, "check")
    today = date(2026, 11, 21)
    right = replace(check(4500), check=CheckGiven("1205", "Ann Example", today))
    print_all(house)
    house.office.corrections.correct(house.command(), session, old, right, "misread")
    (taken,) = house.office.checks.taken((sale.till_id,))
    assert (taken.number, taken.payer, taken.amount, taken.endorsed) == (
        "1205",
        "Ann Example",
        usd(4500),
        False,
    )
    work = house.office.prints.begin("receipt_printer")
    assert work is not None
    assert work.endorsement is not None
    assert (work.endorsement.check_number, work.endorsement.amount) == ("1205", usd(4500))
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))
    (taken,) = house.office.checks.taken((sale.till_id,))
    assert taken.endorsed
    stale = replace(right, check=CheckGiven("7", "Ann Example", today.replace(year=2025)))
    new = tender_of(house, sale.order_id, "check")
    with pytest.raises(CheckRefused):
        house.office.corrections.correct(house.command(), session, new, stale, "misread")
    assert house.office.verify() == ()


def test_cash_that_was_a_typed_card_and_back(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    slip = typed(house, session, sale.order_id, 4500)
    correct = house.office.corrections.correct
    old = tender_of(house, sale.order_id, "cash")
    correct(house.command(), session, old, card(slip), "keyed cash")
    assert state(house, slip.payment_id) == "applied"
    assert balances(house)["1040"] == 4500
    with pytest.raises(NotThisWay):
        correct(house.command(), session, old, card(slip), "keyed cash")
    old = tender_of(house, sale.order_id, "card")
    to_cash(house, session, old, 4500, "the slip was another's")
    assert state(house, slip.payment_id) == "bounced"
    assert balances(house) == {"1020": 4500, "2010": -4200, "2030": -300}
    assert equation(house, sale.order_id) == 0
    old = tender_of(house, sale.order_id, "cash")
    with pytest.raises(PaymentGone):
        correct(house.command(), session, old, card(slip), "and again")
    assert house.office.verify() == ()


def test_a_slip_is_typed_with_the_correction_and_put_right_again(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    correct = house.office.corrections.correct
    to, slip = TenderGiven(TenderKind.CARD, usd(4500), usd(4500)), SlipTyped("A1", "1111", "visa")
    old = tender_of(house, sale.order_id, "cash")
    with pytest.raises(TerminalNotRegistered):
        correct(house.command(), session, old, to, "keyed cash", slip=slip)
    assert house.office.cards.in_doubt() == ()
    register_standalone(house)
    with pytest.raises(TextRefused):
        correct(house.command(), session, old, to, "keyed cash", slip=SlipTyped("A1", "11"))
    correct(house.command(), session, old, to, "keyed cash", slip=slip)
    assert balances(house)["1040"] == 4500
    old = tender_of(house, sale.order_id, "card")
    with pytest.raises(NotThisWay) as refused:
        correct(house.command(), session, old, to, "misread", slip=slip)
    assert refused.value.params == {"what": "same_again"}
    correct(house.command(), session, old, to, "misread", slip=SlipTyped("A1", "1234", "visa"))
    (now,) = (t for t in house.office.orders.get(sale.order_id).tenders if t.left)
    assert (now.kind, now.shown) == (TenderKind.CARD, "Visa 1234")
    assert equation(house, sale.order_id) == 0
    assert balances(house)["1040"] == 4500
    assert house.office.cards.in_doubt() == ()
    assert house.office.verify() == ()


def test_a_check_is_not_corrected_to_itself(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), check(4500))
    old = tender_of(house, sale.order_id, "check")
    with pytest.raises(NotThisWay) as refused:
        house.office.corrections.correct(house.command(), session, old, check(4500), "misread")
    assert refused.value.params == {"what": "same_again"}


def test_what_the_terminal_charged_is_no_slip_of_the_hand(house: House) -> None:
    session = card_house(house, "Sue Lead")
    sale, begun = sell_by_card(house, session, ("B", 4))
    old = tender_of(house, sale.order_id, "card")
    correct = house.office.corrections.correct
    with pytest.raises(NotThisWay) as refused:
        correct(house.command(), session, old, cash(4500), "keyed card")
    assert refused.value.params == {"what": "integrated_card"}
    other = sold(house, session, (5,), cash(4500))
    old = tender_of(house, other.order_id, "cash")
    charged = TenderGiven(TenderKind.CARD, usd(4500), usd(4500), payment_id=begun.payment_id)
    with pytest.raises(NotThisWay):
        correct(house.command(), session, old, charged, "keyed cash")
    assert house.office.orders.get(sale.order_id).tenders[0].integrated


def test_what_cannot_be_corrected(house: House) -> None:
    session = house.open_till("Sue Lead")
    correct = house.office.corrections.correct
    value = sell_certificate(house, session, 5000)
    paid = sold(house, session, (4,), from_value(value, 4500))
    sale = sold(house, session, (5, 6), cash(9000))
    old = tender_of(house, sale.order_id, "cash")
    with pytest.raises(AmountInvalid):
        correct(house.command(), session, old, check(4500), "keyed cash")
    with pytest.raises(NotThisWay):
        correct(house.command(), session, old, cash(9000), "keyed cash")
    with pytest.raises(TextRefused):
        correct(house.command(), session, old, check(9000), "")
    redeemed = tender_of(house, paid.order_id, "certificate")
    with pytest.raises(NotThisWay):
        correct(house.command(), session, redeemed, cash(4500), "keyed card")
    give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    with pytest.raises(NotThisWay) as refused:
        correct(house.command(), session, old, check(9000), "keyed cash")
    assert refused.value.params == {"what": "not_correctable"}


def test_a_correction_is_approved(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    old, command = tender_of(house, sale.order_id, "cash"), house.command()
    correct = house.office.corrections.correct
    with pytest.raises(ApprovalNeeded):
        correct(command, session, old, check(4500), "keyed cash")
    word = word_of(house, session, command, Permission.GIVE_BACK, "Sue Lead")
    correct(command, session, old, check(4500), "keyed cash", word)
    assert house.office.verify() == ()


def test_nobody_turns_a_check_into_cash_alone(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), check(4500))
    old, command = tender_of(house, sale.order_id, "check"), house.command()
    correct = house.office.corrections.correct
    with pytest.raises(ApprovalNeeded) as refused:
        correct(command, session, old, cash(4500), "keyed check")
    assert refused.value.params == {"permission": "give_back"}
    own = Approval(session.user_id, session.name, Permission.GIVE_BACK, command)
    with pytest.raises(SamePerson):
        correct(command, session, old, cash(4500), "keyed check", own)
    assert rows(house, "SELECT kind FROM tender") == [("check",)]
    word = word_of(house, session, command, Permission.GIVE_BACK, "Max House")
    correct(command, session, old, cash(4500), "keyed check", word)
    ((details,),) = rows(house, "SELECT details FROM audit WHERE event = 'tender.corrected'")
    assert json.loads(str(details))["approved_by"] == word.approver
    assert house.office.verify() == ()


def test_own_till_until_it_is_counted_and_then_today(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    old = tender_of(house, sale.order_id, "cash")
    correct = house.office.corrections.correct
    manager = house.sign_in("Max House")
    with pytest.raises(TillNotYours):
        correct(house.command(), manager, old, check(4500), "keyed cash")
    print_all(house)
    count(house, session, sheet(14_500))
    with pytest.raises(CountIsIn):
        correct(house.command(), session, old, check(4500), "keyed cash")
    lock(house, session, "Max House")
    days_on(house, 1)
    correct(house.command(), manager, old, check(4500), "keyed cash")
    corrected = "SELECT till_id, business_date FROM batch WHERE kind = 'tender_correction'"
    assert rows(house, corrected) == [(None, "2026-11-22")]
    safe = {"1020": 4500, "1030": 4500, "5020": -4500}  # what was counted, and the check beside it
    assert balances(house) == {**safe, "2010": -4200, "2030": -300}
    assert house.office.verify() == ()


@pytest.mark.parametrize("rule", [CashRounding.NICKEL, CashRounding.CUSTOMER])
def test_rounding_goes_with_the_cash_it_belongs_to(house: House, rule: CashRounding) -> None:
    with_rules(house, PayingRules(cash_rounding=rule))
    session = house.open_till("Sue Lead")
    value = sell_certificate(house, session, 5000)
    due = 8505 if rule is CashRounding.NICKEL else 8500
    sale = sold(house, session, (4, 5, 6), from_value(value, 4997), cash(due))
    correct = house.office.corrections.correct
    old = tender_of(house, sale.order_id, "cash")
    with pytest.raises(AmountInvalid):
        correct(house.command(), session, old, check(due), "keyed cash")
    correct(house.command(), session, old, check(8503), "keyed cash")
    assert "5030" not in balances(house)
    assert house.office.verify() == ()
    old = tender_of(house, sale.order_id, "check")
    to_cash(house, session, old, due)
    assert balances(house)["5030"] == 8503 - due
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()
