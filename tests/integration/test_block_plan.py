"""The blocks of two windows at the model hub, as the signs of life make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.hub.blocks import Policy
from pos.hub.parcels import Position
from pos.hub.planning import ROUND_S, BlockPlan
from pos.hub.rights import RightsCommand
from pos.hub.talk import Beat, BeatAnswer, LeaseCommand, WantedBack
from pos.ids import CartId, SeatId
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, SYMPHONY, seat

SMALL = Policy(soon=6)
"""For a hall of thirty."""


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def plan_of(window: SharingWindow) -> BlockPlan:
    return BlockPlan(window.house.office.window, SMALL)


def beat(window: SharingWindow, plan: BlockPlan, *back: WantedBack) -> list[LeaseCommand]:
    """One sign of life, with all that was kept known to the hub; return what was asked, which is
    answered at once."""
    told: BeatAnswer = window.cut.beat(Beat(0, 0, 0, "1", window.clock.now()))
    told = replace(told, wanted_back=back)
    storage = window.house.office.storage
    with storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, acknowledged=uow.link.last()))
        plan(uow, told, window.rights._reading())
        asked = list(uow.link.asked())
        uow.commit()
    for command in asked:
        answer = window.cut.lease(command)
        with storage.begin() as uow:
            uow.link.answer(command, answer)
            uow.commit()
    return asked


def test_a_block_is_made_kept_and_given_back_as_the_evening_goes(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    plans = plan_of(one), plan_of(two)
    asked = beat(one, plans[0])
    assert {command.performance_id for command in asked} == {SYMPHONY, LATE}
    assert 6 <= len(one.own(SYMPHONY)) <= 7
    two.hear()
    beat(two, plans[1])
    one.hear()
    assert not one.own(SYMPHONY) & two.own(SYMPHONY)
    venue.clock.advance(timedelta(seconds=ROUND_S))
    assert beat(one, plans[0]) == []  # it stands still

    mine = sorted(one.own(SYMPHONY))
    assert one.take(SYMPHONY, *mine[:3]).granted
    assert one.take(LATE, places=5).granted
    venue.clock.advance(timedelta(seconds=ROUND_S))
    more = {command.performance_id: command for command in beat(one, plans[0])}
    assert len(one.own(SYMPHONY) - set(mine)) >= 3
    assert more[LATE].take_places

    wanted = WantedBack(SYMPHONY, tuple(mine), 0)
    (back,) = beat(one, plans[0], wanted)
    assert set(back.give_back) == set(mine[3:])  # what is in a cart stays
    two.hear()
    assert two.take(SYMPHONY, *back.give_back).granted

    less = BlockPlan(one.house.office.window, Policy(soon=1))
    (trimmed,) = (c for c in beat(one, less) if c.performance_id == LATE)
    assert trimmed.give_places == 5
    assert one.take(LATE, places=1).granted
    assert one.house.office.verify() == two.house.office.verify() == ()


def test_a_block_that_a_manager_moved_here_stays_and_is_sold_here(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    plan = plan_of(one)
    two.lease(SYMPHONY, seat("A", 5), seat("A", 6))
    one.hear()
    beat(one, plan)
    free = [f"{row}{number}" for row in "BC" for number in range(1, 11)]
    moved = tuple(seat(each[0], int(each[1:])) for each in free)
    two.cut.want_back("", SYMPHONY, moved, 0, "w1")
    two.cut.want_back("w2", SYMPHONY, (seat("A", 5),), 0, "w1")
    (wanted,) = two.cut.beat(Beat(0, 0, 0, "1", venue.clock.now())).wanted_back
    beat(two, BlockPlan(two.house.office.window, Policy(soon=0)), wanted)
    one.hear()
    assert seat("A", 5) in one.own(SYMPHONY)
    before = one.own(SYMPHONY)
    assert len(before) > 15
    venue.clock.advance(timedelta(seconds=ROUND_S))
    assert beat(one, plan) == []
    assert one.own(SYMPHONY) == before
    one.lose()
    assert one.take(SYMPHONY, seat("A", 5)).granted
    two.hear()
    assert not two.take(SYMPHONY, seat("A", 5)).granted


def test_a_hold_that_the_hub_refused_for_one_seat_is_asked_for_without_it(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    assert two.take(SYMPHONY, seat("B", 5)).granted  # one has not heard
    hold = RightsCommand(
        one.house.command(),
        "hold:press",
        SYMPHONY,
        CartId(""),
        take=tuple(SeatId(seat("B", number)) for number in (4, 5, 6)),
    )
    plan = plan_of(one)
    with one.house.office.storage.begin() as uow:
        assert uow.rights.apply(hold).granted  # as a season file does
        (command,) = uow.link.asked()
        uow.commit()
    answer = one.cut.lease(command)
    assert [refused.seat_id for refused in answer.refused] == [seat("B", 5)]
    with one.house.office.storage.begin() as uow:
        uow.link.answer(command, answer)
        uow.commit()
    one.hear()
    with one.house.office.storage.read() as uow:
        held = uow.rights.of_seats(SYMPHONY)
    assert held[seat("B", 5)][0] == "window:w2"
    asked = [c for c in beat(one, plan) if c.holder]
    assert [set(c.take) for c in asked] == [{seat("B", 4), seat("B", 6)}]
    venue.clock.advance(timedelta(seconds=ROUND_S))
    assert not [c for c in beat(one, plan) if c.holder]
    assert two.take(SYMPHONY, seat("B", 4)).refused[0].holder == "hold:press"


def test_nothing_is_given_back_before_the_hub_knows_what_was_done_with_it(venue: Venue) -> None:
    """It would hear of a sale that was taken back when somebody else has the seat."""
    one = venue.join("w1")
    plan = plan_of(one)
    beat(one, plan)
    wanted = WantedBack(SYMPHONY, tuple(one.own(SYMPHONY)), 0)
    told = replace(one.cut.beat(Beat(0, 0, 0, "1", one.clock.now())), wanted_back=(wanted,))
    with one.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, acknowledged=Position()))
        plan(uow, told, one.rights._reading())
        assert uow.link.asked() == ()
    assert beat(one, plan, wanted)
