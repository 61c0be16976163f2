"""Money that went back, as everybody thought, and never did: a loss that was none, and a refund of
a charge that was none either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import PaymentGone
from pos.paying.intents import begun
from pos.ports.terminals import CardOutcome
from pos.views.paying import AnswerSource, CardBegun
from pos.views.people import SessionView
from tests.integration.card_sales import (
    answer,
    approved,
    begin,
    card,
    card_house,
    settle,
    state,
)
from tests.integration.refunds import give_back
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_after_all import standing, tickets, told
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_card_payments_lost import forced_sale, refunded_twice, sold, write_off
from tests.integration.test_card_payments_offline import forward
from tests.integration.test_selling import cash


def written_off(house: House, session: SessionView) -> CardBegun:
    """A refund that was made good another way, that the terminal had stored, and was given up."""
    back = refunded_twice(house, session)
    told(house, back, 4_500, offline=True)
    write_off(house, back)
    assert standing(house) == {"2060": -4_500, "5045": 4_500}
    return back


@pytest.mark.parametrize("word", [True, False])
def test_a_stored_refund_that_was_written_off_waits_for_the_bank_all_the_same(
    house: House, word: bool
) -> None:
    session = card_house(house)
    back = written_off(house, session)
    (waiting,) = house.office.cards.awaiting_forwarding()
    assert (waiting.payment_id, waiting.state) == (back.payment_id, "written_off")
    stands = forward(house, back.payment_id, approved=word)
    assert stands == ("written_off" if word else "bounced")
    there = {"2060": -4_500, "5045": 4_500} if word else {"1040": 4_500, "2060": -4_500}
    assert standing(house) == there
    assert house.office.cards.awaiting_forwarding() == ()
    with pytest.raises(PaymentGone):
        forward(house, back.payment_id, approved=False)
    assert standing(house) == there
    assert house.office.verify() == ()


def test_what_is_shown_twice_to_have_been_no_loss_is_booked_back_once(house: House) -> None:
    session = card_house(house)
    back = written_off(house, session)
    settle(house, back, answer(back, CardOutcome.DECLINED), AnswerSource.ASKED)
    forward(house, back.payment_id, approved=False)
    for exception in house.office.cards.exceptions():
        settled(house, exception, charged=False)
    assert standing(house) == {"1040": 4_500, "2060": -4_500}
    assert house.office.verify() == ()


def test_what_it_had_paid_beside_the_loss_is_owed_again(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4))
    settle(house, charge, approved(charge))
    order_id = sold(house, session, charge)
    given = give_back(house, session, order_id, tickets(house, order_id))
    first = house.office.cards.send(given.cards[0])
    settle(house, first, answer(first, CardOutcome.DECLINED))
    (owed,) = house.office.giving_back.owing()
    again = house.office.giving_back.try_again(house.command(), session, owed.refund_id, owed.line)
    second = house.office.cards.send(again)
    settle(house, second, approved(second, usd(2_000)))
    told(house, first, 4_500, offline=True)
    write_off(house, first)
    assert standing(house) == {"1040": -2_000, "5045": 2_000}
    assert house.office.giving_back.owing() == ()
    forward(house, first.payment_id, approved=False)
    assert standing(house) == {"1040": 2_500, "2070": -2_500}
    (owed,) = house.office.giving_back.owing()
    assert owed.amount == usd(2_500)
    assert house.office.verify() == ()
    again = house.office.giving_back.try_again(house.command(), session, owed.refund_id, owed.line)
    third = house.office.cards.send(again)
    settle(house, third, approved(third))
    assert standing(house) == {}
    assert house.office.verify() == ()


def refund_of_none(house: House, session: SessionView, *, offline: bool) -> CardBegun:
    """A forced sale, all of it given back to the card; then the evidence: it was never charged."""
    order_id, _ = forced_sale(house, session)
    given = give_back(house, session, order_id, tickets(house, order_id))
    back = house.office.cards.send(given.cards[0])
    if offline:
        told(house, back, 4_500, offline=True)
    else:
        settle(house, back, answer(back, CardOutcome.UNKNOWN))
        force(house, back)
    settled(house, house.office.cards.exceptions()[0], charged=False)
    assert standing(house) == {"1040": -4_500, "5050": 4_500}
    return back


@pytest.mark.parametrize("offline", [True, False])
def test_a_refund_that_never_was_of_a_charge_that_never_was_is_owed_to_nobody(
    house: House, offline: bool
) -> None:
    """The patron paid nothing, brought the ticket back and got nothing."""
    session = card_house(house)
    back = refund_of_none(house, session, offline=offline)
    if offline:
        forward(house, back.payment_id, approved=False)
    else:
        settled(house, house.office.cards.exceptions()[0], charged=False)
    assert state(house, back.payment_id) == "bounced"
    assert standing(house) == {}
    assert house.office.giving_back.owing() == ()
    assert house.office.cards.not_paid() == ()
    assert house.office.verify() == ()


def test_was_the_charge_one_after_all_its_money_goes_back_from_the_inbox_once(
    house: House,
) -> None:
    session = card_house(house)
    back = refund_of_none(house, session, offline=True)
    forward(house, back.payment_id, approved=False)
    (charge,) = house.office.cards.exceptions(open_only=False)
    told(house, was_asked(house, charge.payment_id), 4_500)
    (doubt,) = house.office.cards.in_doubt()
    assert (doubt.payment_id, doubt.state) == (charge.payment_id, "approved")
    assert house.office.giving_back.owing() == ()
    undone = house.office.cards.reverse(house.command(), session, charge.payment_id)
    assert undone.amount == usd(4_500)
    settle(house, undone, approved(undone))
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == {}
    assert house.office.verify() == ()


def was_asked(house: House, payment_id: str) -> CardBegun:
    """Return what the terminal was asked."""
    with house.office.storage.read() as uow:
        return begun(uow, uow.payments.payment(payment_id))


@pytest.mark.parametrize("given_up", [True, False])
def test_a_charge_that_had_ended_against_a_refund_is_in_doubt_when_that_never_was(
    house: House, given_up: bool
) -> None:
    session = card_house(house)
    order_id, charge = forced_sale(house, session)
    given = give_back(house, session, order_id, tickets(house, order_id))
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, house.office.cards.exceptions()[0], charged=False)
    told(house, back, 4_500, offline=True)
    if given_up:
        write_off(house, back)
    told(house, charge, 4_500)
    assert state(house, charge.payment_id) == "reversed"
    assert standing(house) == {}
    forward(house, back.payment_id, approved=False)
    assert state(house, charge.payment_id) == "approved"
    assert standing(house) == {}
    assert house.office.verify() == ()
    undone = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, undone, approved(undone))
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == {}
    assert house.office.verify() == ()


@pytest.mark.parametrize("half", [False, True])
def test_what_was_given_up_pays_the_part_once_that_is_owed_again(house: House, half: bool) -> None:
    """Two refunds for one part went out, as it seemed; the one that counted never did."""
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4))
    settle(house, charge, approved(charge))
    order_id = sold(house, session, charge)
    given = give_back(house, session, order_id, tickets(house, order_id))
    first = house.office.cards.send(given.cards[0])
    settle(house, first, answer(first, CardOutcome.DECLINED))
    for minor in (2_000, 2_500) if half else (4_500,):
        (owed,) = house.office.giving_back.owing()
        part = (owed.refund_id, owed.line)
        again = house.office.giving_back.try_again(house.command(), session, *part)
        second = house.office.cards.send(again)
        settle(house, second, replace(approved(second, usd(minor)), offline=minor != 2_000))
    told(house, first, 4_500)
    write_off(house, first)
    assert standing(house) == {"1040": -4_500, "5045": 4_500}
    forward(house, second.payment_id, approved=False)
    if half:
        assert state(house, first.payment_id) == "approved"
        assert standing(house) == {"1040": 2_500, "2070": -2_500}
        write_off(house, first)
    assert state(house, first.payment_id) == ("written_off" if half else "applied")
    assert standing(house) == ({"1040": -2_000, "5045": 2_000} if half else {})
    assert house.office.giving_back.owing() == ()
    assert house.office.verify() == ()


@pytest.mark.parametrize("went_out", [True, False])
def test_a_charge_that_never_was_is_not_in_doubt_again_by_its_reversal_that_never_was(
    house: House, went_out: bool
) -> None:
    """A manager had the charge and its reversal counted as done; the evidence denies the charge."""
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4))
    settle(house, charge, answer(charge, CardOutcome.UNKNOWN))
    charged = force(house, charge)
    undo = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, undo, answer(undo, CardOutcome.UNKNOWN))
    given_back = force(house, undo)
    assert state(house, charge.payment_id) == "reversed"
    settled(house, charged, charged=False)
    assert state(house, charge.payment_id) == "bounced"
    assert [view.payment_id for view in house.office.cards.in_doubt()] == [undo.payment_id]
    settled(house, given_back, charged=went_out)
    if went_out:
        write_off(house, undo)
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == ({"1040": -4_500, "5045": 4_500} if went_out else {})
    assert house.office.verify() == ()


def test_an_order_whose_promise_was_as_much_as_what_never_came_stays_paid(house: House) -> None:
    """Of two tickets one came back; the card that was to get it had never paid."""
    session = card_house(house)
    cart, charge = begin(house, session, ("B", 4), ("B", 5), amount=4_500)
    settle(house, charge, answer(charge, CardOutcome.UNKNOWN))
    exception = force(house, charge)
    tenders = (cash(4_500), card(house.office.cards.view(charge.payment_id)))
    sale = house.office.selling.sell(house.command(), session, cart, tenders)
    given = give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.DECLINED))
    settled(house, exception, charged=False)
    order = house.office.orders.get(sale.order_id)
    assert (order.state, order.owing) == ("collected", usd(0))
    assert house.office.giving_back.owing() == ()
    assert house.office.verify() == ()
