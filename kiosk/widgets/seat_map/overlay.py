"""What is painted over the house anew each time: the ring, what is marked, the caption, the round
corners."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, width_of

_RADIUS = 12


def paint_edge(painter: QPainter, whole: QRect, theme: Theme) -> None:
    """Round the corners as of any other card."""
    box = QRectF(whole)
    inside = QPainterPath()
    inside.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    corners = QPainterPath()
    corners.addRect(box)
    painter.fillPath(corners.subtracted(inside), theme.colour("ground"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawPath(inside)


def paint_ring(painter: QPainter, centre: QPointF, side: int, theme: Theme) -> None:
    """Ring a seat ``side`` dots wide: the keyboard is on it."""
    radius = side / 2 + theme.px(5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("surface"), theme.px(6)))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(QPen(theme.colour("focus"), theme.px(3)))
    painter.drawEllipse(centre, radius, radius)


def paint_marked(painter: QPainter, middles: Sequence[QPointF], side: int, theme: Theme) -> None:
    """Draw a line through seats ``side`` dots wide, as of a highlighter."""
    if not middles:
        return
    colour = QColor(theme.colour("focus"))
    colour.setAlphaF(0.55)
    pen = QPen(colour, side * 1.25)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline([*middles, middles[-1] + QPointF(0.1, 0)])


def paint_caption(painter: QPainter, whole: QRect, text: str, theme: Theme) -> None:
    """Say ``text`` at the bottom."""
    if not text:
        return
    font = theme.font(15)
    pad = theme.px(12)
    wide = min(width_of(text, font) + 2 * pad, whole.width() - 2 * pad)
    box = QRectF(pad, whole.height() - pad - theme.px(36), wide, theme.px(36))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("seat_cart"))
    painter.drawRoundedRect(box, theme.px(8), theme.px(8))
    painter.setFont(font)
    painter.setPen(theme.colour("on_seat_cart"))
    painter.drawText(box, Align.AlignCenter, text)
