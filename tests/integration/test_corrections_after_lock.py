"""A wrong form of payment put right after the till was locked: what was counted stays counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos.errors import NotThisWay
from pos.ids import OrderId
from pos.views.cash import PaperCounted
from pos.views.deposits import DepositPlan
from pos.views.paying import CheckGiven, SlipTyped
from pos.views.people import Permission, SessionView
from pos.views.selling import SaleView, TenderGiven, TenderKind
from tests.integration.card_sales import balances
from tests.integration.refunds import days_on, sold, word_of
from tests.integration.small_house import House, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_corrections import register_standalone, tender_of, to_cash
from tests.integration.test_selling import cash
from tests.integration.test_verify import behind

EXTRA = PaperCounted("check", "", "1204", "Ann Example", 4500)
CARD = TenderGiven(TenderKind.CARD, usd(4500), usd(4500))


def locked(
    house: House, tender: TenderGiven, notes: int, *papers: PaperCounted
) -> tuple[SessionView, SaleView]:
    """Sell for $45, count ``notes`` in cash and the papers, lock; go on to the next day."""
    session = house.open_till("Sue Lead")
    register_standalone(house)
    sale = sold(house, session, (4,), tender)
    print_all(house)
    count(house, session, sheet(notes), papers)
    lock(house, session, "Max House", "a wrong key")
    house.clock.advance(timedelta(minutes=5))
    days_on(house, 1)
    return house.sign_in("Sue Lead"), sale


def correct(
    house: House,
    session: SessionView,
    order_id: OrderId,
    old: str,
    to: TenderGiven,
    slip: SlipTyped | None = None,
) -> None:
    tender_id = tender_of(house, order_id, old)
    house.office.corrections.correct(
        house.command(), session, tender_id, to, "a wrong key", slip=slip
    )


def drawer(house: House) -> tuple[int, int, int]:
    """Return cash, checks and over or short, when all is well."""
    assert house.office.verify() == ()
    booked = balances(house)
    return booked.get("1020", 0), booked.get("1030", 0), booked.get("5020", 0)


def planned(house: House, session: SessionView) -> tuple[int, list[tuple[str, int]]]:
    plan: DepositPlan = house.office.deposits.plan(session)
    return plan.cash.minor, [(each.number, each.amount.minor) for each in plan.checks]


def test_a_check_that_was_counted_as_one_too_many_is_not_added_again(house: House) -> None:
    lead, sale = locked(house, cash(4500), 10_000, EXTRA)
    assert drawer(house) == (0, 4500, 0)
    correct(house, lead, sale.order_id, "cash", check(4500))
    assert drawer(house) == (0, 4500, 0)
    assert planned(house, lead) == (0, [("1204", 4500)])
    correct(house, lead, sale.order_id, "check", CARD, SlipTyped("A1", "1111", "visa"))
    assert drawer(house) == (0, 4500, -4500)  # the check in the safe is nobody's again


def test_a_card_that_was_keyed_as_cash_explains_what_was_short(house: House) -> None:
    lead, sale = locked(house, cash(4500), 10_000)
    assert drawer(house) == (0, 0, 4500)
    correct(house, lead, sale.order_id, "cash", CARD, SlipTyped("A1", "1111", "visa"))
    assert drawer(house) == (0, 0, 0)
    assert balances(house)["1040"] == 4500
    to_cash(house, lead, tender_of(house, sale.order_id, "card"), 4500)
    assert drawer(house) == (0, 0, 4500)


def test_a_check_that_comes_to_light_goes_with_the_next_deposit(house: House) -> None:
    lead, sale = locked(house, cash(4500), 10_000)
    correct(house, lead, sale.order_id, "cash", check(4500))
    assert drawer(house) == (0, 4500, 0)
    assert planned(house, lead) == (0, [("1204", 4500)])
    right = replace(check(4500), check=CheckGiven("1205", "Ann Example", date(2026, 11, 21)))
    correct(house, lead, sale.order_id, "check", right)
    assert drawer(house) == (0, 4500, 0)
    plan = house.office.deposits.plan(lead)
    deposits = house.office.deposits
    made = deposits.prepare(house.command(), lead, [till.till_id for till in plan.tills], sheet(0))
    assert [each.number for each in made.checks] == ["1205"]
    command = house.command()
    word = word_of(house, lead, command, Permission.DEPOSIT, "Max House")
    deposits.seal(command, lead, made.deposit_id, "B1", "", word)
    assert drawer(house) == (0, 0, 0)
    assert planned(house, lead) == (0, [])
    with pytest.raises(NotThisWay) as refused:
        correct(house, lead, sale.order_id, "check", CARD, SlipTyped("A1", "1111", "visa"))
    assert refused.value.params == {"what": "check_deposited"}


def test_a_counted_check_stays_the_paper_it_is_until_it_is_none(house: House) -> None:
    session = house.open_till("Sue Lead")
    register_standalone(house)
    sale = sold(house, session, (4,), check(4500))
    print_all(house)
    count(house, session, sheet(10_000))
    lock(house, session, "Max House")
    days_on(house, 1)
    lead = house.sign_in("Sue Lead")
    right = replace(check(4500), check=CheckGiven("1205", "Ann Example", date(2026, 11, 21)))
    correct(house, lead, sale.order_id, "check", right)
    assert drawer(house) == (0, 4500, 0)
    assert planned(house, lead) == (0, [("1205", 4500)])
    to_cash(house, lead, tender_of(house, sale.order_id, "check"), 4500)
    assert drawer(house) == (0, 0, 4500)  # neither a check nor counted as cash
    assert planned(house, lead) == (0, [])


def test_checks_that_are_not_there_are_found(house: House) -> None:
    lead, sale = locked(house, cash(4500), 10_000, EXTRA)
    correct(house, lead, sale.order_id, "cash", check(4500))
    spoil = (
        "UPDATE posting SET account = iif(amount_minor > 0, '1030', '1020') WHERE account = '5020'"
        " AND batch_id IN (SELECT batch_id FROM batch WHERE kind = 'tender_correction')"
    )
    with behind(house) as connection:
        connection.execute(spoil)
        connection.commit()
    codes = {finding.code for finding in house.office.verify()}
    assert "correction.counted" in codes
