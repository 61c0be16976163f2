"""What every step of the close looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.close import Close, CloseState
from kiosk.screens.parts import label, margins
from kiosk.widgets.buttons import Button

if TYPE_CHECKING:
    from printing.words import Words


class ClosePage(QWidget):
    """A step: title, a sentence, content, buttons at the foot."""

    def __init__(self, words: Words, presenter: Close) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("title")
        self._how = label("soft")
        self._body = QVBoxLayout()
        margins(self._body)
        self._foot = QHBoxLayout()
        margins(self._foot)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._title)
        column.addWidget(self._how)
        column.addLayout(self._body, 1)
        column.addLayout(self._foot)
        self._build()
        self.retranslate(words)

    def _button(self, name: str, kind: str = "plain", icon: str = "") -> Button:
        button = Button("", kind, icon)
        button.setObjectName(name)
        return button

    def _build(self) -> None:
        """Make what stands on the page."""

    def draw(self, state: CloseState) -> None:
        """Show ``state``."""

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
