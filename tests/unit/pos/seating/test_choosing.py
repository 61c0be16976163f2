"""What is free of a house, which is worked out from what was free when it was last asked."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any, cast

from kiosk.benchmarks.big_hall import big_hall
from pos.ids import PerformanceId, SeatId
from pos.seating.choosing import HOUSES, Choosing


class Taken:
    """A unit of work in which these seats are not free."""

    def __init__(self) -> None:
        self.seats: set[SeatId] = set()
        self.rights = SimpleNamespace(seats_taken=lambda _: frozenset(self.seats))


def test_what_is_free_is_right_whatever_was_taken_and_given_back_since() -> None:
    hall, chance = big_hall(), Random(1)
    ids = [seat.seat_id for seat in hall.seats]
    choosing, uow, rows = Choosing(), Taken(), Choosing().rows(hall)
    shows = [PerformanceId(f"p{number}") for number in range(HOUSES + 3)]
    for _ in range(80):
        uow.seats ^= set(chance.sample(ids, chance.choice((1, 8, 400))))
        uow.seats.add(SeatId("not of this hall"))
        show = chance.choice((shows[0], shows[1], chance.choice(shows)))
        free = choosing.free(cast("Any", uow), hall, show)
        assert free.masks == rows.free(uow.seats).masks
        free.take(chance.choice(ids))  # the caller's own: nobody else sees it
