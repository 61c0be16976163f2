"""How much of a window's own block is left: a bar that empties, its price zones one after the other
in the colours and marks of the map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import Theme, theme_of
from kiosk.widgets.zone_shapes import zone_shape

_WIDE, _TALL = 200, 18
Parts = tuple[tuple[int | None, int], ...]
"""Position of a price zone, None where there are none, and how many of its places are left."""


class BlockGauge(QWidget):
    """Its accessible name says the same in words, zone by zone: nobody has to see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Parts = ()
        self._held = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Parts, held: int, said: str) -> None:
        """Show ``parts`` of ``held`` places; ``said``: the same in words."""
        if said != self.accessibleName():
            self.setAccessibleName(said)
            self.setToolTip(said)
        if (parts, held) != (self._parts, self._held):
            self._parts, self._held = parts, held
            self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(_WIDE), theme.px(_TALL))

    def pieces(self) -> tuple[tuple[int | None, QRectF], ...]:
        """Return which zone's piece lies where, from the left."""
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        whole = max(self._held, sum(many for _, many in self._parts), 1)
        found, at = [], box.left()
        for position, many in self._parts:
            wide = box.width() * many / whole
            if many > 0:
                found.append((position, QRectF(at, box.top(), wide, box.height())))
            at += wide
        return tuple(found)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        track = QPainterPath()
        track.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.fillPath(track, theme.colour("sunken"))
        painter.setClipPath(track)
        for position, piece in self.pieces():
            self._fill(painter, position, piece, theme)
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("text_soft"), max(theme.px(1), 1)))
        painter.drawPath(track)
        painter.end()

    def _fill(self, painter: QPainter, position: int | None, piece: QRectF, theme: Theme) -> None:
        if position is None:
            painter.fillRect(piece, theme.colour("accent"))
            return
        painter.fillRect(piece, theme.zone(position))
        painter.setPen(QPen(theme.colour("surface"), theme.px(2)))
        painter.drawLine(piece.topRight(), piece.bottomRight())
        if piece.width() >= piece.height():
            middle = QPointF(piece.center().x(), piece.center().y())
            mark = zone_shape(position, middle, piece.height() * 0.27)
            painter.fillPath(mark, theme.colour("on_seat"))
