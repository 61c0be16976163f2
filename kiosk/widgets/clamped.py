"""Words that may take a few lines and no more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from typing_extensions import override

from kiosk.widgets.labels import Label
from kiosk.widgets.lettering import wrapped

_ENDLESS = 40


class Clamped(Label):
    """Wraps like a ``Label``, to ``most`` lines at most; the last one is cut with an ellipsis.
    Whoever shows it gives the whole text as tooltip and accessible name."""

    def __init__(self, role: str = "body", most: int = 3) -> None:
        super().__init__("", role)
        self._most = most

    def set_most(self, lines: int) -> None:
        """Allow another number of lines; at least one."""
        if max(lines, 1) != self._most:
            self._most = max(lines, 1)
            self.updateGeometry()
            self.update()

    def lines_at(self, width: int) -> int:
        """Return how many lines the words would like at this width."""
        return len(wrapped(self.text(), self.font(), width, _ENDLESS))

    @property
    def shown(self) -> str:
        """What is painted of the text."""
        return " ".join(wrapped(self.text(), self.font(), self.width(), self._most))

    def _tall(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing()

    @override
    def heightForWidth(self, width: int) -> int:
        return self._tall(max(min(self.lines_at(width), self._most), 1))

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._tall(1))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("MMMM…"), self._tall(1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        lines = wrapped(self.text(), self.font(), self.width(), self._most)
        base = (self.height() - self._tall(len(lines))) / 2 + self.fontMetrics().ascent()
        for index, line in enumerate(lines):
            painter.drawText(QPointF(0, base + self._tall(index)), line)
        painter.end()
