"""How far something is, as a line that fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import theme_of

_TALL = 8


class ProgressLine(QWidget):
    """A part of a whole. The words beside it say the same: nobody has to see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, done: int, of: int) -> None:
        """Show ``done`` of ``of``."""
        part = min(max(done / of, 0.0), 1.0) if of > 0 else 0.0
        if part != self._part:
            self._part = part
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, theme_of(self).px(_TALL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box, round_ = QRectF(self.rect()), self.height() / 2
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(box, round_, round_)
        if self._part:
            box.setWidth(max(box.width() * self._part, float(self.height())))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(box, round_, round_)
