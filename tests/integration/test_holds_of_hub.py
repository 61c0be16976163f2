"""Holds where windows share a venue: the hub says who has a place, and nobody loses one on the
way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos.errors import (
    HubUnreachable,
    NotOffline,
    PlacesNotHere,
    SeatNotHere,
    SeatTaken,
    SoldOut,
)
from pos.ids import PerformanceId, SeatId
from pos.lifecycles import ConnectionState
from pos.views.holds import HoldWish
from pos.views.selling import TenderGiven, TenderKind
from tests.hub_cut import Fault
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, OPEN, SYMPHONY, seat

A5, A6, B5 = (SeatId(seat(row, n)) for row, n in (("A", 5), ("A", 6), ("B", 5)))


def rights(window: SharingWindow, performance_id: PerformanceId) -> dict[str, tuple[str, str]]:
    with window.house.office.storage.read() as uow:
        return uow.rights.of_seats(performance_id)


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def test_two_windows_hold_sell_and_release_under_one_hub(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    here, there = one.house.sign_in("Max House"), two.house.sign_in("Max House")
    holds, others = one.house.office.holds, two.house.office.holds
    holds.hold(one.house.command(), here, HoldWish(SYMPHONY, "press", (A5, A6), note="critics"))
    with pytest.raises(SeatTaken):  # not heard of it yet
        others.hold(two.house.command(), there, HoldWish(SYMPHONY, "house", (A5,)))
    one.sync()
    two.sync()
    held = others.seat(SYMPHONY, A5)
    assert held is not None
    assert (held.by, held.note) == ("Max House", "critics")
    seating = two.house.office.seating
    cart = seating.new_cart()
    cart = seating.take_seats(two.house.command(), there, cart, SYMPHONY, (A5,), hold="hold:press")
    with pytest.raises(SeatTaken):  # sold from the hold while it is released
        holds.release(one.house.command(), here, SYMPHONY, (A5,))
    two.lose()
    seating.release_cart(cart.cart_id)  # held again, though the hub is away
    assert rights(two, SYMPHONY)[A5][0] == "hold:press"
    with pytest.raises(SeatNotHere):
        seating.take_seats(two.house.command(), there, cart, SYMPHONY, (A6,), hold="hold:press")
    with pytest.raises(NotOffline):
        others.release(two.house.command(), there, SYMPHONY, (A6,))
    assert others.release_due() == ()
    two.line.go(ConnectionState.ONLINE)
    two.cut.up = True
    two.beat()
    two.sync()
    one.hear()
    assert rights(one, SYMPHONY)[A5][0] == "hold:press"
    assert holds.release(one.house.command(), here, SYMPHONY, (A5, A6)) == 2
    two.hear()
    assert A5 not in rights(two, SYMPHONY)
    for window in (one, two):
        assert window.house.office.verify() == ()


def test_places_by_count_pass_from_a_hold_and_back(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    here = one.house.sign_in("Max House")
    seating = one.house.office.seating
    one.house.office.holds.hold(one.house.command(), here, HoldWish(LATE, "house", places=4))
    cart = seating.new_cart()
    cart = seating.take_places(one.house.command(), here, cart, LATE, 3, OPEN, hold="hold:house")
    two.hear()
    assert two.house.office.catalogue.house(LATE).places_left == 16
    assert [each.places for each in two.house.office.holds.of(LATE).places] == [1]
    seating.release_cart(cart.cart_id)
    one.beat()
    one.hear()
    two.hear()
    for window in (one, two):
        assert [each.places for each in window.house.office.holds.of(LATE).places] == [4]
        assert window.house.office.catalogue.house(LATE).places_left == 16
        assert window.house.office.verify() == ()


def test_places_by_count_go_back_to_the_hold_they_came_from(venue: Venue) -> None:
    """A cart with places of two holds, and of none."""
    one, two = venue.join("w1"), venue.join("w2")
    here, seating = one.house.sign_in("Max House"), one.house.office.seating

    def held(window: SharingWindow) -> dict[str, int]:
        return {each.holder: each.places for each in window.house.office.holds.of(LATE).places}

    cart = seating.take_places(one.house.command(), here, seating.new_cart(), LATE, 2, OPEN)
    for name in ("house", "press"):
        command = one.house.command()
        one.house.office.holds.hold(command, here, HoldWish(LATE, name, places=3))
        command = one.house.command()
        cart = seating.take_places(command, here, cart, LATE, 2, OPEN, hold=f"hold:{name}")
    assert held(one) == {"hold:house": 1, "hold:press": 1}
    of_press = next(line.line_id for line in cart.lines if line.held == "hold:press")
    of_none = next(line.line_id for line in cart.lines if not line.held)
    cart = seating.give_back(one.house.command(), here, cart, (of_press, of_none))
    assert held(one) == {"hold:house": 1, "hold:press": 2}
    everybody(one)
    two.hear()
    assert held(one) == held(two) == {"hold:house": 1, "hold:press": 2}
    clerk = one.house.open_till("Max House")
    paid = TenderGiven(TenderKind.CASH, cart.total, cart.total)
    one.house.office.selling.sell(one.house.command(), clerk, cart, (paid,))
    everybody(one)
    two.sync()
    for window in (one, two):
        assert held(window) == {"hold:house": 1, "hold:press": 2}
        assert window.house.office.verify() == ()


def test_a_sale_from_a_hold_whose_answer_was_lost_leaves_the_seat_on_hold(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    here, seating = one.house.sign_in("Max House"), one.house.office.seating
    one.house.office.holds.hold(one.house.command(), here, HoldWish(SYMPHONY, "press", (B5,)))
    one.cut.next(Fault.ANSWER_LOST)
    cart, command = seating.new_cart(), one.house.command()
    with pytest.raises((SeatNotHere, HubUnreachable)):
        seating.take_seats(command, here, cart, SYMPHONY, (B5,), hold="hold:press")
    assert rights(one, SYMPHONY)[B5][0] == "hold:press"
    one.line.go(ConnectionState.ONLINE)
    one.beat()  # the answer is asked for again: the lease is ours now, and nobody wants it
    one.hear()
    one.house.office.holds.release_due()
    one.beat()
    one.hear()
    two.hear()
    assert rights(two, SYMPHONY)[B5][0] == "hold:press"
    assert rights(one, SYMPHONY)[B5][0] == "hold:press"
    assert one.house.office.verify() == ()


@pytest.mark.parametrize("by", ["sync", "another"])
def test_places_by_count_from_a_hold_whose_answer_was_lost_are_held_again(
    venue: Venue, by: str
) -> None:
    """Nobody presses again: they are nobody's sale, whoever has the answer asked for again."""
    one, two = venue.join("w1"), venue.join("w2")
    here, seating = one.house.sign_in("Max House"), one.house.office.seating
    one.house.office.holds.hold(one.house.command(), here, HoldWish(LATE, "house", places=4))
    one.cut.next(Fault.ANSWER_LOST)
    with pytest.raises((PlacesNotHere, HubUnreachable)):
        seating.take_places(
            one.house.command(), here, seating.new_cart(), LATE, 3, OPEN, hold="hold:house"
        )
    one.line.go(ConnectionState.ONLINE)
    if by == "another":
        cart = seating.take_seats(one.house.command(), here, seating.new_cart(), SYMPHONY, (B5,))
        seating.release_cart(cart.cart_id)
    everybody(one)
    two.hear()
    places = venue.hub.rights_of(LATE).places
    assert {of.holder: of.places for of in places.values() if of.places} == {"hold:house": 4}
    for window in (one, two):
        assert [each.places for each in window.house.office.holds.of(LATE).places] == [4]
        assert window.house.office.catalogue.house(LATE).places_left == 16
        assert window.house.office.verify() == ()


def test_places_by_count_from_a_hold_whose_answer_was_lost_are_sold_once_when_pressed_again(
    venue: Venue,
) -> None:
    one = venue.join("w1")
    here, seating = one.house.sign_in("Max House"), one.house.office.seating
    one.house.office.holds.hold(one.house.command(), here, HoldWish(LATE, "house", places=4))
    cart, command = seating.new_cart(), one.house.command()
    one.cut.next(Fault.ANSWER_LOST)
    with pytest.raises((PlacesNotHere, HubUnreachable)):
        seating.take_places(command, here, cart, LATE, 3, OPEN, hold="hold:house")
    one.line.go(ConnectionState.ONLINE)
    seating.take_places(command, here, cart, LATE, 3, OPEN, hold="hold:house")
    everybody(one)
    places = venue.hub.rights_of(LATE).places
    assert {of.holder: of.places for of in places.values() if of.places} == {
        "hold:house": 1,
        "window:w1": 3,
    }
    assert one.house.office.verify() == ()


@pytest.mark.parametrize("heard", [False, True])
def test_a_hold_whose_answer_was_lost_is_done_once(venue: Venue, heard: bool) -> None:
    """Places by count: the same command once more asks what was asked, whether the hub's word came
    in between or not."""
    one = venue.join("w1")
    session, house = one.house.sign_in("Max House"), one.house
    holds = house.office.holds

    def lost(act: Callable[[], int], press: int) -> None:
        one.cut.next(Fault.ANSWER_LOST)
        with pytest.raises(HubUnreachable):
            act()
        one.cut.forgive()
        one.line.go(ConnectionState.ONLINE)
        if heard:
            everybody(one)
        act()
        everybody(one)
        assert venue.hub.rights_of(LATE).places["hold:press"].places == press
        assert [(each.holder, each.places) for each in holds.of(LATE).places] == [
            ("hold:press", press)
        ]

    held, released = house.command(), house.command()
    lost(lambda: holds.hold(held, session, HoldWish(LATE, "press", places=6)), 6)
    lost(lambda: holds.release(released, session, LATE, (), ("hold:press", 2)), 4)
    assert [each.count for each in holds.of(LATE).history] == [2, 6]
    too_many = house.command()
    with pytest.raises(SoldOut):
        holds.hold(too_many, session, HoldWish(LATE, "press", places=17))
    holds.release(house.command(), session, LATE, (), ("hold:press", 1))
    holds.hold(too_many, session, HoldWish(LATE, "press", places=17))  # a no is asked anew
    assert house.office.verify() == ()


def everybody(window: SharingWindow) -> None:
    for _ in range(2):
        window.sync()
        window.beat()
        window.hear()
