"""One deposit: its slip at the right, what comes next for it at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deposit_room import DepositRoom, DepositState
from kiosk.screens.causes import CausesCard
from kiosk.screens.parts import Scrolled, Strip, free_text, label, margins
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.theme import theme_of
from kiosk.widgets.numpad import MoneyEntry
from pos.lifecycles import DepositState as Stands
from pos.views.causes import Explained
from printing.till_words import over_short

if TYPE_CHECKING:
    from printing.words import Words

_LEFT_WIDE = 420


class DepositOne(QWidget):
    """Shows the deposit that was chosen. The one button under it does what comes next."""

    def __init__(self, words: Words, presenter: DepositRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._says = Strip("deposits.says", "info")
        self._saved = Strip("deposits.saved", "good")
        self._bag, self._strip = free_text("deposits.bag"), free_text("deposits.strip")
        self._courier = free_text("deposits.courier")
        self._bank_name = label("section")
        self._bank = MoneyEntry(words, "deposits.bank")
        self._reason = free_text("deposits.reason")
        self._sheet = StatementSheet()
        self._causes: QWidget | None = None
        self._explained: tuple[tuple[Explained, ...], Words] | None = None
        left = Scrolled()
        left.setFixedWidth(theme_of(self).px(_LEFT_WIDE))
        self._left = left
        fields = (self._bag, self._strip, self._courier, self._reason, self._bank_name, self._bank)
        for widget in (self._says, self._saved, *fields):
            left.column.addWidget(widget)
        left.column.addStretch(1)
        column = QVBoxLayout()
        margins(column)
        column.addWidget(self._sheet, 1)
        row = QHBoxLayout(self)
        margins(row, spacing=16)
        row.addWidget(left)
        row.addLayout(column, 1)
        self._bank.changed.connect(presenter.bank_says)

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._bag, self._strip, self._courier, self._reason):
            field.setText("")
        self._bank.clear()

    def draw(self, state: DepositState) -> None:
        """Show ``state``."""
        words, one = self._words, state.deposit
        if one is None:
            self.clear()
            return
        stands = Stands(one.state)
        if state.bank is None and self._bank.amount:
            self._bank.clear()
        self._says.say(*self._standing(state))
        files = ", ".join(place.name for place in state.saved)
        self._saved.say(words("Saved as {file}.", file=files) if files else "", tone="good")
        prepared = stands is Stands.PREPARED and not state.undoing
        on_its_way = stands in (Stands.SEALED, Stands.COLLECTED) and not state.undoing
        self._bag.setVisible(prepared)
        self._strip.setVisible(prepared)
        self._courier.setVisible(stands is Stands.SEALED and on_its_way and state.bank is None)
        self._bank_name.setVisible(on_its_way)
        self._bank.setVisible(on_its_way)
        self._reason.setVisible(state.undoing or bool(state.off))
        self._reason.show_missing(state.refusal)
        self._bag.show_missing(state.refusal, "bag")
        self._sheet.draw(state.slip, words)
        self._explain(state.causes)
        self._left.settle()

    def _explain(self, causes: tuple[Explained, ...]) -> None:
        """Show what may be behind a sum that the bank got differently."""
        if self._explained == (causes, self._words):
            return
        self._explained = (causes, self._words)
        if self._causes is not None:
            self._left.column.removeWidget(self._causes)
            self._causes.deleteLater()
            self._causes = None
        if any(each.causes for each in causes):
            self._causes = CausesCard(causes, self._words, None, self._left.settle)
            self._left.column.insertWidget(2, self._causes)

    def _standing(self, state: DepositState) -> tuple[str, str, str]:
        """Return what is said of it, what to do, and in what tone."""
        words, one, off = self._words, state.deposit, state.off
        if one is None:
            return "", "", "info"
        if state.undoing:
            again = words("Its tills and checks can be deposited again; the bag cannot.")
            return words("Take this deposit apart?"), again, "warning"
        if off is not None and state.bank is not None:
            got = words("The bank got {amount}.", amount=state.bank)
            if not off:
                return got, words("That is what was sent."), "good"
            told = over_short(off, words)
            more = words(
                "{difference}: it is booked as over or short, and somebody looks into it.",
                difference=told,
            )
            return got, more, "warning"
        if one.state == Stands.PREPARED.value:
            return (
                words("Put cash, checks and the slip into a bag."),
                words("Scan or type the bag's number; a second person sees it sealed."),
                "info",
            )
        if one.late:
            said = words("The bank should have said by now what it got.")
            return said, words("Ask the bank and the courier where the bag is."), "danger"
        return self._following(one.state)

    def _following(self, stands: str) -> tuple[str, str, str]:
        words = self._words
        return {
            Stands.SEALED.value: (
                words("The bag is sealed; its money is on its way."),
                words("Who collects it signs. When the bank tells its sum, type it."),
                "info",
            ),
            Stands.COLLECTED.value: (
                words("The bag was collected."),
                words("When the bank tells its sum, somebody else than who prepared it types it."),
                "info",
            ),
            Stands.CONFIRMED.value: (words("The bank has it."), "", "good"),
        }.get(stands, (words("It was taken apart."), "", "info"))

    def next_text(self, state: DepositState) -> str:
        """Return the words on the button, or nothing where nothing comes next."""
        words, one = self._words, state.deposit
        if one is None:
            return ""
        if state.undoing:
            return words("Yes, take it apart")
        if state.bank is not None:
            return words("The bank got this")
        return {
            Stands.PREPARED.value: words("Seal with a second person"),
            Stands.SEALED.value: words("It was collected"),
        }.get(one.state, "")

    def go_on(self) -> None:
        """The button was touched."""
        presenter, state = self._presenter, self._presenter.state
        if state.undoing:
            presenter.undo(self._reason.text())
        elif state.bank is not None:
            presenter.confirm(self._reason.text())
        elif state.deposit is not None and state.deposit.state == Stands.PREPARED.value:
            presenter.seal(self._bag.text(), self._strip.text())
        else:
            presenter.collect(self._courier.text())

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._bag.set_name(words("Number of the bag"))
        self._strip.set_name(words("Number on its strip"))
        self._courier.set_name(words("Who collects it"))
        self._bank_name.setText(words("What the bank got"))
        self._bank.retranslate(words)
        self._reason.set_name(words("Reason"))
