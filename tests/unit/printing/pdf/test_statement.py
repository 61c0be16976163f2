"""Statements on paper, in CSV and as workbooks: the same figures in each, whoever is named."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from pos.closing.statements.building import table, text
from pos.views.statements import Section, Shows, Statement, StatementName
from printing.fonts import FontSource
from printing.pdf.document import A4, PAGES_PT
from printing.pdf.statement import statement_pdf
from printing.statement_csv import TOTAL, cell_text, columns_of, statement_csv
from printing.statement_words import StatementWords
from printing.statement_xlsx import statement_xlsx
from printing.words import Words
from tests.unit.printing.statement_samples import HOSTILE, busy_day, named, statement

HOSTILE_DAY = statement(named(*HOSTILE), name=StatementName.EXCEPTIONS)
EPOCH = date(1899, 12, 30)


def read_pdf(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize("view", [busy_day(3), HOSTILE_DAY], ids=["busy", "hostile"])
def test_every_cell_can_be_read_on_the_paper(
    view: Statement, words: Words, fonts: FontSource
) -> None:
    said, paper = StatementWords(words), read_pdf(statement_pdf(view, words, fonts))
    joined = paper.replace(" ", "")
    for section in view.sections:
        assert said.section(section.code) in paper
        for row in (*section.rows, section.totals):
            for cell, column in zip(row, section.columns, strict=False):
                if cell is not None:
                    shown = said.cell(cell, column.shows, view.currency)
                    kept = "".join(
                        sign for sign in shown if sign.isprintable() and sign != "\u00a0"
                    )
                    assert kept.replace(" ", "") in joined, kept


def test_a_paper_says_whose_it_is_when_and_how_many_pages(words: Words, fonts: FontSource) -> None:
    data = statement_pdf(busy_day(3), words, fonts)
    paper, pages = read_pdf(data), len(PdfReader(io.BytesIO(data)).pages)
    for part in (
        "Willamette Bridge Symphony",
        "Portland, OR 97204",
        "Daily summary no. 3",
        "As of Nov 21, 2026, 11:05 PM",
        "For the presenter",
        f"1 / {pages}",
        f"{pages} / {pages}",
        "Card: $14,033.00 (85%)",
        "None.",
    ):
        assert part in paper, part


def test_the_same_statement_is_the_same_bytes(words: Words, fonts: FontSource) -> None:
    first = statement_pdf(busy_day(), words, fonts), statement_xlsx(busy_day(), words)
    assert (statement_pdf(busy_day(), words, fonts), statement_xlsx(busy_day(), words)) == first
    with zipfile.ZipFile(io.BytesIO(first[1])) as book:
        assert {entry.date_time[:3] for entry in book.infolist()} == {(1980, 1, 1)}
    other = busy_day(4)
    assert statement_pdf(other, words, fonts) != first[0]
    assert statement_xlsx(other, words) != first[1]


def test_it_fits_the_paper_asked_for(words: Words, fonts: FontSource) -> None:
    box = PdfReader(io.BytesIO(statement_pdf(HOSTILE_DAY, words, fonts, A4))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(PAGES_PT[A4], abs=0.01)


def test_a_hundred_rows_repeat_their_header(words: Words, fonts: FontSource) -> None:
    paper = read_pdf(statement_pdf(statement(named(*("Ann Example",) * 100)), words, fonts))
    assert paper.count("Days") > 3


@pytest.mark.parametrize("rows", [35, 36, 37])
def test_a_total_and_signatures_never_stand_alone_on_a_page(
    rows: int, words: Words, fonts: FontSource
) -> None:
    view = statement(named(*("Ann Example",) * rows))
    last = PdfReader(io.BytesIO(statement_pdf(view, words, fonts))).pages[-1].extract_text()
    assert "For the presenter" in last
    if "Total" in last:
        assert last.count("Ann Example") >= 2


def test_an_empty_day_is_one_page_with_its_signatures(words: Words, fonts: FontSource) -> None:
    nothing = (table(code, (text("item"),), ()) for code in ("figures", "by_tender", "by_hour"))
    pages = PdfReader(io.BytesIO(statement_pdf(statement(*nothing), words, fonts))).pages
    assert len(pages) == 1
    assert "For the presenter" in pages[0].extract_text()


# ---- CSV ----


@pytest.mark.parametrize("view", [busy_day(3), HOSTILE_DAY], ids=["busy", "hostile"])
def test_csv_read_back_is_the_statement(view: Statement) -> None:
    rows = list(csv.DictReader(io.StringIO(statement_csv(view).decode("utf-8"), newline="")))
    about = {row["row"]: row["value"] for row in rows if row["section"] == "statement"}
    assert about["as_of"] == "2026-11-21T23:05:00-08:00"
    for section in view.sections:
        lines = {row["row"]: row for row in rows if row["section"] == section.code}
        assert len(lines) == len(section.rows) + bool(section.totals)
        for number, row in enumerate(section.rows, start=1):
            check_line(lines[str(number)], section, row, view)
        if section.totals:
            check_line(lines[TOTAL], section, section.totals, view)


def check_line(
    line: dict[str, str], section: Section, row: tuple[str | int | None, ...], view: Statement
) -> None:
    assert line["currency"] == "USD"
    for cell, column in zip(row, section.columns, strict=True):
        assert line[column.code] == cell_text(cell, column, view.currency)
        if isinstance(cell, int) and column.shows is Shows.MONEY:
            assert round(float(line[column.code]) * 100) == cell


def test_no_cell_of_a_csv_is_a_formula() -> None:
    rows = csv.reader(io.StringIO(statement_csv(HOSTILE_DAY).decode("utf-8"), newline=""))
    for row in rows:
        for cell in row:
            figure = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            assert figure or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_a_csv_has_one_header_for_all_its_tables() -> None:
    first = statement_csv(busy_day()).split(b"\r\n", 1)[0].decode()
    assert first.split(",") == ["section", "row", "value", *columns_of(busy_day()), "currency"]


# ---- workbooks ----

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_book(data: bytes) -> dict[str, list[list[str | float | None]]]:
    """Return sheet -> rows of cells, read with nothing but a zip and an XML reader."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [
            "".join(node.text or "" for node in item.iter(f"{_SHEET}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            node.attrib["name"]
            for node in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
        ]
        return {
            name: _sheet(book.read(f"xl/worksheets/sheet{number}.xml"), shared)
            for number, name in enumerate(names, start=1)
        }


def _sheet(data: bytes, shared: list[str]) -> list[list[str | float | None]]:
    rows: list[list[str | float | None]] = []
    for row in ElementTree.fromstring(data).iter(f"{_SHEET}row"):
        cells: list[str | float | None] = []
        for cell in row:
            assert cell.find(f"{_SHEET}f") is None, "a formula"
            place = _place(cell.attrib["r"])
            cells += [None] * (place - len(cells))
            value = cell.findtext(f"{_SHEET}v") or ""
            cells.append(shared[int(value)] if cell.get("t") == "s" else float(value))
        rows.append(cells)
    return rows


def _place(reference: str) -> int:
    place = 0
    for letter in re.sub(r"\d", "", reference):
        place = place * 26 + ord(letter) - 64
    return place - 1


@pytest.mark.parametrize("view", [busy_day(3), HOSTILE_DAY], ids=["busy", "hostile"])
def test_a_workbook_read_back_is_the_statement(view: Statement, words: Words) -> None:
    said, book = StatementWords(words), read_book(statement_xlsx(view, words))
    for section in view.sections:
        header, *rows = book[said.section(section.code)[:31]]
        assert header == [said.column(column.code) for column in section.columns]
        for row, shown in zip(section.rows, rows, strict=False):
            for place, column in enumerate(section.columns):
                cell = shown[place] if place < len(shown) else None
                assert cell == stored(row[place], column.shows, said), column.code
        if section.totals:
            sums = [cell for cell in section.totals if isinstance(cell, int)]
            assert [cell for cell in rows[-1] if isinstance(cell, float)] != [] or not sums


def stored(cell: str | int | None, shows: Shows, said: StatementWords) -> str | float | None:
    if cell is None:
        return None
    if isinstance(cell, int):
        return cell / {Shows.MONEY: 100, Shows.SHARE: 1000}.get(shows, 1)
    if shows is Shows.DATE:
        return float((date.fromisoformat(cell) - EPOCH) // timedelta(days=1))
    if shows is Shows.MOMENT:
        hour, minute = (int(part) for part in cell[11:16].split(":"))
        days = (date.fromisoformat(cell[:10]) - EPOCH) // timedelta(days=1)
        return pytest.approx(days + (hour * 60 + minute) / 1440)  # type: ignore[no-any-return]
    text_ = said.code(cell) if shows is Shows.CODE else cell
    return "".join(sign for sign in text_ if sign.isprintable())


def test_sheets_of_the_same_or_a_long_name_are_all_there(words: Words) -> None:
    long = "a_name_that_is_longer_than_any_sheet_may_have"
    columns = (text("about"),)
    same = statement(*(table(long, columns, (("x",),)) for _ in range(3)))
    assert len(read_book(statement_xlsx(same, words))) == 4
