"""A call on the screen: the questions one under the other, as they are asked; what is answered
stands in one line and can be gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.phone import Evening, Phone, PhoneState, Step
from kiosk.screens.parts import Scrolled, Strip, label, margins
from kiosk.screens.phone_pay import PayQuestion, ReadBackCard
from kiosk.screens.phone_question import PhoneQuestion
from kiosk.screens.phone_seats import SeatsQuestion
from kiosk.screens.phone_what import WhatQuestion
from kiosk.screens.phone_who import WhoQuestion
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton

if TYPE_CHECKING:
    from pos.errors import PosError
    from printing.words import Words

_FOOT = 12


class PhonePage(QWidget):
    """Shows a ``PhoneState``. GUI thread."""

    def __init__(self, words: Words, presenter: Phone) -> None:
        super().__init__()
        self.setObjectName("phone")
        self._words = words
        self._presenter = presenter
        self._back = IconButton("back", "")
        self._back.setObjectName("phone.back")
        self._title = label("title", wrap=False)
        self._next = Button("", "plain", "next", compact=True)
        self._next.setObjectName("phone.next_call")
        self._refusal = Strip("phone.refusal")
        self._questions: tuple[PhoneQuestion, ...] = (
            WhoQuestion(presenter),
            WhatQuestion(presenter),
            SeatsQuestion(words, presenter),
            PayQuestion(presenter),
        )
        self._read_back = ReadBackCard()
        self._column = Scrolled()
        self._drawn = True
        self._asking: Step | None = None
        self._taken: tuple[Evening, ...] = ()
        self._lay_out()
        self._back.clicked.connect(presenter.back)
        self._next.clicked.connect(presenter.next_call)
        self.retranslate(words)
        presenter.attach(self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._next)
        for widget in (*self._questions, self._read_back):
            self._column.column.addWidget(widget)
        self._column.column.addStretch(1)
        whole = QVBoxLayout(self)
        margins(whole, spacing=12)
        whole.addLayout(head)
        whole.addWidget(self._refusal)
        whole.addWidget(self._column, 1)

    def draw(self, state: PhoneState) -> None:
        """Show ``state``. A page nobody sees is drawn once more, empty, when it is left: the cart
        and the houses behind it change with every sale at the window."""
        if not (state.shown or self._drawn):
            return
        self._drawn = state.shown
        words, done = self._words, state.read_back
        self._next.setVisible(done is not None)
        self._refusal.say_error(_refused(state), words)
        self._read_back.draw(done, words)
        for question in self._questions:
            question.setVisible(done is None)
            if done is None:
                question.show_state(state, words)
        self._column.settle()
        before, self._asking = self._asking, state.step if state.shown and done is None else None
        if self._asking not in (None, before):
            self.take_keyboard()
        if state.evenings != self._taken:
            self._taken = state.evenings
            self._come_to_foot(state)

    def _come_to_foot(self, state: PhoneState) -> None:
        """Other tickets are read out: what leads on stands under them, as long as they are."""
        for question in self._questions:
            foot = question.foot()
            if foot is not None and question.step is state.step and state.evenings:
                self._column.ensureWidgetVisible(foot, 0, theme_of(self).px(_FOOT))

    def take_keyboard(self) -> None:
        """A question was opened, or the next one rings: what is typed goes to it. A space that goes
        elsewhere presses a button."""
        for question in self._questions:
            first = question.first()
            if question.step is self._presenter.state.step and first is not None:
                first.setFocus()

    def forget(self) -> None:
        """Empty what was typed: the state behind it is empty already."""
        self._drawn = True
        self.draw(self._presenter.state)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        self._back.set_name(words("Back to the window"))
        self._title.setText(words("Phone order"))
        self._next.setText(words("Next call"))
        for question in self._questions:
            question.retranslate(words)
        self.draw(self._presenter.state)


def _refused(state: PhoneState) -> PosError | None:
    refusals = (state.refusal, state.who.refusal, state.sell.refusal, state.extras.refusal)
    return next((each for each in refusals if each is not None), None)
