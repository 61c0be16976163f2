"""Badges over a real file: they name a person and prove nothing, and no uid is kept anywhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    BadgeRevoked,
    BadgeTaken,
    CommandReused,
    NotAllowed,
    NotFound,
    SignInFailed,
    SignInLocked,
    TextRefused,
)
from pos.views.people import Role
from tests.integration.small_house import House, open_house
from tests.integration.test_people import NOBODY, WRONG, audited, of
from tests.integration.test_selling import rows

UID, OTHER, LONG = "04A1B2C3D4E5F6", "11223344", "00112233445566778899"


def give(house: House, name: str, uid: str, by: str = "Max House") -> None:
    giver = house.staff.get(by) or house.sign_in(by)
    house.office.badges.give_badge(house.command(), giver, of(house, name).user_id, uid)


def take(house: House, name: str, by: str = "Sue Lead") -> None:
    taker = house.staff.get(by) or house.sign_in(by)
    house.office.badges.take_badge(house.command(), taker, of(house, name).user_id, "lost")


def holder(house: House, uid: str) -> str:
    found = house.office.badges.who_has(uid)
    return found.name if found else ""


@pytest.mark.parametrize("uid", [UID, OTHER, LONG])
def test_a_badge_names_its_person(house: House, uid: str) -> None:
    assert house.office.badges.who_has(uid) is None
    give(house, "Ada Clerk", uid)
    assert house.office.badges.who_has(uid) == of(house, "Ada Clerk")
    assert house.office.badges.has_badge(of(house, "Ada Clerk").user_id)
    assert not house.office.badges.has_badge(of(house, "Ben Clerk").user_id)
    assert audited(house, "staff.badge_given") == 1
    assert house.office.verify() == ()


def test_a_badge_lets_nobody_in(house: House) -> None:
    """The PIN proves, and its tries count and lock whoever is named by a badge as ever."""
    give(house, "Ada Clerk", UID)
    before = rows(house, "SELECT count(*) FROM sign_in")
    ada = house.office.badges.who_has(UID)
    assert ada is not None
    assert rows(house, "SELECT count(*) FROM sign_in") == before
    for _ in range(4):
        with pytest.raises(SignInFailed):
            house.office.people.sign_in(ada.user_id, WRONG)
    with pytest.raises(SignInLocked):
        house.office.people.sign_in(ada.user_id, WRONG)
    named = house.office.badges.who_has(UID)
    assert named is not None
    assert named.locked


def test_no_uid_is_kept_anywhere(house: House) -> None:
    give(house, "Ada Clerk", UID)
    give(house, "Ben Clerk", OTHER)
    take(house, "Ada Clerk")
    with pytest.raises(BadgeRevoked):
        house.office.badges.who_has(UID)
    house.office.close()
    with closing(sqlite3.connect(house.path)) as connection:
        plain = (
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'"
        )  # what a virtual table keeps lies in plain ones beside it
        tables = [name for (name,) in connection.execute(plain)]
        kept = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    dump = " ".join(
        value.hex() if isinstance(value, bytes) else str(value)
        for rows in kept
        for row in rows
        for value in row
    ).upper()
    assert UID not in dump
    assert OTHER not in dump


def test_the_same_badge_is_another_hash_in_another_house(
    house: House, tmp_path: Path, manual_clock: ManualClock
) -> None:
    other = open_house(tmp_path / "other.sqlite3", manual_clock, seed=99)
    give(house, "Ada Clerk", UID)
    give(other, "Ada Clerk", UID)
    query = "SELECT uid_hash FROM badge"
    assert rows(house, query) != rows(other, query)
    other.office.close()


def test_the_key_lasts(house: House, manual_clock: ManualClock) -> None:
    give(house, "Ada Clerk", UID)
    house.office.close()
    again = open_house(house.path, manual_clock, seed=8)
    give(again, "Ben Clerk", OTHER)
    assert (holder(again, UID), holder(again, OTHER)) == ("Ada Clerk", "Ben Clerk")
    again.office.close()


def test_one_badge_one_person(house: House) -> None:
    give(house, "Ada Clerk", UID)
    with pytest.raises(BadgeTaken) as refused:
        give(house, "Ben Clerk", UID)
    assert refused.value.params == {"name": "Ada Clerk"}
    assert UID not in repr(refused.value)
    give(house, "Ada Clerk", UID)  # again: nothing changes
    assert rows(house, "SELECT count(*) FROM badge") == [(1,)]


def test_a_new_badge_takes_the_old_one_away(house: House) -> None:
    give(house, "Ada Clerk", UID)
    give(house, "Ada Clerk", OTHER)
    assert holder(house, OTHER) == "Ada Clerk"
    with pytest.raises(BadgeRevoked):
        house.office.badges.who_has(UID)
    assert rows(house, "SELECT reason FROM badge WHERE NOT given") == [("replaced",)]
    assert house.office.verify() == ()


def test_a_badge_taken_away_says_so_and_that_it_came_is_on_record(house: House) -> None:
    give(house, "Ada Clerk", UID)
    take(house, "Ada Clerk")
    assert audited(house, "staff.badge_taken") == 1
    with pytest.raises(BadgeRevoked):
        house.office.badges.who_has(UID)
    assert audited(house, "badge.refused") == 1
    with pytest.raises(NotFound):
        take(house, "Ada Clerk")
    give(house, "Ben Clerk", UID)  # found again, and somebody else's now
    assert holder(house, UID) == "Ben Clerk"
    assert house.office.verify() == ()


def test_the_badge_of_somebody_who_left_is_no_good(house: House) -> None:
    give(house, "Ada Clerk", UID)
    house.office.people.change_staff(
        house.command(),
        house.sign_in("Max House"),
        of(house, "Ada Clerk").user_id,
        role=Role.CASHIER,
        locale="en",
        enabled=False,
    )
    with pytest.raises(BadgeRevoked):
        house.office.badges.who_has(UID)


def test_a_repeat_is_the_first_answer(house: House) -> None:
    manager, command = house.sign_in("Max House"), house.command()
    ada = of(house, "Ada Clerk").user_id
    first = house.office.badges.give_badge(command, manager, ada, UID)
    assert house.office.badges.give_badge(command, manager, ada, UID) == first
    with pytest.raises(CommandReused):
        house.office.badges.give_badge(command, manager, ada, OTHER)


def test_who_may_give_and_take(house: House) -> None:
    for name in ("Ada Clerk", "Sue Lead"):
        with pytest.raises(NotAllowed):
            give(house, "Ben Clerk", UID, by=name)
    with pytest.raises(NotAllowed):  # only an owner does this for an owner
        give(house, "Olga Owner", UID, by="Max House")
    give(house, "Ben Clerk", UID)
    with pytest.raises(NotAllowed):
        take(house, "Ben Clerk", by="Ada Clerk")
    take(house, "Ben Clerk", by="Sue Lead")


@pytest.mark.parametrize(
    "uid",
    ["", "04a1b2c3d4e5f6", "112233", "1122334455", "ZZ223344", "08A1B2C3", "112233445566778899"],
)
def test_what_is_no_lasting_uid_names_nobody(house: House, uid: str) -> None:
    with pytest.raises(TextRefused) as refused:
        give(house, "Ada Clerk", uid)
    assert refused.value.params == {"field": "badge", "limit": 20}
    assert house.office.badges.who_has(uid) is None


def test_an_unknown_person_gets_no_badge(house: House) -> None:
    manager = house.sign_in("Max House")
    with pytest.raises(NotFound):
        house.office.badges.give_badge(house.command(), manager, NOBODY, UID)
