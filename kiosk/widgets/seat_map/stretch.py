"""The picture from before a zoom, stretched to where one looks from now."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from kiosk.widgets.seat_map.sheet import boxes_of
from kiosk.widgets.seat_map.view import View


class Stretch(NamedTuple):
    """``picture``: of the house, ``size`` dots, as it was seen from ``before``; ``view``: from
    where it is seen now."""

    picture: QPixmap
    before: View
    view: View
    size: QSizeF

    def paint(self, painter: QPainter, part: QRegion, ground: QColor) -> None:
        """Paint ``part`` box by box, and ground only where there is no picture."""
        factor = self.view.scale / self.before.scale
        x, y = self.view.x - self.before.x * factor, self.view.y - self.before.y * factor
        covered = QRectF(QPointF(x, y), self.size * factor)
        bare = part.subtracted(QRegion(covered.toRect().adjusted(1, 1, -1, -1)))
        for box in boxes_of(bare):
            painter.fillRect(box, ground)
        painter.save()
        painter.translate(x, y)
        painter.scale(factor, factor)
        onto = painter.transform().inverted()[0]
        for box in boxes_of(part):
            painter.setClipRect(onto.mapRect(QRectF(box)))
            painter.drawPixmap(0, 0, self.picture)
        painter.restore()
