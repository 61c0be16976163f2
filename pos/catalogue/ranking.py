"""Which seat is better, and which seats stand side by side. Pure geometry, worked out once when
a hall is loaded.

A plan says where seats are, not what is next to what: rows curve, numbers jump, blocks of one row
are drawn far apart. So neighbours are found by walking along each row from seat to seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from statistics import median

from pos.catalogue.plan import Point

GAP = 1.5
"""Seats farther apart than this many times the usual step have an aisle or a missing seat
between them.
"""
LONGEST_WALK = 250
"""Rows longer than this are sorted along their length instead of walked, which takes time by the
square.
"""
FOCUS_DEPTH = 0.35
"""How far back in the best zone the best seat is, as a share of that zone's depth."""


def row_walk(points: Sequence[Point]) -> list[int]:
    """Return the indexes of ``points`` in the order they stand in the row, left to right (or top
    to bottom).

    Works for rows on a line, an arc or a horseshoe: the walk grows at whichever end has the nearer
    seat.
    """
    if not points:
        return []
    walk = _sorted_along(points) if len(points) > LONGEST_WALK else _walk(points)
    first, last = points[walk[0]], points[walk[-1]]
    across, down = last.x - first.x, last.y - first.y
    backwards = across < 0 if abs(across) >= abs(down) else down < 0
    return walk[::-1] if backwards else walk


def _walk(points: Sequence[Point]) -> list[int]:
    left: list[int] = [0]  # grows backwards from the first seat
    right: list[int] = []
    rest = set(range(1, len(points)))
    while rest:
        head, tail = left[-1], right[-1] if right else left[0]
        to_head, at_head = _nearest(points, head, rest)
        to_tail, at_tail = _nearest(points, tail, rest)
        if to_head < to_tail:
            left.append(at_head)
            rest.discard(at_head)
        else:
            right.append(at_tail)
            rest.discard(at_tail)
    return left[::-1] + right


def _nearest(points: Sequence[Point], start: int, rest: set[int]) -> tuple[float, int]:
    here = points[start]
    return min((hypot(points[i].x - here.x, points[i].y - here.y), i) for i in rest)


def _sorted_along(points: Sequence[Point]) -> list[int]:
    wide = max(p.x for p in points) - min(p.x for p in points)
    high = max(p.y for p in points) - min(p.y for p in points)
    axis = 0 if wide >= high else 1
    return sorted(range(len(points)), key=lambda i: (points[i][axis], points[i][1 - axis]))


def steps_along(points: Sequence[Point], walk: Sequence[int]) -> list[float]:
    """Return the distance from each seat of the walk to the next."""
    return [hypot(points[b].x - points[a].x, points[b].y - points[a].y) for a, b in pairwise(walk)]


def row_orders(rows: Sequence[Sequence[Point]]) -> list[list[int]]:
    """Return ``row_order`` for each seat of each row of one section.

    Neighbours differ by one; across an aisle or a missing seat the difference is two or more, about
    as many as seats would have fitted. The usual step is taken from the whole section, as a short
    row cannot tell.
    """
    walks = [row_walk(points) for points in rows]
    steps = [steps_along(points, walk) for points, walk in zip(rows, walks, strict=True)]
    pitch = median([step for row in steps for step in row if step > 0] or [1.0])
    return [
        _orders(len(points), walk, lengths, pitch)
        for points, walk, lengths in zip(rows, walks, steps, strict=True)
    ]


def _orders(count: int, walk: Sequence[int], lengths: Sequence[float], pitch: float) -> list[int]:
    orders = [0] * count
    at = 0
    for index, length in zip(walk[1:], lengths, strict=True):
        at += 1 if length <= GAP * pitch else max(2, round(length / pitch))
        orders[index] = at
    return orders


def focus_of(points: Sequence[Point], zones: Sequence[int]) -> Point:
    """Return where the best seat of the hall would be: in the middle of the best zone's width, a
    third of the way back.

    ``points`` as whoever faces the stage has them (``Outlook.facing``): ``y`` is how far back.
    ``zones`` holds each seat's zone position; the lowest is the best zone.
    """
    best = min(zones)
    chosen = [point for point, zone in zip(points, zones, strict=True) if zone == best]
    left, right = min(p.x for p in chosen), max(p.x for p in chosen)
    front, back = min(p.y for p in chosen), max(p.y for p in chosen)
    return Point((left + right) / 2, front + FOCUS_DEPTH * (back - front))


def seat_ranks(
    points: Sequence[Point], zones: Sequence[int], sections: Sequence[int], focus: Point
) -> list[int]:
    """Return each seat's rank, 0 the best, none twice: by zone, then section, then distance to
    the focus; ``points`` and ``focus`` as for ``focus_of``.

    Equal distances (the two sides of a hall) go to the seat nearer the stage, then to the left one.
    """
    by_worth = sorted(
        range(len(points)),
        key=lambda i: (
            zones[i],
            sections[i],
            round(hypot(points[i].x - focus.x, points[i].y - focus.y), 3),
            points[i].y,
            points[i].x,
            i,
        ),
    )
    ranks = [0] * len(points)
    for rank, index in enumerate(by_worth):
        ranks[index] = rank
    return ranks
