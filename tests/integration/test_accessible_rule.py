"""Accessible seats at the moment of sale: always for who needs one, for others by the rule only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import AccessibleKept
from pos.ids import SeatId
from pos.seating.retaking import move_line
from pos.views.holds import HoldWish
from pos.views.people import Role
from tests.integration.refunds import give_back
from tests.integration.small_house import LATE, OPEN, SYMPHONY, House, open_house, seat
from tests.integration.test_selling import cash, rows

CHAIR, BESIDE = SeatId(seat("C", 5)), SeatId(seat("C", 6))


@pytest.fixture
def house(tmp_path: Path, manual_clock: ManualClock) -> Iterator[House]:
    """The small house with a wheelchair place and one for who comes along."""
    path = tmp_path / "foyer.sqlite3"
    open_house(path, manual_clock).office.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE seat SET kind = 'wheelchair' WHERE seat_id = ?", (CHAIR,))
        db.execute("UPDATE seat SET kind = 'companion' WHERE seat_id = ?", (BESIDE,))
        db.commit()
    opened = open_house(path, manual_clock)
    yield opened
    opened.office.close()


def released(house: House) -> list[dict[str, object]]:
    said = rows(house, "SELECT details FROM audit WHERE event = 'accessible.released' ORDER BY seq")
    return [json.loads(details) for (details,) in said]


def test_others_get_one_only_when_everything_else_is_sold(house: House) -> None:
    manager, seating = house.open_till("Max House"), house.office.seating

    def take(*seats: SeatId, needed: bool = False) -> None:
        cart = seating.new_cart()
        seating.take_seats(house.command(), manager, cart, SYMPHONY, seats, needed=needed)
        seating.release_cart(cart.cart_id)

    for wanted in ((CHAIR,), (BESIDE,), (SeatId(seat("B", 1)), CHAIR)):
        with pytest.raises(AccessibleKept):
            take(*wanted)
    take(CHAIR, BESIDE, needed=True)
    cart = seating.take_seats(
        house.command(), manager, seating.new_cart(), SYMPHONY, (CHAIR,), needed=True
    )
    (line,) = cart.lines
    cart = move_line(seating, house.command(), manager, cart, line.line_id, BESIDE)
    assert [line.seat_id for line in cart.lines] == [BESIDE]
    seating.release_cart(cart.cart_id)
    assert released(house) == []
    view = house.office.catalogue.house(SYMPHONY)
    hall = house.office.catalogue.hall(house.office.catalogue.performances()[0].hall_id)
    rest = tuple(
        s.seat_id
        for s in hall.seats
        if s.seat_id not in view.seats and s.seat_id not in (CHAIR, BESIDE)
    )
    cart = seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, rest)
    with pytest.raises(AccessibleKept):  # in a cart is not sold
        take(CHAIR)
    due = cart.total.minor
    sale = house.office.selling.sell(house.command(), manager, cart, (cash(due),))
    take(CHAIR)  # nothing is left but the seat that the house holds for good
    assert [
        (each["triggers"], each["unsold"], each["unsold_kept"]) for each in released(house)
    ] == [(["house"], 1, 1)]
    give_back(house, manager, sale.order_id, sale.ticket_ids[:1])
    with pytest.raises(AccessibleKept):  # one came back: the rule holds again
        take(CHAIR)
    move, (moved, *_) = house.office.reseating.move, sale.ticket_ids[1:]
    with pytest.raises(AccessibleKept):  # nor is anybody seated there
        move(house.command(), manager, moved, CHAIR, "a pillar")
    cart = seating.take_seats(
        house.command(), manager, seating.new_cart(), SYMPHONY, (CHAIR,), needed=True
    )
    sold = house.office.selling.sell(
        house.command(), manager, cart, (cash(cart.total.minor),)
    ).ticket_ids
    assert move(house.command(), manager, sold[0], BESIDE, "a pillar").now.endswith("C 6")


def test_nobody_releases_a_hold_of_accessible_seats_before_the_rule_does(house: House) -> None:
    owner = house.sign_in("Olga Owner")
    assert owner.role is Role.OWNER
    wish = HoldWish(SYMPHONY, "accessible", (CHAIR, SeatId(seat("C", 7))))
    house.office.holds.hold(house.command(), owner, wish)
    for kept in wish.seats:
        with pytest.raises(AccessibleKept):
            house.office.holds.release(house.command(), owner, SYMPHONY, (kept,))
    clerk, seating = house.sign_in("Ada Clerk"), house.office.seating
    for kept in wish.seats:
        with pytest.raises(AccessibleKept):
            seating.take_seats(
                house.command(),
                clerk,
                seating.new_cart(),
                SYMPHONY,
                (kept,),
                hold="hold:accessible",
            )
    cart = seating.take_seats(
        house.command(),
        clerk,
        seating.new_cart(),
        SYMPHONY,
        wish.seats,
        needed=True,
        hold="hold:accessible",
    )
    assert {line.held for line in cart.lines} == {"hold:accessible"}


def test_places_by_count_under_it_stay_until_all_others_are_sold(house: House) -> None:
    manager, holds, seating = house.open_till("Max House"), house.office.holds, house.office.seating
    for code, places in (("accessible", 4), ("house", 2)):
        holds.hold(house.command(), manager, HoldWish(LATE, code, places=places))
    held = ("hold:accessible", 2)
    cart = seating.new_cart()

    def take(*, needed: bool) -> None:
        seating.take_places(
            house.command(), manager, cart, LATE, 1, OPEN, needed=needed, hold=held[0]
        )
        seating.release_cart(cart.cart_id)

    with pytest.raises(AccessibleKept):
        take(needed=False)
    take(needed=True)
    assert released(house) == []
    rest = holds.of(LATE).places_free
    cart = seating.take_places(house.command(), manager, seating.new_cart(), LATE, rest, OPEN)
    with pytest.raises(AccessibleKept):  # in a cart is not sold
        holds.release(house.command(), manager, LATE, places=held)
    house.office.selling.sell(house.command(), manager, cart, (cash(cart.total.minor),))
    assert holds.release(house.command(), manager, LATE, places=held) == 2  # the house keeps two
    assert rows(house, "SELECT rule FROM hold_event WHERE what = 'released'") == [("house",)]
    house.office.holds.hold(house.command(), manager, HoldWish(LATE, "accessible", places=2))
    take(needed=False)
    assert [(each["triggers"], each["places"]) for each in released(house)] == [(["house"], 1)]
    assert holds.release(house.command(), manager, LATE, places=held) == 2
    with pytest.raises(AccessibleKept):  # the two that are on sale now
        holds.release(house.command(), manager, LATE, places=held)
