"""Our own line drawings as pixmaps in any colour. GUI thread only.

The drawings are ``assets/icons/<name>.svg``, 24 by 24, in ``currentColor``.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache

from kiosk.theme import ASSETS


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, colour: QColor, side: int) -> QPixmap:
    """Return the drawing ``name`` in ``colour``, ``side`` dots square, on nothing.

    Raises:
        FileNotFoundError: There is no such drawing.
    """
    key = f"foyer-icon/{name}/{colour.name()}/{side}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = _painted(name, colour, side)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def _painted(name: str, colour: QColor, side: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    svg = _drawing(name).replace("currentColor", colour.name())
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
