"""A pole display as it stands on the counter: two lines of twenty dots-on-glass letters."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import FAMILY

COLUMNS, ROWS = 20, 2
_GLASS, _CELL, _LIT = QColor("#06140f"), QColor("#0c2119"), QColor("#4dfcb4")
"""A display is the same by day and by night: its theme is its own."""
_SHAPE = 1.5
"""Height of a letter's cell by its width."""


class PoleFace(QWidget):
    """Draws what the display shows; letters stand in their cells whatever the typeface."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = ("", "")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setObjectName("bench.pole_face")

    @property
    def lines(self) -> tuple[str, str]:
        """What stands there now."""
        return self._lines

    def say(self, upper: str, lower: str) -> None:
        """Show two lines."""
        if (upper, lower) != self._lines:
            self._lines = (upper, lower)
            self.setAccessibleName(f"{upper} / {lower}")
            self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._cell_wide(width) * _SHAPE * ROWS + self._edge(width) * 3)

    @override
    def sizeHint(self) -> QSize:
        return QSize(440, self.heightForWidth(440))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def _edge(self, width: int) -> float:
        return width / 36

    def _cell_wide(self, width: int) -> float:
        return (width - 2 * self._edge(width)) / COLUMNS

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GLASS)
        painter.drawRoundedRect(self.rect(), 8, 8)
        edge, wide = self._edge(self.width()), self._cell_wide(self.width())
        tall = wide * _SHAPE
        painter.setFont(_letters(tall))
        for row, line in enumerate(self._lines):
            for column, letter in enumerate(line[:COLUMNS].ljust(COLUMNS)):
                left, top = edge + column * wide, edge + row * (tall + edge)
                cell = QRectF(left + 1, top, wide - 2, tall)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(_CELL)
                painter.drawRoundedRect(cell, 2, 2)
                painter.setPen(_LIT)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()


def _letters(tall: float) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(max(round(tall * 0.78), 6))
    font.setWeight(QFont.Weight.Medium)
    return font
