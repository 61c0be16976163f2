"""What is asked, or said, about a seat that was touched: under the house's refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.seat_question import AskedOfSeats, SeatQuestion, Way
from kiosk.screens.cart_line import place_words
from kiosk.screens.parts import label, margins, usable
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card
from kiosk.wording.holds import held_text

if TYPE_CHECKING:
    from printing.words import Words


class SeatQuestionCard(Card):
    """Shows a ``SeatQuestion``; hidden while nothing is asked. ``name``: what its parts are named
    after. GUI thread."""

    def __init__(self, words: Words, presenter: AskedOfSeats, name: str = "sell.question") -> None:
        super().__init__(sunken=True)
        self.setObjectName(name)
        self._words = words
        self._presenter = presenter
        self._what = label("strong", name=f"{name}.what")
        self._more = label("soft", name=f"{name}.more")
        self._sell = Button("", "primary", compact=True)
        self._yes = Button("", "primary", compact=True)
        self._no = Button("", "plain", compact=True)
        self._away = IconButton("cross", "")
        for what, button in (
            ("sell", self._sell),
            ("yes", self._yes),
            ("no", self._no),
            ("away", self._away),
        ):
            button.setObjectName(f"{name}.{what}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._what)
        said.addWidget(self._more)
        row = QHBoxLayout(self)
        margins(row, 12, 8)
        row.addLayout(said, 1)
        for button in (self._sell, self._no, self._yes, self._away):
            row.addWidget(button)
        self._sell.clicked.connect(presenter.sell_from_hold)
        self._yes.clicked.connect(presenter.somebody_needs_it)
        self._no.clicked.connect(presenter.nobody_needs_it)
        self._away.clicked.connect(presenter.nobody_needs_it)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: SeatQuestion) -> None:
        """Show ``state``."""
        words = self._words
        what, more = "", ""
        if state.needs:
            what = words("Does somebody of the party need an accessible place?")
            more = words("Ask just that, of everybody alike. Nothing about it is kept.")
        elif state.held is not None:
            what, more = held_text(state.held, words)
        if state.moving is not None and what:
            place = place_words(state.moving, words)
            moves = words("{place} moves to {seat}.", place=place, seat=state.label)
            more = f"{moves} {more}"
        elif what and state.label:
            more = f"{state.label}. {more}"
        self._what.setText(what)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        alone = state.way is Way.ALONE
        self._sell.setText(
            words("Sell from the hold") if alone else words("Sell with a manager's word")
        )
        self._sell.setVisible(not state.needs and state.way is not Way.NONE)
        for button in (self._yes, self._no):
            button.setVisible(state.needs)
        self._away.setVisible(not state.needs)
        for button in (self._sell, self._yes, self._no, self._away):
            usable(button, yes=not state.busy)
        self.setAccessibleName(f"{what} {more}".strip())
        self.setVisible(state.asks)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        self._yes.setText(words("Yes"))
        self._no.setText(words("No"))
        self._away.set_name(words("Leave the seat"))
        self.draw(self._presenter.state)
