"""What is taken on the Pay panel: cash, a check, or nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.pay import Pay, PayState
from kiosk.screens.parts import Pool, in_grid, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.numpad import MoneyEntry
from pos.money import Money

if TYPE_CHECKING:
    from printing.words import Words


class CashPage(QWidget):
    """Exact and the next notes as buttons; a number pad for everything else."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._notes_shown: tuple[Money, ...] = ()
        self._exact = Button("", "primary")
        self._exact.setObjectName("pay.exact")
        self._exact.set_text_size(26)
        self._grid = QGridLayout()
        margins(self._grid)
        self._notes = Pool(self._make_note, in_grid(self._grid, 1))
        self.amount = MoneyEntry(words, "pay.pad")
        self.amount.setObjectName("pay.amount")
        self._take = Button("", "plain", "cash")
        self._take.setObjectName("pay.take")
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._exact)
        left.addLayout(self._grid)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._take)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)
        self._exact.clicked.connect(presenter.exact)
        self._take.clicked.connect(self._take_typed)
        self.amount.changed.connect(self._typed)

    def _make_note(self, index: int) -> Button:
        note = Button("", "plain")
        note.set_text_size(22)
        note.clicked.connect(lambda: self._presenter.cash(self._notes_shown[index]))
        return note

    def _take_typed(self) -> None:
        amount = self.amount.amount
        self.amount.clear()
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self._presenter.cash(amount)

    def _typed(self, amount: Money) -> None:
        usable(self._take, yes=amount.minor > 0)
        words = self._words
        self._take.setText(words("Take {amount}", amount=amount) if amount else words("Take"))

    def clear(self) -> None:
        """Forget what was typed."""
        self.amount.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Offer what fits the rest."""
        self._notes_shown = state.notes
        self._exact.setText(words("Exact"))
        self._exact.set_caption(words.money(state.remaining))
        notes = self._notes.show(len(state.notes))
        for button, note in zip(notes, state.notes, strict=True):
            button.setObjectName(f"pay.note.{note.minor}")
            button.setText(words.money(note))
            change = note - state.remaining
            button.set_caption(words("{amount} back", amount=change))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.amount.retranslate(words)
        self._typed(self.amount.amount)


class CheckPage(QWidget):
    """Number and payer of a check; its amount where it is less than the rest."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._remaining = Money.zero()
        self._read = ""
        self._number = GuardedLineEdit()
        self._number.setObjectName("pay.check_number")
        self._payer = GuardedLineEdit()
        self._payer.setObjectName("pay.check_payer")
        self._less = label("soft")
        self.amount = MoneyEntry(words, "pay.check_pad")
        self.amount.setObjectName("pay.check_amount")
        self._take = Button("", "primary", "check_paper")
        self._take.setObjectName("pay.take_check")
        left = QVBoxLayout()
        margins(left)
        for widget in (self._number, self._payer, self._less):
            left.addWidget(widget)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._take)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)
        self._take.clicked.connect(self._take_typed)
        self.amount.changed.connect(self._typed)
        for field in (self._number, self._payer):
            field.card_refused.connect(presenter.refuse_card)

    def _take_typed(self) -> None:
        amount = self.amount.amount
        self._presenter.check(self._number.text(), self._payer.text(), amount or None)

    def _typed(self, amount: Money) -> None:
        worth = amount if amount.minor else self._remaining
        self._take.setText(self._words("Take a check for {amount}", amount=worth))

    def clear(self) -> None:
        """Forget what was typed."""
        self._number.setText("")
        self._payer.setText("")
        self.amount.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Offer the rest."""
        if state.remaining < self._remaining and state.tenders:
            self.clear()
        self._remaining = state.remaining
        self.amount.set_offer(state.remaining)
        self._typed(self.amount.amount)
        if state.check_number != self._read:
            self._read = state.check_number
            if self._read:
                self._number.setText(self._read)
                self._payer.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._number.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._less.setText(
            words("Made out for less? Type its amount; the rest is taken otherwise.")
        )
        self.amount.retranslate(words)
        self._typed(self.amount.amount)


class FreePage(QWidget):
    """Nothing is due: comps only."""

    def __init__(self, presenter: Pay) -> None:
        super().__init__()
        self._what = label("title")
        self._issue = Button("", "primary")
        self._issue.setObjectName("pay.issue")
        self._issue.clicked.connect(presenter.exact)
        column = QVBoxLayout(self)
        margins(column, spacing=16)
        column.addStretch(1)
        column.addWidget(self._what)
        column.addWidget(self._issue)
        column.addStretch(2)

    def draw(self, state: PayState, words: Words) -> None:
        """Say so."""
        self._what.setText(words("There is nothing to pay."))
        self._issue.setText(words("Issue the tickets"))
