"""Any statement on paper: heading, tables with their totals, charts of the same rows, signatures.

Columns are as wide as what stands in them; where that is too wide for the sheet, names wrap and
figures do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.views.statements import Cell, Column, Section, Shows, Statement
from printing.fonts import FontSource
from printing.pdf.document import INK, LETTER, LINE, QUIET, Sheet, build, sheet
from printing.pdf.statement_drawing import drawing_of
from printing.statement_chart import amount_text, picture_of
from printing.statement_words import StatementWords
from printing.words import Words

_FIGURES = (Shows.COUNT, Shows.MONEY, Shows.SHARE)
_USUAL_PT, _SMALL_PT, _SMALLEST_PT = 9.5, 8.0, 7.0
_PAD_PT = 5.0
_NARROWEST_PT = 38.0
_SPARE_PT = 110.0
_WITH_TOTAL = 3
"""So many last rows stay on one page: a total never stands alone."""
_TOGETHER = 10
"""A table of so few rows stays on one page with its picture."""


def statement_pdf(
    statement: Statement, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the statement as PDF on ``LETTER`` or ``A4``. The same statement gives the same
    bytes."""
    on = sheet(page, fonts)
    paper = _Paper(statement, words, on)
    return build(on, paper.story, paper.title, paper.footer)


class _Paper:
    """One statement while it is laid out."""

    def __init__(self, statement: Statement, words: Words, on: Sheet) -> None:
        self._statement = statement
        self._words = words
        self._said = StatementWords(words)
        self._sheet = on
        self.title = self._said.title(statement.name)
        if statement.number is not None:
            number = str(statement.number)
            self.title = words("{title} no. {number}", title=self.title, number=number)
        said = self._said
        parts = (statement.company, self.title, said.as_of(statement), said.digest(statement))
        self.footer = " · ".join(part for part in parts if part)

    def story(self) -> list[Any]:
        """Return the flowables, made anew."""
        from reportlab.platypus import Spacer

        parts: list[Any] = [self._head(), Spacer(1, 8), self._facts()]
        *before, last = self._statement.sections or (None,)
        for section in before:
            parts += self._section(section)
        return [*parts, *self._end(last)]

    def _end(self, last: Section | None) -> list[Any]:
        """Return the last table with what stands under it: nobody signs an empty page."""
        from reportlab.platypus import KeepTogether, Spacer

        under: list[Any] = [Spacer(1, 12)] if self._statement.notes else []
        for code in self._statement.notes:
            under.append(self._sheet.paragraph(self._said.note(code), 8.0, colour=QUIET))
        if self._statement.signatures:
            under += [Spacer(1, 40), self._signatures()]
        if last is None:
            return under
        if len(last.rows) > _TOGETHER:
            return [*self._section(last), KeepTogether(under)] if under else self._section(last)
        return [Spacer(1, 10), KeepTogether([*self._whole(last), *under])]

    def _head(self) -> Any:
        from reportlab.platypus import Table, TableStyle

        text, statement = self._sheet.paragraph, self._statement
        left = [text(statement.company, 9.5, colour=QUIET), text(self.title, 20, bold=True)]
        right = [
            text(line, 8.5, colour=QUIET, align="right")
            for line in (*statement.address, self._said.as_of(statement))
        ]
        wide = self._sheet.width_pt
        style = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (-1, 0), (-1, 0), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ("LINEBELOW", (0, 0), (-1, -1), 1.5, INK),
        ]
        return Table([[left, right]], colWidths=[wide * 0.62, wide * 0.38], style=TableStyle(style))

    def _facts(self) -> Any:
        from reportlab.platypus import Table, TableStyle

        text = self._sheet.paragraph
        facts = [self._said.heading(code, said) for code, said in self._statement.heading]
        cells: list[Any] = [
            [text(name, 8.0, colour=QUIET), text(said, 9.5)] for name, said in facts
        ]
        cells += [""] * (-len(cells) % 3 or (0 if cells else 3))
        lines = [cells[at : at + 3] for at in range(0, len(cells), 3)]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
        third = self._sheet.width_pt / 3
        return Table(lines, colWidths=[third] * 3, style=TableStyle(style))

    def _section(self, section: Section) -> list[Any]:
        from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

        parts: list[Any] = [Spacer(1, 10), CondPageBreak(80)]
        whole = self._whole(section)
        if len(section.rows) <= _TOGETHER:
            return [*parts, KeepTogether(whole)]
        *head, gap, rows = whole
        return [*parts, KeepTogether(head), gap, rows]

    def _whole(self, section: Section) -> list[Any]:
        """Return a table under its name and its picture."""
        from reportlab.platypus import Spacer

        title = self._sheet.paragraph(self._said.section(section.code), 11.5, bold=True)
        if not section.rows:
            none = self._sheet.paragraph(self._words("None."), _USUAL_PT, colour=QUIET)
            return [title, Spacer(1, 3), none]
        chart = self._chart(section)
        head = [title, Spacer(1, 6), chart] if chart is not None else [title]
        return [*head, Spacer(1, 4), self._table(section)]

    def _chart(self, section: Section) -> Any:
        """Return the table's picture, None where it has none."""
        currency = self._statement.currency
        picture = picture_of(section, self._words, currency)
        if picture is None:
            return None
        return drawing_of(
            self._sheet,
            picture,
            lambda value: amount_text(value, section, self._words, currency),
        )

    # ---- tables ----

    def _table(self, section: Section) -> Any:
        from reportlab.platypus import Table, TableStyle

        columns = section.columns
        shown = [self._shown(row, columns) for row in section.rows]
        totals = self._totals(section)
        names = [self._said.column(column.code) for column in columns]
        lines = [*shown, *([totals] if totals else [])]
        size, widths = self._widths(columns, names, lines)
        cells = [self._cells(names, columns, 7.5, colour=QUIET)]
        cells += [self._plain(line, widths, size, columns) for line in shown]
        style: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (-1, -1), _PAD_PT),
            ("RIGHTPADDING", (0, 0), (-1, -1), _PAD_PT),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ("LINEBELOW", (0, 0), (-1, 0), 0.75, QUIET),
            ("LINEBELOW", (0, 1), (-1, len(shown)), 0.35, LINE),
            ("FONT", (0, 1), (-1, -1), self._sheet.regular, size, size * 1.3),
            ("TEXTCOLOR", (0, 1), (-1, -1), INK),
            *(
                ("ALIGN", (place, 1), (place, -1), "RIGHT")
                for place, column in enumerate(columns)
                if column.shows in _FIGURES
            ),
        ]
        if totals:
            cells.append(self._cells(totals, columns, size, bold=True))
            style.append(("LINEABOVE", (0, -1), (-1, -1), 0.75, INK))
            style.append(("NOSPLIT", (0, -min(_WITH_TOTAL, len(cells) - 1)), (-1, -1)))
        return Table(cells, colWidths=widths, repeatRows=1, hAlign="LEFT", style=TableStyle(style))

    def _shown(self, row: Sequence[Cell], columns: Sequence[Column]) -> list[str]:
        currency = self._statement.currency
        return [
            self._said.cell(cell, column.shows, currency)
            for cell, column in zip(row, columns, strict=True)
        ]

    def _totals(self, section: Section) -> list[str]:
        """Return the last row, with its word where nothing is added up and blanks elsewhere."""
        if not section.totals:
            return []
        shown = self._shown(section.totals, section.columns)
        held = [
            text if cell is not None else ""
            for text, cell in zip(shown, section.totals, strict=True)
        ]
        if section.totals[0] is None:
            held[0] = self._said.total()
        return held

    def _plain(
        self, texts: Sequence[str], widths: Sequence[float], size: float, columns: Sequence[Column]
    ) -> list[Any]:
        """Return a row whose texts are drawn as they are where they fit: a long list is laid out
        ten times as fast as with paragraphs."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        row: list[Any] = []
        for text, wide, column in zip(texts, widths, columns, strict=True):
            plain = self._sheet.text(text)
            if stringWidth(plain, self._sheet.regular, size) <= wide - 2 * _PAD_PT:
                row.append(plain)
            else:
                row += self._cells((text,), (column,), size)
        return row

    def _cells(
        self,
        texts: Sequence[str],
        columns: Sequence[Column],
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> list[Any]:
        return [
            self._sheet.paragraph(
                text,
                size,
                bold=bold,
                colour=colour,
                align="right" if column.shows in _FIGURES else "left",
            )
            for text, column in zip(texts, columns, strict=True)
        ]

    def _widths(
        self, columns: Sequence[Column], names: Sequence[str], lines: Sequence[Sequence[str]]
    ) -> tuple[float, list[float]]:
        """Return the size of letters and the columns' widths, together no wider than the sheet."""
        room = self._sheet.width_pt
        wanted: list[float] = []
        for size in (_USUAL_PT, _SMALL_PT, _SMALLEST_PT):
            wanted = self._wanted(names, lines, size)
            if sum(wanted) <= room:
                break
        return size, _shared(wanted, columns, room)

    def _wanted(
        self, names: Sequence[str], lines: Sequence[Sequence[str]], size: float
    ) -> list[float]:
        """Return the widths in which nothing wraps but the names of columns between words."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        regular, bold, clean = self._sheet.regular, self._sheet.bold, self._sheet.text
        found = []
        for place, name in enumerate(names):
            heads = [stringWidth(word, regular, 7.5) for word in clean(name).split()]
            cells = [stringWidth(clean(line[place]), bold, size) for line in lines]
            found.append(max([*heads, *cells]) + 2 * _PAD_PT + 1)
        return found

    def _signatures(self) -> Any:
        from reportlab.platypus import Table, TableStyle

        text = self._sheet.paragraph
        names = [
            text(self._said.signature(one), 8.5, colour=QUIET) for one in self._statement.signatures
        ]
        cells: list[Any] = []
        style: list[tuple[Any, ...]] = [("LEFTPADDING", (0, 0), (-1, -1), 0)]
        for place, name in enumerate(names):
            cells += [name, ""]
            style.append(("LINEABOVE", (2 * place, 0), (2 * place, 0), 0.5, QUIET))
        each = self._sheet.width_pt / max(len(names), 2)
        widths = [wide for _ in names for wide in (each - 24, 24)]
        return Table([cells], colWidths=widths, hAlign="LEFT", style=TableStyle(style))


def _shared(wanted: Sequence[float], columns: Sequence[Column], room: float) -> list[float]:
    """Return widths that come to at most ``room``: of what is left over names get some, or else
    all, so that a figure stays near its name; what is missing is taken from names, the widest
    first, so that figures never break."""
    names = [place for place, column in enumerate(columns) if column.shows not in _FIGURES]
    given, over = list(wanted), room - sum(wanted)
    if over >= 0:
        takers = names or list(range(len(given)))
        for place in takers:
            given[place] += min(over / len(takers), _SPARE_PT)
        return given
    cut = _level([wanted[place] for place in names], sum(wanted[place] for place in names) + over)
    for place in names:
        given[place] = max(min(given[place], cut), _NARROWEST_PT)
    scale = room / sum(given)
    return [width * scale for width in given] if scale < 1 else given


def _level(widths: Sequence[float], room: float) -> float:
    """Return the width to which the widest are cut so that all of them fit into ``room``."""
    left, count = room, len(widths)
    for wide in sorted(widths):
        if wide * count > left:
            return max(left / count, 0.0)
        left -= wide
        count -= 1
    return max(widths, default=0.0)
