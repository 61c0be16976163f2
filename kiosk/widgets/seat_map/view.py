"""Where on the widget a point of the plan lies: scale and offset, and how they may change. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF


@dataclass(frozen=True)
class View:
    """Widget point = plan point * ``scale`` + (``x``, ``y``). Immutable: each change gives a new
    one."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_widget(self, x: float, y: float) -> QPointF:
        """Return where a plan point lies on the widget."""
        return QPointF(x * self.scale + self.x, y * self.scale + self.y)

    def to_plan(self, point: QPointF) -> QPointF:
        """Return the plan point under a widget point."""
        return QPointF((point.x() - self.x) / self.scale, (point.y() - self.y) / self.scale)

    def visible(self, size: QSizeF) -> QRectF:
        """Return the part of the plan that a widget of ``size`` shows."""
        return QRectF(
            self.to_plan(QPointF(0, 0)), self.to_plan(QPointF(size.width(), size.height()))
        )

    def moved(self, dx: float, dy: float) -> View:
        """Return the view dragged by that many dots."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def zoomed(self, factor: float, at: QPointF, least: float, most: float) -> View:
        """Return the view zoomed by ``factor`` with the plan point under ``at`` staying there."""
        scale = min(max(self.scale * factor, least), most)
        under = self.to_plan(at)
        return View(scale, at.x() - under.x() * scale, at.y() - under.y() * scale)

    def kept(self, bounds: QRectF, size: QSizeF) -> View:
        """Return the view moved so that the plan fills the widget, or stands in its middle where
        it is smaller."""
        return View(
            self.scale,
            _kept(self.x, bounds.left(), bounds.right(), self.scale, size.width()),
            _kept(self.y, bounds.top(), bounds.bottom(), self.scale, size.height()),
        )


def fitted(box: QRectF, size: QSizeF, most: float = float("inf")) -> View:
    """Return the view that shows ``box`` whole, in the middle."""
    if box.isEmpty() or size.isEmpty():
        return View()
    scale = min(size.width() / box.width(), size.height() / box.height(), most)
    middle = box.center()
    return View(
        scale, size.width() / 2 - middle.x() * scale, size.height() / 2 - middle.y() * scale
    )


def _kept(offset: float, low: float, high: float, scale: float, room: float) -> float:
    start, end = low * scale + offset, high * scale + offset
    if end - start <= room:
        return offset + (room - (end - start)) / 2 - start
    if start > 0:
        return offset - start
    if end < room:
        return offset + room - end
    return offset
