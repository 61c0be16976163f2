"""What is done after the tills are closed, each behind its own button: deposits, books, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.presenters.close import Close
from kiosk.screens.parts import margins
from kiosk.widgets.buttons import Button

if TYPE_CHECKING:
    from printing.words import Words


class Desks(QWidget):
    """A row of buttons; what the role may not open is not there."""

    def __init__(self, words: Words, presenter: Close) -> None:
        super().__init__()
        self._presenter = presenter
        self._buttons: dict[str, Button] = {}
        row = QHBoxLayout(self)
        margins(row)
        for name in ("exceptions", "deposits", "settlement", "books", "statements"):
            button = Button("", "plain")
            button.setObjectName(f"close.{name}")
            button.clicked.connect(lambda _=False, to=name: presenter.walk(to))
            self._buttons[name] = button
            row.addWidget(button, 1)
        self.retranslate(words)

    def draw(self) -> None:
        """Show what the person may open."""
        allowed = self._presenter.desks()
        for name, button in self._buttons.items():
            button.setVisible(name in allowed)

    def retranslate(self, words: Words) -> None:
        """Name them in another language."""
        texts = {
            "exceptions": words("Exceptions"),
            "deposits": words("Deposits"),
            "settlement": words("Card settlement"),
            "books": words("Books"),
            "statements": words("Reports"),
        }
        for name, button in self._buttons.items():
            button.setText(texts[name])
