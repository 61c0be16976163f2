"""Sales whose tickets are collected later: taken by phone, or left by whoever stood here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.messages import event_text, load_words
from pos.errors import AlreadyHandedOver, CardNumberRefused, StillOwing, TenderShort, TextMissing
from pos.lifecycles import ORDER, OrderState
from pos.views.paying import ExtraKind
from pos.views.selling import CartView, ExtraLine, Later, LaterHow, SaleView
from tests.integration.small_house import SYMPHONY, ZONE, House, usd
from tests.integration.test_selling import cart_of, cash, rows

_PHONE = Later(LaterHow.PHONE, phone="555 010 4477", note="Aisle if it can be had")


def _cart(house: House, tickets: int) -> CartView:
    places = [("B", number) for number in range(4, 4 + tickets)]
    return cart_of(house, house.staff["Ada Clerk"], *places)


def _sold(house: House, cart: CartView, later: Later = _PHONE, *, paid: bool = True) -> SaleView:
    tenders = (cash(cart.total.minor),) if paid else ()
    session = house.staff["Ada Clerk"]
    return house.office.selling.sell(
        house.command(), session, cart, tenders, "Dana Demo", later=later
    )


def test_a_phone_order_waits_at_will_call_and_prints_nothing(house: House) -> None:
    session = house.open_till()
    sale = _sold(house, _cart(house, 2))

    assert sale.print_jobs == ()
    (row,) = house.office.will_call.find("demo", SYMPHONY)
    assert (row.order_id, row.tickets, row.owing.minor) == (sale.order_id, 2, 0)
    assert (row.phone_last4, row.note) == ("4477", _PHONE.note)
    assert house.office.orders.scanned(sale.order_number).waiting
    (listed,) = house.office.kits.kit(SYMPHONY).will_call
    assert listed.name == "Dana Demo"

    done = house.office.will_call.hand_over(house.command(), session, sale.order_id)
    assert len(done.print_jobs) == 2
    (after,) = house.office.will_call.find("demo", SYMPHONY)
    assert after.collected_by == "Ada Clerk"
    with pytest.raises(AlreadyHandedOver):
        house.office.will_call.hand_over(house.command(), session, sale.order_id)
    assert house.office.verify() == ()


def test_what_is_paid_then_is_owing_until_it_is_collected(house: House) -> None:
    session = house.open_till()
    cart = _cart(house, 2)
    sale = _sold(house, cart, Later(pays_then=True), paid=False)

    with house.office.storage.read() as uow:
        assert uow.states.of(ORDER, sale.order_id) is OrderState.PLACED
    with pytest.raises(StillOwing):
        house.office.will_call.hand_over(house.command(), session, sale.order_id)
    house.office.will_call.hand_over(
        house.command(), session, sale.order_id, (cash(cart.total.minor),)
    )
    assert rows(house, "SELECT sum(amount_minor) FROM posting") == [(0,)]
    assert house.office.verify() == ()


def test_who_collects_later_gives_a_name_and_pays_unless_it_was_said(house: House) -> None:
    session = house.open_till()
    cart = _cart(house, 1)
    sell = house.office.selling.sell

    with pytest.raises(TextMissing):
        sell(house.command(), session, cart, (cash(cart.total.minor),), later=_PHONE)
    with pytest.raises(TenderShort):
        sell(house.command(), session, cart, (), "Dana Demo", later=_PHONE)
    card = Later(note="4111 1111 1111 1111")
    with pytest.raises(CardNumberRefused):
        sell(house.command(), session, cart, (cash(cart.total.minor),), "Dana Demo", later=card)
    assert rows(house, "SELECT count(*) FROM orders") == [(0,)]


def test_who_stood_here_takes_the_receipt_along_and_comes_again_for_the_tickets(
    house: House,
) -> None:
    house.open_till()
    sale = _sold(house, _cart(house, 1), Later(LaterHow.WINDOW))

    assert len(sale.print_jobs) == 1
    assert rows(house, "SELECT kind FROM print_job") == [("receipt",)]


@pytest.mark.parametrize("how", [LaterHow.PHONE, LaterHow.WINDOW])
def test_the_life_of_an_order_says_that_it_waits_and_how_it_was_taken(
    house: House, how: LaterHow
) -> None:
    house.open_till()
    sale = _sold(house, _cart(house, 1), Later(how))
    events = house.office.orders.get(sale.order_id).events
    (line,) = (each for each in events if each.what.startswith("order.waits"))
    assert (line.what, line.who) == (f"order.waits.{how.value}", "Ada Clerk")
    assert event_text(line, load_words("en-US", ZONE)).startswith("Waits at will call")


def test_an_order_without_a_ticket_waits_for_nobody(house: House) -> None:
    house.open_till()
    gift = ExtraLine("gift", ExtraKind.CERTIFICATE, usd(5000), "Dana Demo")
    cart = replace(house.office.seating.new_cart(), extras=(gift,))
    sale = _sold(house, cart)

    assert house.office.will_call.find("demo") == ()
    assert house.office.will_call.find("") == ()
    assert not house.office.orders.scanned(sale.order_number).waiting
    assert len(sale.print_jobs) == 2  # the certificate and a receipt
    assert house.office.verify() == ()
