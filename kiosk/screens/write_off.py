"""The form in which money that went out to a card twice is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deciding import Deciding
from kiosk.screens.parts import free_text, label, margins
from kiosk.widgets.buttons import Button
from pos.errors import PosError

if TYPE_CHECKING:
    from printing.words import Words


class WriteOffForm(QWidget):
    """A manager says why; somebody else approves it with a PIN."""

    def __init__(self, presenter: Deciding, words: Words) -> None:
        super().__init__()
        self._says = label("soft")
        self._reason = free_text("money.write_off_reason")
        self._done = Button("", "danger", compact=True)
        self._done.setObjectName("money.write_off_done")
        across = QHBoxLayout()
        margins(across)
        across.addWidget(self._reason, 1)
        across.addWidget(self._done)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._says)
        column.addLayout(across)
        self._done.clicked.connect(lambda: presenter.write_off(self._reason.text()))
        self.retranslate(words)

    def show_missing(self, error: PosError | None) -> None:
        """Mark the reason that was left empty."""
        self._reason.show_missing(error)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._says.setText(
            words("For a manager: nobody brings it back. A second person approves the loss.")
        )
        self._reason.set_name(words("Reason"))
        self._done.setText(words("It is lost"))
