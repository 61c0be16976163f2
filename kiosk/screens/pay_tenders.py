"""What is taken on the Pay panel: cash, a check, or nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.check_slip import CheckSlip, ReadCheck
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import PayState
from kiosk.screens.parts import Pool, in_grid, label, margins, usable
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.numpad import MoneyEntry
from pos.money import Money
from pos.views.selling import TenderKind

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
        rounds = state.cash_due != state.remaining
        self._exact.setText(words("Exact, rounded") if rounds else words("Exact"))
        self._exact.set_caption(words.money(state.cash_due))
        notes = self._notes.show(len(state.notes))
        for button, note in zip(notes, state.notes, strict=True):
            button.setObjectName(f"pay.note.{note.minor}")
            button.setText(words.money(note))
            change = note - state.cash_due
            button.set_caption(words("{amount} back", amount=change))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.amount.retranslate(words)
        self._typed(self.amount.amount)


class CheckPage(QWidget):
    """What stands on a check; its amount where it is less than the rest."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._remaining = Money.zero()
        self._read = ReadCheck()
        self._number = _field("pay.check_number")
        self._payer = _field("pay.check_payer")
        self._dated = _field("pay.check_date")
        self._phone = _field("pay.check_phone")
        self._seen = Choice()
        self._seen.setObjectName("pay.check_id_seen")
        self._routing = label("soft", name="pay.check_routing")
        self._less = label("soft")
        self.amount = MoneyEntry(words, "pay.check_pad")
        self.amount.setObjectName("pay.check_amount")
        self._take = Button("", "primary", "check_paper")
        self._take.setObjectName("pay.take_check")
        self._lay_out()
        self._take.clicked.connect(self._take_typed)
        self.amount.changed.connect(self._typed)
        for field in self._fields:
            field.card_refused.connect(presenter.refuse_card)

    @property
    def _fields(self) -> tuple[GuardedLineEdit, ...]:
        return self._number, self._payer, self._dated, self._phone

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        for widget in (*self._fields, self._seen, self._routing, self._less):
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

    def _take_typed(self) -> None:
        number, payer, dated, phone = (field.text() for field in self._fields)
        slip = CheckSlip(number, payer, dated, phone, self._seen.isChecked())
        self._presenter.check(slip, self.amount.amount or None)

    def _typed(self, amount: Money) -> None:
        worth = amount if amount.minor else self._remaining
        self._take.setText(self._words("Take a check for {amount}", amount=worth))

    def clear(self) -> None:
        """Forget what was typed."""
        for field in self._fields:
            field.setText("")
        self._seen.setChecked(False)
        self.amount.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Offer the rest."""
        less = 0 < state.remaining.minor < self._remaining.minor
        if less and state.tenders and state.tenders[-1].kind is TenderKind.CHECK:
            self.clear()  # a check that pays the whole stays: the sale may refuse it
        self._remaining = state.remaining
        self.amount.set_offer(state.remaining)
        self._typed(self.amount.amount)
        if state.check != self._read:
            self._read = state.check
            if self._read.number:
                self._number.setText(self._read.number)
                self._payer.setFocus(Qt.FocusReason.OtherFocusReason)
        self._number.show_missing(state.refusal, "check_number")
        self._payer.show_missing(state.refusal, "check_payer")
        self._say_bank()

    def _say_bank(self) -> None:
        words, read = self._words, self._read
        said = words("Bank {number}", number=read.routing) if read.routing else ""
        self._routing.setText(said)
        self._routing.setVisible(bool(said))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._number.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._dated.set_name(words("Date, if not today"))
        self._phone.set_name(words("Phone"))
        self._seen.setText(words("I have seen an ID"))
        self._less.setText(
            words("Made out for less? Type its amount; the rest is taken otherwise.")
        )
        self.amount.retranslate(words)
        self._typed(self.amount.amount)
        self._say_bank()


def _field(name: str) -> GuardedLineEdit:
    field = GuardedLineEdit()
    field.setObjectName(name)
    return field


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
