from __future__ import annotations

from kiosk.presenters.desk import Presence
from pos.errors import SignInFailed
from pos.ids import SeatId, UserId
from tests.unit.kiosk.presenters.conftest import Bench


def test_five_minutes_without_a_touch_lock_the_screen_and_keep_the_cart(selling: Bench) -> None:
    desk = selling.rooms.desk
    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.timers.pass_time(299)
    assert desk.presence is Presence.WORKING
    selling.timers.pass_time(1)

    assert desk.presence is Presence.LOCKED
    assert len(desk.cart.lines) == 1
    state = selling.rooms.lock.state
    assert (state.locked, state.name, state.tickets) == (True, "Ana Castle", 1)


def test_each_touch_starts_the_five_minutes_again(selling: Bench) -> None:
    selling.timers.pass_time(200)
    selling.rooms.lock.touched()
    selling.timers.pass_time(200)
    assert selling.rooms.desk.presence is Presence.WORKING


def test_the_same_person_comes_back_to_the_same_cart(selling: Bench) -> None:
    desk, lock = selling.rooms.desk, selling.rooms.lock
    selling.rooms.sell.tap_seat(SeatId("A1"))
    cart = desk.cart
    lock.lock()
    lock.unlock("2468")

    assert desk.presence is Presence.WORKING
    assert desk.cart == cart
    assert not lock.state.locked


def test_a_wrong_pin_stays_locked_and_says_so(selling: Bench) -> None:
    lock = selling.rooms.lock
    lock.lock()
    lock.unlock("1111")
    assert isinstance(lock.state.refusal, SignInFailed)
    assert lock.state.locked


def test_another_cashier_takes_the_window_and_the_first_finds_the_cart_again(
    selling: Bench,
) -> None:
    rooms = selling.rooms
    rooms.sell.tap_seat(SeatId("A1"))
    cart = rooms.desk.cart
    rooms.lock.lock()
    rooms.lock.switch()
    assert rooms.desk.presence is Presence.NOBODY
    assert not rooms.lock.state.locked

    rooms.sign_in.refresh()
    rooms.sign_in.choose(UserId("ben"))
    rooms.sign_in.enter("1357")
    assert rooms.desk.cart.lines == ()

    rooms.lock.switch()
    rooms.sign_in.choose(UserId("ana"))
    rooms.sign_in.enter("2468")
    assert rooms.desk.cart == cart
    assert selling.office.people.signed_out == ["ana", "ben"]


def test_nobody_signed_in_is_never_locked(bench: Bench) -> None:
    bench.rooms.lock.touched()
    bench.timers.pass_time(10_000)
    assert bench.rooms.desk.presence is Presence.NOBODY


def test_after_unlocking_the_idle_time_runs_again(selling: Bench) -> None:
    lock = selling.rooms.lock
    lock.lock()
    lock.unlock("2468")
    selling.timers.pass_time(300)
    assert selling.rooms.desk.presence is Presence.LOCKED
