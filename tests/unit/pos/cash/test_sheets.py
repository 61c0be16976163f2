from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.cash.sheets import FLOAT_LARGEST_MINOR, MOST_PIECES, check_float, check_sheet
from pos.errors import AmountInvalid, CurrencyMismatch
from pos.money import Money
from pos.views.cash import COINS, NOTES, CountSheet

GOOD = CountSheet(
    notes=((2_000, 3), (100, 0)),
    coins=((25, 7), (100, 1)),
)


def test_a_sheet_adds_up_cash_and_checks_apart() -> None:
    check_sheet(GOOD, "USD")
    assert GOOD.total == Money(6_275)


def test_an_empty_sheet_is_a_count_of_nothing() -> None:
    check_sheet(CountSheet(), "USD")
    check_float(CountSheet(), "USD")


@pytest.mark.parametrize(
    "sheet",
    [
        CountSheet(notes=((2_000, -1),)),
        CountSheet(coins=((5, -1),)),
        CountSheet(notes=((300, 1),)),
        CountSheet(coins=((500, 1),)),
        CountSheet(notes=((25, 1),)),
        CountSheet(notes=((100, 1), (100, 1))),
        CountSheet(coins=((1, MOST_PIECES + 1),)),
    ],
)
def test_slips_of_the_hand_are_refused(sheet: CountSheet) -> None:
    with pytest.raises(AmountInvalid):
        check_sheet(sheet, "USD")
    with pytest.raises(AmountInvalid):
        check_float(sheet, "USD")


def test_as_many_pieces_as_a_drawer_holds_pass() -> None:
    check_sheet(CountSheet(coins=((1, MOST_PIECES),)), "USD")


def test_two_currencies_do_not_meet() -> None:
    for check in (check_sheet, check_float):
        with pytest.raises(CurrencyMismatch):
            check(CountSheet(currency="CAD"), "USD")


def test_a_float_is_bounded() -> None:
    check_float(CountSheet(notes=((10_000, FLOAT_LARGEST_MINOR // 10_000),)), "USD")
    with pytest.raises(AmountInvalid):
        check_float(
            CountSheet(notes=((10_000, FLOAT_LARGEST_MINOR // 10_000),), coins=((1, 1),)), "USD"
        )
    check_float(GOOD, "USD")


PIECES = st.integers(0, MOST_PIECES)


@given(
    st.dictionaries(st.sampled_from(NOTES), PIECES),
    st.dictionaries(st.sampled_from(COINS), PIECES),
)
def test_the_total_is_the_sum_of_the_fields(notes: dict[int, int], coins: dict[int, int]) -> None:
    sheet = CountSheet(tuple(notes.items()), tuple(coins.items()))
    check_sheet(sheet, "USD")
    counted = sum(v * n for v, n in notes.items()) + sum(v * n for v, n in coins.items())
    assert sheet.total.minor == counted
