"""The page that covers everything when the window cannot work: a database that will not open, or a
fault of our own.

It says what is safe, what to do, and one reference for support. No codes but that, no traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label

_WIDE = 640
_MOST = 100
"""Of the width there is, before the card has all it may."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the window stands still, in sentences of the reader. ``reference``: what support asks
    for.
    """

    title: str
    safe: str
    remedy: str
    reference: str
    action: str
    again: Callable[[], None]


class StoppedPage(QWidget):
    """A cover with one button."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("cover")
        self._again: Callable[[], None] = lambda: None
        self._title = Label(role="heading")
        self._safe = Label(role="body")
        self._remedy = Label(role="strong")
        self._reference = Label(role="soft")
        self._reference.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = Button(kind="primary")
        self._button.setObjectName("stopped.again")
        self._button.clicked.connect(self._press)
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        card.setMaximumWidth(_WIDE)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 32, 32, 32)
        inside.setSpacing(16)
        for part in (self._title, self._safe, self._remedy, self._reference):
            inside.addWidget(part)
        inside.addSpacing(8)
        inside.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()  # an alignment would give the card no height for its width
        row.addStretch(1)
        row.addWidget(card, _MOST)
        row.addStretch(1)
        around = QVBoxLayout(self)
        around.addStretch(1)
        around.addLayout(row)
        around.addStretch(2)

    def say(self, stop: Stop) -> None:
        """Show why, and offer the one way on."""
        self._title.setText(stop.title)
        self._safe.setText(stop.safe)
        self._remedy.setText(stop.remedy)
        self._reference.setText(stop.reference)
        self._button.setText(stop.action)
        self._button.setEnabled(True)
        self._again = stop.again
        for label in (self._safe, self._remedy, self._reference):
            label.setVisible(bool(label.text()))

    def _press(self) -> None:
        self._button.setEnabled(False)
        self._again()
