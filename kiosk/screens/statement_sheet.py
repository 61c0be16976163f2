"""Any statement on the screen: the same tables, totals and charts as on its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.screens.parts import Scrolled, margins
from kiosk.widgets.chart import Chart
from kiosk.widgets.labels import Card, Label, Rule
from pos.views.statements import Cell, Column, Section, Shows, Statement
from printing.statement_chart import picture_of
from printing.statement_words import StatementWords

if TYPE_CHECKING:
    from printing.words import Words

MOST_ROWS = 120
"""So many rows of a table are made into widgets; all of them are in the files."""
_FIGURES = (Shows.COUNT, Shows.MONEY, Shows.SHARE)
_WIDE_TABLE = 6
"""From so many columns on a table is set in small letters."""


class StatementSheet(Scrolled):
    """Draws a ``Statement``. Rebuilt for each; statements are looked at, not typed in."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statements.sheet")
        self._sheet: QWidget | None = None
        self._drawn: tuple[Statement | None, Words] | None = None
        self.column.addStretch(1)

    def draw(self, statement: Statement | None, words: Words) -> None:
        """Show ``statement``, or nothing."""
        if self._drawn == (statement, words):
            return
        self._drawn = (statement, words)
        if self._sheet is not None:
            self.column.removeWidget(self._sheet)
            self._sheet.deleteLater()
            self._sheet = None
        if statement is not None:
            self._sheet = _sheet(statement, words)
            self.column.insertWidget(0, self._sheet)
        self.settle()
        self.verticalScrollBar().setValue(0)


def _sheet(statement: Statement, words: Words) -> QWidget:
    sheet, said = QWidget(), StatementWords(words)
    column = QVBoxLayout(sheet)
    margins(column, spacing=12)
    column.addWidget(_heading(statement, said))
    for section in statement.sections:
        column.addWidget(_section(section, statement.currency, words, said))
    for code in statement.notes:
        column.addWidget(Label(said.note(code), "caption"))
    return sheet


def _heading(statement: Statement, said: StatementWords) -> QWidget:
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16)
    facts = [said.heading(code, text) for code, text in statement.heading]
    for place, (name, text) in enumerate(facts):
        line, column = divmod(place, 2)
        grid.addWidget(Label(name, "soft"), line, 2 * column)
        grid.addWidget(Label(text, "strong"), line, 2 * column + 1)
    grid.addWidget(Label(said.as_of(statement), "caption"), -(-len(facts) // 2), 0, 1, 4)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return card


def _section(section: Section, currency: str, words: Words, said: StatementWords) -> QWidget:
    card = Card()
    card.setObjectName(f"statements.section.{section.code}")
    column = QVBoxLayout(card)
    margins(column, 16, 8)
    title = said.section(section.code)
    column.addWidget(Label(title, "section"))
    picture = picture_of(section, words, currency)
    if picture is not None:
        column.addWidget(Chart(picture, title))
    if not section.rows:
        column.addWidget(Label(words("None."), "soft"))
        return card
    column.addLayout(_table(section, currency, said))
    hidden = len(section.rows) - MOST_ROWS
    if hidden > 0:
        more = words.plural(
            "{n} more row is in the file.", "{n} more rows are in the file.", hidden
        )
        column.addWidget(Label(more, "soft"))
    return card


def _table(section: Section, currency: str, said: StatementWords) -> QGridLayout:
    grid = QGridLayout()
    margins(grid)
    grid.setHorizontalSpacing(16)
    columns = section.columns
    role = "caption" if len(columns) > _WIDE_TABLE else "body"
    for place, column in enumerate(columns):
        _put(grid, 0, place, Label(said.column(column.code), "caption"), column)
        grid.setColumnStretch(place, 0 if column.shows in _FIGURES else 1)
    shown = section.rows[:MOST_ROWS]
    for line, row in enumerate(shown, start=1):
        _row(grid, line, row, columns, role, currency, said)
    if section.totals:
        grid.addWidget(Rule(), len(shown) + 1, 0, 1, len(columns))
        _row(grid, len(shown) + 2, _named(section.totals, said), columns, "strong", currency, said)
    return grid


def _named(totals: tuple[Cell, ...], said: StatementWords) -> tuple[Cell, ...]:
    """Return the last row, with its word where nothing is added up."""
    return (said.total() if totals[0] is None else totals[0], *totals[1:])


def _row(
    grid: QGridLayout,
    line: int,
    row: tuple[Cell, ...],
    columns: tuple[Column, ...],
    role: str,
    currency: str,
    said: StatementWords,
) -> None:
    last = role == "strong"
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if cell is None and last:
            continue
        text = cell if last and place == 0 and isinstance(cell, str) else None
        shown = said.cell(cell, column.shows, currency) if text is None else _first(text, said)
        wrap = column.shows not in _FIGURES
        _put(grid, line, place, Label(shown, role, wrap=wrap), column)


def _first(text: str, said: StatementWords) -> str:
    """Return the first cell of a row of totals: its word, or the code it has instead."""
    return text if text == said.total() else said.code(text)


def _put(grid: QGridLayout, line: int, place: int, label: Label, column: Column) -> None:
    side = Qt.AlignmentFlag.AlignRight if column.shows in _FIGURES else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
    grid.addWidget(label, line, place)
