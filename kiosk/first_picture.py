"""What is seen first: the curtain, the window's name, *Opening the box office…*.

Paints itself from a handful of light modules, so that it stands while everything else is still
being imported; the sign-in screen then takes its place and looks the same. Imports neither ``Qt``
(whose enums alone take 20 ms) nor the style sheet, and no words but its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from kiosk.theme import Theme
from kiosk.widgets.cloth import INK, PAD, paint_cloth

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

CURTAIN_PART = 0.38
"""Of the window's width."""
SIDE_MARGIN = 48


class FirstPicture(QWidget):
    """A cover that does nothing but stand there.

    Args:
        opening: *Opening the box office…* in the window's language.
        window: The window's name.
    """

    def __init__(self, opening: str, window: str, theme: Theme) -> None:
        super().__init__()
        self._opening = opening
        self._window = window
        self._theme = theme
        self.setAccessibleName(f"{window}: {opening}" if window else opening)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint curtain and words."""
        theme = self._theme
        painter = QPainter(self)
        wide = round(self.width() * CURTAIN_PART)
        painter.fillRect(self.rect(), theme.colour("ground"))
        paint_cloth(painter, QRect(0, 0, wide, self.height()), theme)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self._say(painter, theme.px(PAD), theme.px(75), "Foyer", 30, QColor(INK))
        self._say(
            painter, theme.px(PAD), self.height() - theme.px(52), self._window, 40, QColor(INK)
        )
        aside = wide + SIDE_MARGIN
        ink = theme.colour("text")
        self._say(painter, aside, self.height() // 3, self._opening, 32, ink)
        painter.end()

    def _say(
        self, painter: QPainter, x: int, y: int, text: str, reference_px: int, ink: QColor
    ) -> None:
        painter.setFont(self._theme.font(reference_px, bold=True))
        painter.setPen(ink)
        painter.drawText(x, y, text)
