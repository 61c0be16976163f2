from __future__ import annotations

from pos.errors import SignInFailed, SignInLocked
from pos.ids import UserId
from tests.unit.kiosk.presenters.conftest import Bench

ANA, BEN = UserId("ana"), UserId("ben")


def test_the_first_screen_waits_for_the_names(bench: Bench) -> None:
    bench.tasks.holding = True
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    assert not sign_in.state.ready

    bench.tasks.run()

    assert sign_in.state.ready
    assert [p.name for p in sign_in.state.people] == ["Ana Castle", "Ben Quill", "Mia Torres"]


def test_name_and_pin_let_in_with_a_cart_and_the_till_of_this_drawer(bench: Bench) -> None:
    sign_in, desk = bench.rooms.sign_in, bench.rooms.desk
    sign_in.refresh()
    sign_in.choose(ANA)
    sign_in.enter("2468")

    assert desk.person.name == "Ana Castle"
    assert desk.cart.lines == ()
    assert desk.till is None
    assert sign_in.state.person is None


def test_a_wrong_pin_says_how_many_tries_are_left(bench: Bench) -> None:
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    sign_in.choose(ANA)
    sign_in.enter("0000")

    refusal = sign_in.state.refusal
    assert isinstance(refusal, SignInFailed)
    assert refusal.params["tries_left"] == 4
    assert sign_in.state.person is not None
    assert bench.rooms.desk.session is None


def test_after_five_wrong_tries_the_tile_shows_the_lock(bench: Bench) -> None:
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    sign_in.choose(ANA)
    for _ in range(5):
        sign_in.enter("0000")

    refusal = sign_in.state.refusal
    assert isinstance(refusal, SignInLocked)
    assert refusal.params["minutes"] == 30
    assert sign_in.state.people[0].locked


def test_a_second_enter_while_the_pin_is_checked_is_no_second_try(bench: Bench) -> None:
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    sign_in.choose(ANA)
    bench.tasks.holding = True
    sign_in.enter("0000")
    sign_in.enter("0000")
    sign_in.back()
    bench.tasks.run()

    refusal = sign_in.state.refusal
    assert refusal is not None
    assert refusal.params["tries_left"] == 4


def test_no_pin_is_kept_in_the_state(bench: Bench) -> None:
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    sign_in.choose(ANA)
    sign_in.enter("97531")
    assert "97531" not in repr(sign_in.state)
