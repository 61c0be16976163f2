"""Parts of refunds that have not reached their patrons: how each stands, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.another_way import BY_OFFICE
from kiosk.presenters.give_back import GiveBack, GiveBackState
from kiosk.screens.another_way import AnotherWayForm
from kiosk.screens.parts import label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from pos.lifecycles import PaymentState
from pos.views.paying import OwedBackView

if TYPE_CHECKING:
    from printing.words import Words


def owed_state(part: OwedBackView, words: Words) -> str:
    """Return in a few words why it is still owed."""
    if part.how == "check":
        return words("The office writes a check")
    if part.how == "elsewhere":
        return words("Whoever sold it gives it back")
    if part.state == PaymentState.CREATED.value:
        return words("The terminal was not asked")
    if part.state == PaymentState.SENT.value:
        return words("At the terminal")
    if part.state == PaymentState.UNKNOWN.value:
        return words("Not known yet")
    if part.waits:
        return words("This card has other money that is in doubt")
    return words("Declined") if part.card_takes else words("The card takes no more")


def may_try(part: OwedBackView) -> bool:
    """Return whether the terminal can be asked for it, or about it."""
    return part.card_takes or (part.waits and part.state != PaymentState.APPROVED.value)


class OwedRow(Card):
    """One part: try it again, send it another way, or say that the office paid it."""

    def __init__(self, index: int, presenter: GiveBack, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._part: OwedBackView | None = None
        self._opened = False
        self._what = label("strong", name=f"give_back.owed.{index}")
        self._state = label("soft")
        self._again = Button("", "primary", "card", compact=True)
        self._again.setObjectName(f"give_back.again.{index}")
        self._other = Button("", "quiet", compact=True)
        self._other.setObjectName(f"give_back.other.{index}")
        self._form = AnotherWayForm(index, presenter.another)
        self._lay_out()
        self._again.clicked.connect(self._try)
        self._other.clicked.connect(lambda: presenter.another.form(self._part))
        self.retranslate(words)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._what)
        said.addWidget(self._state)
        head = QHBoxLayout()
        margins(head)
        head.addLayout(said, 1)
        head.addWidget(self._other)
        head.addWidget(self._again)
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        column.addLayout(head)
        column.addWidget(self._form)

    def _try(self) -> None:
        if self._part is not None:
            self._presenter.try_again(self._part)

    def draw(self, part: OwedBackView, state: GiveBackState, words: Words) -> None:
        """Show ``part``."""
        self._opened = self._opened and (part.refund_id, part.line) == self._key
        self._part = part
        office = part.how in BY_OFFICE
        what = (words("Still to give back: {amount}", amount=part.amount), part.shown)
        self._what.setText(" · ".join(each for each in what if each))
        self._state.setText(owed_state(part, words))
        at_it = self._presenter.at_terminal
        mine = state.another.part == part
        self._again.setVisible(not office and not mine and may_try(part))
        busy = state.busy or state.another.busy
        usable(self._again, yes=not busy and not at_it and part.how != "typed")
        known = part.state not in (PaymentState.SENT.value, PaymentState.UNKNOWN.value)
        self._again.setText(words("Try again") if known else words("Ask the terminal"))
        self._other.setVisible(office or part.stuck)
        usable(self._other, yes=not busy and not at_it)
        self._other.setText(words("It was paid") if office else words("Another way"))
        self._form.setVisible(mine)
        if mine and not self._opened:
            self._form.begin("" if office else state.reason)
        self._opened = mine
        if mine:
            self._form.draw(state.another, words)

    @property
    def _key(self) -> tuple[str, int]:
        return ("", 0) if self._part is None else (self._part.refund_id, self._part.line)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language; the words of a part come with it."""
        self._again.setText(words("Try again"))
