"""A hall's seats by place: which is nearest, which lies that way, how large one is. No painting,
no Qt widgets."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from math import floor, hypot
from statistics import median

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from pos.ids import SeatId
from pos.views.catalogue import HallView, SeatView

_SEAT_OF_PITCH = 0.42
"""A seat's radius as a part of the distance to its neighbour: they never touch."""

_ASIDE_COSTS = 2.5
"""When arrows walk over seats, a step aside counts that many steps ahead: rows are kept."""

_DEFAULT_PITCH = 20.0
_ONE_SPOT = 0.1
"""Seats so near to each other, as a part of the distance to a neighbour, look like one."""
_LOOKED_AT = 60
"""Seats of which the nearest is looked for: all of a large house would take a third of a second."""

Cell = tuple[int, int]


class Plan:
    """An index over one hall. Lengths are plan units, y downwards. ``pitch``: from a seat to the
    next in its row; ``radius``: a seat's, ``room``: what it would be if only its row counted."""

    def __init__(self, hall: HallView) -> None:
        self.hall = hall
        self.seats = hall.seats
        self.by_id: dict[SeatId, SeatView] = {seat.seat_id: seat for seat in hall.seats}
        self.zone_positions = {zone.zone_id: zone.position for zone in hall.zones}
        self.zone_names = {zone.zone_id: zone.name for zone in hall.zones}
        self.pitch = pitch_of(hall)
        self.bounds = _bounds(hall, self.pitch)
        self._cell = self.pitch * 8
        self._cells: dict[Cell, list[SeatView]] = defaultdict(list)
        for seat in hall.seats:
            self._cells[self._cell_of(seat.x, seat.y)].append(seat)
        self.room = self.pitch * _SEAT_OF_PITCH
        self.radius = min(self.room, self._closest() * _SEAT_OF_PITCH)

    def _closest(self) -> float:
        """Return how far it usually is from a seat to the nearest one, in its row or another: rows
        may stand closer than the seats in them."""
        found = []
        for seat in self.seats[:: len(self.seats) // _LOOKED_AT + 1]:
            apart = [
                away
                for other in self.within(_around(seat.x, seat.y, self.pitch))
                if (away := hypot(other.x - seat.x, other.y - seat.y)) > 0
            ]
            found.append(min(apart, default=self.pitch))
        return median(found) if found else self.pitch

    def _cell_of(self, x: float, y: float) -> Cell:
        return floor(x / self._cell), floor(y / self._cell)

    @cached_property
    def shapes(self) -> tuple[tuple[QPolygonF, QRectF], ...]:
        """What is drawn besides seats, and the box around each."""
        polygons = [
            QPolygonF([QPointF(x, y) for x, y in shape.points]) for shape in self.hall.shapes
        ]
        return tuple((polygon, polygon.boundingRect()) for polygon in polygons)

    def section_at(self, at: QPointF) -> str:
        """Return the section of the seat that is nearest to ``at``; empty where there are none."""
        nearest = min(self.seats, key=lambda s: hypot(s.x - at.x(), s.y - at.y()), default=None)
        return nearest.section if nearest is not None else ""

    def sections(self) -> tuple[str, ...]:
        """Return the sections' names in the order of the plan."""
        return tuple(dict.fromkeys(seat.section for seat in self.seats))

    def bounds_of(self, section: str) -> QRectF:
        """Return the box around a section's seats, empty when there is none."""
        return _box(((s.x, s.y) for s in self.seats if s.section == section), self.pitch)

    def box_of(self, seats: Iterable[SeatId]) -> QRectF:
        """Return the box around these seats; those that the hall does not have are passed over."""
        known = (self.by_id[seat] for seat in seats if seat in self.by_id)
        return _box(((seat.x, seat.y) for seat in known), self.pitch)

    def within(self, box: QRectF) -> Sequence[SeatView]:
        """Return the seats whose middle lies in ``box``."""
        if box.contains(self.bounds):
            return self.seats
        found: list[SeatView] = []
        for cell, inside in self._cells_in(box):
            seats = self._cells[cell]
            found += seats if inside else [s for s in seats if box.contains(s.x, s.y)]
        return found

    def cells_near(self, box: QRectF) -> Iterator[Cell]:
        """Yield the parts of the plan that ``box`` touches, each a few dozen seats that stand
        near each other."""
        for cell, _ in self._cells_in(box):
            yield cell

    def seats_of(self, cell: Cell) -> Sequence[SeatView]:
        """Return the seats of a part."""
        return self._cells.get(cell, ())

    def cell_of(self, seat: SeatView) -> Cell:
        """Return the part that a seat is in."""
        return self._cell_of(seat.x, seat.y)

    def _cells_in(self, box: QRectF) -> Iterator[tuple[Cell, bool]]:
        """Yield the cells with seats that ``box`` touches, and whether it holds all of each."""
        box = box.intersected(self.bounds)
        left, top = self._cell_of(box.left(), box.top())
        right, bottom = self._cell_of(box.right(), box.bottom())
        for cell in itertools.product(range(left, right + 1), range(top, bottom + 1)):
            if cell in self._cells:
                yield cell, left < cell[0] < right and top < cell[1] < bottom

    def nearest(
        self, at: QPointF, reach: float, wanted: Callable[[SeatView], bool] = lambda seat: True
    ) -> SeatView | None:
        """Return the wanted seat whose middle is nearest to ``at`` and within ``reach``."""
        box = _around(at.x(), at.y(), reach)
        best, best_distance = None, reach
        for seat in self.within(box):
            distance = hypot(seat.x - at.x(), seat.y - at.y())
            if distance <= best_distance and wanted(seat):
                best, best_distance = seat, distance
        return best

    def next_on_spot(
        self, seat: SeatView, before: SeatId | None, wanted: Callable[[SeatId], bool]
    ) -> SeatView:
        """Return which of the seats that a plan draws on one spot a touch there means: the first
        that is wanted, and after ``before`` the next. Nearly always ``seat`` is alone there."""
        there = self.on_spot(seat)
        ids = [each.seat_id for each in there]
        if before in ids:
            return there[(ids.index(before) + 1) % len(there)]
        return next((each for each in (seat, *there) if wanted(each.seat_id)), seat)

    def on_spot(self, seat: SeatView) -> Sequence[SeatView]:
        """Return the seats that a plan draws where ``seat`` is, itself among them."""
        box = _around(seat.x, seat.y, self.pitch * _ONE_SPOT)
        return sorted(self.within(box), key=lambda each: each.seat_id)

    # ---- along a row ----

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[SeatView]]:
        rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
        for seat in self.seats:
            rows[seat.section, seat.row].append(seat)
        for row in rows.values():
            row.sort(key=lambda seat: seat.row_order)
        return rows

    def _row_of(self, seat_id: SeatId) -> tuple[list[SeatView], int]:
        seat = self.by_id[seat_id]
        row = self._rows[seat.section, seat.row]
        return row, row.index(seat)

    def nearest_in_row(self, seat_id: SeatId, at: QPointF) -> SeatId:
        """Return the seat of this seat's row that is nearest to ``at``."""
        row, _ = self._row_of(seat_id)
        return min(row, key=lambda s: hypot(s.x - at.x(), s.y - at.y())).seat_id

    def next_in_row(self, seat_id: SeatId, step: int) -> SeatId:
        """Return the seat ``step`` to the right (-1: to the left) in its row, itself at the end."""
        row, at = self._row_of(seat_id)
        return row[min(max(at + step, 0), len(row) - 1)].seat_id

    def beside(
        self, start: SeatId, end: SeatId, free: Callable[[SeatId], bool]
    ) -> tuple[SeatId, ...]:
        """Return the seats of a row from ``start`` towards ``end``, as they stand, up to the first
        that is not free or not beside the one before."""
        row, first = self._row_of(start)
        last = row.index(self.by_id[end])
        step = 1 if last >= first else -1
        found = [row[first]]
        for seat in row[first + step : last + step if last + step >= 0 else None : step]:
            if abs(seat.row_order - found[-1].row_order) != 1 or not free(seat.seat_id):
                break
            found.append(seat)
        return tuple(seat.seat_id for seat in found[::step])

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


def _around(x: float, y: float, reach: float) -> QRectF:
    return QRectF(x - reach, y - reach, 2 * reach, 2 * reach)


def pitch_of(hall: HallView) -> float:
    """Return the usual distance of neighbours in a row."""
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in hall.seats:
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
