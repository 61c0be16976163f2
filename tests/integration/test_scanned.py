"""A scanned code leads to its order: live tickets, dead ones, order and receipt numbers."""

from __future__ import annotations

import pytest

from pos.errors import NotFound
from pos.views.selling import SaleView
from tests.integration.small_house import House
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_will_call import sold_elsewhere


def codes(house: House, order_id: str) -> list[str]:
    with house.office.storage.read() as uow:
        return [ticket.code for ticket in uow.orders.tickets(order_id)]


def sold_here(house: House) -> SaleView:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    return house.office.selling.sell(house.command(), session, cart, (cash(4500),))


def test_a_ticket_sold_elsewhere_leads_to_its_waiting_order(house: House) -> None:
    order_id = sold_elsewhere(house, "Novak", 1, 2)
    found = house.office.orders.scanned(codes(house, order_id)[1])
    assert (found.order_id, found.ticket_state, found.waiting) == (order_id, "live", True)
    by_number = house.office.orders.scanned(found.order_number)
    assert (by_number.order_id, by_number.ticket_state) == (order_id, "")


def test_a_reprinted_ticket_s_old_code_is_known_and_dead(house: House) -> None:
    sale = sold_here(house)
    (old,) = codes(house, sale.order_id)
    house.office.orders.reprint(
        house.command(), house.sign_in("Max House"), sale.ticket_ids[0], "torn"
    )
    found = house.office.orders.scanned(old)
    assert (found.ticket_state, found.waiting) == ("revoked", False)
    new = next(code for code in codes(house, sale.order_id) if code != old)
    assert house.office.orders.scanned(new).ticket_state == "live"


@pytest.mark.parametrize("code", ["", "TESTTESTTESTTESTTEST", "%", "W1-999999"])
def test_what_belongs_to_nothing_is_not_found(house: House, code: str) -> None:
    sold_here(house)
    with pytest.raises(NotFound):
        house.office.orders.scanned(code)
