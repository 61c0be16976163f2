"""What the map's buttons stand on: opaque, so that neither they nor what moves under them need be
painted while one moves about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.buttons import IconButton

PLATE_EDGE = 4
"""What it has around the buttons."""
_BUTTONS = (("zoom_in", "plus"), ("zoom_out", "minus"), ("fit", "fit"), ("legend", "info"))


class Plate(QWidget):
    """See the module. It takes its colours from the window each time: a palette of its own would be
    that of the theme before."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        column = QVBoxLayout(self)
        column.setContentsMargins(PLATE_EDGE, PLATE_EDGE, PLATE_EDGE, PLATE_EDGE)
        column.setSpacing(TARGET_GAP)
        self.buttons: dict[str, IconButton] = {}
        for name, drawing in _BUTTONS:
            button = IconButton(drawing, "", "plain")
            button.setObjectName(f"map.{name}")
            column.addWidget(button)
            self.buttons[name] = button
        self.buttons["legend"].setCheckable(True)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
