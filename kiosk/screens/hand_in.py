"""A counted sheet is handed in; an empty one only by a second, deliberate touch elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.screens.parts import Strip
from kiosk.widgets.buttons import Button
from pos.views.cash import CountSheet

if TYPE_CHECKING:
    from printing.words import Words


class HandIn:
    """Joins the button that hands in, the one that says *yes, it is empty*, and the question.

    Args:
        go: Hands in what was counted.
        sure: Stands elsewhere, and only while the question does.
        question: Where it is asked.
    """

    def __init__(
        self,
        go: Button,
        sure: Button,
        question: Strip,
        sheet: Callable[[], CountSheet],
        act: Callable[[CountSheet], None],
    ) -> None:
        self._go, self._sure, self._question = go, sure, question
        self._sheet, self._act = sheet, act
        self._asked = ""
        sure.hide()
        go.clicked.connect(self._hand_in)
        sure.clicked.connect(lambda: act(sheet()))

    def _hand_in(self) -> None:
        if self._sheet().total:
            self._act(self._sheet())
        else:
            self._ask(asks=True)

    def _ask(self, *, asks: bool) -> None:
        self._question.say(self._asked if asks else "")
        self._sure.setVisible(asks)
        self._go.setVisible(not asks)

    def forget(self) -> None:
        """Take the question back: something was counted after all, or it is somebody else's."""
        self._ask(asks=False)

    def retranslate(self, words: Words) -> None:
        """Ask in another language."""
        self._asked = words("Nothing is counted. Is the drawer really empty?")
        self.forget()
