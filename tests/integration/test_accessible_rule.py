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
from pos.seating.retaking import move_line, take_again
from pos.views.holds import HoldWish
from pos.views.people import Role
from pos.views.selling import CartView, SaleView
from tests.integration.refunds import give_back
from tests.integration.small_house import (
    LATE,
    MAIN,
    OPEN,
    STALLS,
    SYMPHONY,
    House,
    open_house,
    seat,
)
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
    both = seating.take_seats(house.command(), manager, cart, SYMPHONY, (BESIDE,))
    assert [line.by_rule for line in both.lines] == [False, False]  # one answer is for both
    cart = seating.give_back(house.command(), manager, both, (both.lines[1].line_id,))
    with pytest.raises(AccessibleKept):  # whoever comes alone
        seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, (BESIDE,))
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
    needs = house.office.reseating.choices(moved, needed=True)
    assert [each.seat_id for each in needs[:2]] == [CHAIR, BESIDE]
    moved = move(house.command(), manager, moved, CHAIR, "a fall", needed=True).ticket_id
    assert len(released(house)) == 1
    others = house.office.reseating.choices(moved)
    assert BESIDE not in [each.seat_id for each in others]
    move(house.command(), manager, moved, others[0].seat_id, "a pillar")
    cart = seating.take_seats(
        house.command(), manager, seating.new_cart(), SYMPHONY, (CHAIR,), needed=True
    )
    sold = house.office.selling.sell(
        house.command(), manager, cart, (cash(cart.total.minor),)
    ).ticket_ids
    assert move(house.command(), manager, sold[0], BESIDE, "a pillar").now.endswith("C 6")


def test_a_free_box_keeps_no_accessible_seat_from_others(house: House) -> None:
    """Row 6 of the truth table: boxes are left out of the house, and of nothing else."""
    box = [SeatId(seat("B", number)) for number in (1, 2, 3, 4)]
    with closing(sqlite3.connect(house.path)) as db:
        db.executemany("UPDATE seat SET section = 'Box' WHERE seat_id = ?", [(s,) for s in box])
        db.execute("UPDATE hall SET rules = json_set(rules, '$.boxes', json_array('Box'))")
        db.commit()
    manager, seating = house.open_till("Max House"), house.office.seating
    view = house.office.catalogue.house(SYMPHONY)
    kept = {CHAIR, BESIDE, *box, *view.seats}
    hall = house.office.catalogue.hall(MAIN)
    rest = tuple(s.seat_id for s in hall.seats if s.seat_id not in kept)

    def take(seats: tuple[SeatId, ...]) -> CartView:
        return seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, seats)

    cart = take(rest)
    with pytest.raises(AccessibleKept):  # not sold yet
        take((CHAIR,))
    house.office.selling.sell(house.command(), manager, cart, (cash(cart.total.minor),))
    take((CHAIR,))
    assert [(each["triggers"], each["unsold_kept"]) for each in released(house)] == [(["house"], 5)]


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


def test_what_the_rule_gave_is_taken_again_by_the_rule_of_then(house: House) -> None:
    manager, seating = house.open_till("Max House"), house.office.seating
    hall = house.office.catalogue.hall(house.office.catalogue.performances()[0].hall_id)
    view = house.office.catalogue.house(SYMPHONY)
    free = tuple(s.seat_id for s in hall.seats if s.seat_id not in view.seats)
    rest = tuple(each for each in free if each not in (CHAIR, BESIDE))
    cart = seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, rest)
    sale = house.office.selling.sell(house.command(), manager, cart, (cash(cart.total.minor),))

    def taken(one: SeatId, *, needed: bool) -> CartView:
        cart = seating.new_cart()
        return seating.take_seats(house.command(), manager, cart, SYMPHONY, (one,), needed=needed)

    ruled, needed = taken(CHAIR, needed=False), taken(BESIDE, needed=True)
    assert [cart.lines[0].by_rule for cart in (ruled, needed)] == [True, False]
    for cart in (ruled, needed):
        seating.release_cart(cart.cart_id)
    ruled = take_again(seating, house.command(), manager, seating.new_cart(), ruled)
    assert ruled.lines[0].by_rule
    give_back(house, manager, sale.order_id, sale.ticket_ids[:1])
    with pytest.raises(AccessibleKept):  # a seat came back: it is not theirs by need
        move_line(seating, house.command(), manager, ruled, ruled.lines[0].line_id, BESIDE)
    seating.release_cart(ruled.cart_id)
    with pytest.raises(AccessibleKept):
        take_again(seating, house.command(), manager, seating.new_cart(), ruled)
    again = take_again(seating, house.command(), manager, seating.new_cart(), needed)
    assert [line.seat_id for line in again.lines] == [BESIDE]
    moved = move_line(seating, house.command(), manager, again, again.lines[0].line_id, CHAIR)
    assert [line.seat_id for line in moved.lines] == [CHAIR]


def test_who_got_one_by_the_rule_is_not_taken_to_need_one(house: House) -> None:
    manager, seating = house.open_till("Max House"), house.office.seating
    hall = house.office.catalogue.hall(house.office.catalogue.performances()[0].hall_id)
    view = house.office.catalogue.house(SYMPHONY)
    free = tuple(s.seat_id for s in hall.seats if s.seat_id not in view.seats)

    def sell(*seats: SeatId) -> SaleView:
        cart = seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, seats)
        due = cash(cart.total.minor)
        return house.office.selling.sell(house.command(), manager, cart, (due,))

    others = sell(*(each for each in free if each not in (CHAIR, BESIDE)))
    (ruled,) = sell(CHAIR).ticket_ids
    give_back(house, manager, others.order_id, others.ticket_ids[:1])
    reseating = house.office.reseating
    assert BESIDE not in [each.seat_id for each in reseating.choices(ruled)]
    with pytest.raises(AccessibleKept):
        reseating.move(house.command(), manager, ruled, BESIDE, "a pillar")
    assert BESIDE in [each.seat_id for each in reseating.choices(ruled, needed=True)]
    moved = reseating.move(house.command(), manager, ruled, BESIDE, "a fall", needed=True)
    again = reseating.move(house.command(), manager, moved.ticket_id, CHAIR, "a pillar")
    assert again.now.endswith("C 5")  # who said that they need one goes on needing it
    assert house.office.verify() == ()


def test_places_by_count_beside_the_seats_are_part_of_the_house(house: House) -> None:
    manager, seating = house.open_till("Max House"), house.office.seating
    with closing(sqlite3.connect(house.path)) as db:
        db.execute("UPDATE hall SET places = 4 WHERE hall_id = ?", (MAIN,))
        db.commit()
    hall = house.office.catalogue.hall(MAIN)
    assert hall.places == 4
    view = house.office.catalogue.house(SYMPHONY)
    free = tuple(s.seat_id for s in hall.seats if s.seat_id not in view.seats)
    rest = tuple(each for each in free if each not in (CHAIR, BESIDE))

    def sell(cart: CartView) -> None:
        house.office.selling.sell(house.command(), manager, cart, (cash(cart.total.minor),))

    def take() -> None:
        cart = seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, (BESIDE,))
        seating.release_cart(cart.cart_id)

    sell(seating.take_seats(house.command(), manager, seating.new_cart(), SYMPHONY, rest))
    with pytest.raises(AccessibleKept):  # one held for good in its area, and four of the floor
        take()
    sell(seating.take_places(house.command(), manager, seating.new_cart(), SYMPHONY, 4, STALLS))
    take()
    assert [(each["triggers"], each["places_unsold"]) for each in released(house)] == [
        (["house"], 0)
    ]
