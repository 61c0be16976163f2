"""One question of a call: open, with what answers it; or answered, in one line to touch."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.phone import Phone, PhoneState, Step
from kiosk.screens.parts import label, margins
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card

if TYPE_CHECKING:
    from printing.words import Words


class PhoneQuestion(Card):
    """The frame of a question. What answers it goes into ``inside``."""

    step: Step

    def __init__(self, presenter: Phone) -> None:
        super().__init__()
        name = f"phone.{self.step.value}"
        self.setObjectName(name)
        self.presenter = presenter
        self._asked = label("section", name=f"{name}.asked")
        self._answer = label("strong", name=f"{name}.answer")
        self._change = Button("", "quiet", compact=True)
        self._change.setObjectName(f"{name}.open")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._asked)
        said.addWidget(self._answer)
        head = QHBoxLayout()
        margins(head)
        head.addLayout(said, 1)
        head.addWidget(self._change)
        self._body = QWidget()
        self.inside = QVBoxLayout(self._body)
        margins(self.inside)
        whole = QVBoxLayout(self)
        margins(whole, 12)
        whole.addLayout(head)
        whole.addWidget(self._body)
        self._change.clicked.connect(lambda: presenter.go_to(self.step))

    def show_state(self, state: PhoneState, words: Words) -> None:
        """Show the question as the call stands."""
        is_open = state.step is self.step
        answer = self.answer(state, words)
        self._asked.setText(self.asked(words))
        self._answer.setText(answer)
        self._answer.setVisible(bool(answer) and not is_open)
        self._change.setVisible(not is_open)
        self._change.setText(words("Edit") if answer else words("Ask"))
        self._change.setAccessibleName(f"{self._change.text()}: {self.asked(words)}")
        self._body.setVisible(is_open)
        if is_open:
            self.draw(state, words)

    def first(self) -> QWidget | None:
        """Return where the keyboard begins; None where it is for fingers."""
        return None

    def foot(self) -> QWidget | None:
        """Return what leads on and is not to go below the edge; None where nothing may."""
        return None

    @abstractmethod
    def asked(self, words: Words) -> str:
        """Return the question as it is said to the patron."""

    @abstractmethod
    def answer(self, state: PhoneState, words: Words) -> str:
        """Return the answer in one line; empty while there is none."""

    @abstractmethod
    def draw(self, state: PhoneState, words: Words) -> None:
        """Show what answers it."""

    @abstractmethod
    def retranslate(self, words: Words) -> None:
        """Say what stands still in another language."""
