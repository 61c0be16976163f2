"""Places kept from sale: held, sold from the hold, back on hold, released by people and by time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from pos.errors import (
    ApprovalNeeded,
    CardNumberRefused,
    HoldTimePast,
    NotAllowed,
    NotFound,
    SeatReleased,
    SeatTaken,
    SoldOut,
)
from pos.ids import CartId, SeatId
from pos.views.catalogue import SeatStatus
from pos.views.holds import HoldAct, HoldKind, HoldWish, SeatRun
from pos.views.people import Permission
from tests.integration.refunds import word_of
from tests.integration.small_house import LATE, OPEN, SYMPHONY, House, seat
from tests.integration.test_selling import cart_of, cash


def wish(*places: tuple[str, int], code: str = "press", **more: object) -> HoldWish:
    seats = tuple(SeatId(seat(*place)) for place in places)
    return HoldWish(SYMPHONY, code, seats, **more)  # type: ignore[arg-type]


def status(house: House, row: str, number: int) -> SeatStatus:
    seats = house.office.catalogue.house(SYMPHONY).seats
    return seats.get(SeatId(seat(row, number)), SeatStatus.FREE)


def test_held_seats_say_why_and_go_on_sale_again(house: House) -> None:
    manager, holds = house.sign_in("Max House"), house.office.holds
    until = house.clock.now() + timedelta(hours=2)
    command = house.command()
    wanted = wish(("B", 1), ("B", 2), for_whom="The Courier", note="two critics", until=until)
    assert holds.hold(command, manager, wanted) == 2
    assert holds.hold(command, manager, wanted) == 2  # said again, the same
    held = holds.seat(SYMPHONY, SeatId(seat("B", 1)))
    assert held is not None
    assert held.code.name == "Press"
    assert (held.by, held.for_whom, held.note) == ("Max House", "The Courier", "two critics")
    assert held.until == until
    assert held.since == house.clock.now()
    old = holds.seat(SYMPHONY, SeatId(seat("A", 1)))
    assert old is not None
    assert (old.code.name, old.by) == ("House", "")
    assert holds.seat(SYMPHONY, SeatId(seat("B", 3))) is None
    with pytest.raises(SeatTaken):
        holds.hold(house.command(), manager, wish(("B", 3), ("B", 2), code="house"))
    assert status(house, "B", 3) is SeatStatus.FREE
    holds.hold(house.command(), manager, wish(("B", 3), code="kill"))
    assert status(house, "B", 3) is SeatStatus.KILLED
    sound = house.command()  # the season file's kill of the same word as the venue's hold
    holds.hold(sound, manager, wish(("B", 4), code="tech", kind=HoldKind.KILL))
    assert status(house, "B", 4) is SeatStatus.KILLED
    with pytest.raises(NotFound):
        holds.hold(house.command(), manager, wish(("B", 5), code="nowhere", kind=HoldKind.KILL))
    gone = (SeatId(seat("B", 1)), SeatId(seat("B", 3)), SeatId(seat("A", 1)))
    assert holds.release(house.command(), manager, SYMPHONY, gone, note="no need") == 3
    with pytest.raises(SeatReleased):
        holds.release(house.command(), manager, SYMPHONY, gone[:1])
    view = holds.of(SYMPHONY)
    assert {held.holder for held in view.seats.values()} == {"hold:press", "kill:tech"}
    assert [(s.act, s.code.code, s.count, s.by) for s in view.history] == [
        (HoldAct.RELEASED, "house", 1, "Max House"),
        (HoldAct.RELEASED, "kill", 1, "Max House"),
        (HoldAct.RELEASED, "press", 1, "Max House"),
        (HoldAct.HELD, "tech", 1, "Max House"),
        (HoldAct.HELD, "kill", 1, "Max House"),
        (HoldAct.HELD, "press", 2, "Max House"),
    ]
    assert view.history[-1].seats == (SeatRun("Orchestra", "B", "1", "2"),)
    assert house.office.verify() == ()


def test_who_may_hold_and_what_is_refused(house: House) -> None:
    clerk, holds = house.sign_in("Ada Clerk"), house.office.holds
    command, wanted = house.command(), wish(("B", 1))
    with pytest.raises(ApprovalNeeded):
        holds.hold(command, clerk, wanted)
    word = word_of(house, clerk, command, Permission.HOLD_PLACES, "Max House")
    assert holds.hold(command, clerk, wanted, word) == 1
    with pytest.raises(ApprovalNeeded):
        holds.hold(house.command(), clerk, wish(("B", 2)), word)
    manager = house.sign_in("Max House")
    past = house.clock.now() - timedelta(seconds=1)
    for wrong, refusal in (
        (wish(("B", 2), code="ghost"), NotFound),
        (wish(("B", 2), until=past), HoldTimePast),
        (wish(("B", 2), note="4111 1111 1111 1111"), CardNumberRefused),
        (wish(), NotFound),
        (HoldWish(SYMPHONY, "house", (SeatId("nowhere"),)), NotFound),
    ):
        with pytest.raises(refusal):
            holds.hold(house.command(), manager, wrong)
    assert status(house, "B", 2) is SeatStatus.FREE


def test_a_seat_is_sold_from_its_hold_or_goes_back_to_it(house: House) -> None:
    clerk = house.open_till()
    seating, one = house.office.seating, SeatId(seat("A", 1))
    cart = seating.new_cart()
    with pytest.raises(SeatTaken):
        seating.take_seats(house.command(), clerk, cart, SYMPHONY, (one,))
    command = house.command()
    with pytest.raises(ApprovalNeeded):
        seating.take_seats(command, clerk, cart, SYMPHONY, (one,), hold="hold:house")
    killed = (SeatId(seat("C", 1)),)
    with pytest.raises(NotAllowed):
        seating.take_seats(house.command(), clerk, cart, SYMPHONY, killed, hold="kill:tech")
    word = word_of(house, clerk, command, Permission.HOLD_PLACES, "Max House")
    taken = seating.take_seats(
        command, clerk, cart, SYMPHONY, (one,), hold="hold:house", approval=word
    )
    assert taken.lines[0].held == "hold:house"
    assert status(house, "A", 1) is SeatStatus.TAKEN
    seating.give_back(house.command(), clerk, taken, (taken.lines[0].line_id,))
    assert status(house, "A", 1) is SeatStatus.HELD
    manager = house.sign_in("Max House")  # a code lets the role of a manager
    taken = seating.take_seats(house.command(), manager, cart, SYMPHONY, (one,), hold="hold:house")
    seating.release_cart(cart.cart_id)  # the cart was lost with its window
    assert status(house, "A", 1) is SeatStatus.HELD
    cart = seating.new_cart()
    taken = seating.take_seats(house.command(), manager, cart, SYMPHONY, (one,), hold="hold:house")
    with pytest.raises(SeatTaken):  # somebody else sells from the hold
        house.office.holds.release(house.command(), manager, SYMPHONY, (one,))
    sale = house.office.selling.sell(house.command(), clerk, taken, (cash(4_500),))
    assert status(house, "A", 1) is SeatStatus.SOLD
    with closing(sqlite3.connect(house.path)) as db:
        assert db.execute("SELECT * FROM sold_from_hold").fetchall() == [
            (sale.ticket_ids[0], "hold:house")
        ]
        says = [row[0] for row in db.execute("SELECT what FROM hold_event ORDER BY rowid")]
    assert says == ["sold", "came_back", "sold", "came_back", "sold"]
    gone = house.office.seating.new_cart()
    with pytest.raises(SeatTaken):
        seating.take_seats(house.command(), manager, gone, SYMPHONY, (one,), hold="hold:house")
    assert house.office.verify() == ()


def test_places_by_count_are_held_sold_from_the_hold_and_come_back(house: House) -> None:
    manager = house.sign_in("Max House")
    holds, seating = house.office.holds, house.office.seating
    holds.hold(house.command(), manager, HoldWish(LATE, "press", places=5))
    with pytest.raises(SoldOut):
        holds.hold(house.command(), manager, HoldWish(LATE, "house", places=16))
    cart = seating.take_places(house.command(), manager, seating.new_cart(), LATE, 2, OPEN)
    cart = seating.take_places(house.command(), manager, cart, LATE, 3, OPEN, hold="hold:press")
    with pytest.raises(SoldOut):
        seating.take_places(house.command(), manager, cart, LATE, 3, OPEN, hold="hold:press")
    assert holds.of(LATE).places[0].places == 2
    seating.give_back(house.command(), manager, cart, (cart.lines[0].line_id,))
    assert holds.of(LATE).places[0].places == 2  # free places go first
    seating.release_cart(CartId(cart.cart_id))
    view = holds.of(LATE)
    assert (view.places[0].places, view.places_free) == (5, 15)
    with pytest.raises(SoldOut):
        holds.release(house.command(), manager, LATE, places=("hold:press", 6))
    assert holds.release(house.command(), manager, LATE, places=("hold:press", 4)) == 4
    assert holds.of(LATE).places_free == 19
    assert house.office.verify() == ()


def test_what_is_due_is_released_once_and_says_by_which_rule(house: House) -> None:
    manager, holds = house.sign_in("Max House"), house.office.holds
    soon = house.clock.now() + timedelta(minutes=10)
    holds.hold(house.command(), manager, wish(("B", 1), ("B", 2), until=soon))
    holds.hold(house.command(), manager, wish(("B", 3)))
    holds.hold(house.command(), manager, HoldWish(LATE, "press", places=3, until=soon))
    assert holds.release_due() == ()
    cart = house.office.seating.new_cart()
    sold = (SeatId(seat("B", 2)),)
    house.office.seating.take_seats(
        house.command(), manager, cart, SYMPHONY, sold, hold="hold:press"
    )
    house.clock.advance(timedelta(minutes=10))
    done = holds.release_due()
    said = {(each.performance_id, each.code.name, each.count, each.rule) for each in done}
    assert said == {(SYMPHONY, "Press", 1, "until"), (LATE, "Press", 3, "until")}
    assert holds.release_due() == ()
    assert status(house, "B", 1) is SeatStatus.FREE
    assert status(house, "B", 3) is SeatStatus.HELD
    house.office.seating.release_cart(cart.cart_id)  # back on its hold, which is over
    assert [each.count for each in holds.release_due()] == [1]
    step = holds.of(SYMPHONY).history[0]
    assert (step.act, step.by, step.rule, step.count) == (HoldAct.RELEASED, "", "until", 1)
    assert house.office.verify() == ()


def test_a_seat_in_a_cart_is_not_held(house: House) -> None:
    manager = house.sign_in("Max House")
    cart_of(house, manager, ("B", 5))
    with pytest.raises(SeatTaken):
        house.office.holds.hold(house.command(), manager, wish(("B", 4), ("B", 5)))
    assert status(house, "B", 4) is SeatStatus.FREE
