from __future__ import annotations

from datetime import date, time

import pytest

from pos.catalogue.order_values import (
    amount_of,
    count_of,
    day_and_hour,
    hour_of,
    seats_of,
    yes_or_no,
)
from pos.money import Money

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12", 1_200),
        ("12.5", 1_250),
        ("$1,234.50", 123_450),
        ("1,234", 123_400),
        ("USD 12.50", 1_250),
        ("12,50", 1_250),
        ("1.234,50", 123_450),
        ("(12.00)", -1_200),
        ("-3.00", -300),
        ("0.00", 0),
        ("0.1", 10),
        ("12,345,678.90", 1_234_567_890),
    ],
)
def test_amounts_are_read_exactly(text: str, minor: int) -> None:
    assert amount_of(text, "USD") == Money(minor)


@pytest.mark.parametrize("text", ["", "twelve", "12.345", "1,23,4", "1e3", "12-", "€5", "NaN"])
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert amount_of(text, "USD") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-21", (DAY, None)),
        ("11/21/2026", (DAY, None)),
        ("11/21/26", (DAY, None)),
        ("2026-11-21T19:30", (DAY, time(19, 30))),
        ("2026-11-21 19:30:00", (DAY, time(19, 30))),
        ("11/21/2026 7:30 PM", (DAY, time(19, 30))),
        ("11/21/2026, 7:30pm", (DAY, time(19, 30))),
        ("13/21/2026", None),
        ("2026-02-30", None),
        ("21.11.2026", None),
        ("2026-11-21 late", None),
        ("tomorrow", None),
    ],
)
def test_days_iso_and_american(text: str, expected: object) -> None:
    assert day_and_hour(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19:30", time(19, 30)),
        ("7:30 PM", time(19, 30)),
        ("7:30 p.m.", time(19, 30)),
        ("7pm", time(19)),
        ("12 AM", time(0)),
        ("12:05 pm", time(12, 5)),
        ("00:00:00", time(0)),
        ("24:00", None),
        ("13:00 PM", None),
        ("19", None),
        ("19:75", None),
        ("noon", None),
    ],
)
def test_hours(text: str, expected: time | None) -> None:
    assert hour_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 1), ("2.0", 2), ("500", 500), ("501", None), ("0", None), ("-1", None), ("two", None)],
)
def test_quantities(text: str, expected: int | None) -> None:
    assert count_of(text) == expected


@pytest.mark.parametrize(
    ("text", "quantity", "expected"),
    [
        ("12", None, ("12",)),
        ("A12", 1, ("A12",)),
        ("12, 14", None, ("12", "14")),
        ("12 & 14", 2, ("12", "14")),
        ("12-15", 4, ("12", "13", "14", "15")),
        ("1-7", 4, ("1", "3", "5", "7")),
        ("101 to 103", 3, ("101", "102", "103")),
        ("12-15", None, None),
        ("12-15", 3, None),
        ("1-9, 12", 3, None),
        ("15-12", 4, None),
        ("12", 2, None),
        ("12, 12", 2, None),
        (",", None, None),
    ],
)
def test_seats(text: str, quantity: int | None, expected: object) -> None:
    assert seats_of(text, quantity) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Yes", True), ("PAID", True), ("1", True), ("no", False), ("Unpaid", False), ("maybe", None)],
)
def test_yes_and_no(text: str, expected: bool | None) -> None:
    assert yes_or_no(text) is expected
