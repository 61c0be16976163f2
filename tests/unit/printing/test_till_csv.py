from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.money import Money
from pos.views.cash import CountSheet, PaperDifference, Row
from pos.views.stock import StockRow
from printing.till_csv import HEADER, decimal_text, till_report_csv
from tests.unit.printing.builders import CURTAIN, a_till_report


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_the_report_byte_for_byte(golden: Callable[[str, bytes], None]) -> None:
    golden("till-report.csv", till_report_csv(a_till_report()))


def test_one_header_and_every_line_as_long() -> None:
    rows = list(csv.reader(io.StringIO(till_report_csv(a_till_report()).decode(), newline="")))
    assert tuple(rows[0]) == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}


def test_an_x_report_has_no_number_and_no_expected_figures() -> None:
    found = lines(till_report_csv(a_till_report(z_number=None, differences=())))
    assert [r["value"] for r in found if r["item"] == "z_number"] == [""]
    assert not {"expected", "counted", "over_short"} & {r["section"] for r in found}


def test_a_blind_report_has_no_amount_but_the_float() -> None:
    found = lines(till_report_csv(a_till_report(blind=True, by_tender=(), by_quarter_hour=())))
    amounts = {(r["section"], r["item"]): r["amount"] for r in found if r["amount"]}
    assert amounts.pop(("figure", "opening_float")) == "200.00"
    assert {section for section, _ in amounts} <= {"expected", "counted", "over_short"}
    assert [r["value"] for r in found if r["item"] == "blind"] == ["yes"]


def test_blank_tickets_are_a_line_a_figure() -> None:
    stock = (StockRow("ticket_printer", None, 0, 5, 1, 2, 0, None),)
    found = lines(till_report_csv(a_till_report(stock=stock)))
    assert {r["item"]: r["count"] for r in found if r["section"] == "stock"} == {
        "start": "",
        "loaded": "0",
        "printed": "5",
        "spoiled": "1",
        "test": "2",
        "adjusted": "0",
        "end": "",
    }
    assert {r["value"] for r in found if r["section"] == "stock"} == {"ticket_printer"}


def test_two_evenings_of_one_work_are_told_apart_by_their_start() -> None:
    rows = (Row("Swan Lake", 1, Money(100), CURTAIN), Row("Swan Lake", 2, Money(200)))
    found = lines(till_report_csv(a_till_report(by_performance=rows)))
    assert [r["value"] for r in found if r["section"] == "performance"] == [
        CURTAIN.isoformat(),
        "",
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("x")'])
def test_no_name_becomes_a_formula(name: str) -> None:
    view = a_till_report(by_performance=(Row(name, 1, Money(-100)),), reason=name)
    found = lines(till_report_csv(view))
    (performance,) = (r for r in found if r["section"] == "performance")
    assert performance["item"] == f"'{name}"
    assert performance["amount"] == "-1.00"
    assert [r["value"] for r in found if r["item"] == "reason"] == [f"'{name}"]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(123_450), "1234.50"),
        (Money(-5), "-0.05"),
        (Money(0), "0.00"),
        (Money(1500, "JPY"), "1500"),
    ],
)
def test_plain_decimals(amount: Money, text: str) -> None:
    assert decimal_text(amount) == text


@given(st.integers(-(10**12), 10**12), st.sampled_from(["USD", "EUR", "JPY"]))
def test_decimals_read_back_exactly(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert Money.parse(decimal_text(amount), currency) == amount


def test_money_given_back_is_a_figure_of_its_own() -> None:
    back = a_till_report(given_back=Row("", 2, Money(9_000)), returned=3)
    found = {r["item"]: r for r in lines(till_report_csv(back)) if r["section"] == "figure"}
    assert (found["given_back"]["count"], found["given_back"]["amount"]) == ("2", "90.00")
    assert found["tickets_returned"]["count"] == "3"


def test_sold_returned_and_net_are_figures_of_their_own() -> None:
    cash = Row("cash", 60, Money(612_300), back_count=2, back=Money(9_000))
    found = lines(till_report_csv(a_till_report(by_tender=(cash,), gross_back=Money(9_000))))
    told = {(r["section"], r["item"]): (r["count"], r["amount"]) for r in found}
    assert told["tender", "cash"] == ("60", "6123.00")
    assert told["tender_returned", "cash"] == ("2", "90.00")
    assert told["tender_net", "cash"] == ("58", "6033.00")
    assert told["figure", "sold"] == ("", "11332.50")
    assert told["figure", "returned"] == ("", "90.00")
    assert told["figure", "net"] == ("", "11242.50")


def test_papers_that_differ_and_the_next_float_are_lines() -> None:
    missing = PaperDifference("check", "missing", "t", "1204", "Ann", Money(4_500), Money(0))
    left, rest = CountSheet(notes=((100, 20),)), CountSheet(straps=((100, 1),), rolls=((25, 2),))
    found = lines(till_report_csv(a_till_report(papers=(missing,), left=left, rest=rest)))
    told = [tuple(r.values()) for r in found]
    assert ("paper_missing", "check", "1", "-45.00", "USD", "1204 Ann") in told
    assert ("float_left", "note 100", "20", "20.00", "USD", "") in told
    assert ("to_bank", "strap 100", "1", "100.00", "USD", "") in told
    assert ("to_bank", "roll 25", "2", "20.00", "USD", "") in told
    assert ("to_bank", "total", "", "120.00", "USD", "") in told
