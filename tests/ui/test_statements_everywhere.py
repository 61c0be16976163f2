"""One busy evening: every statement has the same cells on the screen, on paper, in CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QGridLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.papers import typeface
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.widgets.labels import Label
from pos.clock import ManualClock
from pos.views.statements import Cell, Section, Statement, StatementName
from printing.pdf.statement import statement_pdf
from printing.statement_csv import TOTAL, statement_csv
from printing.statement_words import StatementWords
from printing.statement_xlsx import statement_xlsx
from printing.words import Words
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House, open_house
from tests.integration.test_closing import all_papers, count, lock, print_all, sheet
from tests.integration.test_deposits import prepared
from tests.integration.test_statements_in_any_order import BusyEvening
from tests.unit.printing.pdf.test_statement import check_line, read_book, read_pdf, stored

DAY = DOORS_OPEN.date().isoformat()
ACTS = (
    "both",
    "redeem",
    "promo",
    "comp",
    "sell",
    "sell_card",
    "imported",
    "moved",
    "moved",
    "back",
)


@pytest.fixture
def statements(tmp_path: Path) -> Iterator[tuple[Statement, ...]]:
    """Every statement of an evening with a bit of everything, its till locked short."""
    house = open_house(tmp_path / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    evening = BusyEvening(house)
    for how, act in enumerate(ACTS):
        evening.do(act, how, how % 4)
    evening.settle_everything()
    print_all(house)
    till = house.office.tills.current()
    assert till is not None
    with house.office.storage.read() as uow:
        there = uow.tills.balance("1020", till.till_id)
    whole_dollars = there // 100 * 100 - 100
    count(house, evening.session, sheet(whole_dollars), all_papers(house)[:-1])
    lock(house, evening.session, "Olga Owner", "Nobody knows")
    yield tuple(_made(house, till.till_id))
    house.office.close()


def _made(house: House, till_id: str) -> Iterator[Statement]:
    lead = house.sign_in("Sue Lead")
    subjects = {
        StatementName.CASHIER: till_id,
        StatementName.PERFORMANCE: "SYM-1",
        StatementName.DEPOSIT: prepared(house, lead).deposit_id,
    }
    for name in house.office.statements.names(lead):
        if name not in (
            StatementName.JOURNAL,
            StatementName.SETTLEMENT,
        ):  # of locked days, of files
            subject = subjects.get(name, DAY)
            yield house.office.statements.keep(house.command(), lead, name, subject)


def test_every_statement_is_the_same_everywhere(
    qapp: object, qtbot: QtBot, words: Words, statements: tuple[Statement, ...]
) -> None:
    assert len(statements) == len(StatementName) - 2
    said, fonts = StatementWords(words), typeface()
    full = 0
    for view in statements:
        screen = StatementSheet()
        qtbot.addWidget(screen)
        screen.draw(view, words)
        paper = read_pdf(statement_pdf(view, words, fonts)).replace(" ", "")
        book = read_book(statement_xlsx(view, words))
        lines = list(csv.DictReader(io.StringIO(statement_csv(view).decode(), newline="")))
        for section in view.sections:
            shown = [_said(row, section, view, said) for row in section.rows]
            if section.totals:
                shown.append(_totals(section, view, said))
            if section.rows:
                full += 1
                assert _on_screen(screen, section) == shown, (view.name, section.code)
            for row in shown:
                assert all(cell.replace("\u00a0", "").replace(" ", "") in paper for cell in row)
            _in_book(section, book[said.section(section.code)[:31]], said)
            found = {line["row"]: line for line in lines if line["section"] == section.code}
            for number, row in enumerate(section.rows, start=1):
                check_line(found[str(number)], section, row, view)
            if section.totals:
                check_line(found[TOTAL], section, section.totals, view)
    assert full > 30


def _said(
    row: tuple[Cell, ...], section: Section, view: Statement, said: StatementWords
) -> list[str]:
    return [
        said.cell(cell, column.shows, view.currency)
        for cell, column in zip(row, section.columns, strict=True)
    ]


def _totals(section: Section, view: Statement, said: StatementWords) -> list[str]:
    """Return the last row: its word where nothing is added up, and blanks elsewhere."""
    shown = _said(section.totals, section, view, said)
    held = ["" if cell is None else text for text, cell in zip(shown, section.totals, strict=True)]
    return [said.total() if section.totals[0] is None else held[0], *held[1:]]


def _on_screen(screen: QWidget, section: Section) -> list[list[str]]:
    """Return the texts of a table's rows as they stand in its grid."""
    card = screen.findChild(QWidget, f"statements.section.{section.code}")
    assert card is not None
    layout = card.layout()
    assert layout is not None
    grids = (layout.itemAt(place).layout() for place in range(layout.count()))
    (grid,) = (each for each in grids if isinstance(each, QGridLayout))
    rows = []
    for line in range(1, grid.rowCount()):
        items = (grid.itemAtPosition(line, place) for place in range(len(section.columns)))
        labels = [item.widget() if item is not None else None for item in items]
        if any(isinstance(label, Label) for label in labels):
            rows.append([label.text() if isinstance(label, Label) else "" for label in labels])
    return rows


def _in_book(section: Section, rows: list[list[str | float | None]], said: StatementWords) -> None:
    for row, cells in zip(section.rows, rows[1:], strict=False):
        padded = [*cells, *[None] * (len(row) - len(cells))]
        for cell, column, kept in zip(row, section.columns, padded, strict=True):
            assert kept == stored(cell, column.shows, said), column.code
