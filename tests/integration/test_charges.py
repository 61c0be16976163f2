"""Fees and taxes by rule, from the price list to the books: what is shown is what is paid, what
comes back is what was paid, and nobody changes a part of it unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.closing.statements.performance import performance as box_office
from pos.ids import WindowId
from pos.paying.refunded_twice import book_refunded_twice
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.papers import ReceiptView, TicketView
from pos.views.statements import Statement
from pos.window import Window
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import balances
from tests.integration.refunds import equation, give_back, sold
from tests.integration.small_house import ADULT, SYMPHONY, ZONE, House, season, usd
from tests.integration.test_closing import count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_verify import codes, plant
from tests.integration.two_windows import open_venue

CHARGES = ChargeRules(
    fees=(
        FeeRule("service", "Service fee", "4020", usd(200)),
        FeeRule("roof", "Roof fund", "2030", usd(0), rate=20_000, most=usd(100), position=1),
    ),
    taxes=(
        TaxRule("city", "City tax", 100_000, included=True, performances=frozenset({SYMPHONY})),
        TaxRule("state", "State tax", 40_000, on_fees=True, position=1),
    ),
)
"""Of a list price of $42.00 and a facility fee of $3.00: $2.00 and $0.84 of fees on top, $3.82 of
city tax within, $1.76 of state tax on top: $49.60."""
COST = 4_960
SOLD = {"2010": -3_818, "2030": -384, "2040": -558, "4020": -200}


def charge(house: House) -> None:
    """Load the season again, with fees and taxes by rule."""
    loaded = season(house.clock.now().astimezone(ZONE))
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, charges=CHARGES))
        uow.commit()


@pytest.fixture
def charged(house: House) -> House:
    """The house with fees and taxes by rule."""
    charge(house)
    return house


def papers(house: House) -> tuple[TicketView, ReceiptView]:
    ticket = house.office.prints.begin("ticket_printer")
    receipt = house.office.prints.begin("receipt_printer")
    assert ticket is not None
    assert ticket.ticket is not None
    assert receipt is not None
    assert receipt.receipt is not None
    return ticket.ticket, receipt.receipt


def statement(house: House) -> Statement:
    with house.office.storage.read() as uow:
        return box_office(uow, Window(WindowId("w1"), "Window 1", "W1"), SYMPHONY)


def test_every_price_is_all_in_and_the_parts_are_booked_where_they_belong(charged: House) -> None:
    office, session = charged.office, charged.open_till()
    listed = office.catalogue.house(SYMPHONY).prices
    assert [price.all_in for price in listed if price.price_type_id == ADULT] == [usd(COST)]
    (evening,) = (each for each in office.catalogue.performances() if each.code == "SYM-1")
    assert evening.price_to == usd(COST)
    assert usd(COST) in {line.all_in for line in office.kits.kit(SYMPHONY).prices}
    cart = cart_of(charged, session, ("B", 4), ("B", 5))
    assert [line.all_in for line in cart.lines] == [usd(COST)] * 2
    assert cart.total == usd(2 * COST)
    named = [(each.name, each.amount.minor) for each in cart.charges]
    assert named == [
        ("", 600),
        ("Service fee", 400),
        ("Roof fund", 168),
        ("City tax", 764),
        ("State tax", 352),
    ]
    sale = office.selling.sell(charged.command(), session, cart, (cash(2 * COST),), "Ann")
    assert sale.total == usd(2 * COST)
    assert balances(charged) == {k: 2 * v for k, v in SOLD.items()} | {"1020": 2 * COST}
    ticket, receipt = papers(charged)
    assert (ticket.price, ticket.tax_included) == (usd(COST), usd(558))
    assert receipt.total == usd(2 * COST)
    assert [(each.name, each.amount.minor) for each in receipt.charges] == named
    view = office.orders.get(sale.order_id)
    assert [each.all_in for each in view.tickets] == [usd(COST)] * 2
    assert office.verify() == ()


def test_what_comes_back_is_what_was_paid_also_of_a_ticket_printed_again(charged: House) -> None:
    office, session = charged.office, charged.open_till()
    sale = sold(charged, session, (4, 5), cash(2 * COST))
    lead = charged.sign_in("Sue Lead")
    office.orders.reprint(charged.command(), lead, sale.ticket_ids[0], "lost")
    again = next(t for t in office.orders.get(sale.order_id).tickets if t.state == "live")
    taken_off = dict(_table(statement(charged), "deductions"))
    assert (taken_off["gross"], taken_off["taxes"], taken_off["fees"]) == (9_920, -1_116, -1_168)
    by_name = {row[0]: row[-1] for row in _rows(statement(charged), "by_charge")}
    assert by_name == {
        "Facility fee payable": 600,
        "Service fee": 400,
        "Roof fund": 168,
        "City tax": 764,
        "State tax": 352,
    }
    given = give_back(charged, session, sale.order_id, (again.ticket_id,))
    assert given.amount == usd(COST)
    assert balances(charged) == SOLD | {"1020": COST}
    assert office.verify() == ()
    live = (t for t in office.orders.get(sale.order_id).tickets if t.state == "live")
    give_back(charged, session, sale.order_id, tuple(t.ticket_id for t in live))
    assert balances(charged) == {}
    assert equation(charged, sale.order_id) == 0
    print_all(charged)
    count(charged, session, sheet(10_000))
    report = lock(charged, session, "Sue Lead")
    assert (report.gross, report.fees, report.taxes) == (usd(9_920), usd(1_168), usd(1_116))
    assert (report.taxes_back, report.fees_back, report.net) == (usd(1_116), usd(1_168), usd(0))
    assert office.verify() == ()


def test_what_the_season_asks_tomorrow_changes_nothing_that_was_sold(charged: House) -> None:
    office, session = charged.office, charged.open_till()
    cart = office.prices.add_code(session, cart_of(charged, session, ("B", 4)), "TENOFF")
    (line,) = cart.lines
    assert (line.listed, line.fee) == (usd(4_200), usd(300 + 200 + 76))
    sale = office.selling.sell(charged.command(), session, cart, (cash(cart.total.minor),), "Ann")
    assert office.verify() == ()
    with office.storage.begin() as uow:
        uow.catalogue.save(season(charged.clock.now().astimezone(ZONE)))
        uow.commit()
    assert cart_of(charged, session, ("C", 4)).total == usd(4_500)
    assert give_back(charged, session, sale.order_id, sale.ticket_ids).amount == cart.total
    assert balances(charged) == {}
    assert office.verify() == ()


def test_another_window_prices_alike_and_two_that_give_one_ticket_back_undo_it_once(
    tmp_path: Path,
) -> None:
    with open_venue(tmp_path, ManualClock(DOORS_OPEN), before=charge) as venue:
        one, two = venue.one, venue.two
        here, there = one.open_till("Sue Lead"), two.open_till("Max House")
        sale = sold(one, here, (1,), cash(COST))
        assert cart_of(two, there, ("C", 4)).total == usd(COST)
        venue.both_ways()
        for house, who in ((one, here), (two, there)):
            assert give_back(house, who, sale.order_id, sale.ticket_ids).amount == usd(COST)
        venue.both_ways()
        for house in (one, two):
            with house.office.storage.begin() as uow:
                book_refunded_twice(uow, house.ids, house.office.window)
                uow.commit()
        venue.both_ways()
        for house in (one, two):
            kept = balances(house)
            assert {account: kept.get(account, 0) for account in SOLD} == dict.fromkeys(SOLD, 0)
            assert house.office.verify() == ()


FAULTS = (
    ("ticket_charge", "account", "4020", "2030"),
    ("ticket_charge", "kind", "tax", "fee"),
    ("ticket_charge", "amount_minor", "200", "201"),
    ("ticket_charge", "amount_minor", "382", "381"),
    ("ticket_charge", "position", "0", "7"),
    ("posting", "account", "4020", "2030"),
    ("posting", "account", "2040", "4020"),
)
"""A table, a column, what it says and what somebody makes of it."""


def test_a_part_that_is_not_where_it_belongs_is_named(charged: House) -> None:
    sold(charged, charged.open_till(), (4,), cash(COST))
    for table, column, right, wrong in FAULTS:
        (kept,) = rows(
            charged, f"SELECT group_concat(rowid) FROM {table} WHERE {column} = '{right}'"
        )
        there = f"WHERE rowid IN ({kept[0]})"
        plant(charged, f"UPDATE {table} SET {column} = '{wrong}' {there}")
        assert "ticket.charges" in codes(charged), (table, column, wrong)
        plant(charged, f"UPDATE {table} SET {column} = '{right}' {there}")
    assert codes(charged) == set()


def _rows(made: Statement, code: str) -> tuple[tuple[object, ...], ...]:
    (section,) = (each for each in made.sections if each.code == code)
    return section.rows


def _table(made: Statement, code: str) -> list[tuple[str, int]]:
    return [(str(row[0]), int(str(row[1]))) for row in _rows(made, code)]
