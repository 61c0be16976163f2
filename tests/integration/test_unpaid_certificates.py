"""A certificate whose purchase bounced pays for nothing until that is paid again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.errors import NotThisWay
from pos.ids import OrderId
from pos.ports.terminals import CardOutcome
from pos.selling.extras import add_certificate
from pos.views.paying import ValueView
from pos.views.people import SessionView
from tests.integration.card_sales import answer, asked, card, card_house, settle
from tests.integration.refunds import days_on
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_corrections import tender_of
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import certificate_cart, from_value, sell

Bought = Callable[[House], tuple[SessionView, ValueView]]


def never_charged(house: House) -> tuple[SessionView, ValueView]:
    """A certificate and a ticket were bought with a forced card that never was."""
    session = card_house(house)
    cart = add_certificate(cart_of(house, session, ("B", 5)), usd(5000), "Bo Example")
    begun = house.office.cards.begin(house.command(), session, asked(cart))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    exception = force(house, begun)
    paid = (card(house.office.cards.view(begun.payment_id)),)
    sale = house.office.selling.sell(house.command(), session, cart, paid, "Ann Example")
    assert not house.office.values.view(sale.certificates[0]).unpaid
    settled(house, exception, charged=False)
    return session, house.office.values.view(sale.certificates[0])


def bounced(house: House) -> tuple[SessionView, ValueView]:
    """A certificate was bought with a check that came back."""
    session = house.open_till()
    cart = certificate_cart(house, 5000)
    sale = house.office.selling.sell(house.command(), session, cart, (check(5000),), "Ann Example")
    print_all(house)
    count(house, session, sheet(10_000))
    lock(house, session)
    days_on(house, 1)
    manager = house.open_till("Max House")
    paid = tender_of(house, sale.order_id, "check")
    house.office.checks.returned(house.command(), manager, paid, "no funds")
    return manager, house.office.values.view(sale.certificates[0])


@pytest.mark.parametrize("how", [never_charged, bounced])
def test_it_pays_again_when_its_order_is_paid(house: House, how: Bought) -> None:
    session, value = how(house)
    assert value.unpaid
    with pytest.raises(NotThisWay) as refused:
        sell(house, session, from_value(value, 4500))
    assert refused.value.params == {"what": "certificate_unpaid"}
    with pytest.raises(NotThisWay) as refused:
        house.office.values.cash_out(house.command(), session, value.value_id)
    assert refused.value.params == {"what": "certificate_unpaid"}
    ((found,),) = rows(house, "SELECT order_id FROM stored_value")
    order_id = OrderId(str(found))
    owing = house.office.orders.get(order_id).owing
    house.office.will_call.hand_over(house.command(), session, order_id, (cash(owing.minor),))
    assert not house.office.values.view(value.value_id).unpaid
    sell(house, session, from_value(value, 4500), seat=6)
    assert house.office.values.view(value.value_id).balance == usd(500)
    assert house.office.verify() == ()
