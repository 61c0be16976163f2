"""Blocks as a manager at one of two windows sees them, and a move that is written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.errors import ApprovalNeeded
from pos.ids import SeatId
from pos.views.blocks import NOBODY, BlockMove
from pos.views.catalogue import SeatStatus
from tests.integration.sharing_windows import Venue
from tests.integration.small_house import LATE, SYMPHONY, seat
from tests.integration.test_selling import rows

KEPT = (SeatStatus.TAKEN, SeatStatus.KILLED, SeatStatus.HELD)


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def test_everybody_sees_whose_the_free_places_are(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    one.lease(SYMPHONY, seat("A", 5), seat("A", 6))
    one.lease(LATE, places=6)
    two.lease(SYMPHONY, seat("B", 1), seat("B", 2))
    two.lease(LATE, places=9)
    one.hear()
    two.hear()
    assert two.take(SYMPHONY, seat("B", 2)).granted
    assert one.take(LATE, places=2).granted
    blocks = one.house.office.blocks.of(SYMPHONY)
    mine = {seat("A", 5): "w1", seat("A", 6): "w1", seat("B", 1): "w2", seat("B", 2): "w2"}
    assert {of: whose for of, whose in blocks.seats.items() if whose} == mine
    assert blocks.seats[SeatId(seat("C", 5))] == NOBODY
    theirs = two.house.office.blocks.of(SYMPHONY)
    assert theirs.gone[SeatId(seat("B", 2))] is SeatStatus.TAKEN
    assert set(theirs.gone.values()) == set(KEPT)
    counted = one.house.office.blocks.of(LATE)
    offered = one.house.office.catalogue.house(LATE).places_left + 9 + 2
    assert dict(counted.places) == {"w1": 4, "w2": 9, NOBODY: offered - 6 - 9}
    assert set(counted.names) == {"w1", "w2"}


def test_a_move_is_written_down_once_with_whoever_answers_for_it(venue: Venue) -> None:
    one = venue.join("w1")
    house = one.house
    move = BlockMove(SYMPHONY, "w1", (NOBODY, "w2"), seats=3)
    clerk = house.sign_in("Ada Clerk")
    with pytest.raises(ApprovalNeeded):
        house.office.blocks.move(house.command(), clerk, move)
    command, manager = house.command(), house.sign_in("Max House")
    assert house.office.blocks.move(command, manager, move) == manager.user_id
    assert house.office.blocks.move(command, manager, move) == manager.user_id
    told = rows(house, "SELECT subject_id FROM audit WHERE event = 'hub.block_moved'")
    assert told == [(SYMPHONY,)]
