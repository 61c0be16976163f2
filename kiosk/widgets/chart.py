"""A chart of a statement on the screen: the same picture as on its PDF, in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.lettering import height_of, width_of
from pos.views.statements import ChartKind
from printing.statement_chart import COLOURS, Picture

_LETTERS = 14
_LINE_TALL, _STACK_TALL = 150, 26
_MOST_LABEL = 0.34
"""Of the width, for the names of bars."""


class Chart(QWidget):
    """Draws a ``Picture``. What it shows stands in the table under it, so it has no other words."""

    def __init__(self, picture: Picture, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme, points = theme_of(self), self._picture.points
        row = self._row()
        tall = {
            ChartKind.BARS: row * len(points),
            ChartKind.LINE: theme.px(_LINE_TALL),
            ChartKind.STACK: theme.px(_STACK_TALL + 8) + row * -(-len(points) // 2),
        }[self._picture.kind]
        return QSize(theme.px(400), tall)

    def _row(self) -> int:
        theme = theme_of(self)
        return height_of(theme.font(_LETTERS)) + theme.px(6)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme_of(self).font(_LETTERS))
        {
            ChartKind.BARS: self._bars,
            ChartKind.LINE: self._line,
            ChartKind.STACK: self._stack,
        }[self._picture.kind](painter)
        painter.end()

    def _bars(self, painter: QPainter) -> None:
        theme, picture, row = theme_of(self), self._picture, self._row()
        font, gap = theme.font(_LETTERS), theme.px(8)
        names = max(width_of(point.label, font) for point in picture.points) + gap + theme.px(4)
        names = min(names, round(self.width() * _MOST_LABEL))
        figures = max(width_of(point.text, font) for point in picture.points) + gap
        below = figures if picture.low < 0 else 0
        room, span = self.width() - names - below - figures, picture.high - picture.low
        zero = names + below + room * -picture.low / span
        for number, point in enumerate(picture.points):
            top = number * row
            painter.setPen(theme.colour("text"))
            self._cut(painter, QRect(0, top, names - gap, row), point.label)
            long = room * point.value / span
            tall = row - theme.px(6)
            bar = QRectF(zero + min(long, 0.0), top + theme.px(3), max(abs(long), 1.0), tall)
            painter.fillRect(bar, theme.colour("accent"))
            painter.setPen(theme.colour("text_soft"))
            side = Qt.AlignmentFlag.AlignLeft if long >= 0 else Qt.AlignmentFlag.AlignRight
            left = zero + long + gap / 2 if long >= 0 else zero + long - figures - gap / 2
            box = QRectF(left, top, figures, row)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, point.text)
        painter.setPen(theme.colour("border"))
        painter.drawLine(QPointF(zero, 0), QPointF(zero, row * len(picture.points)))

    def _line(self, painter: QPainter) -> None:
        theme, picture = theme_of(self), self._picture
        foot, edge = self._row(), theme.px(8)
        room, span = self.height() - foot - 2 * edge, picture.high - picture.low
        pitch = (self.width() - 4 * edge) / max(len(picture.points) - 1, 1)
        spots = [
            QPointF(2 * edge + place * pitch, edge + room * (picture.high - one.value) / span)
            for place, one in enumerate(picture.points)
        ]
        level = edge + room * picture.high / span
        painter.setPen(theme.colour("border"))
        painter.drawLine(QPointF(0, level), QPointF(self.width(), level))
        painter.setPen(theme.colour("accent"))
        painter.drawPolyline(QPolygonF(spots))
        every = -(-len(spots) // 8)
        for place, (spot, point) in enumerate(zip(spots, picture.points, strict=True)):
            painter.fillRect(QRectF(spot.x() - 3, spot.y() - 3, 6, 6), theme.colour("accent"))
            if place % every == 0:
                wide = pitch * every if len(spots) > 1 else self.width()
                left = min(max(spot.x() - wide / 2, 0.0), self.width() - wide)
                painter.setPen(theme.colour("text_soft"))
                box = QRect(round(left), self.height() - foot, round(wide), foot)
                self._cut(painter, box, point.label, Qt.AlignmentFlag.AlignHCenter)

    def _stack(self, painter: QPainter) -> None:
        theme, picture, row = theme_of(self), self._picture, self._row()
        tall, left = theme.px(_STACK_TALL), 0.0
        half, side = self.width() // 2, theme.px(12)
        for number, point in enumerate(picture.points):
            colour = QColor(COLOURS[number % len(COLOURS)])
            wide = self.width() * max(point.value, 0) / picture.whole if picture.whole else 0.0
            painter.fillRect(QRectF(left, 0, wide, tall), colour)
            left += wide
            line, column = divmod(number, 2)
            top = tall + theme.px(8) + line * row
            swatch = QRect(column * half, top + (row - side) // 2, side, side)
            painter.fillRect(swatch, colour)
            painter.setPen(theme.colour("text"))
            beside = swatch.right() + theme.px(8)
            box = QRect(beside, top, half - side - theme.px(16), row)
            self._cut(painter, box, picture.legend[number])

    def _cut(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
