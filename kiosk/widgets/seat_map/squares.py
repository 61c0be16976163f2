"""Seats that are too small for a shape: a square where one is free, a small one where it is sold, a
dot where there is none, a hollow one where somebody else has it. They are placed once for a scale
and kept part by part, so that a large house is filled in a few calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from pos.views.catalogue import SeatStatus, SeatView

if TYPE_CHECKING:
    from kiosk.widgets.seat_map.picture import Look
    from kiosk.widgets.seat_map.plan import Cell, Plan
    from kiosk.widgets.seat_map.view import View
    from pos.ids import ZoneId

_WIDE = {SeatStatus.SOLD: 0.6, SeatStatus.KILLED: 0.3}
"""Of a seat's width."""
_DIMMED = 0.22
_FILLED = (SeatStatus.SOLD, SeatStatus.KILLED)


@dataclass(slots=True)
class _Part:
    """A few dozen seats, in dots from the plan's origin."""

    free: dict[ZoneId, list[QRect]] = field(default_factory=lambda: defaultdict(list))
    gone: list[QRect] = field(default_factory=list)
    others: list[QRect] = field(default_factory=list)


class Squares:
    """Keeps a plan's squares at one scale. ``forget`` what changed before it is painted again."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._scale = 0.0
        self._parts: dict[Cell, _Part] = {}

    def forget(self, seats: Iterable[SeatView]) -> None:
        """Place these anew: they are not as they were."""
        if self._plan is not None:
            for seat in seats:
                self._parts.pop(self._plan.cell_of(seat), None)

    def paint(self, painter: QPainter, plan: Plan, look: Look, view: View, near: QRectF) -> None:
        """Fill the squares in or near the plan's box ``near``; ``view`` lies on whole dots."""
        if plan is not self._plan or view.scale != self._scale:
            self._plan, self._scale = plan, view.scale
            self._parts.clear()
        gone = look.theme.colour("seat_gone")
        zones = plan.zone_positions
        antialiased = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.translate(view.x, view.y)
        painter.setPen(Qt.PenStyle.NoPen)
        here = _Part()  # what is of one colour goes in one call
        for cell in plan.cells_near(near):
            part = self._parts.get(cell)
            if part is None:
                part = self._parts[cell] = self._placed(plan, cell, look)
            for zone, squares in part.free.items():
                here.free[zone] += squares
            here.gone += part.gone
            here.others += part.others
        for zone in sorted(here.free, key=lambda zone: zones.get(zone, 0)):
            painter.setOpacity(1.0 if look.lit_zone in (None, zone) else _DIMMED)
            painter.setBrush(look.theme.zone(zones.get(zone, 0)))
            painter.drawRects(here.free[zone])
        painter.setOpacity(1.0)
        if here.gone:
            painter.setBrush(gone)
            painter.drawRects(here.gone)
        if here.others:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(gone)
            painter.drawRects(here.others)
            painter.setPen(Qt.PenStyle.NoPen)
        painter.translate(-view.x, -view.y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=antialiased)

    def _placed(self, plan: Plan, cell: Cell, look: Look) -> _Part:
        part, scale = _Part(), self._scale
        side = max(round(plan.radius * 2 * scale), 1)
        widths = {status: max(round(side * part), 1) for status, part in _WIDE.items()}
        status_of = look.statuses.get
        for seat in plan.seats_of(cell):
            status = status_of(seat.seat_id)
            wide = side if status is None else widths.get(status, side)
            x, y = round(seat.x * scale - wide / 2), round(seat.y * scale - wide / 2)
            if status is None:
                part.free[seat.zone_id].append(QRect(x, y, wide, wide))
            elif status in _FILLED:
                part.gone.append(QRect(x, y, wide, wide))
            else:  # a pen of one dot goes round it
                part.others.append(QRect(x, y, max(wide - 1, 1), max(wide - 1, 1)))
        return part
