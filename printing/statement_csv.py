"""A statement for spreadsheets and scripts: a line for each row of each table, names that never
change.

A statement has several tables, and a CSV file one header row. So the header has the columns of all
of them, and a line says first which table it is of; filter by it and what remains is that table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from pos.money import Money
from pos.views.statements import Cell, Column, Section, Shows, Statement
from printing.till_csv import decimal_text, safe_cell

ABOUT = "statement"
TOTAL = "total"


def statement_csv(statement: Statement) -> bytes:
    """Return the statement as CSV: UTF-8, one header row, RFC 4180 line ends, whoever reads it.

    Lines of ``statement`` say in ``value`` what it is about. ``row`` counts a table's rows from 1;
    its totals are ``total``. Amounts are plain decimals of ``currency``, shares decimals of one,
    dates and moments ISO. What is not known is empty. No cell can be taken for a formula.
    """
    out = StringIO()
    columns = columns_of(statement)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("section", "row", "value", *columns, "currency"))
    for name, said in _about(statement):
        writer.writerow((ABOUT, name, safe_cell(said), *("" for _ in columns), ""))
    for section in statement.sections:
        writer.writerows(_table(section, columns, statement.currency))
    return out.getvalue().encode("utf-8")


def columns_of(statement: Statement) -> tuple[str, ...]:
    """Return the columns of all tables, each once, in the order of the tables."""
    codes = (column.code for section in statement.sections for column in section.columns)
    return tuple(dict.fromkeys(codes))


def _about(statement: Statement) -> tuple[tuple[str, str], ...]:
    number = "" if statement.number is None else str(statement.number)
    return (
        ("name", statement.name.value),
        ("subject", statement.subject),
        ("number", number),
        ("company", statement.company),
        ("as_of", statement.as_of.isoformat()),
        *statement.heading,
    )


def _table(section: Section, columns: Sequence[str], currency: str) -> Iterator[tuple[str, ...]]:
    numbered = [(str(number), row) for number, row in enumerate(section.rows, start=1)]
    if section.totals:
        numbered.append((TOTAL, section.totals))
    for number, row in numbered:
        found = {
            column.code: cell_text(cell, column, currency)
            for column, cell in zip(section.columns, row, strict=True)
        }
        yield (section.code, number, "", *(found.get(code, "") for code in columns), currency)


def cell_text(cell: Cell, column: Column, currency: str) -> str:
    """Return a cell as it is written in a file for programs."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_cell(cell)
    if column.shows is Shows.MONEY:
        return decimal_text(Money(cell, currency))
    if column.shows is Shows.SHARE:
        sign = "-" if cell < 0 else ""
        whole, part = divmod(abs(cell), 1000)
        return f"{sign}{whole}.{part:03d}"
    return str(cell)
