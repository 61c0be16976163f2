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
from pos.ids import OrderId, SeatId
from pos.lifecycles import TICKET, TicketState
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.people import SessionView
from pos.views.selling import SaleView
from pos.views.statements import StatementName
from tests.integration.exchange_house import (
    exchange,
    exchange_season,
    floor,
    load,
    places,
    plan,
    wish,
)
from tests.integration.exchange_house import sell as sell_places
from tests.integration.refunds import equation, give_back
from tests.integration.small_house import LATE, SYMPHONY, ZONE, House, season, seat, usd
from tests.integration.test_closing import count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_splitting_off import split
from tests.integration.test_statements import section
from tests.integration.test_twice import sell
from tests.integration.test_will_call import sold_elsewhere
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def _sold(house: House, who: SessionView, *numbers: int) -> SaleView:
    """Sell seats of row B, which are the window's own."""
    cart = cart_of(house, who, *(("B", number) for number in numbers))
    paid = cash(4500 * len(numbers))
    return house.office.selling.sell(house.command(), who, cart, (paid,), "Ann Example")


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


@pytest.mark.parametrize("web", [True, False])
def test_what_is_put_in_stands_on_the_right_of_the_window_that_did_it(
    venue: Venue, *, web: bool
) -> None:
    """Wherever the order was sold; and comes back to that window's block."""
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    order = sold_elsewhere(one, "Dan Sample", 8, 9) if web else _sold(one, sue, 8, 9).order_id
    venue.both_ways()
    here = [ticket.ticket_id for ticket in two.office.orders.get(order).tickets]
    held = "SELECT holder, places FROM place_right ORDER BY 1"
    seated = exchange(two, max_, wish(order, here[:1], places(two, max_, SYMPHONY, ("C", 3))))
    floor_cart = floor(two, max_, 1)
    counted = exchange(two, max_, wish(order, here[1:], floor_cart))
    venue.both_ways()
    for house in (one, two):
        with house.office.storage.read() as uow:
            assert uow.rights.of_seats(SYMPHONY)[seat("C", 3)] == ("window:w2", "")
            assert uow.orders.places_sold(LATE) == (("window:w2", 1),)
            assert uow.rights.idle() == ()
    assert rows(one, held) == [("window:w2", 5)]
    assert rows(two, held) == [("window:w1", 10), ("window:w2", 1)]
    to = SeatId(seat("B", 7))
    moved = one.office.reseating.move(one.command(), sue, seated.tickets[0], to, "a pillar")
    venue.both_ways()
    for house in (one, two):
        with house.office.storage.read() as uow:
            assert uow.rights.of_seats(SYMPHONY)[to] == ("window:w1", "")
    give_back(two, max_, order, (moved.ticket_id, *counted.tickets))
    venue.both_ways()
    for house in (one, two):
        assert house.office.verify() == ()
    assert rows(two, held) == [("window:w1", 10)]
    with one.office.storage.read() as uow:
        assert to not in uow.rights.of_seats(SYMPHONY)


@pytest.mark.parametrize("web", [True, False])
def test_a_split_is_the_same_at_every_window_and_leaves_the_seat_where_it_was(
    venue: Venue, *, web: bool
) -> None:
    """Whoever sold it and whoever does it."""
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    order = sold_elsewhere(one, "Dan Sample", 8, 9) if web else _sold(one, sue, 8, 9).order_id
    counted = floor(one, sue, 2)
    places_too = sell_places(one, sue, counted, cash(counted.total.minor)).order_id
    venue.both_ways()
    held = "SELECT holder, places FROM place_right ORDER BY 1"
    before = [rows(house, held) for house in (one, two)]
    apart, other = split(two, max_, order, 0), split(two, max_, places_too, 1)
    venue.both_ways()
    for house in (one, two):
        assert house.office.orders.get(apart.order_id).paid == usd(4500)
        assert {row.waiting for row in house.office.will_call.find("bea sample")} == {1}
        with house.office.storage.read() as uow:
            assert uow.rights.live_ticket(SYMPHONY, seat("B", 8)) == apart.tickets[0]
            right = "channel:web" if web else "window:w1"
            assert uow.rights.of_seats(SYMPHONY)[seat("B", 8)][0] == right
            assert uow.orders.places_sold(LATE) == (("window:w1", 2),)
        assert house.office.verify() == ()
    assert [rows(house, held) for house in (one, two)] == before
    give_back(two, max_, apart.order_id, apart.tickets)
    give_back(two, max_, other.order_id, other.tickets)
    venue.both_ways()
    for house in (one, two):
        assert house.office.verify() == ()
        with house.office.storage.read() as uow:
            assert seat("B", 8) not in uow.rights.of_seats(SYMPHONY) or house is two
            assert uow.orders.places_sold(LATE) == (("window:w1", 1),)


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


def test_the_papers_of_windows_that_exchange_what_others_sold_agree_to_the_cent(
    tmp_path: Path, manual_clock: ManualClock
) -> None:
    with open_venue(tmp_path, manual_clock, lambda house: load(house, exchange_season(house))) as v:
        one, two = v.one, v.two
        sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
        web, ours = sold_elsewhere(one, "Dan Sample", 8), _sold(one, sue, 1).order_id

        def swapped(house: House, who: SessionView, order: OrderId, place: tuple[str, int]) -> int:
            """Exchange what counts of an order; return what is owing then."""
            v.both_ways()
            tickets = house.office.orders.get(order).tickets
            old = tuple(ticket.ticket_id for ticket in tickets if ticket.state == "live")
            cart = places(house, who, SYMPHONY, place)
            return exchange(house, who, wish(order, old, cart)).owing.minor

        assert swapped(two, max_, web, ("C", 3)) == 0  # 15 dollars cheaper: they go back elsewhere
        assert swapped(two, max_, ours, ("C", 4)) == 0  # and here in cash
        assert swapped(one, sue, web, ("B", 2)) == 1500
        one.office.will_call.hand_over(one.command(), sue, web, (cash(1500),))
        v.both_ways()
        reports = []
        for house, who, drawer, approver in (
            (one, sue, 10_000 + 4500 + 1500, "Max House"),
            (two, max_, 10_000 - 1500, "Olga Owner"),
        ):
            print_all(house)
            count(house, who, sheet(drawer))
            reports.append(lock(house, who, approver))
        v.both_ways()
        assert [(z.exchanges, z.tickets, z.returned, z.net.minor) for z in reports] == [
            (1, 2, 1, 6000),
            (2, 2, 2, -3000),
        ]
        day = reports[0].business_date.isoformat()
        told = [
            h.office.statements.make(h.sign_in("Olga Owner"), StatementName.DAILY, day)
            for h in (one, two)
        ]
        for code in ("figures", "by_tender"):
            assert section(told[0], code) == section(told[1], code)
        for statement, net in zip(told, (6000, -3000), strict=True):
            found = section(statement, "from_day_report")
            assert (found.rows[0][4], found.totals[4], found.totals[6]) == (net, 3000, 4500)
        for house in (one, two):
            assert house.office.verify() == ()
