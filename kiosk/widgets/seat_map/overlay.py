"""What is painted over the house anew each time: the ring, what is marked, the caption, the round
corners."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, width_of

_RADIUS = 12
_WRAPPED = Align.AlignCenter | Qt.TextFlag.TextWordWrap
_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
"""Whether at the right, and whether at the bottom."""


class Edge:
    """Rounds the corners as of any other card that lies on ``ground``, a theme colour's name. Each
    is drawn once and kept: a path takes as long as a tile that is moved."""

    def __init__(self, ground: str) -> None:
        self._ground = ground
        self._theme: Theme | None = None
        self._corners: list[QPixmap] = []

    def paint(self, painter: QPainter, whole: QRect, theme: Theme) -> None:
        """Paint it on a widget that is ``whole``."""
        ratio = painter.device().devicePixelRatio()
        if theme is not self._theme or self._corners[0].devicePixelRatio() != ratio:
            self._theme = theme
            self._corners = [_corner(theme, self._ground, ratio, *which) for which in _CORNERS]
        right, bottom = whole.right() - _RADIUS + 1, whole.bottom() - _RADIUS + 1
        for (at_right, at_bottom), corner in zip(_CORNERS, self._corners, strict=True):
            painter.drawPixmap(right if at_right else 0, bottom if at_bottom else 0, corner)
        line = theme.colour("line")
        for top in (0, whole.bottom()):
            painter.fillRect(_RADIUS, top, right - _RADIUS, 1, line)
        for left in (0, whole.right()):
            painter.fillRect(left, _RADIUS, 1, bottom - _RADIUS, line)


def _corner(theme: Theme, ground: str, ratio: float, at_right: int, at_bottom: int) -> QPixmap:
    made = QPixmap(QSize(_RADIUS, _RADIUS) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-_RADIUS * at_right, -_RADIUS * at_bottom)
    card = QPainterPath()
    card.addRoundedRect(QRectF(0.5, 0.5, 2 * _RADIUS - 1, 2 * _RADIUS - 1), _RADIUS, _RADIUS)
    outside = QPainterPath()
    outside.addRect(0, 0, 2 * _RADIUS, 2 * _RADIUS)
    painter.fillPath(outside.subtracted(card), theme.colour(ground))
    painter.strokePath(card, QPen(theme.colour("line"), 1))
    painter.end()
    return made


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
    """Say ``text`` at the bottom, in several lines where it is too long for one."""
    if not text:
        return
    font = theme.font(15)
    pad = theme.px(12)
    wide, high = min(width_of(text, font) + 2 * pad, whole.width() - 2 * pad), theme.px(36)
    if width_of(text, font) > wide - 2 * pad:
        room = QRect(0, 0, wide - 2 * pad, whole.height())
        high = QFontMetrics(font).boundingRect(room, _WRAPPED, text).height() + pad
    box = QRectF(pad, whole.height() - pad - high, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("seat_cart"))
    painter.drawRoundedRect(box, theme.px(8), theme.px(8))
    painter.setFont(font)
    painter.setPen(theme.colour("on_seat_cart"))
    inside = box.adjusted(pad, 0, -pad, 0)
    painter.drawText(inside, _WRAPPED, text)
