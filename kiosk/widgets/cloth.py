"""The folds of the house curtain. Light: the first picture paints it, and leaves ``Qt`` alone,
whose enums take longer to load than everything else in it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from kiosk.theme import Theme

_FOLD = 76
_DAY = ("#1d1838", "#383070")
_NIGHT = ("#0c0a18", "#1e1940")
INK, SOFT_INK = "#f4f2fb", "#c4bfe4"
PAD = 44
"""Reference pixels from the cloth's edge to words on it."""


def paint_cloth(painter: QPainter, box: QRect, theme: Theme) -> None:
    """Fill ``box`` with cloth that falls from its top."""
    deep, lit = (QColor(name) for name in (_NIGHT if theme.dark else _DAY))
    fold = theme.px(_FOLD)
    for index, left in enumerate(range(box.left(), box.right() + 1, fold)):
        shade = QLinearGradient(left, 0, left + fold, 0)
        shade.setColorAt(0.0, deep)
        shade.setColorAt(0.32 + 0.1 * (index % 3), lit)
        shade.setColorAt(0.75, deep.lighter(118))
        shade.setColorAt(1.0, deep)
        wide = min(fold, box.right() + 1 - left)
        painter.fillRect(left, box.top(), wide, box.height(), shade)
    fall = QLinearGradient(0, box.top(), 0, box.bottom())
    for place, alpha in ((0.0, 90), (0.35, 0), (0.6, 30), (1.0, 150)):
        fall.setColorAt(place, QColor(0, 0, 0, alpha))
    painter.fillRect(box, fall)
