from __future__ import annotations

from datetime import date

import pytest

from kiosk.presenters.check_slip import CheckSlip, ReadCheck, check_given
from pos.errors import TextRefused

TODAY = date(2026, 1, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", TODAY),
        ("1/2", date(2026, 1, 2)),
        ("12/30", date(2025, 12, 30)),
        ("12/30/2024", date(2024, 12, 30)),
        ("12/30/25", date(2025, 12, 30)),
        ("2025-12-30", date(2025, 12, 30)),
    ],
)
def test_a_date_as_it_stands_on_checks(typed: str, day: date) -> None:
    assert check_given(CheckSlip("1042", "R. Vale", typed), ReadCheck(), TODAY).dated == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5/1", date(2026, 5, 1)),
        ("11/21", date(2026, 11, 21)),
        ("12/5", date(2026, 12, 5)),
        ("12/23", date(2025, 12, 23)),
        ("2/29", date(2024, 2, 29)),
    ],
)
def test_without_a_year_a_day_far_ahead_is_an_old_one(typed: str, day: date) -> None:
    slip = CheckSlip("1042", "R. Vale", typed)
    assert check_given(slip, ReadCheck(), date(2026, 11, 21)).dated == day


@pytest.mark.parametrize("typed", ["yesterday", "13/40", "2/30/2025", "1/2/3/4"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(TextRefused):
        check_given(CheckSlip("1042", "R. Vale", typed), ReadCheck(), TODAY)


def test_what_was_read_belongs_to_the_check_with_that_number() -> None:
    read = ReadCheck("1042", "121042882", "6789")
    mine = check_given(CheckSlip("1042", "R. Vale"), read, TODAY)
    other = check_given(CheckSlip("1043", "R. Vale"), read, TODAY)
    assert (mine.routing, mine.account_last4) == ("121042882", "6789")
    assert (other.routing, other.account_last4) == ("", "")
