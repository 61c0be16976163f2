"""A hall's seats by place: which is nearest, which lies that way, how large one is. No painting,
no Qt widgets."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import floor, hypot
from statistics import median

from PySide6.QtCore import QPointF, QRectF

from pos.ids import SeatId
from pos.views.catalogue import HallView, SeatView

_SEAT_OF_PITCH = 0.42
"""A seat's radius as a part of the distance to its neighbour: they never touch."""

_ASIDE_COSTS = 2.5
"""When arrows walk over seats, a step aside counts that many steps ahead: rows are kept."""

_DEFAULT_PITCH = 20.0


class Plan:
    """An index over one hall. Lengths are plan units, y downwards."""

    def __init__(self, hall: HallView) -> None:
        self.hall = hall
        self.seats = hall.seats
        self.by_id: dict[SeatId, SeatView] = {seat.seat_id: seat for seat in hall.seats}
        self.zone_positions = {zone.zone_id: zone.position for zone in hall.zones}
        self.zone_names = {zone.zone_id: zone.name for zone in hall.zones}
        self.pitch = _pitch(hall.seats)
        self.radius = self.pitch * _SEAT_OF_PITCH
        self.bounds = _bounds(hall, self.pitch)
        self._cell = self.pitch * 4
        self._cells: dict[tuple[int, int], list[SeatView]] = defaultdict(list)
        for seat in hall.seats:
            self._cells[self._cell_of(seat.x, seat.y)].append(seat)

    def _cell_of(self, x: float, y: float) -> tuple[int, int]:
        return floor(x / self._cell), floor(y / self._cell)

    def sections(self) -> tuple[str, ...]:
        """Return the sections' names in the order of the plan."""
        return tuple(dict.fromkeys(seat.section for seat in self.seats))

    def bounds_of(self, section: str) -> QRectF:
        """Return the box around a section's seats, empty when there is none."""
        return _box(((s.x, s.y) for s in self.seats if s.section == section), self.pitch)

    def within(self, box: QRectF) -> Iterable[SeatView]:
        """Return the seats whose middle lies in or near ``box``."""
        if box.contains(self.bounds):
            return self.seats
        left, top = self._cell_of(box.left(), box.top())
        right, bottom = self._cell_of(box.right(), box.bottom())
        return [
            seat
            for column in range(left, right + 1)
            for row in range(top, bottom + 1)
            for seat in self._cells.get((column, row), ())
        ]

    def nearest(
        self, at: QPointF, reach: float, wanted: Callable[[SeatView], bool] = lambda seat: True
    ) -> SeatView | None:
        """Return the wanted seat whose middle is nearest to ``at`` and within ``reach``."""
        box = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        best, best_distance = None, reach
        for seat in self.within(box):
            distance = hypot(seat.x - at.x(), seat.y - at.y())
            if distance <= best_distance and wanted(seat):
                best, best_distance = seat, distance
        return best

    def towards(self, seat: SeatView, dx: int, dy: int) -> SeatView:
        """Return the next seat from ``seat`` in a direction (one of dx, dy is 1 or -1), or
        itself at the edge."""
        best, best_cost = seat, float("inf")
        for other in self.seats:
            ahead = (other.x - seat.x) * dx + (other.y - seat.y) * dy
            if ahead <= self.pitch * 0.1:
                continue
            aside = abs((other.x - seat.x) * dy) + abs((other.y - seat.y) * dx)
            cost = ahead + _ASIDE_COSTS * aside
            if cost < best_cost:
                best, best_cost = other, cost
        return best


def _pitch(seats: tuple[SeatView, ...]) -> float:
    """Return the usual distance of neighbours in a row."""
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in seats:
        rows[seat.section, seat.row].append(seat)
    gaps: list[float] = []
    for row in rows.values():
        row.sort(key=lambda seat: (seat.row_order, seat.x))
        gaps.extend(hypot(a.x - b.x, a.y - b.y) for a, b in itertools.pairwise(row))
    real = [gap for gap in gaps if gap > 0]
    return median(real) if real else _DEFAULT_PITCH


def _bounds(hall: HallView, pitch: float) -> QRectF:
    points = [(seat.x, seat.y) for seat in hall.seats]
    points += [(label.x, label.y) for label in hall.labels]
    points += [point for shape in hall.shapes for point in shape.points]
    return _box(points, pitch) if points else QRectF(0, 0, hall.width or 1.0, hall.height or 1.0)


def _box(points: Iterable[tuple[float, float]], margin: float) -> QRectF:
    found = list(points)
    if not found:
        return QRectF()
    xs, ys = [x for x, _ in found], [y for _, y in found]
    box = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return box.adjusted(-margin, -margin, margin, margin)
