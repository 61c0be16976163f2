"""Seats that are too small for a shape: a square where one is free, a small one where it is sold, a
dot where there is none, a hollow one where somebody else has it. They are placed once for a scale
and kept part by part, so that a large house is filled in a few calls.

A tile that is drawn once more with nothing changed in it (another zone is lit, the theme is another
one) has its squares as masks, one for each colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBitmap, QPainter

from pos.views.catalogue import SeatStatus, SeatView

if TYPE_CHECKING:
    from kiosk.widgets.seat_map.picture import Look
    from kiosk.widgets.seat_map.plan import Cell, Plan
    from kiosk.widgets.seat_map.view import View
    from pos.ids import ZoneId

_SOLD, _KILLED = 0.6, 0.3
"""Of a seat's width."""
_SEEN = 3
"""Dots that a square has from afar, where its row has room for them: its colour is seen then."""
_DIMMED = 0.22
_MOST_MASKED = 16
"""Tiles, a screen's worth; one's masks are a tenth of its size."""


@dataclass(slots=True)
class _Part:
    """A few dozen seats, in dots from the plan's origin."""

    free: dict[ZoneId, list[QRect]] = field(default_factory=lambda: defaultdict(list))
    gone: list[QRect] = field(default_factory=list)
    others: list[QRect] = field(default_factory=list)


_At = tuple[float, float]
_Masks = list[tuple["ZoneId | None", QBitmap]]
"""What is filled in one colour: a zone's, or, None, that of seats nobody can have."""


class Squares:
    """Keeps a plan's squares at one scale. ``forget`` what changed before it is painted again."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._scale = 0.0
        self._parts: dict[Cell, _Part] = {}
        self._once: set[_At] = set()
        self._masks: dict[_At, _Masks] = {}

    def forget(self, seats: Iterable[SeatView]) -> None:
        """Place these anew: they are not as they were."""
        self._unmask()
        if self._plan is not None:
            for seat in seats:
                self._parts.pop(self._plan.cell_of(seat), None)

    def _unmask(self) -> None:
        self._once.clear()
        self._masks.clear()

    def paint(
        self,
        painter: QPainter,
        plan: Plan,
        look: Look,
        view: View,
        near: QRectF,
        tile: QSize | None = None,
    ) -> None:
        """Fill the squares in or near the plan's box ``near``; ``view`` lies on whole dots.
        ``tile``: they are all of a tile of this size, which begins where the painter does."""
        if plan is not self._plan or view.scale != self._scale:
            self._plan, self._scale = plan, view.scale
            self._parts.clear()
            self._unmask()
        antialiased = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        at = (view.x, view.y)
        if tile is not None and at in self._masks:
            _fill(painter, plan, look, self._masks[at])
        else:
            here = self._gathered(plan, look, near)
            if tile is not None and at in self._once:
                if len(self._masks) >= _MOST_MASKED:
                    self._unmask()
                self._masks[at] = _masked(here, plan, view, tile)
                _fill(painter, plan, look, self._masks[at])
            else:
                if tile is not None:
                    self._once.add(at)
                _paint_part(painter, plan, look, view, here)
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=antialiased)

    def _gathered(self, plan: Plan, look: Look, near: QRectF) -> _Part:
        """Return what is there, so that what is of one colour goes in one call."""
        here = _Part()
        for cell in plan.cells_near(near):
            part = self._parts.get(cell)
            if part is None:
                part = self._parts[cell] = self._placed(plan, cell, look)
            for zone, squares in part.free.items():
                here.free[zone] += squares
            here.gone += part.gone
            here.others += part.others
        return here

    def _placed(self, plan: Plan, cell: Cell, look: Look) -> _Part:
        part, scale = _Part(), self._scale
        side = max(round(plan.radius * 2 * scale), min(round(plan.room * 2 * scale), _SEEN), 1)
        sold, killed = (max(round(side * wide), 1) for wide in (_SOLD, _KILLED))
        status_of, free, half = look.statuses.get, part.free, side / 2
        for seat in plan.seats_of(cell):
            status, x, y = status_of(seat.seat_id), seat.x * scale, seat.y * scale
            if status is None:
                free[seat.zone_id].append(QRect(round(x - half), round(y - half), side, side))
            elif status is SeatStatus.SOLD:
                part.gone.append(QRect(round(x - sold / 2), round(y - sold / 2), sold, sold))
            elif status is SeatStatus.KILLED:
                at = round(x - killed / 2), round(y - killed / 2)
                part.gone.append(QRect(*at, killed, killed))
            else:  # a pen of one dot goes round it
                inner = max(side - 1, 1)
                part.others.append(QRect(round(x - half), round(y - half), inner, inner))
        return part


def _in_order(part: _Part, plan: Plan) -> list[ZoneId]:
    return sorted(part.free, key=lambda zone: plan.zone_positions.get(zone, 0))


def _seen(look: Look, zone: ZoneId) -> float:
    return 1.0 if look.lit_zone in (None, zone) else _DIMMED


def _paint_part(painter: QPainter, plan: Plan, look: Look, view: View, part: _Part) -> None:
    gone = look.theme.colour("seat_gone")
    painter.translate(view.x, view.y)
    painter.setPen(Qt.PenStyle.NoPen)
    for zone in _in_order(part, plan):
        painter.setOpacity(_seen(look, zone))
        painter.setBrush(look.theme.zone(plan.zone_positions.get(zone, 0)))
        painter.drawRects(part.free[zone])
    painter.setOpacity(1.0)
    painter.setBrush(gone)
    _rects(painter, part.gone)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(gone)
    _rects(painter, part.others)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.translate(-view.x, -view.y)


def _rects(painter: QPainter, rects: list[QRect]) -> None:
    if rects:
        painter.drawRects(rects)


def _masked(part: _Part, plan: Plan, view: View, size: QSize) -> _Masks:
    """Return masks of what lies on a tile."""

    def mask(filled: list[QRect], hollow: list[QRect]) -> QBitmap:
        made = QBitmap(size)
        made.clear()
        painter = QPainter(made)
        painter.translate(view.x, view.y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.color1)
        _rects(painter, filled)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.GlobalColor.color1)
        _rects(painter, hollow)
        painter.end()
        return made

    found: _Masks = [(zone, mask(part.free[zone], [])) for zone in _in_order(part, plan)]
    if part.gone or part.others:
        found.append((None, mask(part.gone, part.others)))
    return found


def _fill(painter: QPainter, plan: Plan, look: Look, masks: _Masks) -> None:
    for zone, mask in masks:
        painter.setOpacity(1.0 if zone is None else _seen(look, zone))
        painter.setPen(
            look.theme.colour("seat_gone")
            if zone is None
            else look.theme.zone(plan.zone_positions.get(zone, 0))
        )
        painter.drawPixmap(QPointF(), mask)
    painter.setPen(Qt.PenStyle.NoPen)
