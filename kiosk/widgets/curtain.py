"""The house curtain: the calm half of sign-in and lock. Painted once for a size and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import Theme, theme_of
from kiosk.widgets.cloth import INK, PAD, SOFT_INK, paint_cloth
from kiosk.widgets.lettering import Align, draw_lines, height_of, wrapped

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


class Curtain(QWidget):
    """Folds of cloth with the house's name, the window's and one line more on them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ("", "", "")
        self._drawn: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, house: str, window: str, line: str = "") -> None:
        """Show who we are, which window this is, and one line under them."""
        if (house, window, line) != self._said:
            self._said = (house, window, line)
            self.setAccessibleName(", ".join(part for part in self._said if part))
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        if self._drawn is None or self._drawn.size() != self.size():
            self._drawn = QPixmap(self.size())
            cloth = QPainter(self._drawn)
            paint_cloth(cloth, self.rect(), theme)
            cloth.end()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._drawn)
        self._paint_words(painter, theme)
        painter.end()

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        house, window, line = self._said
        ink, soft_ink = QColor(INK), QColor(SOFT_INK)
        pad = theme.px(PAD)
        box = self.rect().adjusted(pad, pad, -pad // 2, -pad)
        mark = theme.font(30, bold=True)
        draw_lines(painter, QRect(box), ("Foyer",), mark, ink)
        small = theme.font(17)
        big = theme.font(40, bold=True)
        name = theme.font(20, medium=True)
        blocks = [
            (wrapped(house, name, box.width(), 2), name, soft_ink),
            (wrapped(window, big, box.width(), 2), big, ink),
            (wrapped(line, small, box.width(), 3), small, soft_ink),
        ]
        tall = sum(len(lines) * height_of(font) for lines, font, _ in blocks)
        row = QRect(box.left(), box.bottom() - tall, box.width(), tall)
        for lines, font, ink in blocks:
            used = draw_lines(painter, row, lines, font, ink, Align.AlignLeft)
            row.translate(0, used)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._drawn = None
        super().changeEvent(event)
