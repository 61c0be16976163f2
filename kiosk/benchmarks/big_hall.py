"""An arena to measure with: 20,000 seats on arcs, twenty sections, four prices, an aisle in the
middle of each."""

from __future__ import annotations

import random
from math import cos, pi, sin

from pos.catalogue.plan import Point
from pos.catalogue.ranking import seat_ranks
from pos.ids import HallId, PerformanceId, SeatId, ZoneId
from pos.views.catalogue import (
    HallView,
    HouseView,
    LabelView,
    SeatKind,
    SeatStatus,
    SeatView,
    ShapeView,
    ZoneView,
)

SECTIONS, ROWS, ACROSS = 20, 25, 40
_AROUND = 5
"""Sections beside each other; the others stand behind them."""
_PITCH = 20.0


def big_hall() -> HallView:
    """Return the hall; the same each time."""
    places: list[tuple[int, int, int, Point]] = []
    labels = []
    for section in range(SECTIONS):
        ring, column = divmod(section, _AROUND)
        for row in range(ROWS):
            radius = 2400 + ring * 560 + row * _PITCH
            for seat in range(ACROSS):
                along = column * (ACROSS + 4) + seat + (seat >= ACROSS // 2)
                turn = pi * (0.18 + 0.64 * along / (_AROUND * (ACROSS + 4)))
                at = Point(4000 - radius * cos(turn), radius * sin(turn) - 1400)
                places.append((section, row, seat, at))
                if (row, seat) == (ROWS // 2, ACROSS // 2):
                    labels.append(LabelView(f"Section {section + 1}", at.x, at.y, 60))
    zones = tuple(ZoneView(ZoneId(f"zone-{n}"), f"Price {n + 1}", "", n) for n in range(4))
    rings = [section // _AROUND for section, _, _, _ in places]
    points = [at for _, _, _, at in places]
    ranks = seat_ranks(points, rings, [0] * len(points), Point(4000, 1100))
    seats = tuple(
        SeatView(
            SeatId(f"{section}-{row}-{seat}"),
            f"{section}-{row}-{seat}",
            f"Section {section + 1}",
            str(row + 1),
            str(seat + 1),
            at.x,
            at.y,
            zones[section // _AROUND].zone_id,
            SeatKind.ORDINARY,
            rank,
            seat + (seat >= ACROSS // 2),
        )
        for (section, row, seat, at), rank in zip(places, ranks, strict=True)
    )
    stage = ShapeView(((3300, 200), (4700, 200), (4500, 500), (3500, 500)), "#cccccc", "#999999")
    names = (HallId("big"), "big", "Big hall", "Benchmark")
    return HallView(*names, 8000, 4000, zones, seats, tuple(labels), (stage,), 0)


def half_sold(hall: HallView, seed: int = 7) -> HouseView:
    """Return a house of ``hall``: half of it gone, most of that sold."""
    chance = random.Random(seed)
    ways = [SeatStatus.SOLD] * 8 + [SeatStatus.HELD, SeatStatus.BLOCKED]
    gone = {s.seat_id: chance.choice(ways) for s in hall.seats if chance.random() < 0.5}
    return HouseView(PerformanceId("benchmark"), gone, 0, ())


def chopped(hall: HallView, seed: int = 7) -> HouseView:
    """Return a house of ``hall`` in which nowhere eight are free side by side: runs of one to seven
    between seats that are sold."""
    chance = random.Random(seed)
    gone, run = {}, 0
    for seat in hall.seats:
        if run:
            run -= 1
        else:
            gone[seat.seat_id] = SeatStatus.SOLD
            run = chance.randint(1, 7)
    return HouseView(PerformanceId("chopped"), gone, 0, ())
