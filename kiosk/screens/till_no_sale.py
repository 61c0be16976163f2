"""The drawer opened without a sale: only with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.till import TillRoom, TillRoomState
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card

if TYPE_CHECKING:
    from printing.words import Words


class NoSalePage(QWidget):
    """Asks why. GUI thread."""

    def __init__(self, words: Words, presenter: TillRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("title")
        self._how = label("soft")
        self._reason = Reason("till")
        self._refusal = Strip("till.no_sale_refusal")
        self._back = Button("", "quiet", "back")
        self._back.setObjectName("till.no_sale_back")
        self._go = Button("", "primary", "cash_drawer")
        self._go.setObjectName("till.no_sale")
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 20, 12)
        for widget in (self._title, self._how, self._reason, self._refusal):
            column.addWidget(widget)
        column.addStretch(1)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._go)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(card)
        self._back.clicked.connect(presenter.home)
        self._go.clicked.connect(lambda: presenter.no_sale(self._reason.text()))
        self.retranslate(words)

    def forget(self) -> None:
        """Empty the reason."""
        self._reason.clear()

    def draw(self, state: TillRoomState) -> None:
        """Show why it was refused, if it was."""
        self._refusal.say_error(state.refusal, self._words)
        self._reason.show_missing(state.refusal)
        usable(self._go, yes=not state.busy)

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._presenter.state.no_sale_reason:
            self.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        usual = (
            words("Change for a patron"),
            words("Change for the bar"),
            words("Check the drawer"),
            words("Note stuck"),
        )
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._title.setText(words("Open the drawer without a sale"))
        self._how.setText(words("Say why. The reason and your name are recorded."))
        self._back.setText(words("Back"))
        self._go.setText(words("Open the drawer"))
