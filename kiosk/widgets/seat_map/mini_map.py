"""The whole hall, small, with a frame around what the map shows: to see where one is, and to go
elsewhere with one touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.seat_map.sheet import Sheet
from kiosk.widgets.seat_map.view import View, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.widgets.seat_map.picture import Look
    from kiosk.widgets.seat_map.plan import Plan
    from pos.ids import SeatId

_WIDE, _HIGH = 190, 120
_EDGE = 6


class MiniMap(QWidget):
    """Emits ``wanted`` with the plan's point that was touched. GUI thread."""

    wanted = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("map.mini")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._sheet = Sheet(worded=False)
        self._plan: Plan | None = None
        self._look: Look | None = None
        self._view = View()
        self._frame = QRect()
        self._drawn: QPixmap | None = None
        self.hide()

    def show_plan(self, plan: Plan, look: Look) -> None:
        """Draw another hall, or the same one anew."""
        self._plan, self._look = plan, look
        box = plan.bounds
        theme = theme_of(self)
        scale = min(theme.px(_WIDE) / box.width(), theme.px(_HIGH) / box.height())
        edge = 2 * theme.px(_EDGE)
        self.resize(round(box.width() * scale) + edge, round(box.height() * scale) + edge)
        room = QSizeF(self.size())
        self._view = fitted(box, room - QSizeF(edge, edge))
        self._view = self._view.moved(edge / 2, edge / 2)
        self._sheet.forget()
        self._drawn = None
        self.update()

    def change(self, seats: Iterable[SeatId], look: Look) -> None:
        """Draw these seats over."""
        self._look = look
        if self._plan is not None:
            self._sheet.change(seats, self._plan, look)
            self._drawn = None
            self.update()

    def set_frame(self, seen: QRectF) -> None:
        """Show which part of the plan the map shows. Less than a dot of it changes nothing."""
        corner = self._view.to_widget(seen.left(), seen.top())
        end = self._view.to_widget(seen.right(), seen.bottom())
        frame = QRectF(corner, end).toRect()
        if frame != self._frame:
            self._frame = frame
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return self.size()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._plan is None or self._look is None:
            return
        if self._drawn is None or self._drawn.devicePixelRatio() != self.devicePixelRatioF():
            self._drawn = self._draw(self._plan, self._look)
        theme = theme_of(self)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        painter.setPen(QPen(theme.colour("focus"), theme.px(2)))
        painter.drawRect(self._frame.intersected(self.rect().adjusted(1, 1, -2, -2)))
        painter.end()

    def _draw(self, plan: Plan, look: Look) -> QPixmap:
        """Return the hall without the frame: what stays while one moves about."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        painter = QPainter(drawn)
        self._sheet.paint(painter, plan, look, self._view, QRegion(self.rect()), ratio)
        painter.setPen(QPen(look.theme.colour("border"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        return drawn

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit(self._view.to_plan(event.position()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(self._view.to_plan(event.position()))
