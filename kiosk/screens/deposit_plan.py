"""A new deposit: which tills, their checks one by one, and the cash by denomination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deposit_room import DepositPage, DepositRoom, DepositState
from kiosk.screens.parts import Choices, Pool, Scrolled, Strip, in_column, label, margins
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Choice
from kiosk.widgets.count_grid import CountGrid
from pos.views.cash import CountSheet
from pos.views.deposits import DepositPlan
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
        self._leaf = 0
        self._tills_name, self._checks_name = label("section"), label("section")
        left = Scrolled()
        left.setFixedWidth(theme_of(self).px(_LEFT_WIDE))
        self._left = left
        tills, checks = QVBoxLayout(), QVBoxLayout()
        margins(tills)
        margins(checks, spacing=4)
        self._tills: Pool[Choice] = Pool(self._make_till, in_column(tills))
        self._checks: Pool[Label] = Pool(lambda _: label(), in_column(checks))
        left.column.addWidget(self._tills_name)
        left.column.addLayout(tills)
        left.column.addWidget(self._checks_name)
        left.column.addLayout(checks)
        left.column.addStretch(1)
        self._agrees = Strip("deposits.agrees", "info")
        self._leaves = Choices("deposits.leaves", across=2)
        self._grid = CountGrid(words, packs=True)
        sheet = Scrolled()
        sheet.column.addWidget(self._grid)
        sheet.column.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._agrees)
        right.addWidget(self._leaves)
        right.addWidget(sheet, 1)
        row = QHBoxLayout(self)
        margins(row, spacing=16)
        row.addWidget(left)
        row.addLayout(right, 1)
        self._leaves.chosen.connect(self._turn_to)
        self._grid.changed.connect(self._recounted)

    def _make_till(self, index: int) -> Choice:
        choice = Choice()
        choice.setObjectName(f"deposits.till.{index}")
        choice.clicked.connect(lambda: self._presenter.take(index))
        return choice

    def sheet(self) -> CountSheet:
        """Return what was counted."""
        return self._grid.sheet()

    def agrees(self, plan: DepositPlan) -> bool:
        """Whether the count comes to what the tills took, and any till is taken."""
        return bool(plan.tills) and self.sheet().total == plan.cash

    def clear(self) -> None:
        """Empty the count."""
        self._filled = None
        self._grid.clear()

    def draw(self, state: DepositState) -> None:
        """Show the plan; a new one fills the count afresh."""
        if state.page is not DepositPage.PLAN:
            self._filled = None
            return
        words, plan = self._words, state.plan
        if plan is not None and plan != self._filled:
            self._filled = plan
            self._grid.fill(plan.proposed)
            self._turn_to(0)
        for choice, till in zip(self._tills.show(len(state.ready)), state.ready, strict=True):
            number = words("Z report {number}", number=str(till.z_number))
            choice.setText(f"{till.cashier} · {number} · {words.money(till.cash)}")
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
        self._leaves.offer(self._grid.tabs(), self._leaf, ("deposits.loose", "deposits.packed"))
        if plan is None:
            self._agrees.say("")
            return
        off = self.sheet().total - plan.cash
        said = words("{amount} in cash goes to the bank.", amount=plan.cash)
        if off:
            told = words("The count is {difference}.", difference=over_short(off, words))
            self._agrees.say(said, told, "warning")
        else:
            self._agrees.say(said, words("The count comes to it."), "good")

    def _recounted(self) -> None:
        self._say(self._filled)
        self.counted.emit()

    def _turn_to(self, leaf: int) -> None:
        self._leaf = leaf
        self._grid.turn_to(leaf)
        self._say(self._filled)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._tills_name.setText(words("Locked tills"))
        self._grid.retranslate(words)
