from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest

from pos.money import Money
from pos.views.closing import JournalLine, JournalView
from printing.journal import HEADER, journal_csv, journal_iif, journal_reference

NOTHING = Money(0)


def line(account: str, name: str, minor: int, memo: str = "") -> JournalLine:
    debit, credit = (Money(minor), NOTHING) if minor > 0 else (NOTHING, Money(-minor))
    return JournalLine(account, account, name, memo, debit, credit)


VIEW = JournalView(
    business_date=date(2026, 11, 21),
    since=date(2026, 11, 21),
    number=12,
    company="Test Players",
    lines=(
        line("1020", "Cash on hand", 900_005),
        line("2010", "Deferred ticket revenue", -840_005, "SYM-1"),
        line("2030", "Facility fee payable", -60_000),
    ),
    total=Money(900_005),
)


def rows(view: JournalView) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(journal_csv(view).decode("utf-8"), newline="")))


def test_csv_says_date_account_debit_credit_memo_reference() -> None:
    found = rows(VIEW)
    assert tuple(found[0]) == HEADER
    assert [(row["account"], row["debit"], row["credit"], row["memo"]) for row in found] == [
        ("1020", "9000.05", "", ""),
        ("2010", "", "8400.05", "SYM-1"),
        ("2030", "", "600.00", ""),
    ]
    assert {(row["date"], row["reference"]) for row in found} == {
        ("2026-11-21", "FOYER-2026-11-21-12")
    }


def test_iif_is_one_entry_that_adds_up_to_nothing() -> None:
    lines = journal_iif(VIEW).decode("cp1252").split("\r\n")
    assert lines[:3] == [
        "!TRNS\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO",
        "!SPL\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO",
        "!ENDTRNS",
    ]
    assert [entry.split("\t")[0] for entry in lines[3:]] == ["TRNS", "SPL", "SPL", "ENDTRNS", ""]
    assert lines[4] == (
        "SPL\tGENERAL JOURNAL\t11/21/2026\tDeferred ticket revenue\t-8400.05\t"
        "FOYER-2026-11-21-12\tSYM-1"
    )
    amounts = [entry.split("\t")[4] for entry in lines[3:6]]
    assert sum(Money.parse(amount, "USD").minor for amount in amounts) == 0


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1"])
def test_no_spreadsheet_takes_an_account_for_a_formula(name: str) -> None:
    view = replace(VIEW, lines=(line("1", name, 100), line("2", "Other", -100)))
    assert rows(view)[0]["name"] == f"'{name}"


def test_a_name_breaks_no_line_of_iif() -> None:
    hostile = 'Nhà\thát "Lớn"\r\nENDTRNS'
    view = replace(VIEW, lines=(line("1", hostile, 100), line("2", "Other", -100)))
    lines = journal_iif(view).decode("cp1252").split("\r\n")
    assert [len(entry.split("\t")) for entry in lines[3:5]] == [7, 7]
    assert lines[3].split("\t")[3] == "Nhà hát 'L?n' ENDTRNS"


def test_a_day_without_postings_has_no_entry() -> None:
    view = replace(VIEW, lines=(), total=NOTHING)
    assert rows(view) == []
    assert b"\nTRNS" not in journal_iif(view)


def test_a_draft_says_that_it_is_one() -> None:
    assert journal_reference(replace(VIEW, number=None)) == "FOYER-2026-11-21-DRAFT"
