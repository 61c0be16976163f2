"""Carts that are put aside and taken in hand again, at one window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import (
    CardNumberRefused,
    CartEmpty,
    CartGone,
    NotHeld,
    SeatTaken,
    TextRefused,
)
from pos.hub.rights import HELD_CART
from pos.ids import CartId, SeatId
from pos.lifecycles import ParkedState
from pos.seating.retaking import take_again
from pos.selling.extras import add_certificate
from pos.storage.check_parked import PARKED
from pos.views.catalogue import SeatStatus
from pos.views.holds import HoldWish
from pos.views.people import SessionView
from pos.views.selling import CartView
from tests.integration.small_house import (
    COMP,
    LATE,
    OPEN,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    season,
    seat,
    usd,
)
from tests.integration.test_prices import approved
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_verify import codes, plant

B1 = seat("B", 1)
WHOM = "Trần Thị Ánh Nguyệt"


def mixed(house: House, session: SessionView) -> CartView:
    """Two seats at two price types, a place of the studio, a certificate."""
    seating = house.office.seating
    cart = cart_of(house, session, ("B", 1), ("B", 2))
    first = cart.lines[0].line_id
    cart = seating.set_price_type(house.command(), session, cart, (first,), STUDENT)
    cart = seating.take_places(house.command(), session, cart, LATE, 2, OPEN)
    return add_certificate(cart, usd(2500), "Ann Example")


def status(house: House, number: int) -> SeatStatus | None:
    """Return how a seat of row B looks at this window, None where it is free."""
    return house.office.catalogue.house(SYMPHONY, CartId("")).seats.get(seat("B", number))


def test_a_cart_put_aside_keeps_its_places_and_comes_back_as_it_was(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    cart = mixed(house, session)
    command = house.command()
    put = parked.park(command, session, cart, f"  {WHOM} ")
    assert parked.park(command, session, cart, f"  {WHOM} ") == put
    assert (put.name, put.who, put.window, put.here) == (WHOM, "Ada Clerk", "Window 1", True)
    assert put.until - put.at == timedelta(minutes=60)
    assert status(house, 1) is SeatStatus.HELD
    with pytest.raises(SeatTaken):
        cart_of(house, session, ("B", 1))
    told = house.office.holds.seat(SYMPHONY, SeatId(seat("B", 1)))
    assert told is not None
    assert (told.for_whom, told.by, told.until) == (WHOM, "Ada Clerk", put.until)
    assert house.office.seating.release_left_over() == 0  # at a start: nobody's cart
    assert parked.waiting() == (put,)
    assert house.office.verify() == ()

    command = house.command()
    back = parked.recall(command, session, put.parked_id)
    assert parked.recall(command, session, put.parked_id) == back
    assert (back.cart.lines, back.cart.extras, back.moved) == (cart.lines, cart.extras, ())
    assert back.cart == cart
    assert parked.waiting() == ()
    house.office.selling.sell(house.command(), session, back.cart, (cash(2000 + 4500 * 3 + 2500),))
    assert house.office.verify() == ()


def test_of_two_who_recall_a_cart_the_second_hears_who_has_it(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    put = parked.park(house.command(), session, cart_of(house, session, ("B", 1)))
    parked.recall(house.command(), house.sign_in("Ben Clerk"), put.parked_id)
    with pytest.raises(CartGone) as gone:
        parked.recall(house.command(), session, put.parked_id)
    assert gone.value.params == {"what": "recalled", "who": "Ben Clerk", "window": "Window 1"}


def test_a_cart_nobody_comes_for_gives_its_places_back_and_stays_in_the_list(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    put = parked.park(house.command(), session, mixed(house, session))
    house.clock.advance(timedelta(minutes=59))
    parked.run_out(put.parked_id)
    assert parked.due() == ()
    house.clock.advance(timedelta(minutes=1))
    assert parked.due() == (put.parked_id,)
    parked.run_out(put.parked_id)
    parked.run_out(put.parked_id)
    assert status(house, 1) is None
    assert [each.state for each in parked.waiting()] == [ParkedState.RAN_OUT.value]
    with pytest.raises(CartGone, match="ran_out"):
        parked.recall(house.command(), session, put.parked_id)
    assert house.office.verify() == ()
    house.clock.advance(timedelta(hours=12))
    assert parked.waiting() == ()


def test_no_cart_waits_beyond_the_curtain(house: House) -> None:
    session = house.open_till()
    starts = house.office.catalogue.performances()[0].starts_at
    house.clock.advance(starts - house.clock.now() - timedelta(minutes=7))
    put = house.office.parked.park(house.command(), session, mixed(house, session))
    assert put.until == starts


def test_what_cannot_be_put_aside_is_refused_and_stays_a_cart(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    cart = cart_of(house, session, ("B", 1))
    for name, refusal in (
        ("4111 1111 1111 1111", CardNumberRefused),
        ("x" * 81, TextRefused),
    ):
        with pytest.raises(refusal):
            parked.park(house.command(), session, cart, name)
    with pytest.raises(CartEmpty):
        parked.park(house.command(), session, house.office.seating.new_cart())
    house.office.seating.abandon(house.command(), session, cart)
    with pytest.raises(NotHeld):
        parked.park(house.command(), session, cart)
    assert parked.waiting() == ()


def test_a_price_that_moved_meanwhile_is_told(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    put = parked.park(house.command(), session, cart_of(house, session, ("B", 1)))
    with house.office.storage.begin() as uow:
        evening = season(house.clock.now().astimezone(ZONE))
        dearer = tuple(
            replace(show, prices=tuple(replace(p, face=p.face + usd(100)) for p in show.prices))
            for show in evening.performances
        )
        uow.catalogue.save(replace(evening, performances=dearer))
        uow.commit()
    back = parked.recall(house.command(), session, put.parked_id)
    (moved,) = back.moved
    assert (moved.place, moved.was, moved.now) == ("Orchestra B 1", usd(4500), usd(4600))
    assert back.cart.total == usd(4600)


def test_who_recalls_a_cart_is_told_which_price_they_may_not_answer_for(house: House) -> None:
    office, boss = house.office, house.open_till("Max House")
    cart = cart_of(house, boss, ("B", 1), ("B", 2))
    line, free = ((each.line_id,) for each in cart.lines)
    cart = office.prices.set_by_hand(house.command(), boss, cart, line, usd(2000), "wet seat")
    cart = office.seating.set_price_type(house.command(), boss, cart, free, COMP, "Press")
    put = office.parked.park(house.command(), boss, cart)
    back = office.parked.recall(house.command(), boss, put.parked_id)
    assert (back.cart, back.moved) == (cart, ())
    put = office.parked.park(house.command(), boss, cart)
    ada = house.sign_in("Ada Clerk")
    back = office.parked.recall(house.command(), ada, put.parked_id)
    assert [(each.was, each.now) for each in back.moved] == [
        (usd(2000), usd(4500)),
        (usd(0), usd(4500)),
    ]
    assert back.cart.lines[0].by_hand is None

    command = house.command()
    word = approved(house, "Max House", ada, command)
    cart = office.prices.set_by_hand(command, ada, back.cart, line, usd(2000), "wet seat", word)
    put = office.parked.park(house.command(), ada, cart)
    back = office.parked.recall(house.command(), house.sign_in("Ben Clerk"), put.parked_id)
    assert (back.cart, back.moved) == (cart, ())


def test_the_day_waits_for_carts_that_wait(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    put = parked.park(house.command(), session, cart_of(house, session, ("B", 1)), "Bob")

    def said() -> list[tuple[str, int, str, str]]:
        return [
            (one.kind, one.count, one.subject, one.about)
            for one in house.office.closing.day_blockers()
            if one.kind == "parked_cart"
        ]

    assert said() == [("parked_cart", 1, "Bob", put.parked_id)]
    parked.give_back(house.command(), session, put.parked_id)
    assert said() == []
    assert status(house, 1) is None


@pytest.mark.parametrize("recalled", [True, False], ids=["recalled", "ran out"])
def test_what_came_from_a_hold_and_is_not_bought_is_held_again(
    house: House, recalled: bool
) -> None:
    office, manager = house.office, house.sign_in("Max House")
    office.holds.hold(
        house.command(), manager, HoldWish(SYMPHONY, "press", (SeatId(B1),), until=None)
    )
    cart = office.seating.take_seats(
        house.command(), manager, office.seating.new_cart(), SYMPHONY, (B1,), hold="hold:press"
    )
    cart = office.seating.take_seats(house.command(), manager, cart, SYMPHONY, (seat("B", 2),))
    put = office.parked.park(house.command(), manager, cart)
    if recalled:
        back = office.parked.recall(house.command(), manager, put.parked_id)
        office.seating.abandon(house.command(), manager, back.cart)
    else:
        house.clock.advance(timedelta(minutes=61))
        office.parked.run_out(put.parked_id)
    held = office.holds.seat(SYMPHONY, SeatId(B1))
    assert held is not None
    assert held.code.code == "press"
    assert status(house, 2) is None
    again = take_again(
        office.seating, house.command(), manager, office.seating.new_cart(), put.cart
    )
    assert again.lines == cart.lines
    assert office.verify() == ()


def test_two_hundred_carts_are_listed_and_verified(house: House) -> None:
    parked, session = house.office.parked, house.open_till()
    for number in range(200):
        gift = add_certificate(house.office.seating.new_cart(), usd(2500), f"Patron {number}")
        parked.park(house.command(), session, gift, f"Patron {number}")
    found = parked.waiting()
    assert [each.name for each in found] == [f"Patron {number}" for number in range(200)]
    assert house.office.verify() == ()


FAULTS = [
    ("parked.no_right", f"DELETE FROM seat_right WHERE holder LIKE '{HELD_CART}%'"),
    ("parked.no_right", "UPDATE seat_right SET holder = 'hold:house'"),
    ("parked.no_place", "UPDATE place_right SET places = 1"),
    (
        "parked.right_left_over",
        "UPDATE current_state SET state = 'ran_out' WHERE machine = 'parked'",
    ),
    ("state.missing", "DELETE FROM current_state WHERE machine = 'parked'"),
    ("fact.changed", "UPDATE parked_cart SET at = at + 1"),
    ("database.not_json", "UPDATE parked_cart SET content = '{'"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_a_planted_fault_is_named(house: House, fault: tuple[str, str]) -> None:
    session = house.open_till()
    house.office.parked.park(house.command(), session, mixed(house, session))
    plant(house, fault[1])
    assert fault[0] in codes(house)


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(PARKED) <= {fault[0] for fault in FAULTS}
