"""A forced charge that the evidence denied and the terminal confirms late closes against what was
given back of it; a terminal that denies what was forced is heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.ids import OrderId
from pos.ports.terminals import CardOutcome
from pos.views.paying import AnswerSource, CardBegun
from pos.views.people import SessionView
from tests.integration.card_sales import (
    answer,
    approved,
    balances,
    begin,
    card_house,
    settle,
    state,
)
from tests.integration.refunds import give_back, to_the_card
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_card_payments_lost import forced_sale, sold, write_off
from tests.integration.test_card_payments_offline import forward


def told(house: House, begun: CardBegun, minor: int, *, offline: bool = False) -> None:
    said = replace(approved(begun, usd(minor)), offline=offline)
    settle(house, begun, said, AnswerSource.ASKED)


def tickets(house: House, order_id: OrderId) -> tuple[str, ...]:
    return tuple(ticket.ticket_id for ticket in house.office.orders.get(order_id).tickets)


def standing(house: House) -> dict[str, int]:
    return {account: minor for account, minor in balances(house).items() if minor}


def two_of_it(house: House, session: SessionView) -> tuple[OrderId, CardBegun]:
    """A forced sale of two tickets, the first of them given back."""
    _, charge = begin(house, session, ("B", 4), ("B", 5))
    settle(house, charge, answer(charge, CardOutcome.UNKNOWN))
    force(house, charge)
    order_id = sold(house, session, charge)
    to_the_card(house, give_back(house, session, order_id, tickets(house, order_id)[:1]))
    return order_id, charge


@pytest.mark.parametrize("offline", [False, True])
def test_a_charge_that_was_given_back_whole_and_was_one_after_all_is_no_loss(
    house: House, offline: bool
) -> None:
    session = card_house(house)
    order_id, charge = forced_sale(house, session)
    to_the_card(house, give_back(house, session, order_id, tickets(house, order_id)))
    settled(house, house.office.cards.exceptions()[0], charged=False)
    assert standing(house) == {"1040": -4_500, "5050": 4_500}
    told(house, charge, 4_500, offline=offline)
    assert state(house, charge.payment_id) == "applied"
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == ({"1040": -4_500, "1045": 4_500} if offline else {})
    assert house.office.verify() == ()
    if offline:
        forward(house, charge.payment_id, approved=True)
        assert standing(house) == {}
        assert house.office.verify() == ()


def test_where_it_was_less_than_was_given_back_the_rest_stays_lost(house: House) -> None:
    session = card_house(house)
    order_id, charge = forced_sale(house, session)
    to_the_card(house, give_back(house, session, order_id, tickets(house, order_id)))
    settled(house, house.office.cards.exceptions()[0], charged=False)
    told(house, charge, 3_000)
    (short,) = house.office.cards.exceptions()
    assert (short.what, short.amount) == ("short", usd(1_500))
    assert standing(house) == {"1040": -1_500, "5050": 1_500}
    assert house.office.cards.in_doubt() == ()
    assert house.office.verify() == ()


@pytest.mark.parametrize(("minor", "left"), [(9_000, 4_500), (6_000, 1_500), (3_000, 0)])
def test_a_charge_of_which_half_was_given_back_closes_with_its_other_half(
    house: House, minor: int, left: int
) -> None:
    session = card_house(house)
    _, charge = two_of_it(house, session)
    settled(house, house.office.cards.exceptions()[0], charged=False)
    assert standing(house)["5050"] == 4_500
    told(house, charge, minor)
    if left:
        back = house.office.cards.reverse(house.command(), session, charge.payment_id)
        assert back.amount == usd(left)
        settle(house, back, approved(back))
    assert state(house, charge.payment_id) == "reversed"
    assert house.office.cards.in_doubt() == ()
    lost = max(0, 4_500 - minor)
    stands = standing(house)
    assert (stands.get("1040", 0), stands.get("5050", 0)) == (-lost, lost)
    assert stands["1060"] == 4_500
    assert house.office.verify() == ()


@pytest.mark.parametrize("given_up", [False, True])
def test_a_refund_that_nobody_was_owed_makes_up_for_its_charge_after_all(
    house: House, given_up: bool
) -> None:
    session = card_house(house)
    order_id, charge = forced_sale(house, session)
    given = give_back(house, session, order_id, tickets(house, order_id))
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, house.office.cards.exceptions()[0], charged=False)
    told(house, back, 4_500)
    if given_up:
        write_off(house, back)
        assert standing(house) == {"1040": -4_500, "5045": 4_500}
    told(house, charge, 4_500)
    assert state(house, charge.payment_id) == "reversed"
    assert house.office.cards.in_doubt() == ()
    assert standing(house) == {}
    assert house.office.verify() == ()
