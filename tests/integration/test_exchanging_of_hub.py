"""Exchanges at windows of a hub: every window hears the same of tickets, seats and money, what two
of them exchanged of one order stands beside each other, and offline only what was sold since is
exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import NotOffline
from pos.lifecycles import TICKET, TicketState
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.people import SessionView
from pos.views.selling import SaleView
from tests.integration.exchange_house import exchange, load, places, plan, wish
from tests.integration.refunds import equation, give_back
from tests.integration.small_house import SYMPHONY, ZONE, House, season, seat, usd
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_twice import sell
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def _sold(house: House, who: SessionView, number: int) -> SaleView:
    """Sell a seat of row B, which is the window's own."""
    cart = cart_of(house, who, ("B", number))
    return house.office.selling.sell(house.command(), who, cart, (cash(4500),), "Ann Example")


def test_an_exchange_is_the_same_at_every_window(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sue = one.open_till("Sue Lead")
    sale = _sold(one, sue, 1)
    venue.both_ways()
    new = places(one, sue, SYMPHONY, ("B", 2))
    done = exchange(one, sue, wish(sale.order_id, sale.ticket_ids, new))
    venue.both_ways()
    for house in (one, two):
        with house.office.storage.read() as uow:
            assert uow.states.of(TICKET, sale.ticket_ids[0]) is TicketState.RETURNED
            assert uow.rights.live_ticket(SYMPHONY, seat("B", 2)) == done.tickets[0]
            assert uow.rights.live_ticket(SYMPHONY, seat("B", 1)) is None
        assert house.office.verify() == ()


def test_offline_only_what_was_sold_since_is_exchanged(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sue = one.open_till("Sue Lead")
    theirs = sell(two, two.open_till("Max House"), 2)
    venue.both_ways()
    with one.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, lost_at=uow.link.last().seq))
        uow.commit()
    cart = places(one, sue, SYMPHONY, ("B", 2))
    with pytest.raises(NotOffline) as refused:
        plan(one, sue, wish(theirs.order_id, theirs.ticket_ids, cart))
    assert refused.value.params["what"] == "exchange"
    ours = _sold(one, sue, 1)
    exchange(one, sue, wish(ours.order_id, ours.ticket_ids, cart))
    assert one.office.verify() == ()


CHARGES = ChargeRules(
    fees=(FeeRule("service", "Service fee", "4020", usd(200)),),
    taxes=(TaxRule("city", "City tax", 100_000, included=True),),
)


def _with_charges(house: House) -> None:
    load(house, replace(season(house.clock.now().astimezone(ZONE)), charges=CHARGES))


def test_what_two_windows_exchange_of_one_order_keeps_apart(
    tmp_path: Path, manual_clock: ManualClock
) -> None:
    """One was written off while it was away, and exchanged a ticket of the order before the other
    one did."""
    with open_venue(tmp_path, manual_clock, _with_charges) as venue:
        one, two = venue.one, venue.two
        sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
        cart = cart_of(one, sue, ("B", 1), ("B", 2))
        sale = one.office.selling.sell(one.command(), sue, cart, (cash(9400),), "Ann Example")
        venue.both_ways()
        new = []
        for house, who, number, place in ((one, sue, 0, ("B", 3)), (two, max_, 1, ("C", 3))):
            cart = places(house, who, SYMPHONY, place)
            ticket = sale.ticket_ids[number : number + 1]
            new += exchange(house, who, wish(sale.order_id, ticket, cart)).tickets
        venue.both_ways()
        for house in (one, two):
            at = rows(house, "SELECT position, count(*) FROM ticket_charge GROUP BY position")
            assert [number for _, number in at] == [2] * 4
            assert house.office.verify() == ()
        give_back(two, max_, sale.order_id, tuple(new))
        venue.both_ways()
        for house in (one, two):
            assert equation(house, sale.order_id) == 0
            assert house.office.verify() == ()
