"""Checks a bank gave back: owed again, with a fee, until somebody made them good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pos.errors import AmountInvalid, CheckRefused, NotAllowed, NotFound, NotThisWay, StillOwing
from pos.ids import TenderId
from pos.views.people import SessionView
from pos.views.selling import SaleView
from tests.integration.card_sales import balances
from tests.integration.refunds import days_on, equation, give_back, sold
from tests.integration.small_house import SYMPHONY, House, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_corrections import tender_of
from tests.integration.test_selling import cash, rows


def deposited(house: House) -> tuple[SaleView, TenderId, SessionView]:
    """Sell two tickets for a check and close the till; a manager has the next one."""
    session = house.open_till()
    sale = sold(house, session, (4, 5), check(9000))
    print_all(house)
    count(house, session, sheet(10_000))
    lock(house, session, "Sue Lead")
    return sale, tender_of(house, sale.order_id, "check"), house.open_till("Max House")


def test_a_returned_check_is_owed_again_with_its_fee(house: House) -> None:
    sale, tender, manager = deposited(house)
    command, checks = house.command(), house.office.checks
    returned = checks.returned(command, manager, tender, "no funds")
    assert checks.returned(command, manager, tender, "no funds") == returned
    assert (returned.amount, returned.fee, returned.owing) == (usd(9000), usd(2500), usd(11_500))
    assert balances(house) == {"1050": 11_500, "2010": -8400, "2030": -600, "4025": -2500}
    view = house.office.orders.get(sale.order_id)
    assert (view.state, view.owing, view.paid) == ("unpaid", usd(11_500), usd(0))
    assert [t.check_returned for t in view.tenders] == [True]
    assert {"check.returned", "order.unpay"} <= {event.what for event in view.events}
    assert equation(house, sale.order_id) == 0
    assert checks.owed() == (returned,)
    assert house.office.verify() == ()


def test_a_check_comes_back_once(house: House) -> None:
    _, tender, manager = deposited(house)
    house.office.checks.returned(house.command(), manager, tender, "no funds")
    with pytest.raises(NotThisWay) as refused:
        house.office.checks.returned(house.command(), manager, tender, "no funds")
    assert refused.value.params == {"what": "returned_already"}
    assert rows(house, "SELECT count(*) FROM check_returned") == [(1,)]


def test_what_no_bank_can_have_given_back(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4, 5), check(4500), cash(4500))
    manager, checks = house.sign_in("Max House"), house.office.checks
    tender = tender_of(house, sale.order_id, "check")
    with pytest.raises(NotAllowed):
        checks.returned(house.command(), session, tender, "no funds")
    with pytest.raises(NotThisWay) as refused:
        checks.returned(house.command(), manager, tender, "no funds")
    assert refused.value.params == {"what": "check_in_till"}
    with pytest.raises(NotThisWay) as refused:
        checks.returned(
            house.command(), manager, tender_of(house, sale.order_id, "cash"), "no funds"
        )
    assert refused.value.params == {"what": "no_check"}
    with pytest.raises(NotFound):
        checks.returned(house.command(), manager, TenderId("nothing"), "no funds")


def test_the_payer_pays_by_check_no_more_until_it_is_made_good(house: House) -> None:
    _, tender, manager = deposited(house)
    with pytest.raises(AmountInvalid):
        house.office.checks.returned(house.command(), manager, tender, "no funds", usd(-1))
    house.office.checks.returned(house.command(), manager, tender, "no funds", usd(0))
    with pytest.raises(CheckRefused) as refused:
        sold(house, manager, (7,), check(4500))
    assert refused.value.params == {"what": "payer_blocked"}


@pytest.mark.parametrize("payer", ["ANN  example", "Ánn Example.", "Ann\u200bExample"])
def test_another_spelling_is_no_other_payer(house: House, payer: str) -> None:
    _, tender, manager = deposited(house)
    house.office.checks.returned(house.command(), manager, tender, "no funds")
    with pytest.raises(CheckRefused):
        sold(house, manager, (7,), replace(check(4500), payer=payer, check=None))


def test_a_check_of_an_order_that_is_cancelled_is_made_good(house: House) -> None:
    sale, tender, manager = deposited(house)
    days_on(house, 14)
    give_back(house, manager, sale.order_id, sale.ticket_ids)
    returned = house.office.checks.returned(house.command(), manager, tender, "no funds")
    assert (returned.owing, house.office.orders.get(sale.order_id).state) == (
        usd(11_500),
        "cancelled",
    )
    with pytest.raises(CheckRefused):
        sold(house, manager, (7,), check(4500))
    hand_over = house.office.will_call.hand_over
    with pytest.raises(StillOwing):
        hand_over(house.command(), manager, sale.order_id)
    paid = hand_over(house.command(), manager, sale.order_id, (cash(11_500),))
    assert paid.paid_now == usd(11_500)
    assert house.office.checks.owed() == ()
    assert equation(house, sale.order_id) == 0
    sold(house, manager, (8,), check(4500))
    assert house.office.verify() == ()


def test_the_letter_leaves_thirty_days(house: House) -> None:
    sale, tender, manager = deposited(house)
    returned = house.office.checks.returned(house.command(), manager, tender, "no funds")
    days_on(house, 2)
    letter = house.office.checks.letter(returned.return_id)
    assert (letter.payer, letter.check_number, letter.order_number) == (
        "Ann Example",
        "1204",
        sale.order_number,
    )
    assert (letter.amount, letter.fee, letter.owed) == (usd(9000), usd(2500), usd(11_500))
    assert (letter.returned_on, letter.pay_by) == (date(2026, 11, 21), date(2026, 12, 23))
    assert letter.reason == "no funds"
    with pytest.raises(NotFound):
        house.office.checks.letter("nothing")


def test_tickets_of_a_bounced_check_come_back_without_money(house: House) -> None:
    sale, tender, manager = deposited(house)
    house.office.checks.returned(house.command(), manager, tender, "no funds", usd(1000))
    given = give_back(house, manager, sale.order_id, sale.ticket_ids[:1])
    assert given.amount == usd(0)
    assert house.office.orders.get(sale.order_id).owing == usd(5500)
    give_back(house, manager, sale.order_id, sale.ticket_ids[1:])
    view = house.office.orders.get(sale.order_id)
    assert (view.owing, view.state) == (usd(1000), "unpaid")  # the fee
    assert house.office.catalogue.house(SYMPHONY).seats
    assert house.office.verify() == ()


def test_what_was_still_to_be_given_back_for_it_is_not_any_more(house: House) -> None:
    sale, tender, manager = deposited(house)
    days_on(house, 14)
    give_back(house, manager, sale.order_id, sale.ticket_ids[:1], by_check=True)
    assert house.office.orders.get(sale.order_id).to_give_back == usd(4500)
    returned = house.office.checks.returned(house.command(), manager, tender, "no funds", usd(0))
    assert returned.owing == usd(4500)
    assert house.office.giving_back.owing() == ()
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()


def test_cash_that_went_out_for_a_check_that_bounced_is_owed_too(house: House) -> None:
    sale, tender, manager = deposited(house)
    days_on(house, 14)
    give_back(house, manager, sale.order_id, sale.ticket_ids[:1])
    returned = house.office.checks.returned(house.command(), manager, tender, "no funds", usd(0))
    assert returned.owing == usd(9000)  # one ticket, and the cash for the other
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()
