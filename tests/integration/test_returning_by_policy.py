"""What the venue's rules say of returned tickets; gifts, certificates and credit in their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import ApprovalNeeded, NotThisWay
from pos.ids import CommandId
from pos.views.exchanging_rules import ExchangeRules, ReturnRules
from pos.views.paying import ExtraKind, Instead
from pos.views.people import Permission
from pos.views.selling import Later
from tests.integration.card_sales import balances
from tests.integration.exchange_house import (
    SATURDAY,
    THURSDAY,
    exchange,
    exchange_season,
    load,
    open_exchange,
    places,
    sell,
    wish,
)
from tests.integration.refunds import equation, give_back, word_of
from tests.integration.small_house import STUDENT, SYMPHONY, House, usd
from tests.integration.test_closing import check, print_all
from tests.integration.test_exchanging import pair
from tests.integration.test_selling import cash, rows

RULES = ReturnRules(until_hours=24, never_types=("student",), fee_minor=500, free_days=3)
GIFT = Instead(ExtraKind.DONATION, "youth", "Youth programme")


def test_a_fee_is_kept_unless_it_is_early(house: House) -> None:
    sue = open_exchange(house, "Sue Lead", returns=RULES)
    near = sell(house, sue, places(house, sue, THURSDAY, ("B", 1), ("B", 2)), cash(9000))
    far = sell(house, sue, places(house, sue, SATURDAY, ("B", 1)), cash(5500))
    back = house.office.giving_back
    plan = back.plan(sue, near.order_id, near.ticket_ids)
    assert plan.terms is not None
    assert (plan.amount, plan.terms.fee, plan.terms.against) == (usd(8000), usd(1000), "")
    assert back.plan(sue, far.order_id, far.ticket_ids).terms is None
    given = give_back(house, sue, near.order_id, near.ticket_ids)
    assert given.cash == usd(8000)
    assert balances(house)["4027"] == -1000
    assert equation(house, near.order_id) == 0
    assert house.office.verify() == ()


def test_nothing_is_kept_of_what_was_never_paid(house: House) -> None:
    sue = open_exchange(house, "Sue Lead", returns=RULES)
    cart = places(house, sue, THURSDAY, ("B", 1), ("B", 2))
    later = Later(pays_then=True)
    sale = house.office.selling.sell(house.command(), sue, cart, (), "Ann Example", later=later)
    plan = house.office.giving_back.plan(sue, sale.order_id, sale.ticket_ids)
    assert (plan.amount, plan.terms) == (usd(0), None)
    give_back(house, sue, sale.order_id, sale.ticket_ids)
    assert house.office.orders.get(sale.order_id).owing == usd(0)
    assert "4027" not in balances(house)
    assert house.office.verify() == ()


def test_no_more_is_kept_than_was_paid(house: House) -> None:
    returns = ReturnRules(fee_minor=800)
    sue = open_exchange(house, "Sue Lead", rules=ExchangeRules(), returns=returns)
    circle = places(house, sue, THURSDAY, ("C", 4), ("C", 5))
    sale = sell(house, sue, circle, cash(6000))
    stalls = places(house, sue, SATURDAY, ("B", 1), ("B", 2))
    swapped = exchange(house, sue, wish(sale.order_id, sale.ticket_ids, stalls))
    assert swapped.owing == usd(5000)
    plan = house.office.giving_back.plan(sue, sale.order_id, swapped.tickets[:1])
    assert plan.terms is not None
    assert (plan.amount, plan.terms.fee) == (usd(0), usd(500))


@pytest.mark.parametrize(
    ("hours", "kind", "against"),
    [(0, None, "too_late"), (0, STUDENT, "price_type"), (12, None, "over")],
)
def test_what_is_against_a_rule_wants_who_may_give_any_sum(
    house: House, hours: int, kind: str | None, against: str
) -> None:
    sue = open_exchange(house, "Sue Lead", returns=RULES)
    cart = places(house, sue, SYMPHONY, ("B", 1))
    if kind is not None:
        line = cart.lines[0].line_id
        set_type = house.office.seating.set_price_type
        cart = set_type(house.command(), sue, cart, (line,), STUDENT)
    sale = sell(house, sue, cart, cash(cart.total.minor))
    house.clock.advance(timedelta(hours=hours))
    back = house.office.giving_back
    plan = back.plan(sue, sale.order_id, sale.ticket_ids)
    assert plan.terms is not None
    assert (plan.terms.against, plan.needs) == (against, Permission.GIVE_BACK_ANY.value)
    with pytest.raises(ApprovalNeeded):
        back.give_back(house.command(), sue, plan, "was ill")
    command = CommandId(house.command())
    word = word_of(house, sue, command, Permission.GIVE_BACK_ANY, "Max House")
    back.give_back(command, sue, plan, "was ill", word)
    kept = rows(house, "SELECT what, against, approved_by FROM exchange")
    assert [row[:2] for row in kept] == [("return", against)]
    assert kept[0][2] != sue.user_id
    if against == "over":  # of an evening that is over no seat comes back to be sold
        assert SYMPHONY not in {
            show.performance_id for show in house.office.catalogue.performances()
        }
    assert house.office.verify() == ()


def test_single_dates_of_a_series_stay_where_the_house_says_so(house: House) -> None:
    sue = open_exchange(house, "Sue Lead", returns=ReturnRules(series=False))
    sale = pair(house, sue)
    plan = house.office.giving_back.plan(sue, sale.order_id, sale.ticket_ids[:1])
    assert plan.terms is not None
    assert (plan.terms.against, plan.needs) == ("series", Permission.GIVE_BACK_ANY.value)


def test_returned_tickets_are_given_to_a_fund_and_nothing_to_the_tender(house: House) -> None:
    sue = open_exchange(house, "Sue Lead")
    sale = sell(house, sue, places(house, sue, THURSDAY, ("B", 1), ("B", 2)), cash(9000))
    print_all(house)
    back = house.office.giving_back
    plan = back.plan(sue, sale.order_id, sale.ticket_ids[:1], instead=GIFT)
    assert (plan.amount, plan.instead_amount, plan.lines) == (usd(0), usd(4500), ())
    given = back.give_back(house.command(), sue, plan, "cannot come")
    assert (given.cash, given.cards) == (usd(0), ())
    assert balances(house)["4035"] == -4500
    (receipt,) = given.print_jobs
    gift = next(e for e in house.office.orders.get(sale.order_id).extras)
    assert (gift.kind, gift.amount, gift.name) == (
        ExtraKind.DONATION,
        usd(4500),
        "Youth programme",
    )
    assert rows(house, "SELECT what FROM exchange") == [("donation",)]
    assert receipt
    print_all(house)
    give_back(house, sue, sale.order_id, sale.ticket_ids[1:], (gift.extra_id,))
    assert "1020" not in balances(house)  # what was given is the patron's again, and so is the rest
    assert house.office.verify() == ()


def test_credit_is_not_made_of_a_check_that_may_still_come_back(house: House) -> None:
    sue = open_exchange(house, "Sue Lead")
    loaded = exchange_season(house)
    venue = loaded.venues[0]
    load(
        house,
        replace(
            loaded, venues=(replace(venue, paying=replace(venue.paying, check_clears_days=10)),)
        ),
    )
    sale = sell(house, sue, places(house, sue, THURSDAY, ("B", 1)), check(4500))
    back = house.office.giving_back
    with pytest.raises(NotThisWay) as refused:
        back.plan(sue, sale.order_id, sale.ticket_ids, instead=Instead(ExtraKind.CERTIFICATE))
    assert refused.value.params["what"] == "check_not_cleared"
    gone = Instead(ExtraKind.DONATION, "nobody", "Nobody")
    with pytest.raises(NotThisWay) as refused:
        back.plan(sue, sale.order_id, sale.ticket_ids, instead=gone)
    assert refused.value.params["what"] == "no_fund"
