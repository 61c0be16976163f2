"""What a membership gave at one window counts at the other, as soon as it is known there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.views.people import SessionView
from pos.views.season import Membership
from pos.views.selling import CartView
from tests.integration.small_house import ZONE, House, season, usd
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.two_windows import Venue, open_venue

FRIEND = Membership("friend", "Friend", usd(5000), 1000, 2, ("Ten percent",), tickets_a_year=3)


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        for house in (windows.one, windows.two):
            loaded = season(house.clock.now().astimezone(ZONE))
            with house.office.storage.begin() as uow:
                uow.catalogue.save(replace(loaded, memberships=(FRIEND,)))
                uow.commit()
        yield windows


def buy(house: House, session: SessionView, code: str, row: str, *numbers: int) -> list[int]:
    """Sell seats with a member's card; return what each cost."""
    cart = cart_of(house, session, *((row, number) for number in numbers))
    return pay(house, session, house.office.members.show(session, cart, code))


def pay(house: House, session: SessionView, cart: CartView) -> list[int]:
    tender = cash(cart.total.minor)
    house.office.selling.sell(house.command(), session, cart, (tender,), "Ann Example")
    print_all(house)
    return sorted(line.all_in.minor for line in cart.lines)


def test_limits_count_what_is_known_of_the_other_window(venue: Venue) -> None:
    one, two = venue.one, venue.two
    ada, ben = one.open_till(), two.open_till("Ben Clerk")
    cart = one.office.counter.add_membership(ada, one.office.seating.new_cart(), "friend", "Ann")
    pay(one, ada, cart)
    ((member_id, code),) = rows(one, "SELECT member_id, code FROM member")
    venue.carry(one, two)
    assert buy(two, ben, str(code), "C", 2) == [4080]
    # Window 1 has not heard of it: each gives no more than it knows of.
    assert buy(one, ada, str(code), "B", 2, 3) == [4080, 4080]
    venue.both_ways()
    assert buy(two, ben, str(code), "C", 3) == [4500]
    for house, session in ((one, ada), (two, ben)):
        assert house.office.members.get(session, str(member_id)).used == 3
    venue.both_ways()
    # A card made again at one window is dead at the other once it knows.
    lead = one.sign_in("Sue Lead")
    one.office.members.renew_card(one.command(), lead, str(member_id), "lost")
    print_all(one)
    assert two.office.members.on_card(str(code)) is not None
    venue.both_ways()
    ((fresh,),) = rows(two, "SELECT code FROM member_pass")
    assert two.office.members.show(ben, two.office.seating.new_cart(), str(fresh)).shown
    assert one.office.verify() == two.office.verify() == ()
