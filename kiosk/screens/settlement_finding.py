"""One finding of a settlement with the rows that speak for it, and what a person can say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.settlement import Settlement, SettlementState
from kiosk.screens.parts import Pool, free_text, in_column, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Rule
from kiosk.widgets.tiles import ListRow
from kiosk.wording.settlement import KIND_WORDS, MATCHED_WORDS, STEP_WORDS
from pos.money import Money

if TYPE_CHECKING:
    from pos.views.settlement import SettledRow, SettlementFinding
    from printing.words import Words

_MOST = 3
"""Rows shown under a finding: the list above keeps its place."""


class FindingView(QWidget):
    """Shows the chosen finding of a ``SettlementState``."""

    def __init__(self, presenter: Settlement, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._words = words
        self._step = label("strong", name="settlement.step")
        self._how = label("soft", name="settlement.how")
        self._column = QVBoxLayout()
        margins(self._column)
        self._pool = Pool(self._make, in_column(self._column))
        self._note = free_text("settlement.note")
        self._explain = self._button("settlement.explain", "primary")
        self._not_ours = self._button("settlement.not_ours", "plain")
        says = QHBoxLayout()
        says.addWidget(self._note, 1)
        says.addWidget(self._not_ours)
        says.addWidget(self._explain)
        column = QVBoxLayout(self)
        margins(column)
        for part in (Rule(), self._step, self._how):
            column.addWidget(part)
        column.addLayout(self._column)
        column.addLayout(says)
        self._explain.clicked.connect(lambda: presenter.explain(self._note.text()))
        self._not_ours.clicked.connect(lambda: presenter.not_ours(self._note.text()))

    def _button(self, name: str, kind: str) -> Button:
        button = Button("", kind, compact=True)
        button.setObjectName(name)
        return button

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"settlement.row.{index}")
        row.clicked.connect(lambda: self._touched(index))
        return row

    def _touched(self, index: int) -> None:
        finding = self._presenter.state.chosen
        if finding is not None and index < len(finding.candidates):
            self._presenter.agree(finding.candidates[index].payment_id, self._note.text())

    def draw(
        self, state: SettlementState, finding: SettlementFinding, currency: str, words: Words
    ) -> None:
        """Show the rows of a finding, candidates first: those can be touched."""
        loaded = state.view is not None and state.view.loaded
        self._step.setText(STEP_WORDS[finding.step].to(words, {}))
        said = [MATCHED_WORDS[finding.how].to(words, {})]
        if finding.age_days is not None:
            said.append(words.plural("{n} day old", "{n} days old", finding.age_days))
        if finding.note:
            said.append(finding.note)
        self._how.setText(" · ".join(said))
        choosable = finding.candidates if finding.row.line else ()
        rows = (*choosable, *finding.evidence, *(() if choosable else finding.candidates))[:_MOST]
        for place, (tile, row) in enumerate(zip(self._pool.show(len(rows)), rows, strict=True)):
            choice = place < len(choosable)
            mark = words("Is it this one?") if choice else ""
            under = " ".join(row.shown)
            amount = words.money(Money(row.amount_minor, currency))
            tile.say(_named(row, words), under, figure=amount, mark=mark)
            usable(tile, yes=choice and loaded and not state.busy)
        self._not_ours.setVisible(bool(finding.row.line))
        for button in (self._explain, self._not_ours):
            usable(button, yes=loaded and not state.busy)
        usable(self._note, yes=loaded)

    def forget(self) -> None:
        """Empty the note."""
        self._note.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._note.set_name(words("What you found out"))
        self._explain.setText(words("Explained"))
        self._not_ours.setText(words("Not ours"))


def _named(row: SettledRow, words: Words) -> str:
    kind = KIND_WORDS[row.what].to(words, {})
    number = words("line {n}", n=row.number) if row.line else words("order {n}", n=row.number)
    at = words.day_and_time(row.at) if row.at is not None else ""
    return " · ".join(part for part in (kind, number if row.number else "", at) if part)
