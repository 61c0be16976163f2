"""The stage of a hall whose plan draws none: a bar and its name, where the season file says it is.
Pure geometry, in the plan's units, as somebody has it who faces the stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pos.views.catalogue import HallView, LabelView, ShapeView, StageSide

_NEAR, _DEEP, _LETTERS = 1.6, 2.6, 1.3
"""From the first row to the stage, through the stage, and its letters: times from seat to seat."""
_TURNED = {StageSide.LEFT: -90.0, StageSide.RIGHT: 90.0}
"""How its name is turned, to run along it."""

_Point = tuple[float, float]


def with_stage(hall: HallView, name: str, pitch: float) -> HallView:
    """Return the hall with its stage drawn, if the season file says where that is and the plan has
    none. ``pitch``: from a seat to the next in its row."""
    outlook = hall.outlook
    if outlook.stage is None or not hall.seats:
        return hall
    seats = [outlook.facing(seat.x, seat.y) for seat in hall.seats]
    if _has_one(hall, seats):
        return hall
    across = [x for x, _ in seats]
    middle = (min(across) + max(across)) / 2
    half = max((max(across) - min(across)) / 4, 4 * pitch)
    near = min(back for _, back in seats) - _NEAR * pitch
    far = near - _DEEP * pitch
    ends = (middle - half, middle + half)
    corners = [(ends[0], far), (ends[1], far), (ends[1], near), (ends[0], near)]
    bar = ShapeView(tuple(outlook.point(*corner) for corner in corners), "", "")
    x, y = outlook.point(middle, (near + far) / 2)
    turned = _TURNED.get(outlook.stage, 0.0)
    label = LabelView(name, x, y, _LETTERS * pitch, rotation=turned)
    return replace(hall, labels=(*hall.labels, label), shapes=(*hall.shapes, bar))


def _has_one(hall: HallView, seats: Sequence[_Point]) -> bool:
    """Return whether the plan draws something in front of the middle of the seats."""
    across = [x for x, _ in seats]
    middle, sixth = (min(across) + max(across)) / 2, (max(across) - min(across)) / 6
    first = min(
        (back for x, back in seats if abs(x - middle) <= sixth),
        default=min(back for _, back in seats),
    )
    for points in _drawn(hall):
        faced = [hall.outlook.facing(*point) for point in points]
        xs, backs = [x for x, _ in faced], [back for _, back in faced]
        reaches = min(xs) <= middle + sixth and max(xs) >= middle - sixth
        if reaches and (min(backs) + max(backs)) / 2 < first:
            return True
    return False


def _drawn(hall: HallView) -> Iterable[Sequence[_Point]]:
    """Yield the corners of each shape, and the middle of each word but the name of a section: that
    stands before its first row."""
    sections = {seat.section.casefold() for seat in hall.seats}
    for shape in hall.shapes:
        if shape.points:
            yield shape.points
    for label in hall.labels:
        if label.text.casefold() not in sections:
            yield ((label.x, label.y),)
