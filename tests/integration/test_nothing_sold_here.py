"""A window that knows that it may sell no place, with something in its cart: no money is taken for
it, and what was taken is finished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import HubRefused, NotHeld, NothingSoldHere
from pos.hub.hub_time import HubTime
from pos.ids import SeatId
from pos.money import Money
from pos.views.selling import CartView
from tests.integration.card_sales import approved, asked, begin, card, card_house, settle
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, OPEN, SYMPHONY, seat
from tests.integration.test_outage import block, sale
from tests.integration.test_selling import cart_of, cash, rows

WHY = ("shut_out", "written_off", "unknown", "cloned", "moved")


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def stop(window: SharingWindow, why: str) -> None:
    """As the hub's word does, or with nothing the word that it may go on."""
    with window.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, stopped=why))
        uow.commit()


def places(window: SharingWindow, cart: CartView) -> object:
    with window.house.office.storage.read() as uow:
        return uow.rights.held_by_cart(cart.cart_id)


@pytest.mark.parametrize("why", WHY)
def test_no_money_is_taken_for_seats_and_the_cart_keeps_them(venue: Venue, why: str) -> None:
    one = venue.join("w1")
    house = one.house
    session, selling = card_house(house), house.office.selling
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    held = places(one, cart)
    stop(one, why)
    paid = cash(cart.total.minor)
    with pytest.raises(NothingSoldHere) as refused:
        selling.sell(house.command(), session, cart, (paid,))
    assert refused.value.params == {"what": why}
    with pytest.raises(NothingSoldHere):
        house.office.cards.begin(house.command(), session, asked(cart))
    assert rows(house, "SELECT count(*) FROM card_payment") == [(0,)]
    assert rows(house, "SELECT count(*) FROM ticket") == [(0,)]
    assert places(one, cart) == held
    stop(one, "")
    assert len(selling.sell(house.command(), session, cart, (paid,)).ticket_ids) == 2
    assert house.office.verify() == ()


def test_a_card_that_was_asked_before_makes_its_sale(venue: Venue) -> None:
    one = venue.join("w1")
    house = one.house
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    stop(one, "shut_out")
    view = settle(house, begun, approved(begun))
    sold = house.office.selling.sell(house.command(), session, cart, (card(view),), "Ann Example")
    assert len(sold.ticket_ids) == 1
    assert house.office.verify() == ()


def test_the_slip_of_a_card_that_was_charged_is_typed_and_sells(venue: Venue) -> None:
    one = venue.join("w1")
    house = one.house
    session = card_house(house)
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    cart = cart_of(house, session, ("B", 4))
    stop(one, "shut_out")
    wish = replace(asked(cart), driver="standalone", terminal="", model="")
    view = house.office.cards.typed(house.command(), session, wish, "4711", "Visa", "1111")
    house.office.selling.sell(house.command(), session, cart, (card(view),), "Ann Example")
    assert rows(house, "SELECT count(*) FROM ticket") == [(1,)]


def test_what_was_sold_on_paper_is_keyed_in(venue: Venue) -> None:
    one = venue.join("w1")
    house = one.house
    made, clerk = block(house), house.open_till()
    stop(one, "shut_out")
    with pytest.raises(HubRefused):
        block(house)
    fetched = sale(house, made, (0,), Money(4500))
    house.office.paper_sales.key_in(house.command(), clerk, fetched)
    assert rows(house, "SELECT count(*) FROM ticket") == [(1,)]


def test_a_cart_from_before_a_write_off_is_not_sold_after_it(venue: Venue) -> None:
    """Another window has its seat by then."""
    one, two = venue.join("w1"), venue.join("w2")
    house = one.house
    session = house.open_till()
    four, five = cart_of(house, session, ("B", 4)), cart_of(house, session, ("B", 5))
    two.cut.write_off("w1", "max", "away")
    assert two.take(SYMPHONY, seat("B", 4)).granted
    two.cut.take_back("w1", "max")
    one.hear()
    for cart in (four, five):  # what nobody has may be had by anybody any moment
        with pytest.raises(NotHeld):
            house.office.selling.sell(house.command(), session, cart, (cash(cart.total.minor),))
    house.office.seating.release_cart(five.cart_id)
    anew = cart_of(house, session, ("B", 5))
    house.office.selling.sell(house.command(), session, anew, (cash(anew.total.minor),))
    assert rows(house, "SELECT count(*) FROM ticket") == [(1,)]


def test_places_from_before_a_write_off_are_sold_once_the_window_has_as_many(
    venue: Venue,
) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    house = one.house
    session, seating = house.open_till(), house.office.seating
    cart = seating.take_places(house.command(), session, seating.new_cart(), LATE, 2, OPEN)
    two.cut.write_off("w1", "max", "away")
    two.cut.take_back("w1", "max")
    one.hear()
    paid = (cash(cart.total.minor),)
    with pytest.raises(NotHeld):
        house.office.selling.sell(house.command(), session, cart, paid)
    assert one.lease(LATE, places=2).granted
    assert len(house.office.selling.sell(house.command(), session, cart, paid).ticket_ids) == 2


def test_a_cart_is_sold_no_longer_than_the_stated_lease(venue: Venue) -> None:
    one = venue.join("w1", lasts=timedelta(hours=2))
    house = one.house
    session = house.open_till()
    one.lease(SYMPHONY, SeatId(seat("B", 4)))
    one.lose()
    venue.clock.advance(timedelta(minutes=118))
    cart = cart_of(house, session, ("B", 4))
    venue.clock.advance(timedelta(minutes=2))
    paid = (cash(cart.total.minor),)
    with pytest.raises(NothingSoldHere) as refused:
        house.office.selling.sell(house.command(), session, cart, paid)
    assert refused.value.params == {"what": "ended"}
    with house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, time=HubTime(venue.clock.now(), venue.reading())))
        uow.commit()
    assert len(house.office.selling.sell(house.command(), session, cart, paid).ticket_ids) == 1
