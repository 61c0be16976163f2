"""People over a real file: no default accounts, a lock-out that lasts, a second person's word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    AlreadySetUp,
    CardNumberRefused,
    CommandReused,
    NameTaken,
    NotAllowed,
    NotFound,
    PinTooWeak,
    SamePerson,
    SignInFailed,
    SignInLocked,
    TextRefused,
)
from pos.events import Events
from pos.ids import CommandId, Ids, UserId, WindowId
from pos.people.people import People
from pos.people.pins import PinHasher
from pos.people.roles import permissions_of
from pos.storage.unit_of_work import SqlStorage
from pos.views.people import Permission, Role, SessionView, StaffView
from pos.window import Window
from tests.integration.small_house import PINS, House, open_house
from tests.integration.test_selling import rows

CARD = "4111 1111 1111 1111"
WRONG = "1590"
NOBODY = UserId("0" * 32)


def of(house: House, name: str) -> StaffView:
    people = house.office.people.staff(with_disabled=True)
    return next(person for person in people if person.name == name)


def fail(house: House, name: str, times: int) -> None:
    """Give a wrong PIN ``times`` times; none of them may be the fifth."""
    for _ in range(times):
        with pytest.raises(SignInFailed):
            house.office.people.sign_in(of(house, name).user_id, WRONG)


def lock(house: House, name: str) -> None:
    fail(house, name, 4)
    with pytest.raises(SignInLocked):
        house.office.people.sign_in(of(house, name).user_id, WRONG)


def audited(house: House, event: str) -> int:
    count = rows(house, f"SELECT count(*) FROM audit WHERE event = '{event}'")[0][0]
    assert isinstance(count, int)
    return count


@pytest.fixture
def manager(house: House) -> SessionView:
    return house.sign_in("Max House")


@pytest.fixture
def supervisor(house: House) -> SessionView:
    return house.sign_in("Sue Lead")


@pytest.fixture
def cashier(house: House) -> SessionView:
    return house.sign_in("Ada Clerk")


@pytest.fixture
def owner(house: House) -> SessionView:
    return house.office.people.sign_in(of(house, "Olga Owner").user_id, "7302")


# ---- first run ----


@pytest.fixture
def empty(tmp_path: Path, manual_clock: ManualClock, ids: Ids) -> Iterator[People]:
    storage = SqlStorage(tmp_path / "new.sqlite3", manual_clock, ids, Events())
    window = Window(WindowId("w1"), "Window 1", "W1")
    yield People(storage, manual_clock, ids, window, PinHasher(1, 8, 1))
    storage.close()


def test_a_fresh_database_has_nobody(empty: People) -> None:
    assert empty.needs_setup()
    assert empty.staff() == ()
    with pytest.raises(SignInFailed):
        empty.sign_in(NOBODY, "2580")


def test_the_first_run_makes_an_owner_and_signs_them_in(empty: People) -> None:
    session = empty.set_up(CommandId("c1"), "  Olga   Owner ", "7302", "en")
    assert (session.name, session.role) == ("Olga Owner", Role.OWNER)
    assert session.permissions == frozenset(Permission)
    assert not empty.needs_setup()
    assert [(person.name, person.locked) for person in empty.staff()] == [("Olga Owner", False)]
    assert empty.sign_in(session.user_id, "7302") == session


def test_the_first_run_happens_once(empty: People) -> None:
    first = empty.set_up(CommandId("c1"), "Olga Owner", "7302", "en")
    assert empty.set_up(CommandId("c1"), "Olga Owner", "7302", "en") == first
    with pytest.raises(AlreadySetUp):
        empty.set_up(CommandId("c2"), "Eve Second", "7302", "en")
    with pytest.raises(CommandReused):
        empty.set_up(CommandId("c1"), "Eve Second", "7302", "en")
    assert len(empty.staff()) == 1


def test_a_weak_pin_or_bad_name_sets_nothing_up(empty: People) -> None:
    with pytest.raises(PinTooWeak):
        empty.set_up(CommandId("c1"), "Olga Owner", "0000", "en")
    with pytest.raises(TextRefused):
        empty.set_up(CommandId("c1"), "", "7302", "en")
    with pytest.raises(TextRefused):
        empty.set_up(CommandId("c1"), "Olga Owner", "7302", "english")
    assert empty.needs_setup()


# ---- staff ----


def test_name_tiles_come_by_name_whatever_the_script(house: House, manager: SessionView) -> None:
    for name in ("Đặng Thị Hà", "Élodie Front", "Борис Тест", "zoe last", "🎭"):
        house.office.people.add_staff(house.command(), manager, name, Role.CASHIER, "2580", "vi")
    names = [person.name for person in house.office.people.staff()]
    assert names.index("Ben Clerk") < names.index("Đặng Thị Hà") < names.index("Élodie Front")
    assert names.index("Sue Lead") < names.index("zoe last") < names.index("Борис Тест")
    assert "🎭" in names


def test_added_staff_can_sign_in_with_their_role_and_language(
    house: House, manager: SessionView
) -> None:
    people, command = house.office.people, house.command()
    added = people.add_staff(command, manager, "Nina New", Role.SUPERVISOR, "8046", "ru")
    assert people.add_staff(command, manager, "Nina New", Role.SUPERVISOR, "8046", "ru") == added
    session = people.sign_in(added.user_id, "8046")
    assert (session.role, session.locale) == (Role.SUPERVISOR, "ru")
    assert session.permissions == permissions_of(Role.SUPERVISOR)
    assert audited(house, "staff.added") == len(PINS) + 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u2060", "x" * 81, "\n\t"])
def test_a_name_has_one_to_eighty_characters_to_see(
    house: House, manager: SessionView, name: str
) -> None:
    with pytest.raises(TextRefused):
        house.office.people.add_staff(house.command(), manager, name, Role.CASHIER, "2580", "en")


def test_eighty_characters_are_a_name(house: House, manager: SessionView) -> None:
    people = house.office.people
    added = people.add_staff(house.command(), manager, "ё" * 80, Role.CASHIER, "2580", "en")
    assert added.name == "ё" * 80


def test_a_card_number_is_no_name(house: House, manager: SessionView) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        house.office.people.add_staff(house.command(), manager, CARD, Role.CASHIER, "2580", "en")
    assert "4111" not in str(refused.value)


def test_two_tiles_never_look_alike(house: House, manager: SessionView) -> None:
    for name in ("Ada Clerk", "ADA CLERK", " Ada  Clerk"):
        with pytest.raises(NameTaken):
            house.office.people.add_staff(
                house.command(), manager, name, Role.CASHIER, "2580", "en"
            )


def test_a_weak_pin_adds_nobody(house: House, manager: SessionView) -> None:
    with pytest.raises(PinTooWeak):
        house.office.people.add_staff(
            house.command(), manager, "Nina New", Role.CASHIER, "1234", "en"
        )
    assert "Nina New" not in [person.name for person in house.office.people.staff()]


@pytest.mark.parametrize("name", ["Ada Clerk", "Sue Lead"])
def test_who_may_not_manage_staff_does_not(house: House, name: str) -> None:
    session, people = house.sign_in(name), house.office.people
    ben = of(house, "Ben Clerk").user_id
    with pytest.raises(NotAllowed):
        people.add_staff(house.command(), session, "Nina New", Role.CASHIER, "2580", "en")
    with pytest.raises(NotAllowed):
        people.give_pin(house.command(), session, ben, "2580")
    with pytest.raises(NotAllowed):
        people.change_staff(
            house.command(), session, ben, role=Role.CASHIER, locale="en", enabled=False
        )


def test_a_manager_neither_makes_nor_touches_an_owner(house: House, manager: SessionView) -> None:
    people, olga = house.office.people, of(house, "Olga Owner").user_id
    with pytest.raises(NotAllowed):
        people.add_staff(house.command(), manager, "Nina New", Role.OWNER, "2580", "en")
    with pytest.raises(NotAllowed):
        people.give_pin(house.command(), manager, olga, "2580")
    for role in (Role.CASHIER, Role.OWNER):
        with pytest.raises(NotAllowed):
            people.change_staff(
                house.command(), manager, olga, role=role, locale="en", enabled=True
            )


def test_an_owner_makes_an_owner(house: House, owner: SessionView) -> None:
    people = house.office.people
    added = people.add_staff(house.command(), owner, "Otto Owner", Role.OWNER, "2580", "en")
    assert added.role is Role.OWNER


def test_a_disabled_person_leaves_the_tiles_and_cannot_prove_anything(
    house: House, manager: SessionView
) -> None:
    people, ben = house.office.people, of(house, "Ben Clerk").user_id
    command = house.command()
    for _ in range(2):
        people.change_staff(command, manager, ben, role=Role.CASHIER, locale="en", enabled=False)
    assert ben not in [person.user_id for person in people.staff()]
    with pytest.raises(SignInFailed):
        people.sign_in(ben, PINS["Ben Clerk"])
    with pytest.raises(SignInFailed):
        people.approve(ben, PINS["Ben Clerk"], Permission.SELL, house.command(), manager)
    people.change_staff(
        house.command(), manager, ben, role=Role.SUPERVISOR, locale="es", enabled=True
    )
    session = people.sign_in(ben, PINS["Ben Clerk"])
    assert (session.role, session.locale) == (Role.SUPERVISOR, "es")


def test_an_old_standing_does_not_come_back_with_the_clock(
    house: House, manager: SessionView
) -> None:
    people, ben = house.office.people, of(house, "Ben Clerk").user_id
    house.clock.advance(timedelta(days=-2))
    people.change_staff(
        house.command(), manager, ben, role=Role.CASHIER, locale="en", enabled=False
    )
    house.clock.advance(timedelta(days=9))
    assert ben not in [person.user_id for person in people.staff()]
    with pytest.raises(SignInFailed):
        people.sign_in(ben, PINS["Ben Clerk"])


def test_nobody_changes_their_own_role_or_disables_themselves(
    house: House, owner: SessionView
) -> None:
    people = house.office.people
    for role, enabled in ((Role.MANAGER, True), (Role.OWNER, False)):
        with pytest.raises(SamePerson):
            people.change_staff(
                house.command(), owner, owner.user_id, role=role, locale="en", enabled=enabled
            )
    view = people.change_staff(
        house.command(), owner, owner.user_id, role=Role.OWNER, locale="vi", enabled=True
    )
    assert view.locale == "vi"


def test_nobody_unknown_is_changed(house: House, manager: SessionView) -> None:
    people = house.office.people
    with pytest.raises(NotFound):
        people.change_staff(
            house.command(), manager, NOBODY, role=Role.CASHIER, locale="en", enabled=True
        )
    with pytest.raises(NotFound):
        people.give_pin(house.command(), manager, NOBODY, "2580")
    with pytest.raises(NotFound):
        people.unlock(house.command(), manager, NOBODY, "asked")


def test_a_new_pin_replaces_the_old_one_and_keeps_a_lock(
    house: House, manager: SessionView
) -> None:
    people, ben = house.office.people, of(house, "Ben Clerk").user_id
    lock(house, "Ben Clerk")
    view = people.give_pin(house.command(), manager, ben, "8046")
    assert view.locked
    with pytest.raises(PinTooWeak):
        people.give_pin(house.command(), manager, ben, "4321")
    house.clock.advance(timedelta(minutes=30))
    with pytest.raises(SignInFailed):
        people.sign_in(ben, PINS["Ben Clerk"])
    assert people.sign_in(ben, "8046").user_id == ben


# ---- signing in ----


def test_the_right_pin_opens_a_session(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    assert (session.name, session.role, session.locale) == ("Ada Clerk", Role.CASHIER, "en")
    assert session.permissions == permissions_of(Role.CASHIER)
    house.office.people.sign_out(session)
    assert audited(house, "sign_in.made") == 1
    assert audited(house, "sign_out.made") == 1


def test_wrong_tries_count_down_and_the_fifth_locks(house: House) -> None:
    people, ada = house.office.people, of(house, "Ada Clerk").user_id
    left = []
    for _ in range(4):
        with pytest.raises(SignInFailed) as refused:
            people.sign_in(ada, WRONG)
        left.append(refused.value.params["tries_left"])
    assert left == [4, 3, 2, 1]
    with pytest.raises(SignInLocked) as locked:
        people.sign_in(ada, WRONG)
    assert locked.value.params == {"minutes": 30}
    assert of(house, "Ada Clerk").locked
    assert not of(house, "Ben Clerk").locked
    with pytest.raises(SignInLocked):
        people.sign_in(ada, PINS["Ada Clerk"])
    assert audited(house, "sign_in.failed") == 5
    assert audited(house, "sign_in.locked") == 1


def test_the_lock_opens_at_30_00_and_not_at_29_59(house: House) -> None:
    people, ada = house.office.people, of(house, "Ada Clerk").user_id
    lock(house, "Ada Clerk")
    house.clock.advance(timedelta(minutes=29, seconds=59))
    with pytest.raises(SignInLocked) as locked:
        people.sign_in(ada, PINS["Ada Clerk"])
    assert locked.value.params == {"minutes": 1}
    house.clock.advance(timedelta(seconds=1))
    assert people.sign_in(ada, PINS["Ada Clerk"]).user_id == ada
    fail(house, "Ada Clerk", 4)


def test_a_clock_set_back_does_not_unlock(house: House) -> None:
    lock(house, "Ada Clerk")
    house.clock.advance(timedelta(days=-1))
    with pytest.raises(SignInLocked):
        house.office.people.sign_in(of(house, "Ada Clerk").user_id, PINS["Ada Clerk"])


def test_a_proof_long_ago_does_not_forgive_tries_made_before_its_time(
    house: House, tmp_path: Path
) -> None:
    """Signed in at six, clock set back to four, restart: tries made 'at four' still count."""
    house.sign_in("Ada Clerk")
    house.office.close()
    house.clock.advance(timedelta(hours=-2))
    again = open_house(house.path, house.clock, seed=8)
    lock(again, "Ada Clerk")
    again.office.close()


def test_the_right_pin_starts_the_count_anew(house: House) -> None:
    fail(house, "Ada Clerk", 4)
    house.sign_in("Ada Clerk")
    fail(house, "Ada Clerk", 4)
    assert not of(house, "Ada Clerk").locked


def test_the_count_survives_a_restart(house: House) -> None:
    fail(house, "Ada Clerk", 4)
    house.office.close()
    again = open_house(house.path, house.clock, seed=8)
    with pytest.raises(SignInLocked):
        again.office.people.sign_in(of(again, "Ada Clerk").user_id, WRONG)
    again.office.close()


def test_the_count_survives_a_kill(house: House) -> None:
    """The process dies the moment it knows the PIN was wrong; the try is on disk already."""
    house.office.close()
    script = (
        "import os, pathlib, signal, sys\n"
        "from pos.errors import SignInFailed\n"
        "from tests.conftest import DOORS_OPEN\n"
        "from pos.clock import ManualClock\n"
        "from tests.integration.small_house import open_house\n"
        "house = open_house(pathlib.Path(sys.argv[1]), ManualClock(DOORS_OPEN), int(sys.argv[2]))\n"
        "ada = next(p for p in house.office.people.staff() if p.name == 'Ada Clerk')\n"
        "try:\n"
        "    house.office.people.sign_in(ada.user_id, '1590')\n"
        "except SignInFailed:\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    for seed in range(4):
        killed = subprocess.run(
            [sys.executable, "-c", script, str(house.path), str(100 + seed)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            check=False,
            timeout=60,
        )
        assert killed.returncode == -signal.SIGKILL
    again = open_house(house.path, house.clock, seed=8)
    with pytest.raises(SignInLocked):
        again.office.people.sign_in(of(again, "Ada Clerk").user_id, WRONG)
    assert again.office.verify() == ()
    again.office.close()


@pytest.mark.parametrize("nobody", [NOBODY, UserId("no id at all"), UserId(CARD)])
def test_an_unknown_person_is_refused_like_a_wrong_pin(house: House, nobody: UserId) -> None:
    left = []
    for _ in range(4):
        with pytest.raises(SignInFailed) as refused:
            house.office.people.sign_in(nobody, "2580")
        left.append(refused.value.params)
    assert left == [{"tries_left": n} for n in (4, 3, 2, 1)]
    with pytest.raises(SignInLocked):
        house.office.people.sign_in(nobody, "2580")
    assert CARD not in str(rows(house, "SELECT * FROM sign_in"))


def test_better_hash_costs_take_effect_at_the_next_sign_in(house: House) -> None:
    ada = of(house, "Ada Clerk").user_id
    house.office.close()
    storage = SqlStorage(house.path, house.clock, Ids(house.clock), Events())
    window = Window(WindowId("w1"), "Window 1", "W1")
    people = People(storage, house.clock, Ids(house.clock), window, PinHasher(2, 16, 1))
    for _ in range(2):
        assert people.sign_in(ada, PINS["Ada Clerk"]).user_id == ada
    storage.close()
    hashes = rows(house, f"SELECT pin_hash FROM credential WHERE user_id = '{ada}' ORDER BY seq")
    assert ["m=16,t=2" in str(each) for each in hashes] == [False, True]


def test_no_pin_is_stored_anywhere(house: House, manager: SessionView) -> None:
    people = house.office.people
    people.add_staff(house.command(), manager, "Nina New", Role.CASHIER, "80461357", "en")
    people.give_pin(house.command(), manager, of(house, "Nina New").user_id, "97318642")
    with pytest.raises(SignInFailed):
        people.sign_in(of(house, "Nina New").user_id, "80461358")
    house.office.close()
    stored = house.path.read_bytes()
    for pin in (b"80461357", b"97318642", b"80461358"):
        assert pin not in stored


# ---- the second person ----


def test_a_supervisor_unlocks_with_a_reason(house: House, supervisor: SessionView) -> None:
    people, ada = house.office.people, of(house, "Ada Clerk").user_id
    lock(house, "Ada Clerk")
    command = house.command()
    assert not people.unlock(command, supervisor, ada, "knows her birthday").locked
    lock(house, "Ada Clerk")
    assert not people.unlock(command, supervisor, ada, "knows her birthday").locked  # a repeat
    assert of(house, "Ada Clerk").locked
    people.unlock(house.command(), supervisor, ada, "again")
    assert people.sign_in(ada, PINS["Ada Clerk"]).user_id == ada
    assert audited(house, "sign_in.unlocked") == 2


def test_a_supervisors_pin_unlocks_where_nobody_is_signed_in(house: House) -> None:
    people, ada = house.office.people, of(house, "Ada Clerk").user_id
    sue = of(house, "Sue Lead").user_id
    lock(house, "Ada Clerk")
    with pytest.raises(SignInFailed):
        people.unlock_with(house.command(), sue, "0000", ada, "mistyped")
    assert of(house, "Ada Clerk").locked
    command = house.command()
    assert not people.unlock_with(command, sue, PINS["Sue Lead"], ada, "mistyped").locked
    assert people.sign_in(ada, PINS["Ada Clerk"]).user_id == ada
    assert audited(house, "sign_in.unlocked") == 1
    assert audited(house, "approval.given") == 1


def test_a_pin_unlocks_only_with_the_right_a_reason_and_for_somebody_else(house: House) -> None:
    people = house.office.people
    ben, sue = of(house, "Ben Clerk").user_id, of(house, "Sue Lead").user_id
    with pytest.raises(NotAllowed):
        people.unlock_with(
            house.command(), of(house, "Ada Clerk").user_id, PINS["Ada Clerk"], ben, "asked"
        )
    with pytest.raises(SamePerson):
        people.unlock_with(house.command(), sue, PINS["Sue Lead"], sue, "me")
    with pytest.raises(TextRefused):
        people.unlock_with(house.command(), sue, PINS["Sue Lead"], ben, " ")


def test_unlocking_needs_the_right_a_reason_and_somebody_else(
    house: House, cashier: SessionView, supervisor: SessionView
) -> None:
    people, ben = house.office.people, of(house, "Ben Clerk").user_id
    with pytest.raises(NotAllowed):
        people.unlock(house.command(), cashier, ben, "asked")
    with pytest.raises(SamePerson):
        people.unlock(house.command(), supervisor, supervisor.user_id, "me")
    with pytest.raises(TextRefused):
        people.unlock(house.command(), supervisor, ben, " ")
    with pytest.raises(TextRefused):
        people.unlock(house.command(), supervisor, ben, "x" * 201)
    with pytest.raises(CardNumberRefused):
        people.unlock(house.command(), supervisor, ben, CARD)


def test_a_second_person_gives_their_word_for_one_command(
    house: House, cashier: SessionView
) -> None:
    people, command = house.office.people, house.command()
    sue = of(house, "Sue Lead").user_id
    approval = people.approve(sue, PINS["Sue Lead"], Permission.REPRINT, command, cashier)
    assert (approval.approver, approval.approver_name) == (sue, "Sue Lead")
    assert (approval.permission, approval.command) == (Permission.REPRINT, command)
    assert audited(house, "approval.given") == 1
    assert audited(house, "sign_in.made") == 1  # only the cashier's own


def test_the_requester_is_no_second_person(house: House, supervisor: SessionView) -> None:
    with pytest.raises(SamePerson):
        house.office.people.approve(
            supervisor.user_id,
            PINS["Sue Lead"],
            Permission.REPRINT,
            house.command(),
            supervisor,
        )


def test_a_second_person_needs_the_permission(house: House, cashier: SessionView) -> None:
    with pytest.raises(NotAllowed) as refused:
        house.office.people.approve(
            of(house, "Ben Clerk").user_id,
            PINS["Ben Clerk"],
            Permission.REPRINT,
            house.command(),
            cashier,
        )
    assert refused.value.params == {"permission": "reprint"}


def test_approving_and_signing_in_share_one_count_of_tries(
    house: House, cashier: SessionView
) -> None:
    people, sue = house.office.people, of(house, "Sue Lead").user_id
    fail(house, "Sue Lead", 2)
    for _ in range(2):
        with pytest.raises(SignInFailed):
            people.approve(sue, WRONG, Permission.REPRINT, house.command(), cashier)
    with pytest.raises(SignInLocked):
        people.approve(sue, WRONG, Permission.REPRINT, house.command(), cashier)
    with pytest.raises(SignInLocked):
        people.approve(sue, PINS["Sue Lead"], Permission.REPRINT, house.command(), cashier)
    with pytest.raises(SignInLocked):
        people.sign_in(sue, PINS["Sue Lead"])
    assert audited(house, "approval.failed") == 3
    assert audited(house, "approval.locked") == 1


def test_approvers_are_those_who_hold_the_permission(house: House) -> None:
    approvers = house.office.people.approvers(Permission.APPROVE_CLOSE)
    assert [person.name for person in approvers] == ["Max House", "Olga Owner", "Sue Lead"]
