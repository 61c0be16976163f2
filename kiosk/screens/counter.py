"""The counter: what is sold beside seats, one part at a time. A part is a page of its own with its
own presenter; ``furnish`` lays them side by side."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.counter import Counter, CounterState
from kiosk.screens.parts import Choices, label, margins
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.pages import Pages

if TYPE_CHECKING:
    from printing.words import Words


class CounterPart(QWidget):
    """One page of the counter. It draws its own presenter's states; the counter shows it, names its
    choice by ``key`` and says its title. Abstract for mypy, who finds a part that lacks something:
    Qt's widgets have a metaclass of their own."""

    key = ""

    @abstractmethod
    def title(self, words: Words) -> str:
        """Return what the choice that opens it is called."""

    @abstractmethod
    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""

    def forget(self) -> None:
        """Empty what was typed and not put in the cart."""


class CounterPage(QWidget):
    """Shows a ``CounterState``: the way back, a choice for each part, the part. GUI thread."""

    def __init__(self, words: Words, presenter: Counter, parts: tuple[CounterPart, ...]) -> None:
        super().__init__()
        self.setObjectName("counter")
        self._words = words
        self._presenter = presenter
        self._parts = parts
        self._back = IconButton("back", "")
        self._back.setObjectName("counter.back")
        self._title = label("title", wrap=False)
        self._balance = Button("", "plain", "search", compact=True)
        self._balance.setObjectName("counter.balance")
        self._choices = Choices("counter.parts", across=max(len(parts), 1))
        self._stack = Pages()
        for part in parts:
            part.setObjectName(f"counter.{part.key}")
            self._stack.addWidget(part)
        self._lay_out()
        self._back.clicked.connect(presenter.back)
        self._balance.clicked.connect(presenter.look_after_certificates)
        self._choices.chosen.connect(lambda index: presenter.turn_to(parts[index].key))
        self.retranslate(words)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._balance)
        whole = QVBoxLayout(self)
        margins(whole, spacing=12)
        whole.addLayout(head)
        whole.addWidget(self._choices)
        whole.addWidget(self._stack, 1)

    def draw(self, state: CounterState) -> None:
        """Bring the part that is in front there."""
        keys = [part.key for part in self._parts]
        index = keys.index(state.part) if state.part in keys else 0
        titles = [part.title(self._words) for part in self._parts]
        self._choices.offer(titles, index, [f"counter.part.{key}" for key in keys])
        if self._parts:
            self._stack.setCurrentIndex(index)

    def forget(self) -> None:
        """Empty what was typed on every part."""
        for part in self._parts:
            part.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.set_name(words("Back to the seats"))
        self._title.setText(words("At the counter"))
        self._balance.setText(words("Balance"))
        self._balance.setAccessibleName(words("Gift certificates and accounts: balance, pay out"))
        for part in self._parts:
            part.retranslate(words)
        self.draw(self._presenter.state)
