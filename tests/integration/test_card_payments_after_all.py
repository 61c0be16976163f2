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
from tests.integration.test_card_payments_lost import (
    forced_sale,
    refunded_twice,
    sold,
    write_off,
)
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


def declined(house: House, begun: CardBegun, outcome: CardOutcome = CardOutcome.DECLINED) -> None:
    settle(house, begun, answer(begun, outcome), AnswerSource.ASKED)


@pytest.mark.parametrize(("charged", "books"), [(True, (4_500, 0)), (False, (0, 4_500))])
def test_a_terminal_that_denies_a_forced_sale_is_looked_into_and_the_evidence_counts(
    house: House, charged: bool, books: tuple[int, int]
) -> None:
    session = card_house(house)
    _, charge = forced_sale(house, session)
    settled(house, house.office.cards.exceptions()[0], charged=True)
    declined(house, charge)
    declined(house, charge, CardOutcome.CANCELLED)
    (denied,) = house.office.cards.exceptions()
    assert (denied.what, denied.amount, denied.approved_by) == ("denied", usd(4_500), "Max House")
    assert balances(house)["1040"] == 4_500
    settled(house, denied, charged=charged)
    assert (balances(house).get("1040", 0), balances(house).get("1060", 0)) == books
    assert house.office.cards.exceptions() == ()
    assert house.office.verify() == ()
    if not charged:
        told(house, charge, 4_500)
        assert state(house, charge.payment_id) == "approved"


def test_two_questions_about_one_force_put_the_books_right_once(house: House) -> None:
    session = card_house(house)
    _, charge = forced_sale(house, session)
    declined(house, charge)
    for each in house.office.cards.exceptions():
        settled(house, each, charged=False)
    assert (balances(house).get("1040", 0), balances(house)["1060"]) == (0, 4_500)
    assert house.office.verify() == ()


def test_a_loss_that_rests_on_a_force_is_none_where_the_terminal_and_the_evidence_deny_it(
    house: House,
) -> None:
    session = card_house(house)
    back = refunded_twice(house, session)
    write_off(house, back)
    declined(house, back)
    assert standing(house) == {"2060": -4_500, "5045": 4_500}
    (denied,) = house.office.cards.exceptions()
    settled(house, denied, charged=False)
    assert standing(house) == {"1040": 4_500, "2060": -4_500}
    assert house.office.verify() == ()


def test_what_was_forced_as_not_done_and_is_declined_asks_nobody_again(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4))
    settle(house, charge, answer(charge, CardOutcome.UNKNOWN))
    settled(house, force(house, charge, charged=False))
    declined(house, charge)
    assert house.office.cards.exceptions() == ()
