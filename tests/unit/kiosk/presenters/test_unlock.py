"""A supervisor undoes a lock on the sign-in screen."""

from __future__ import annotations

import pytest

from pos.ids import UserId
from tests.unit.kiosk.presenters.conftest import Bench

ANA, MIA = UserId("ana"), UserId("mia")


@pytest.fixture
def locked(bench: Bench) -> Bench:
    """Ana was locked out a moment ago; her PIN page still stands."""
    sign_in = bench.rooms.sign_in
    sign_in.refresh()
    sign_in.choose(ANA)
    for _ in range(5):
        sign_in.enter("0000")
    return bench


def test_the_fifth_try_locks_the_person_on_the_screen(locked: Bench) -> None:
    person = locked.rooms.sign_in.state.person
    assert person is not None
    assert person.locked


def test_only_who_may_unlock_is_offered(locked: Bench) -> None:
    locked.rooms.unlock.begin()
    assert [p.user_id for p in locked.rooms.unlock.state.people] == [MIA]


def test_unlocked_the_person_goes_on_with_their_own_pin(locked: Bench) -> None:
    unlock, sign_in = locked.rooms.unlock, locked.rooms.sign_in
    unlock.begin()
    unlock.say_why("Mistyped the PIN")
    unlock.choose(MIA)
    unlock.confirm("9753")
    assert unlock.state.locked is None
    assert sign_in.state.person is not None
    assert not sign_in.state.person.locked
    assert sign_in.state.refusal is None
    assert locked.rooms.desk.session is None
    sign_in.enter("2468")
    assert locked.rooms.desk.person.user_id == ANA


def test_without_a_reason_nothing_is_asked_of_the_office(locked: Bench) -> None:
    unlock = locked.rooms.unlock
    unlock.begin()
    unlock.choose(MIA)
    unlock.confirm("9753")
    assert unlock.state.refusal is not None
    assert unlock.state.refusal.code == "text_missing"
    assert locked.office.done("unlock") == 0


def test_a_wrong_pin_of_the_supervisor_is_refused(locked: Bench) -> None:
    unlock = locked.rooms.unlock
    unlock.begin()
    unlock.say_why("Mistyped the PIN")
    unlock.choose(MIA)
    unlock.confirm("1111")
    assert unlock.state.refusal is not None
    assert unlock.state.refusal.code == "sign_in_failed"
    assert locked.rooms.sign_in.state.person is not None
    assert locked.rooms.sign_in.state.person.locked


def test_given_up_the_lock_stays(locked: Bench) -> None:
    locked.rooms.unlock.begin()
    locked.rooms.unlock.cancel()
    assert locked.rooms.unlock.state.locked is None
    assert locked.rooms.sign_in.state.people[0].locked
