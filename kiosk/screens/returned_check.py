"""The panel of a check that a bank gave back, and the letter that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.returned_check import ReturnedCheck, ReturnedState
from kiosk.screens.order_lines import MoneyLine
from kiosk.screens.parts import Pool, Strip, in_column, label, margins, usable
from kiosk.screens.tender_panel import TenderPanel
from kiosk.widgets.buttons import Button
from kiosk.widgets.numpad import MoneyEntry
from pos.ids import TenderId
from pos.money import Money

if TYPE_CHECKING:
    from printing.words import Words


class ReturnedCheckPanel(TenderPanel):
    """Shows a ``ReturnedState``."""

    def __init__(self, words: Words, presenter: ReturnedCheck) -> None:
        super().__init__("returned", "returned.check", "danger")
        self._words = words
        self._presenter = presenter
        self._why = label("section")
        self._means = label("strong", name="returned.means")
        self._blocked = label("soft")
        self._fee_name = label("section")
        self._fee = MoneyEntry(words, "returned.pad")
        self._fee.setObjectName("returned.fee")
        self._no_fee = Button("", "plain", compact=True)
        self._no_fee.setObjectName("returned.no_fee")
        self._letter = _Letter()
        for widget in (self._why, self._reason, self._means, self._blocked):
            self._left.addWidget(widget)
        self._left.addStretch(1)
        for part in (self._fee_name, self._fee, self._no_fee):
            self._right.addWidget(part)
        self._right.addStretch(1)
        self.body.addWidget(self._letter)
        self._write = self._foot("returned.write", "plain")
        self.add_button(self._go)
        self._wire()
        self.retranslate(words)
        presenter.attach(self)

    def _wire(self) -> None:
        presenter = self._presenter
        self.chosen.connect(lambda tender_id: presenter.choose(TenderId(tender_id)))
        self._fee.changed.connect(presenter.charge)
        self._no_fee.clicked.connect(self._charge_nothing)
        self._close.clicked.connect(presenter.close)
        self._write.clicked.connect(presenter.write_letter)
        self._go.clicked.connect(lambda: presenter.record(self._reason.text()))
        self.closed.connect(presenter.close)

    def _charge_nothing(self) -> None:
        order = self._presenter.state.order
        if order is not None:
            self._fee.clear()
            self._presenter.charge(Money.zero(order.total.currency))

    def draw(self, state: ReturnedState) -> None:
        """Show ``state``."""
        words, order = self._words, state.order
        self._be_there(shown=order is not None)
        number = "" if order is None else order.order_number
        self.say(
            words("A check came back, order {number}", number=number),
            "" if order is None else order.name,
        )
        self._refusal.say_error(state.refusal, words)
        self._reason.show_missing(state.refusal)
        asking = state.returned is None
        self._form.setVisible(asking)
        marks = [""] * len(state.checks)
        self._draw_tenders(state.checks, marks, state.chosen, words, busy=state.busy)
        self._fee.set_offer(state.fee)
        owes = state.owes
        means = words("The order owes {amount} again.", amount=owes) if owes is not None else ""
        self._means.setText(means)
        self._letter.setVisible(not asking)
        self._letter.draw(state, words)
        self._go.setVisible(asking)
        usable(self._go, yes=state.chosen is not None and not state.busy)
        self._write.setVisible(not asking and not state.place)
        usable(self._write, yes=not state.busy)
        self._close.setText(words("Leave it") if asking else words("Done"))
        usable(self._close, yes=not state.busy)

    def forget(self) -> None:
        """Empty what was typed."""
        super().forget()
        self._fee.blockSignals(True)
        self._fee.clear()
        self._fee.blockSignals(False)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._which.setText(words("Which check?"))
        self._why.setText(words("What does the bank say?"))
        usual = (
            words("Not enough money"),
            words("Account closed"),
            words("Payment stopped"),
            words("Signature missing"),
        )
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._blocked.setText(words("Checks of this payer are refused until it is paid."))
        self._fee_name.setText(words("Fee for the returned check"))
        self._no_fee.setText(words("No fee"))
        self._fee.retranslate(words)
        self._go.setText(words("Record it"))
        self._write.setText(words("Write the letter"))
        self.draw(self._presenter.state)


class _Letter(QWidget):
    """What was recorded, and what the letter says."""

    def __init__(self) -> None:
        super().__init__()
        self._done = Strip("returned.done", "good")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool = Pool(lambda _index: MoneyLine(), in_column(self._rows))
        self._pay_by = label("strong")
        self._place = label("soft", name="returned.place")
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addWidget(self._done)
        column.addLayout(self._rows)
        column.addWidget(self._pay_by)
        column.addWidget(self._place)

    def draw(self, state: ReturnedState, words: Words) -> None:
        """Show the letter."""
        returned, letter = state.returned, state.letter
        if returned is not None:
            self._done.say(
                words("Recorded. The order owes {amount}.", amount=returned.owing),
                words("Take it from the order's page when the payer comes."),
            )
        lines = []
        if letter is not None:
            number = letter.check_number
            lines.append((words("Check {number}", number=number), letter.payer, letter.amount))
            lines.append((words("Fee for a returned check"), "", letter.fee))
            lines.append((words("Owed"), letter.reason, letter.owed))
            self._pay_by.setText(words("To be paid by {day}", day=words.date(letter.pay_by)))
        for row, (what, under, amount) in zip(self._pool.show(len(lines)), lines, strict=True):
            row.say(what, under, words.money(amount))
        self._pay_by.setVisible(letter is not None)
        said = words("The letter lies in {place}.", place=state.place) if state.place else ""
        self._place.setText(said)
        self._place.setVisible(bool(said))
