"""The seat of a ticket changed in place, a cart that ran out taken again, the same again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import NotFound, SeatTaken, SoldOut, StorageLocked
from pos.ids import CartId, SeatId
from pos.seating.putting_back import put_back
from pos.seating.retaking import move_line, same_again, take_again
from pos.selling.extras import add_certificate
from pos.storage.unit_of_work import SqlUnitOfWork
from pos.views.paying import ExtraKind
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView, ExtraLine
from tests.integration.small_house import (
    COMP,
    LATE,
    OPEN,
    PINS,
    STALLS,
    STUDENT,
    SYMPHONY,
    House,
    seat,
    usd,
)
from tests.integration.test_parked import mixed
from tests.integration.test_selling import cart_of, cash


def where(cart: CartView) -> list[tuple[str, str, str]]:
    return [(line.row, line.number, line.price_type) for line in cart.lines]


def taken(house: House) -> set[str]:
    """Return the seats of rows B that somebody has."""
    seats = house.office.catalogue.house(SYMPHONY, CartId("")).seats
    return {str(n) for n in range(1, 11) if seat("B", n) in seats}


def _student_and_comp(house: House, session: SessionView) -> CartView:
    seating = house.office.seating
    cart = cart_of(house, session, ("B", 1), ("B", 2), ("B", 3))
    one, two, _ = (line.line_id for line in cart.lines)
    cart = seating.set_price_type(house.command(), session, cart, (one,), STUDENT)
    return seating.set_price_type(house.command(), session, cart, (two,), COMP, "Press")


def test_a_ticket_is_seated_elsewhere_and_stays_whose_it_is(house: House) -> None:
    session = house.sign_in("Sue Lead")
    seating = house.office.seating
    cart = _student_and_comp(house, session)
    comp = cart.lines[1]
    command = house.command()
    moved = move_line(seating, command, session, cart, comp.line_id, SeatId(seat("B", 7)))
    assert move_line(seating, command, session, cart, comp.line_id, SeatId(seat("B", 7))) == moved
    assert where(moved) == [("B", "1", "Student"), ("B", "7", "Comp"), ("B", "3", "Adult")]
    assert (moved.lines[1].comp_reason, moved.total) == ("Press", cart.total)
    assert taken(house) == {"1", "3", "7"}

    other = cart_of(house, session, ("B", 9))
    with pytest.raises(SeatTaken):
        move_line(
            seating,
            house.command(),
            session,
            moved,
            moved.lines[0].line_id,
            SeatId(seat("B", 9)),
        )
    assert taken(house) == {"1", "3", "7", "9"}
    seating.abandon(house.command(), session, other)
    floor = seating.take_places(house.command(), session, seating.new_cart(), LATE, 1, OPEN)
    with pytest.raises(NotFound):
        move_line(
            seating,
            house.command(),
            session,
            floor,
            floor.lines[0].line_id,
            SeatId(seat("B", 9)),
        )


def test_a_price_set_by_hand_holds_in_a_seat_that_costs_the_same(house: House) -> None:
    session, seating = house.open_till("Max House"), house.office.seating
    cart = cart_of(house, session, ("B", 1))
    line = cart.lines[0].line_id
    cart = house.office.prices.set_by_hand(
        house.command(), session, cart, (line,), usd(1000), "wet seat B1"
    )
    by_hand = cart.lines[0].by_hand
    cart = move_line(seating, house.command(), session, cart, line, SeatId(seat("B", 7)))
    assert (cart.total, cart.lines[0].by_hand) == (usd(1000), by_hand)  # as dear as the one before
    assert seating.release_cart(cart.cart_id)
    again = take_again(seating, house.command(), session, seating.new_cart(), cart)
    assert again.total == usd(1000)
    assert seating.release_cart(again.cart_id)
    ada = house.sign_in("Ada Clerk")
    assert take_again(seating, house.command(), ada, seating.new_cart(), cart).total == usd(4500)


def test_what_ran_out_is_taken_again_as_it_was_or_not_at_all(house: House) -> None:
    session, seating = house.sign_in("Ada Clerk"), house.office.seating
    before = house.office.prices.add_code(session, mixed(house, session), "TENOFF")
    assert seating.release_cart(before.cart_id)
    assert taken(house) == set()
    fresh = seating.new_cart()
    again = take_again(seating, house.command(), session, fresh, before)
    assert (again.cart_id, again.extras) == (fresh.cart_id, before.extras)
    assert (where(again), again.total) == (where(before), before.total)
    assert seating.release_cart(again.cart_id)

    other = cart_of(house, session, ("B", 2))
    with pytest.raises(SeatTaken):
        take_again(seating, house.command(), session, seating.new_cart(), before)
    assert taken(house) == {"2"}
    assert other.lines
    assert house.office.catalogue.house(LATE, CartId("")).places_left == 20


def test_a_word_that_was_given_is_not_good_for_what_is_taken_again(house: House) -> None:
    session, seating = house.sign_in("Ada Clerk"), house.office.seating
    cart, command = cart_of(house, session, ("B", 4), ("B", 5)), house.command()
    manager = house.sign_in("Max House")
    word = house.office.people.approve(
        manager.user_id, PINS["Max House"], Permission.SELL_COMP, command, session
    )
    first = (cart.lines[0].line_id,)
    comped = seating.set_price_type(command, session, cart, first, COMP, "Press", word)
    assert comped.total == usd(4_500)
    assert seating.release_cart(comped.cart_id)

    again = take_again(seating, house.command(), session, seating.new_cart(), comped)
    assert (again.total, [line.comp_reason for line in again.lines]) == (usd(9_000), ["", ""])
    assert seating.release_cart(again.cart_id)
    own = seating.set_price_type(
        house.command(), manager, cart_of(house, manager, ("B", 4)), first, COMP, "Press"
    )
    assert seating.release_cart(own.cart_id)
    kept = take_again(seating, house.command(), manager, seating.new_cart(), own)
    assert kept.total == usd(0)


def test_the_same_again_takes_the_best_there_are_for_the_same_people(house: House) -> None:
    session, seating = house.sign_in("Sue Lead"), house.office.seating
    sold = _student_and_comp(house, session)
    sold = seating.take_places(house.command(), session, sold, LATE, 2, OPEN)
    gift = ExtraLine("fund", ExtraKind.DONATION, usd(2500), code="fund", name="Annual fund")
    round_up = replace(gift, line_id="round-up", amount=usd(50), round_up=True)
    sheet = ExtraLine("goods-p", ExtraKind.GOODS, usd(600), code="p", name="Programme")
    sold = add_certificate(replace(sold, extras=(gift, sheet, round_up)), usd(2500))
    again = same_again(seating, house.command(), session, seating.new_cart(), sold)
    kinds = sorted(line.price_type for line in again.lines)
    assert kinds == ["Adult", "Adult", "Adult", "Student"]  # nobody gives a comp twice unasked
    assert again.extras == (sheet,)
    rows = {line.row for line in again.lines if line.seat_id is not None}
    assert len(rows) == 1
    assert {line.zone_id for line in again.lines} == {STALLS, OPEN}

    many = seating.take_places(house.command(), session, seating.new_cart(), LATE, 10, OPEN)
    had = taken(house)
    both = CartView(CartId("x"), "USD", (*sold.lines[:1], *many.lines))
    with pytest.raises(SoldOut):
        same_again(seating, house.command(), session, seating.new_cart(), both)
    assert taken(house) == had


def test_what_went_back_is_taken_anew_when_the_same_touch_tries_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, seating, command = house.open_till("Ada Clerk"), house.office.seating, house.command()
    before = mixed(house, session)
    assert seating.release_cart(before.cart_id)
    fresh = seating.new_cart()
    _fail_commit(monkeypatch, 2)
    with pytest.raises(StorageLocked):
        take_again(seating, command, session, fresh, before)
    assert taken(house) == set()
    again = take_again(seating, command, session, fresh, before)
    with house.office.storage.read() as uow:
        seats, places = uow.rights.held_by_cart(again.cart_id)
    assert len(again.lines) == len(seats) + sum(places.values()) == 4
    seating.abandon(house.command(), session, again)
    assert taken(house) == set()


def test_a_ticket_whose_move_failed_has_the_right_to_its_seat_when_it_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, command = house.open_till("Max House"), house.command()
    cart = cart_of(house, session, ("B", 4))
    sale = house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    there, moving = SeatId(seat("B", 7)), house.office.reseating
    _fail_commit(monkeypatch, 2)
    with pytest.raises(StorageLocked):
        moving.move(command, session, sale.ticket_ids[0], there, "wet seat")
    moving.move(command, session, sale.ticket_ids[0], there, "wet seat")
    assert taken(house) == {"7"}
    assert house.office.verify() == ()


def _fail_commit(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk refuse the ``number``-th commit from now, and no other."""
    left, real = [number], SqlUnitOfWork.commit

    def commit(uow: SqlUnitOfWork) -> None:
        left[0] -= 1
        if not left[0]:
            raise StorageLocked()
        real(uow)

    monkeypatch.setattr(SqlUnitOfWork, "commit", commit)


def test_what_was_just_taken_out_is_put_back_as_it_was(house: House) -> None:
    session, seating = house.open_till("Sue Lead"), house.office.seating
    before = house.office.prices.add_code(session, mixed(house, session), "TENOFF")
    seated = next(line for line in before.lines if line.seat_id is not None)
    counted = next(line for line in before.lines if line.seat_id is None)
    gone = (seated.line_id, counted.line_id)
    left = seating.give_back(house.command(), session, before, gone)
    command = house.command()
    back = put_back(seating, command, session, left, before)
    assert (where(back), back.total, back.extras) == (where(before), before.total, before.extras)
    assert put_back(seating, command, session, left, before) == back
    with house.office.storage.read() as uow:
        seats, places = uow.rights.held_by_cart(back.cart_id)
    assert len(seats) + sum(places.values()) == len(before.lines)

    seating.abandon(house.command(), session, back)
    other = cart_of(house, session, ("B", int(seated.number)))
    with pytest.raises(SeatTaken):
        put_back(seating, house.command(), session, seating.new_cart(), back)
    assert taken(house) == {line.number for line in other.lines}
    assert house.office.catalogue.house(LATE, CartId("")).places_left == 20
