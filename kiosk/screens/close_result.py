"""After the count: what differs and why, the next float, the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.close import CloseState
from kiosk.screens.causes import CausesCard, Ways
from kiosk.screens.close_page import ClosePage
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.parts import Choices, Scrolled, Strip, free_text, label, margins, usable
from kiosk.screens.report import differences_card, papers_card
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from pos.money import Money
from pos.views.cash import CountSheet, TillResult
from pos.views.causes import Explained

if TYPE_CHECKING:
    from printing.words import Words


Pieces = tuple[tuple[int, int], ...]


class ResultPage(ClosePage):
    """Expected against counted, the reason, the next float, the second person."""

    def _build(self) -> None:
        self._shown: tuple[TillResult, tuple[Explained, ...], Words] | None = None
        self._tables: list[QWidget] = []
        self._reasons: tuple[str, ...] = ()
        self._sheet = Scrolled()
        self._large = Strip("close.large", "warning")
        self._gone = Strip("close.forgotten", "warning")
        self._float = _FloatCard()
        self._why = label("strong")
        self._usual = Choices("close.reasons", across=3)
        self._reason = free_text("close.reason")
        self._approve = self._button("close.approve", "primary", "person")
        self._recount = self._button("close.recount", "plain", "back")
        for widget in (self._gone, self._large, self._why, self._usual, self._reason, self._float):
            self._sheet.column.addWidget(widget)
        self._sheet.column.addStretch(1)
        self._body.addWidget(self._sheet, 1)
        self._foot.addWidget(self._recount)
        self._foot.addStretch(1)
        self._foot.addWidget(self._approve)
        self._usual.chosen.connect(lambda index: self._reason.setText(self._reasons[index]))
        self._recount.clicked.connect(self._presenter.recount)
        self._float.change.clicked.connect(self._presenter.choose_float)
        self._approve.clicked.connect(lambda: self._presenter.approve(self._reason.text()))

    def forget(self) -> None:
        """Empty a reason that was not given."""
        self._reason.setText("")

    def draw(self, state: CloseState) -> None:
        words, result = self._words, state.result
        if result is not None and self._shown != (result, state.causes, words):
            self._show_tables(result, state.causes)
        asked = result is not None and result.needs_reason
        self._why.setText(words("Why is there a difference?"))
        for widget in (self._why, self._usual, self._reason):
            widget.setVisible(asked)
        self._usual.offer(self._reasons, None)
        self._reason.show_missing(state.refusal)
        large = result is not None and result.needs_manager
        self._large.say(words("A difference this large is for a manager.") if large else "")
        gone = words("The cashier has left this till: the report says who counted it.")
        self._gone.say(gone if result is not None and result.forgotten else "")
        self._float.draw(state.left, state.rest, state.missing, words)
        left = state.till.counts_left if state.till is not None else 0
        self._recount.setText(words.plural("Recount ({n} left)", "Recount ({n} left)", left))
        usable(self._recount, yes=left > 0 and not state.busy)
        usable(self._approve, yes=result is not None and not state.busy)
        self._sheet.settle()

    def _show_tables(self, result: TillResult, causes: tuple[Explained, ...]) -> None:
        known = self._shown is not None and self._shown[0] == result
        for table in self._tables:
            self._sheet.column.removeWidget(table)
            table.deleteLater()
        self._tables = [differences_card(result.differences, self._words)]
        if result.papers:
            self._tables.append(papers_card(result.papers, self._words))
        if any(each.causes for each in causes):
            ways = Ways(order=self._presenter.show_order)
            self._tables.append(CausesCard(causes, self._words, ways, self._sheet.settle))
        for index, table in enumerate(self._tables):
            self._sheet.column.insertWidget(index, table)
        self._shown = (result, causes, self._words)
        if not known:
            self._reason.setText("")

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._reasons = (
            words("Wrong change given"),
            words("Error in the float"),
            words("Not known"),
        )
        self._title.setText(words("Difference and second person"))
        self._how.setText(words("Somebody else looks at this and locks the till with their PIN."))
        self._usual.setAccessibleName(words("Usual reasons"))
        self._reason.set_name(words("Reason"))
        self._approve.setText(words("Second person"))


class _FloatCard(Card):
    """What stays in the drawer and what goes to the bank."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("section")
        self._names = (label("soft"), label("soft"))
        self._sums = (label("strong", name="close.left"), label("strong", name="close.rest"))
        self._missing = label("soft", name="close.missing")
        self.change = Button("", "plain", compact=True)
        self.change.setObjectName("close.change_float")
        grid = QGridLayout()
        margins(grid)
        for line, (name, amount) in enumerate(zip(self._names, self._sums, strict=True)):
            grid.addWidget(name, line, 0)
            grid.addWidget(amount, line, 1)
        grid.setColumnStretch(2, 1)
        words = QVBoxLayout()
        margins(words)
        words.addWidget(self._title)
        words.addLayout(grid)
        words.addWidget(self._missing)
        row = QHBoxLayout(self)
        margins(row, 16, 12)
        row.addLayout(words, 1)
        row.addWidget(self.change)

    def draw(
        self,
        left: CountSheet | None,
        rest: CountSheet | None,
        missing: Pieces,
        words: Words,
    ) -> None:
        """Show both sums, and the change that ought to be got."""
        self.setVisible(left is not None and rest is not None)
        self._title.setText(words("The next float"))
        for name, text in zip(
            self._names, (words("Stays in the drawer"), words("Goes to the bank")), strict=True
        ):
            name.setText(text)
        for label_, sheet in zip(self._sums, (left, rest), strict=True):
            label_.setText(words.money(sheet.total) if sheet is not None else "")
        wanted = ", ".join(
            words("{n} × {value}", n=number, value=words.money(Money(value)))
            for value, number in missing
        )
        self._missing.setText(words("Get from the safe as change: {pieces}", pieces=wanted))
        self._missing.setVisible(bool(missing))
        self.change.setText(words("Change"))


class NextFloatPage(ClosePage):
    """Which pieces stay in the drawer."""

    def _build(self) -> None:
        self._filled: CountSheet | None = None
        self._panel = CountPanel(self._words, "float")
        self._keep = self._button("float.back", "plain", "back")
        self._take = self._button("float.take", "primary", "check")
        self._body.addWidget(self._panel, 1)
        self._foot.addWidget(self._keep)
        self._foot.addStretch(1)
        self._foot.addWidget(self._take)
        self._keep.clicked.connect(self._presenter.keep_float)
        self._take.clicked.connect(lambda: self._presenter.leave(self._panel.sheet()))

    def draw(self, state: CloseState) -> None:
        if state.left is not None and self._filled != state.left:
            self._filled = state.left
            self._panel.fill(state.left)

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self._filled = None

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("The next float"))
        self._how.setText(words("What stays in the drawer. Everything else goes to the bank."))
        self._panel.retranslate(words)
        self._keep.setText(words("Back"))
        self._take.setText(words("Take this"))
