"""A field to sign in with a finger, a pen or a mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import Theme, theme_of
from pos.views.will_call import SIGN_HEIGHT, SIGN_WIDTH, Stroke

_NEAR = 3
"""Points nearer to the last one than this, in units, say nothing new."""
_PEN = 2.4
_BASE_LINE = 0.78
_PAD = 12.0
_LEAST = 80
"""Reference pixels below which nobody knows a signature again."""


class SignatureField(QWidget):
    """Keeps what is drawn as strokes in units of the field, whatever its size in dots. Touch and
    pen come as the mouse does. Without ``signing`` it only shows.

    By keyboard nobody signs: the screen beside it has another way.
    """

    changed = Signal()
    """A stroke was ended, or all were cleared."""

    def __init__(self, *, signing: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signing = signing
        self._strokes: list[list[tuple[int, int]]] = []
        self._drawing = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(signing)
        self.setSizePolicy(policy)
        if signing:
            self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn."""
        return tuple(tuple(stroke) for stroke in self._strokes if stroke)

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Show a signature."""
        if self.strokes != tuple(strokes):
            self._strokes = [list(stroke) for stroke in strokes]
            self.update()

    def clear(self) -> None:
        """Forget what was drawn."""
        self._drawing = False
        if self._strokes:
            self._strokes = []
            self.update()
            self.changed.emit()

    @override
    def heightForWidth(self, wide: int) -> int:
        return wide * SIGN_HEIGHT // SIGN_WIDTH

    @override
    def sizeHint(self) -> QSize:
        wide = theme_of(self).px(420 if self._signing else 270)
        return QSize(wide, wide * SIGN_HEIGHT // SIGN_WIDTH)

    @override
    def minimumSizeHint(self) -> QSize:
        half, least = self.sizeHint() / 2, theme_of(self).px(_LEAST)
        return half.expandedTo(QSize(least * SIGN_WIDTH // SIGN_HEIGHT, least))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._signing and event.button() == Qt.MouseButton.LeftButton:
            self._drawing = True
            self._strokes.append([])
            self._add(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._add(event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._add(event.position())
            self._drawing = False
            self.changed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._signing:
            self._paint_ground(painter, theme)
        pen = QPen(theme.colour("text"), theme.px(_PEN))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            painter.drawPath(self._path(stroke))

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box, theme.px(8), theme.px(8))
        line = box.top() + box.height() * _BASE_LINE
        painter.setPen(QPen(theme.colour("text_soft"), 1, Qt.PenStyle.DashLine))
        edge = theme.px(_PAD)
        painter.drawLine(QPointF(box.left() + edge, line), QPointF(box.right() - edge, line))

    def _path(self, stroke: list[tuple[int, int]]) -> QPainterPath:
        points = [self._dot(point) for point in stroke]
        path = QPainterPath(points[0])
        if len(points) == 1:
            path.lineTo(points[0] + QPointF(0.1, 0.0))
        for point in points[1:]:
            path.lineTo(point)
        return path

    def _scale(self) -> float:
        return max(min(self.width() / SIGN_WIDTH, self.height() / SIGN_HEIGHT), 0.01)

    def _dot(self, point: tuple[int, int]) -> QPointF:
        scale = self._scale()
        left = (self.width() - SIGN_WIDTH * scale) / 2
        top = (self.height() - SIGN_HEIGHT * scale) / 2
        return QPointF(left + point[0] * scale, top + point[1] * scale)

    def _add(self, at: QPointF) -> None:
        scale = self._scale()
        left = (self.width() - SIGN_WIDTH * scale) / 2
        top = (self.height() - SIGN_HEIGHT * scale) / 2
        x = min(max(round((at.x() - left) / scale), 0), SIGN_WIDTH)
        y = min(max(round((at.y() - top) / scale), 0), SIGN_HEIGHT)
        stroke = self._strokes[-1]
        if not stroke or abs(x - stroke[-1][0]) + abs(y - stroke[-1][1]) >= _NEAR:
            stroke.append((x, y))
            self.update()
