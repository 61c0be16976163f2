"""The patron signs for the tickets, on the screen or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.will_call import WillCall
from kiosk.presenters.will_call_state import Page, WillCallState
from kiosk.presenters.will_call_wish import taken
from kiosk.screens.parts import label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.signature import SignatureField
from pos.views.will_call import WillCallCard

if TYPE_CHECKING:
    from printing.words import Words


class SignPage(QWidget):
    """The field, and what to do when there is no finger for it."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self._presenter = presenter
        self._title = label("title")
        self._what = label("body")
        self._field = SignatureField()
        self._field.setObjectName("willcall.signature")
        self._clear = Button("", "plain", compact=True)
        self._clear.setObjectName("willcall.sign_clear")
        self._paper = Button("", "plain", compact=True)
        self._paper.setObjectName("willcall.sign_paper")
        self._done = Button("", "primary", "will_call")
        self._done.setObjectName("willcall.sign_done")
        self._back = Button("", "plain", "back")
        self._back.setObjectName("willcall.sign_back")
        beside = QHBoxLayout()
        margins(beside)
        beside.addWidget(self._clear)
        beside.addWidget(self._paper, 1)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._back)
        foot.addWidget(self._done, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._title)
        column.addWidget(self._what)
        column.addWidget(self._field)
        column.addLayout(beside)
        column.addStretch(1)
        column.addLayout(foot)
        self._field.changed.connect(self._drawn)
        self._clear.clicked.connect(self._field.clear)
        self._paper.clicked.connect(self._on_paper)
        self._done.clicked.connect(self._sign)
        self._back.clicked.connect(lambda: presenter.turn_to(Page.ORDER))
        self.retranslate(words)
        self._drawn()

    def _drawn(self) -> None:
        usable(self._done, yes=bool(self._field.strokes))

    def _sign(self) -> None:
        self._presenter.sign(self._field.strokes)
        self._presenter.hand_over()

    def _on_paper(self) -> None:
        self._field.clear()
        self._presenter.signed_on_paper()
        self._presenter.hand_over()

    def forget(self) -> None:
        """Another order, or none."""
        self._field.clear()

    def draw(self, state: WillCallState, card: WillCallCard, words: Words) -> None:
        """Say what is signed for."""
        if state.page is not Page.SIGN:
            self._field.clear()
        again = next((each.tickets for each in reversed(card.given) if not each.undone), 0)
        many = len(taken(card, state.wish)) or again
        tickets = words.plural("{n} ticket", "{n} tickets", many)
        self._what.setText(
            words(
                "{name}, order {number}: {tickets}",
                name=state.wish.collector or card.name,
                number=card.order_number,
                tickets=tickets,
            )
        )
        usable(self._paper, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._title.setText(words("Please sign"))
        self._field.setAccessibleName(words("Field to sign in with a finger or a pen"))
        self._clear.setText(words("Clear"))
        self._paper.setText(words("Signed on paper"))
        self._done.setText(words("Done: hand over"))
        self._back.setText(words("Back"))
