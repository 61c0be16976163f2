"""What an order owes because a card's money never came, and nobody pays, is given up by two
people: a loss, once, and a debt again where the card had been charged after all."""

from __future__ import annotations

import pytest

from pos.errors import ApprovalNeeded, NotAllowed, NotThisWay, SamePerson, TextMissing
from pos.ids import CommandId, OrderId
from pos.views.people import Permission
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import balances, card_house, sell_by_card
from tests.integration.refunds import equation
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_after_all import told
from tests.integration.test_card_payments_forced import settled
from tests.integration.test_card_payments_lost import forced_sale
from tests.integration.test_card_payments_offline import forward
from tests.integration.test_closing import word_of
from tests.integration.test_selling import rows
from tests.integration.test_statements_in_any_order import check_statements
from tests.integration.test_verify import codes, plant


def declined_later(house: House) -> OrderId:
    """A sale whose tickets are out, stored by the terminal and declined by the bank."""
    session = card_house(house)
    sale, begun = sell_by_card(house, session, ("B", 4), offline=True)
    forward(house, begun.payment_id, approved=False)
    assert house.office.orders.get(sale.order_id).state == "unpaid"
    return sale.order_id


def give_up(
    house: House, order_id: OrderId, command: CommandId | None = None, by: str = "Max House"
) -> None:
    command, session = command or house.command(), house.sign_in(by)
    word = word_of(house, "Olga Owner", command, session, Permission.WRITE_OFF)
    amount = house.office.cards.give_up(command, session, order_id, "Moved away", word)
    assert amount == usd(4_500)


def test_what_nobody_pays_is_given_up_by_two_people_once(house: House) -> None:
    order_id = declined_later(house)
    assert balances(house)["1060"] == 4_500
    command = house.command()
    for _ in range(2):
        give_up(house, order_id, command)
    books = balances(house)
    assert (books["5050"], books.get("1060", 0), books.get("1045", 0)) == (4_500, 0, 0)
    assert house.office.cards.not_paid() == ()
    order = house.office.orders.get(order_id)
    assert (order.state, order.owing) == ("collected", usd(0))
    assert "tender.given_up" in [event.what for event in order.events]
    assert equation(house, order_id) == 0
    assert house.office.verify() == ()
    ((details,),) = rows(house, "SELECT details FROM audit WHERE event = 'order.given_up'")
    assert "Moved away" in str(details)
    check_statements(house, DOORS_OPEN.date().isoformat())
    with pytest.raises(NotThisWay) as refused:
        give_up(house, order_id)
    assert refused.value.params == {"what": "not_owed"}


def test_giving_up_needs_a_manager_and_another_one_and_a_reason(house: House) -> None:
    order_id = declined_later(house)
    cards, manager = house.office.cards, house.sign_in("Max House")
    with pytest.raises(NotAllowed):
        cards.give_up(house.command(), house.sign_in("Ada Clerk"), order_id, "Moved away")
    with pytest.raises(ApprovalNeeded):
        cards.give_up(house.command(), manager, order_id, "Moved away")
    with pytest.raises(TextMissing):
        cards.give_up(house.command(), manager, order_id, " ")
    command = house.command()
    with pytest.raises(SamePerson):
        word_of(house, "Max House", command, manager, Permission.WRITE_OFF)
    assert balances(house)["1060"] == 4_500


def test_what_is_not_owed_is_not_given_up_and_gives_nothing_back(house: House) -> None:
    session = card_house(house)
    paid, _ = sell_by_card(house, session, ("B", 6))
    with pytest.raises(NotThisWay):
        give_up(house, paid.order_id)
    stored, begun = sell_by_card(house, session, ("B", 4), offline=True)
    forward(house, begun.payment_id, approved=False)
    give_up(house, stored.order_id)
    assert house.office.orders.get(stored.order_id).tenders[-1].left == usd(0)


def test_was_the_card_charged_after_all_the_order_owes_again(house: House) -> None:
    session = card_house(house)
    order_id, charge = forced_sale(house, session)
    settled(house, house.office.cards.exceptions()[0], charged=False)
    give_up(house, order_id)
    assert balances(house)["5050"] == 4_500
    told(house, charge, 4_500)
    books = balances(house)
    assert (books["1060"], books.get("5050", 0)) == (4_500, 0)
    assert house.office.orders.get(order_id).state == "unpaid"
    assert [view.payment_id for view in house.office.cards.in_doubt()] == [charge.payment_id]
    assert equation(house, order_id) == 0
    assert house.office.verify() == ()
    check_statements(house, DOORS_OPEN.date().isoformat())


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("payment.given_up", "UPDATE tender SET amount_minor = 4499 WHERE kind = 'given_up'"),
        ("payment.given_up", "DELETE FROM transition WHERE to_state = 'bounced'"),
        ("audit.untold", "DELETE FROM audit WHERE event = 'order.given_up'"),
    ],
)
def test_verify_sees_what_was_given_up_otherwise(house: House, code: str, fault: str) -> None:
    give_up(house, declined_later(house))
    plant(house, fault)
    assert code in codes(house)
