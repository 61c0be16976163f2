"""What two windows did to one seat or one ticket, not knowing of each other, and what is left of it
when a person puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.closing.codes_over import notice_codes_over
from pos.closing.overspent import notice_overspent
from pos.errors import NotThisWay
from pos.views.catalogue import SeatStatus
from pos.views.closing import ExceptionKind
from pos.views.people import SessionView
from pos.views.season import Promo, PromoKind
from pos.views.selling import SaleView
from tests.integration.refunds import give_back
from tests.integration.small_house import SYMPHONY, ZONE, House, season, seat, usd
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_two_windows import status
from tests.integration.test_values import from_value, sell_certificate
from tests.integration.test_will_call import sold_elsewhere
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def sell(house: House, who: SessionView, number: int) -> SaleView:
    """Sell a seat of row C for cash."""
    cart = cart_of(house, who, ("C", number))
    return house.office.selling.sell(house.command(), who, cart, (cash(4500),), "Ann Example")


def test_a_seat_that_was_sold_twice_stays_with_the_ticket_that_is_left(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till(), two.open_till("Ben Clerk")

    theirs = [sell(two, there, number) for number in (2, 3)]
    venue.say(*((SYMPHONY, seat("C", n), "window:w1", 0) for n in (2, 3)))  # written off
    ours = [sell(one, session, number) for number in (2, 3)]
    venue.both_ways()
    give_back(one, session, ours[0].order_id, ours[0].ticket_ids)
    give_back(one, session, theirs[1].order_id, theirs[1].ticket_ids)
    venue.both_ways()
    for house in (one, two):
        with house.office.storage.read() as uow:
            assert uow.rights.live_ticket(SYMPHONY, seat("C", 2)) == theirs[0].ticket_ids[0]
            assert uow.rights.live_ticket(SYMPHONY, seat("C", 3)) == ours[1].ticket_ids[0]
        assert status(house, "C", 2) is status(house, "C", 3) is SeatStatus.SOLD
    assert one.office.verify() == two.office.verify() == ()

    give_back(one, session, theirs[0].order_id, theirs[0].ticket_ids)
    assert status(one, "C", 2) is None  # its lease is here
    venue.both_ways()
    assert status(two, "C", 2) is not None
    assert one.office.verify() == two.office.verify() == ()


def test_what_was_printed_again_of_a_ticket_given_back_dies_and_brings_nothing(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    cart = cart_of(one, session, ("B", 1), ("B", 2))
    sale = one.office.selling.sell(one.command(), session, cart, (cash(9000),), "Ann Example")
    venue.carry(one, two)
    for house, who, number in ((one, session, 0), (two, there, 1)):
        give_back(house, who, sale.order_id, sale.ticket_ids[number : number + 1])
    for house, who, number in ((two, there, 0), (one, session, 1)):
        house.office.orders.reprint(house.command(), who, sale.ticket_ids[number], "lost")
    venue.both_ways()
    order = one.office.orders.get(sale.order_id)
    live = tuple(ticket.ticket_id for ticket in order.tickets if ticket.state == "live")
    assert len(live) == 2
    plan = one.office.giving_back.plan(session, sale.order_id, live)
    assert (plan.amount.minor, plan.lines) == (0, ())
    give_back(one, session, sale.order_id, live)
    venue.both_ways()
    assert status(one, "B", 1) is status(one, "B", 2) is None
    assert one.office.verify() == two.office.verify() == ()


def test_a_ticket_that_was_printed_again_twice_is_paid_back_once(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    sale = sell(two, there, 2)
    venue.carry(two, one)
    for house, who in ((one, session), (two, there)):
        house.office.orders.reprint(house.command(), who, sale.ticket_ids[0], "lost")
    venue.both_ways()
    order = two.office.orders.get(sale.order_id)
    live = tuple(ticket.ticket_id for ticket in order.tickets if ticket.state == "live")
    assert len(live) == 2
    assert two.office.giving_back.plan(there, sale.order_id, live).amount.minor == 4500
    give_back(two, there, sale.order_id, live)
    venue.both_ways()
    assert status(two, "C", 2) is None
    assert one.office.verify() == two.office.verify() == ()


def test_a_certificate_that_two_windows_spent_is_looked_into_at_both(venue: Venue) -> None:
    one, two = venue.one, venue.two
    here, there = one.open_till(), two.open_till("Ben Clerk")
    value = sell_certificate(one, here, 4500)
    venue.both_ways()
    notice(one)
    assert one.office.exceptions.waiting() == ()
    cart = cart_of(one, here, ("B", 2))
    first = one.office.selling.sell(one.command(), here, cart, (from_value(value, 4500),))
    cart = cart_of(two, there, ("C", 2))
    later = two.office.selling.sell(two.command(), there, cart, (from_value(value, 4500),))
    venue.both_ways()
    for house in (one, two):
        notice(house)
        notice(house)
        (found,) = house.office.exceptions.waiting()
        assert (found.kind, found.amount) == (ExceptionKind.OVERSPENT, usd(-4500))
        for named in (value.serial, first.order_number, later.order_number):
            assert named in found.text
        assert any(each.kind == "close_exception" for each in house.office.closing.day_blockers())
    venue.both_ways()
    assert len(one.office.exceptions.waiting()) == 2
    assert {finding.code for finding in one.office.verify()} == {"value.below_zero"}


def test_a_certificate_whose_rest_two_windows_paid_out_is_looked_into_at_both(venue: Venue) -> None:
    one, two = venue.one, venue.two
    here, there = one.open_till(), two.open_till("Ben Clerk")
    value = sell_certificate(one, here, 4900)
    cart = cart_of(one, here, ("B", 2))
    sale = one.office.selling.sell(one.command(), here, cart, (from_value(value, 4500),))
    sell(two, there, 2)  # there is enough in that till
    venue.both_ways()
    for house, who in ((one, here), (two, there)):
        house.office.values.cash_out(house.command(), who, value.value_id)
    venue.both_ways()
    for house in (one, two):
        notice(house)
        notice(house)
        (found,) = house.office.exceptions.waiting()
        assert (found.kind, found.amount) == (ExceptionKind.OVERSPENT, usd(-400))
        assert found.text == f"{value.serial} \N{EN DASH} {sale.order_number}"


def test_a_code_of_which_two_windows_sold_more_than_there_are_is_looked_into(venue: Venue) -> None:
    one, two = venue.one, venue.two
    few = Promo("FEW", "For three", PromoKind.PERCENT, usd(0), 5_000, uses=3)
    for house in (one, two):
        with house.office.storage.begin() as uow:
            uow.catalogue.save(replace(season(one.clock.now().astimezone(ZONE)), promos=(few,)))
            uow.commit()

    def sell_some(house: House, who: SessionView, *places: tuple[str, int]) -> str:
        cart = house.office.prices.add_code(who, cart_of(house, who, *places), "few")
        one.clock.advance(timedelta(seconds=1))
        tender = cash(cart.total.minor)
        sold = house.office.selling.sell(house.command(), who, cart, (tender,))
        return sold.order_number

    here = one.open_till()
    sell_some(one, here, ("B", 2), ("B", 3))
    later = sell_some(two, two.open_till("Ben Clerk"), ("C", 2), ("C", 3))  # has not heard of it
    venue.carry(one, two)
    for house in (one, two, two):
        notice(house)
    (told,) = two.office.exceptions.waiting()
    assert (told.kind, told.amount) == (ExceptionKind.CODE_OVER, usd(-2_100))
    assert told.text == "FEW 3 \N{EN DASH} Window 1: 2, Window 2: 2"
    boss = two.sign_in("Max House")
    leads = two.office.causes.of_exception(boss, told.exception_id).leads
    assert [lead.name for lead in leads] == [later]
    assert any(each.kind == "close_exception" for each in two.office.closing.day_blockers())
    two.office.exceptions.settle(two.command(), boss, told.exception_id, "the house bears it")
    notice(two)
    assert two.office.exceptions.waiting() == ()
    sell_some(one, here, ("B", 4))  # the other one has not heard either
    venue.both_ways()
    for house in (one, two, two):
        notice(house)
    for house in (one, two):  # each sold one beyond the limit
        (told,) = house.office.exceptions.waiting()
        assert told.text == "FEW 3 \N{EN DASH} Window 1: 3, Window 2: 2"
    venue.both_ways()
    assert one.office.verify() == two.office.verify() == ()


def notice(house: House) -> None:
    """What the talk with the hub does after others' parcels came."""
    with house.office.storage.begin() as uow:
        notice_overspent(uow, house.ids, house.office.window)
        notice_codes_over(uow, house.ids, house.office.window)
        uow.commit()


def test_what_two_windows_gave_back_is_undone_once_and_the_order_owes_the_rest(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    sell(two, there, 5)  # there is enough in that till
    cart = cart_of(one, session, ("B", 1), ("B", 2))
    cart = one.office.counter.give(session, cart, "general", usd(1000))
    sale = one.office.selling.sell(one.command(), session, cart, (cash(10_000),), "Ann Example")
    (gift,) = one.office.orders.get(sale.order_id).extras
    venue.both_ways()
    for house, who in ((one, session), (two, there)):
        give_back(house, who, sale.order_id, sale.ticket_ids[:1], (gift.extra_id,))
    venue.both_ways()
    for house in (one, two):
        look_into(house)
        look_into(house)
    venue.both_ways()
    for house in (one, two):
        look_into(house)
        order = house.office.orders.get(sale.order_id)
        assert (order.owing, order.state) == (usd(5500), "unpaid")
        assert house.office.verify() == ()
    taken = (cash(5500),)
    one.office.will_call.hand_over(one.command(), session, sale.order_id, taken)  # it came back
    venue.both_ways()
    assert two.office.orders.get(sale.order_id).owing == usd(0)
    assert one.office.verify() == two.office.verify() == ()


def test_an_order_that_two_windows_were_paid_for_gives_one_payment_back(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    order = sold_elsewhere(one, "Cleo Sample", 9, paid=False)
    venue.both_ways()
    for house, who in ((one, session), (two, there)):
        house.office.will_call.hand_over(house.command(), who, order, (cash(4500),))
    venue.both_ways()
    assert one.office.orders.get(order).owing == usd(-4500)
    given = give_back(one, session, order, ())
    assert (given.amount, given.cash) == (usd(4500), usd(4500))
    with pytest.raises(NotThisWay):
        give_back(one, session, order, ())
    venue.both_ways()
    for house in (one, two):
        assert house.office.orders.get(order).owing == usd(0)
        assert house.office.verify() == ()


def look_into(house: House) -> None:
    """What the talk with the hub does after others' parcels came."""
    with house.office.storage.begin() as uow:
        house.office._look_into(uow)
        uow.commit()
