from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.desk import DrawerState, rooms_for
from pos.errors import InvariantBroken
from pos.views.catalogue import NoneLeft
from tests.unit.kiosk.fake_office import COMPANY, PERFORMANCES, session_of
from tests.unit.kiosk.presenters.conftest import Bench


def test_tonight_is_the_business_day_of_the_venue(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    desk = bench.rooms.desk
    assert [desk.is_tonight(p) for p in PERFORMANCES] == [True, True, False]


def test_the_bar_announces_the_next_that_plays_tonight_and_else_what_was_cancelled(
    bench: Bench,
) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    desk, (first, second, later) = bench.rooms.desk, PERFORMANCES
    assert desk.to_announce() == first
    off = replace(first, left=0, none_left=NoneLeft.CANCELLED)
    desk.catalogue_is(COMPANY, (off, second, later), ())
    assert (desk.to_announce(), desk.next_curtain()) == (second, second)
    desk.catalogue_is(COMPANY, (off, later), ())
    assert (desk.to_announce(), desk.next_curtain()) == (off, later)


def test_before_the_catalogue_is_read_nothing_is_tonight(bench: Bench) -> None:
    desk = bench.rooms.desk
    assert desk.today() is None
    assert not desk.is_tonight(PERFORMANCES[0])


def test_a_cashier_sees_the_six_rooms_and_nobody_sees_none() -> None:
    assert rooms_for(session_of("ana")) == (
        "sell",
        "will_call",
        "orders",
        "patrons",
        "till",
        "close",
    )
    assert rooms_for(None) == ()


def test_asking_for_the_person_when_nobody_is_there_is_a_bug(bench: Bench) -> None:
    with pytest.raises(InvariantBroken):
        _ = bench.rooms.desk.person


def test_watchers_hear_of_the_drawer_once_per_change(bench: Bench) -> None:
    desk = bench.rooms.desk
    heard: list[DrawerState] = []
    desk.changed.append(lambda: heard.append(desk.drawer))
    desk.drawer_seen(DrawerState.OPEN)
    desk.drawer_seen(DrawerState.OPEN)
    desk.drawer_seen(DrawerState.SHUT)
    assert heard == [DrawerState.OPEN, DrawerState.SHUT]
