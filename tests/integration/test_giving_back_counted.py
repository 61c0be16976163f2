"""What a card got of its charge counts for what is owed to it, whichever act it was begun for:
nobody is given the same money twice, and nothing is a loss that the patron was owed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import PaidAlready, PaymentOpen
from pos.ids import OrderId, TicketId
from pos.ports.terminals import CardOutcome
from pos.views.paying import AnswerSource, CardBegun
from pos.views.people import SessionView
from tests.integration.card_sales import (
    answer,
    approved,
    asked,
    begin,
    card,
    card_house,
    sell_by_card,
    settle,
    state,
)
from tests.integration.refunds import equation, give_back
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_after_all import standing
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_card_payments_lost import sold, write_off
from tests.integration.test_card_payments_offline import forward
from tests.integration.test_selling import rows


def left_of(house: House, order_id: OrderId) -> tuple[TicketId, ...]:
    """Return the tickets that did not come back yet."""
    every = house.office.orders.get(order_id).tickets
    return tuple(ticket.ticket_id for ticket in every if ticket.state != "returned")


def denied(house: House, session: SessionView, order_id: OrderId, number: int) -> CardBegun:
    """Give so many tickets back; the terminal is silent and a manager says that it did not."""
    given = give_back(house, session, order_id, left_of(house, order_id)[:number])
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, force(house, back, charged=False), charged=False)
    return back


def made_good(house: House, session: SessionView) -> None:
    """Try the oldest part that is owed again; the terminal gives it."""
    owed = house.office.giving_back.owing()[0]
    part = (owed.refund_id, owed.line)
    again = house.office.cards.send(
        house.office.giving_back.try_again(house.command(), session, *part)
    )
    settle(house, again, approved(again))


def done_after_all(house: House, begun: CardBegun, *, offline: bool = False) -> str:
    """The terminal did it: so it says now."""
    said = replace(approved(begun), offline=offline)
    return settle(house, begun, said, AnswerSource.ASKED).state


def still_there(house: House, order_id: OrderId) -> list[str]:
    """Return the refunds that the negative tenders of an order belong to, oldest first."""
    query = f"""SELECT r.receipt_number FROM tender t JOIN refund r ON r.refund_id = t.refund_id
        WHERE t.order_id = '{order_id}' AND t.amount_minor < 0 ORDER BY t.tender_id"""
    return [str(number) for (number,) in rows(house, query)]


def test_a_reversal_that_was_done_before_the_sale_pays_what_the_sale_gives_back(
    house: House,
) -> None:
    """The patron left and came back: paid once, got it once, and both tickets came back."""
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4), ("B", 5))
    settle(house, charge, approved(charge))
    undo = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, undo, answer(undo, CardOutcome.UNKNOWN))
    settled(house, force(house, undo, charged=False), charged=False)
    order_id = sold(house, session, charge)
    given = give_back(house, session, order_id, left_of(house, order_id))
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.NOT_SENT))
    (owed,) = house.office.giving_back.owing()
    assert (owed.amount, owed.stuck, owed.card_takes) == (usd(9_000), True, True)
    assert done_after_all(house, undo) == "applied"
    assert house.office.giving_back.owing() == ()
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == {}
    assert equation(house, order_id) == 0
    assert still_there(house, order_id) == ["W1-F000001"]
    assert house.office.verify() == ()


def test_a_refund_that_was_done_twice_pays_the_next_one(house: House) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4), ("B", 5))
    first = denied(house, session, sale.order_id, 1)
    made_good(house, session)
    last = denied(house, session, sale.order_id, 1)
    (owed,) = house.office.giving_back.owing()
    assert (owed.payment_id, owed.card_takes) == (last.payment_id, True)
    assert done_after_all(house, first) == "applied"
    assert house.office.giving_back.owing() == ()
    assert standing(house) == {}
    assert still_there(house, sale.order_id) == ["W1-F000001", "W1-F000002"]
    assert house.office.verify() == ()


def three_tickets(house: House, session: SessionView, *, offline: bool = False) -> CardBegun:
    """Two of three tickets came back and their card got it twice, so it seems; then the third, and
    the card did not take it."""
    sale, _ = sell_by_card(house, session, ("B", 4), ("B", 5), ("B", 6))
    first = denied(house, session, sale.order_id, 2)
    made_good(house, session)
    denied(house, session, sale.order_id, 1)
    assert done_after_all(house, first, offline=offline) == "approved"
    return first


def test_while_more_is_in_doubt_than_is_owed_nothing_else_goes_out(house: House) -> None:
    session, manager = card_house(house), house.sign_in("Max House")
    doubt = three_tickets(house, session)
    (owed,) = house.office.giving_back.owing()
    assert (owed.payment_id, owed.state) == (doubt.payment_id, "approved")
    assert (owed.stuck, owed.waits, owed.card_takes) == (False, True, False)
    back, part = house.office.giving_back, (owed.refund_id, owed.line)
    with pytest.raises(PaymentOpen):
        back.try_again(house.command(), session, *part)
    with pytest.raises(PaymentOpen):
        back.another_way(house.command(), manager, *part, "check", "Card is gone")
    write_off(house, doubt)
    assert back.owing() == ()
    assert standing(house) == {"1040": -4_500, "5045": 4_500}
    assert house.office.verify() == ()


def test_what_paid_another_act_beside_the_loss_is_owed_again_when_it_never_was(
    house: House,
) -> None:
    session = card_house(house)
    doubt = three_tickets(house, session, offline=True)
    write_off(house, doubt)
    assert standing(house) == {"1040": -4_500, "5045": 4_500}
    forward(house, doubt.payment_id, approved=False)
    assert standing(house) == {"1040": 4_500, "2070": -4_500}
    (owed,) = house.office.giving_back.owing()
    assert (owed.amount, owed.stuck, owed.card_takes) == (usd(4_500), True, True)
    made_good(house, session)
    assert standing(house) == {}
    assert house.office.verify() == ()


@pytest.mark.parametrize("given_up", [True, False])
def test_what_the_card_has_is_not_given_once_more(house: House, given_up: bool) -> None:
    """One of two tickets was paid back twice; the other one comes back."""
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4), ("B", 5))
    first = denied(house, session, sale.order_id, 1)
    made_good(house, session)
    assert done_after_all(house, first, offline=True) == "approved"
    if given_up:
        write_off(house, first)
        assert standing(house)["5045"] == 4_500
    left = left_of(house, sale.order_id)
    plan = house.office.giving_back.plan(session, sale.order_id, left)
    assert [(line.how, line.amount) for line in plan.lines] == [("had", usd(4_500))]
    given = give_back(house, session, sale.order_id, left)
    assert (given.cards, given.cash) == ((), usd(0))
    assert house.office.giving_back.owing() == ()
    assert house.office.cards.in_doubt() == ()
    assert state(house, first.payment_id) == "applied"
    assert standing(house) == {}
    assert house.office.verify() == ()
    forward(house, first.payment_id, approved=False)  # and it had never been given
    (owed,) = house.office.giving_back.owing()
    assert (owed.how, owed.amount, owed.stuck) == ("had", usd(4_500), True)
    made_good(house, session)
    assert house.office.giving_back.owing() == ()
    assert standing(house) == {}
    assert house.office.verify() == ()


def test_a_card_that_paid_after_all_is_a_tender_or_goes_back_before_another(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4), ("B", 5))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    settled(house, force(house, begun, charged=False), charged=False)
    view = settle(house, begun, approved(begun))
    assert view.state == "approved"
    cards = house.office.cards
    for amount in (usd(9_000), usd(1)):
        with pytest.raises(PaidAlready) as refused:
            cards.begin(house.command(), session, asked(cart, amount))
        assert refused.value.params == {"amount": usd(9_000)}
    undo = cards.reverse(house.command(), session, begun.payment_id)
    settle(house, undo, answer(undo, CardOutcome.DECLINED))
    with pytest.raises(PaidAlready):
        cards.begin(house.command(), session, asked(cart))
    sale = house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert house.office.orders.get(sale.order_id).state == "collected"
    assert house.office.verify() == ()
