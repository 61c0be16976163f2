"""One deposit: its slip at the right, what comes next for it at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deposit_room import DepositRoom, DepositState
from kiosk.screens.causes import CausesPlace, Ways
from kiosk.screens.parts import Choices, Scrolled, Strip, free_text, label, margins
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.theme import theme_of
from kiosk.widgets.numpad import MoneyEntry
from pos.lifecycles import DepositState as Stands
from pos.views.deposits import DepositView
from printing.till_words import over_short

if TYPE_CHECKING:
    from printing.words import Words

_LEFT_WIDE = 420
_DAYS = 8
"""So many days are offered; no bag is that long on its way."""


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
        self._bank_name, self._day_name = label("section"), label("section")
        self._bank = MoneyEntry(words, "deposits.bank")
        self._days = Choices("deposits.days", across=4)
        self._reason = free_text("deposits.reason")
        self._sheet = StatementSheet()
        left = Scrolled()
        left.setFixedWidth(theme_of(self).px(_LEFT_WIDE))
        self._left = left
        self._causes = CausesPlace(Ways(presenter.show_order, presenter.show_till), left.settle)
        for widget in (
            *(self._saved, self._bag, self._strip, self._courier),
            *(self._bank_name, self._bank, self._causes),
        ):
            left.column.addWidget(widget)
        left.column.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._day_name)
        right.addWidget(self._days)
        right.addWidget(self._reason)
        right.addWidget(self._sheet, 1)
        row = QHBoxLayout()
        margins(row, spacing=16)
        row.addWidget(left)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._says)
        column.addLayout(row, 1)
        self._bank.changed.connect(self._bank_typed)
        self._days.chosen.connect(presenter.choose_day)

    def _bank_typed(self) -> None:
        self._presenter.bank_says(self._bank.amount if self._bank.typed else None)

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
        if state.bank is None and self._bank.typed:
            self._bank.clear()
        self._says.say(*self._standing(state, one))
        files = ", ".join(place.name for place in state.saved)
        self._saved.say(words("Saved as {file}.", file=files) if files else "", tone="good")
        prepared = stands is Stands.PREPARED and not state.undoing
        on_its_way = stands in (Stands.SEALED, Stands.COLLECTED) and not state.undoing
        self._bag.setVisible(prepared)
        self._strip.setVisible(prepared)
        self._courier.setVisible(stands is Stands.SEALED and on_its_way and state.bank is None)
        self._draw_bank(state, one, asked=on_its_way and not state.mine)
        self._reason.setVisible(state.undoing or bool(state.off))
        self._reason.show_missing(state.refusal)
        self._bag.show_missing(state.refusal, "bag")
        self._sheet.draw(state.report or state.slip, words)
        self._causes.draw(state.causes, words)
        left = (self._saved, self._bag, self._courier, self._bank, self._causes)
        self._left.setVisible(any(not widget.isHidden() for widget in left))
        self._left.settle()

    def _draw_bank(self, state: DepositState, one: DepositView, *, asked: bool) -> None:
        """Ask what the bank got, and when, of everybody but who prepared it."""
        for widget in (self._bank_name, self._bank):
            widget.setVisible(asked)
        told = asked and state.bank is not None
        self._day_name.setVisible(told)
        self._days.setVisible(told)
        days = one.bank_days[:_DAYS]
        at = days.index(state.bank_day) if state.bank_day in days else None
        names = tuple(f"deposits.day.{index}" for index in range(len(days)))
        self._days.offer([self._words.date(day) for day in days], at, names)

    def _standing(self, state: DepositState, one: DepositView) -> tuple[str, str, str]:
        """Return what is said of it, what to do, and in what tone."""
        words, off = self._words, state.off
        if state.undoing:
            again = words("Its tills and checks can be deposited again; the bag cannot.")
            return words("Take this deposit apart?"), again, "warning"
        if off is not None and state.bank is not None:
            got = words("The bank got {amount}.", amount=state.bank)
            if not off:
                return got, words("That is what was sent."), "good"
            more = words(
                "{difference}: it is booked as over or short, and somebody looks into it.",
                difference=over_short(off, words),
            )
            return got, more, "warning"
        if one.bank is not None:
            return self._confirmed(one)
        if one.late:
            said = words("The bank should have said by now what it got.")
            return said, words("Ask the bank and the courier where the bag is."), "danger"
        return self._following(one, mine=state.mine)

    def _confirmed(self, one: DepositView) -> tuple[str, str, str]:
        """Return what is said once the bank's word is on record."""
        words = self._words
        when = words.date(one.bank_date) if one.bank_date is not None else ""
        parts = (when, words("typed by {name}", name=one.confirmed_by), one.reason)
        known = " · ".join(part for part in parts if part)
        if one.bank is None or one.bank == one.total:
            return words("The bank has it, to the cent."), known, "good"
        told = words(
            "The bank got {amount}: {difference}.",
            amount=one.bank,
            difference=over_short(one.bank - one.total, words),
        )
        return told, known, "warning"

    def _following(self, one: DepositView, *, mine: bool) -> tuple[str, str, str]:
        words = self._words
        if one.state == Stands.PREPARED.value:
            return (
                words("Put cash, checks and the slip into a bag."),
                words("Scan or type the bag's number; a second person sees it sealed."),
                "info",
            )
        if one.state == Stands.UNDONE.value:
            return words("It was taken apart."), one.reason, "info"
        other = words("You prepared it: when the bank tells its sum, somebody else types it.")
        bank = other if mine else words("When the bank tells its sum, type it here.")
        if one.state == Stands.COLLECTED.value:
            return words("{name} has the bag.", name=one.courier), bank, "info"
        sealed = words("The bag is sealed; its money is on its way.")
        return sealed, words("Who collects it is noted here.") + " " + bank, "info"

    def next_text(self, state: DepositState) -> str:
        """Return the words on the button, or nothing where nothing comes next."""
        words, one = self._words, state.deposit
        if one is None or state.report is not None:
            return ""
        if state.undoing:
            return words("Yes, take it apart")
        if state.bank is not None:
            return words("Book the difference") if state.off else words("The bank got this")
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
        self._day_name.setText(words("The day on which it got it"))
        self._bank.retranslate(words)
        self._reason.set_name(words("Reason"))
