"""A statement as a workbook: a sheet for each table, cells that know what they hold.

XlsxWriter writes strings as strings: nothing a person typed can become a formula. The date of the
file is the statement's own, so the same statement makes the same bytes.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pos.money import MINOR_DIGITS
from pos.views.statements import Cell, Column, Section, Shows, Statement
from printing.statement_words import StatementWords
from printing.words import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_CELL = 32_767
_WIDEST = 48
_NARROWEST = 10
_FIGURES = {Shows.COUNT: "#,##0", Shows.SHARE: "0.0%"}
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": _DATE,
}


def statement_xlsx(statement: Statement, words: Words) -> bytes:
    """Return the statement as a workbook: its heading on the first sheet, then a sheet a table with
    a header that stays in view, and a bold row of totals under it.

    Amounts are numbers of the currency's decimals, dates and moments are dates (the venue's clock),
    codes are words of the reader. The same statement and words make the same bytes.
    """
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        made = statement.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"created": made, "author": "Foyer"})
        _Book(book, statement, StatementWords(words)).write()
    return out.getvalue()


class _Book:
    """One workbook while it is written."""

    def __init__(self, book: Workbook, statement: Statement, said: StatementWords) -> None:
        self._book = book
        self._statement = statement
        self._said = said
        self._taken: set[str] = set()
        self._formats: dict[tuple[str, bool], Any] = {}

    def write(self) -> None:
        """Write every sheet."""
        self._about()
        for section in self._statement.sections:
            self._table(section)

    def _about(self) -> None:
        said, statement = self._said, self._statement
        title = said.title(statement.name)
        sheet = self._sheet(title)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, _WIDEST)
        number = "" if statement.number is None else str(statement.number)
        lines = [
            (title, number),
            (statement.company, ", ".join(statement.address)),
            (said.as_of(statement), said.digest(statement)),
            *(said.heading(code, text) for code, text in statement.heading),
        ]
        for line, (name, text) in enumerate(lines):
            sheet.write_string(line, 0, _text(name), self._format("", bold=line == 0))
            sheet.write_string(line, 1, _text(text))
        for line, code in enumerate(statement.notes, start=len(lines) + 1):
            sheet.write_string(line, 0, _text(said.note(code)))

    def _table(self, section: Section) -> None:
        sheet = self._sheet(self._said.section(section.code))
        for place, column in enumerate(section.columns):
            name = self._said.column(column.code)
            sheet.write_string(0, place, _text(name), self._format("", bold=True))
            sheet.set_column(place, place, self._width(section, place))
        for line, row in enumerate(section.rows, start=1):
            for place, column in enumerate(section.columns):
                self._cell(sheet, (line, place), row[place], column)
        sheet.freeze_panes(1, 0)
        if section.totals:
            line = len(section.rows) + 1
            if section.totals[0] is None:
                sheet.write_string(line, 0, self._said.total(), self._format("", bold=True))
            for place, column in enumerate(section.columns):
                self._cell(sheet, (line, place), section.totals[place], column, bold=True)

    def _cell(
        self, sheet: Any, at: tuple[int, int], cell: Cell, column: Column, *, bold: bool = False
    ) -> None:
        if cell is None:
            return
        if isinstance(cell, int):
            form = self._format(self._figure(column.shows), bold=bold)
            sheet.write_number(*at, self._number(cell, column.shows), form)
        elif column.shows in (Shows.DATE, Shows.MOMENT):
            whole = column.shows is Shows.MOMENT
            moment = datetime.fromisoformat(cell).replace(tzinfo=None)
            form = self._format(_MOMENT if whole else _DATE, bold=bold)
            sheet.write_datetime(*at, moment if whole else date.fromisoformat(cell), form)
        else:
            text = self._said.code(cell) if column.shows is Shows.CODE else cell
            sheet.write_string(*at, _text(text), self._format("", bold=bold))

    def _number(self, cell: int, shows: Shows) -> Decimal | int:
        if shows is Shows.MONEY:
            return Decimal(cell).scaleb(-MINOR_DIGITS[self._statement.currency])
        return Decimal(cell).scaleb(-3) if shows is Shows.SHARE else cell

    def _figure(self, shows: Shows) -> str:
        if shows is Shows.MONEY:
            digits = MINOR_DIGITS[self._statement.currency]
            return "#,##0." + "0" * digits if digits else "#,##0"
        return _FIGURES[shows]

    def _format(self, figure: str, *, bold: bool) -> Any:
        key = (figure, bold)
        if key not in self._formats:
            look: dict[str, object] = {"num_format": figure} if figure else {}
            if bold:
                look |= {"bold": True, "bottom" if not figure else "top": 1}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _width(self, section: Section, place: int) -> int:
        column = section.columns[place]
        longest = (
            max(
                len(self._said.cell(row[place], column.shows, self._statement.currency))
                for row in (*section.rows, section.totals)
                if row
            )
            if section.rows
            else 0
        )
        name = len(self._said.column(column.code))
        return min(max(longest, name, _NARROWEST) + 2, _WIDEST)

    def _sheet(self, name: str) -> Any:
        """Return a new sheet; its name is short, plain and the only one of its kind."""
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in _text(name)).strip(" '")
        plain = plain[:31] or "-"
        number, free = 2, plain
        while free.casefold() in self._taken:
            free = f"{plain[:27]} {number}"
            number += 1
        self._taken.add(free.casefold())
        return self._book.add_worksheet(free)


def _text(text: str) -> str:
    """Return a text that a workbook can hold: no control character, no half of one, not too
    long."""
    kept = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept[:_LONGEST_CELL]
