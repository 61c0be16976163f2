"""The house curtain: the calm half of sign-in and lock. Painted once for a size and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import Theme, theme_of
from kiosk.widgets.lettering import Align, draw_lines, height_of, wrapped

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

_FOLD = 76
_DEEP, _LIT = QColor("#1d1838"), QColor("#383070")
_DEEP_DARK, _LIT_DARK = QColor("#0c0a18"), QColor("#1e1940")
_INK, _SOFT_INK = QColor("#f4f2fb"), QColor("#c4bfe4")


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
            self._drawn = _cloth(self.rect(), theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._drawn)
        self._paint_words(painter, theme)
        painter.end()

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        house, window, line = self._said
        pad = theme.px(44)
        box = self.rect().adjusted(pad, pad, -pad // 2, -pad)
        mark = theme.font(30, bold=True)
        draw_lines(painter, QRect(box), ("Foyer",), mark, _INK)
        small = theme.font(17)
        big = theme.font(40, bold=True)
        name = theme.font(20)
        name.setWeight(QFont.Weight.Medium)
        blocks = [
            (wrapped(house, name, box.width(), 2), name, _SOFT_INK),
            (wrapped(window, big, box.width(), 2), big, _INK),
            (wrapped(line, small, box.width(), 3), small, _SOFT_INK),
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


def _cloth(box: QRect, theme: Theme) -> QPixmap:
    deep, lit = (_DEEP_DARK, _LIT_DARK) if theme.dark else (_DEEP, _LIT)
    pixmap = QPixmap(box.size())
    painter = QPainter(pixmap)
    painter.setPen(Qt.PenStyle.NoPen)
    fold = theme.px(_FOLD)
    for index, left in enumerate(range(0, box.width() + fold, fold)):
        shade = QLinearGradient(left, 0, left + fold, 0)
        shade.setColorAt(0.0, deep)
        shade.setColorAt(0.32 + 0.1 * (index % 3), lit)
        shade.setColorAt(0.75, deep.lighter(118))
        shade.setColorAt(1.0, deep)
        painter.fillRect(left, 0, fold, box.height(), shade)
    fall = QLinearGradient(0, 0, 0, box.height())
    fall.setColorAt(0.0, QColor(0, 0, 0, 90))
    fall.setColorAt(0.35, QColor(0, 0, 0, 0))
    fall.setColorAt(0.6, QColor(0, 0, 0, 30))
    fall.setColorAt(1.0, QColor(0, 0, 0, 150))
    painter.fillRect(box, fall)
    painter.end()
    return pixmap
