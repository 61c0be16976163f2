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
    """Round the corners as of any other card. Only they are painted smoothly: a path around the
    whole would cost more than the house."""
    box = QRectF(whole).adjusted(0.5, 0.5, -0.5, -0.5)
    side = 2 * _RADIUS
    painter.setPen(QPen(theme.colour("line"), 1))
    for right, bottom, start in ((0, 0, 90), (1, 0, 0), (0, 1, 180), (1, 1, 270)):
        x = box.right() - side if right else box.left()
        y = box.bottom() - side if bottom else box.top()
        corner = QPointF(
            box.right() if right else box.left(), box.bottom() if bottom else box.top()
        )
        arc = QRectF(x, y, side, side)
        outside = QPainterPath(corner)
        outside.arcTo(arc, start, 90)
        outside.closeSubpath()
        painter.fillPath(outside, theme.colour("ground"))
        painter.drawArc(arc, start * 16, 90 * 16)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    left, top, end, foot = whole.left(), whole.top(), whole.right(), whole.bottom()
    painter.drawLine(left + _RADIUS, top, end - _RADIUS, top)
    painter.drawLine(left + _RADIUS, foot, end - _RADIUS, foot)
    painter.drawLine(left, top + _RADIUS, left, foot - _RADIUS)
    painter.drawLine(end, top + _RADIUS, end, foot - _RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


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
