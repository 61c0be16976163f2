"""The drawer opened without a sale: only with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.till import TillRoom, TillRoomState
from kiosk.screens.parts import usable
from kiosk.screens.reason import Reason
from kiosk.screens.till_form import Form, button

if TYPE_CHECKING:
    from printing.words import Words


class NoSalePage(Form):
    """Asks why. GUI thread."""

    def __init__(self, words: Words, presenter: TillRoom) -> None:
        back = button("till.no_sale_back", "quiet", "back")
        go = button("till.no_sale", "primary", "cash_drawer")
        super().__init__(back, go, "till.no_sale_refusal")
        self._words = words
        self._presenter = presenter
        self._reason = Reason("till")
        self.body.addWidget(self._reason)
        self.body.addStretch(1)
        back.clicked.connect(presenter.home)
        go.clicked.connect(lambda: presenter.no_sale(self._reason.text()))
        self.retranslate(words)

    def forget(self) -> None:
        """Empty the reason."""
        self._reason.clear()

    def draw(self, state: TillRoomState) -> None:
        """Show why it was refused, if it was."""
        self.refusal.say_error(state.refusal, self._words)
        self._reason.show_missing(state.refusal)
        usable(self.go, yes=not state.busy)

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
        self.title.setText(words("Open the drawer without a sale"))
        self.how.setText(words("Say why. The reason and your name are recorded."))
        self.back.setText(words("Back"))
        self.go.setText(words("Open the drawer"))
