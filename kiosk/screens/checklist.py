"""What the Close room is made of: the steps, what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.icons import icon
from kiosk.messages import blocker_text
from kiosk.presenters.close import CloseStep
from kiosk.screens.parts import Pool, in_column, label, margins
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Tone
from kiosk.widgets.notice import ToneIcon
from pos.views.cash import Blocker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.words import Words

STEPS = (CloseStep.CHECKS, CloseStep.COUNT, CloseStep.RESULT, CloseStep.NO_TILL)
"""In the order they are walked; NO_TILL is the end of it."""


class Checklist(Card):
    """The steps of the close, those done with a tick, the one of the moment in bold."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = [_StepLine() for _ in STEPS]
        self._title = label("title")
        column = QVBoxLayout(self)
        margins(column, 20, 16)
        column.addWidget(self._title)
        for line in self._lines:
            column.addWidget(line)
        column.addStretch(1)

    def draw(self, step: CloseStep, words: Words, *, all_done: bool) -> None:
        """Show the walk; ``all_done``: the till was just locked."""
        self._title.setText(words("Close"))
        texts = (
            words("Before the count"),
            words("Count the drawer"),
            words("Difference and second person"),
            words("Z report"),
        )
        here = len(STEPS) if all_done else STEPS.index(step)
        for index, (line, text) in enumerate(zip(self._lines, texts, strict=True)):
            line.draw(f"{index + 1}. {text}", done=index < here, now=index == here)


class _StepLine(QWidget):
    """One step."""

    def __init__(self) -> None:
        super().__init__()
        self._tick = QLabel()
        self._text = label("soft")
        row = QHBoxLayout(self)
        margins(row, spacing=12)
        row.addWidget(self._tick)
        row.addWidget(self._text, 1)

    def draw(self, text: str, *, done: bool, now: bool) -> None:
        """Show the step."""
        theme = theme_of(self)
        side = theme.px(22)
        name = "check" if done else "next"
        colour = theme.colour("good" if done else "accent" if now else "line")
        self._tick.setPixmap(icon(name, colour, side))
        self._text.setText(text)
        self._text.set_role("strong" if now else "good" if done else "soft")


class BlockerList(QWidget):
    """Each thing in the way with the button that settles it."""

    fix = Signal(object)
    """The ``Blocker`` whose button was touched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._shown: Sequence[Blocker] = ()
        column = QVBoxLayout(self)
        margins(column)
        self._pool = Pool(self._make, in_column(column))

    def _make(self, index: int) -> _BlockerRow:
        row = _BlockerRow(f"{self._name}.{index}")
        row.button.clicked.connect(lambda: self.fix.emit(self._shown[index]))
        return row

    def draw(self, blockers: Sequence[Blocker], words: Words) -> None:
        """Show ``blockers``."""
        self._shown = blockers
        rows = self._pool.show(len(blockers))
        for row, blocker in zip(rows, blockers, strict=True):
            row.draw(blocker, words)
        self.setVisible(bool(blockers))


class _BlockerRow(Tone):
    """One blocker."""

    def __init__(self, name: str) -> None:
        super().__init__("warning")
        self._what = label("strong")
        self.button = Button("", "plain", compact=True)
        self.button.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(ToneIcon("warning"))
        row.addWidget(self._what, 1)
        row.addWidget(self.button)

    def draw(self, blocker: Blocker, words: Words) -> None:
        """Show ``blocker``."""
        self._what.setText(blocker_text(blocker, words))
        fixes = {
            "print_in_doubt": words("Look at the prints"),
            "unprinted": words("Look at the prints"),
            "open_cart": words("Go to the cart"),
            "payment_in_doubt": words("Money in doubt"),
            "exception_open": words("Money in doubt"),
            "refund_owing": words("Go to the order"),
            "close_exception": words("Exceptions"),
            "paper_out": words("Key in paper sales"),
            "parked_cart": words("Held carts"),
            "list_places": words("Orders sold elsewhere"),
            "window_missing": words("Look at the hub"),
            "hub_away": words("Look at the hub"),
        }
        self.button.setText(fixes.get(blocker.kind, words("Look again")))
