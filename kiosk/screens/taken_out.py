"""What was just taken out of the cart, with one button that puts it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.taken_out import TakenOut, TakenOutState
from kiosk.screens.cart_line import place_words
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from printing.fields import extra_name

if TYPE_CHECKING:
    from printing.words import Words


class TakenOutRow(Card):
    """Shows a ``TakenOutState``; hidden while nothing is offered. GUI thread."""

    def __init__(self, words: Words, presenter: TakenOut) -> None:
        super().__init__(sunken=True)
        self._words = words
        self._presenter = presenter
        self._what = label("body", name="cart.taken_out")
        self._undo = Button("", "plain", compact=True)
        self._undo.setObjectName("cart.undo")
        self._refusal = Strip("cart.undo_refused")
        row = QHBoxLayout()
        margins(row)
        row.addWidget(self._what, 1)
        row.addWidget(self._undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 4, 4)
        column.addLayout(row)
        column.addWidget(self._refusal)
        self._undo.clicked.connect(presenter.undo)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: TakenOutState) -> None:
        """Show ``state``."""
        self._what.setText(_what(state, self._words))
        self._refusal.say_error(state.refusal, self._words)
        usable(self._undo, yes=not state.busy)
        self.setVisible(state.offered)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._undo.setText(words("Undo"))
        self._undo.setAccessibleName(words("Put back what was taken out"))
        self.draw(self._presenter.state)


def _what(state: TakenOutState, words: Words) -> str:
    if len(state.lines) > 1:
        return words.plural("{n} ticket taken out", "{n} tickets taken out", len(state.lines))
    if state.lines:
        return words("{what} taken out", what=place_words(state.lines[0], words))
    if not state.extras:
        return ""
    first = state.extras[0]
    return words("{what} taken out", what=extra_name(first.kind.value, words, first.name))
