"""A new deposit: which tills, their checks one by one, and the cash by denomination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deposit_room import DepositPage, DepositRoom, DepositState
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Choice
from pos.views.cash import CountSheet
from pos.views.deposits import DepositPlan, DepositTill
from printing.till_words import over_short

if TYPE_CHECKING:
    from kiosk.widgets.labels import Label
    from printing.words import Words

_LEFT_WIDE = 250


class DepositPlanPage(QWidget):
    """Tills and checks at the left, the count at the right, filled with what the closes put aside
    for the bank. ``counted``: another piece was counted."""

    counted = Signal()

    def __init__(self, words: Words, presenter: DepositRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._filled: DepositPlan | None = None
        self._tills_name, self._checks_name = label("section"), label("section")
        left = Scrolled()
        left.setFixedWidth(theme_of(self).px(_LEFT_WIDE))
        self._left = left
        tills, checks = QVBoxLayout(), QVBoxLayout()
        margins(tills)
        margins(checks, spacing=4)
        self._tills: Pool[Choice] = Pool(self._make_till, in_column(tills))
        self._checks: Pool[Label] = Pool(lambda _: label(), in_column(checks))
        self._agrees = Strip("deposits.agrees", "info")
        left.column.addWidget(self._agrees)
        left.column.addWidget(self._tills_name)
        left.column.addLayout(tills)
        left.column.addWidget(self._checks_name)
        left.column.addLayout(checks)
        left.column.addStretch(1)
        self._count = CountPanel(words, "deposits")
        row = QHBoxLayout(self)
        margins(row, spacing=16)
        row.addWidget(left)
        row.addWidget(self._count, 1)
        self._count.changed.connect(self._recounted)

    def _make_till(self, index: int) -> Choice:
        choice = Choice()
        choice.setObjectName(f"deposits.till.{index}")
        choice.clicked.connect(lambda: self._presenter.take(index))
        return choice

    def sheet(self) -> CountSheet:
        """Return what was counted."""
        return self._count.sheet()

    def agrees(self, plan: DepositPlan) -> bool:
        """Whether there is anything to take to the bank, and the count comes to it."""
        return _brings(plan) and self.sheet().total == plan.cash

    def clear(self) -> None:
        """Empty the count."""
        self._filled = None
        self._count.clear()

    def draw(self, state: DepositState) -> None:
        """Show the plan; a new one fills the count afresh."""
        if state.page is not DepositPage.PLAN:
            self._filled = None
            return
        words, plan = self._words, state.plan
        if plan is not None and plan != self._filled:
            self._filled = plan
            self._count.fill(plan.proposed)
        days = len({till.business_date for till in state.ready}) > 1
        for choice, till in zip(self._tills.show(len(state.ready)), state.ready, strict=True):
            choice.setText(_till_text(till, words, days=days))
            choice.setChecked(till.till_id in state.taken)
        checks = plan.checks if plan is not None else ()
        for line, check in zip(self._checks.show(len(checks)), checks, strict=True):
            parts = (check.number, check.payer, words.money(check.amount))
            line.setText(" · ".join(part for part in parts if part))
        sum_ = plan.checks_total if plan is not None and checks else None
        none = words("No checks")
        named = words("Checks: {amount}", amount=sum_) if sum_ is not None else none
        self._checks_name.setText(named)
        self._left.settle()
        self._say(plan)

    def _say(self, plan: DepositPlan | None) -> None:
        words = self._words
        if plan is None:
            self._agrees.say("")
            return
        off = self.sheet().total - plan.cash
        said = words("{amount} in cash goes to the bank.", amount=plan.cash)
        if not plan.tills:
            self._agrees.say(words("Which tills go to the bank?"), words("Tap them."), "info")
        elif not _brings(plan):
            nothing = words("Nothing came in that goes to the bank.")
            self._agrees.say(nothing, words("Take another till along, or wait for one."), "warning")
        elif not plan.cash and not off:
            self._agrees.say(words("Only checks go to the bank."), "", "good")
        elif off:
            told = words("The count is {difference}.", difference=over_short(off, words))
            self._agrees.say(said, told, "warning")
        else:
            self._agrees.say(said, words("The count comes to it."), "good")

    def _recounted(self) -> None:
        self._say(self._filled)
        self.counted.emit()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._tills_name.setText(words("Locked tills"))
        self._count.retranslate(words)


def _brings(plan: DepositPlan) -> bool:
    """Whether these tills have anything for the bank."""
    return plan.cash.minor >= 0 and bool(plan.cash + plan.checks_total)


def _till_text(till: DepositTill, words: Words, *, days: bool) -> str:
    """Return whose till it is and what it brings; of several ``days``, the day too."""
    number = words("Z report {number}", number=str(till.z_number))
    day = words.date(till.business_date) if days else ""
    return " · ".join(part for part in (till.cashier, day, number, words.money(till.cash)) if part)
