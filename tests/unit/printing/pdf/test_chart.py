from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos.money import Money
from printing.pdf.chart import bars, peak, tick_step
from tests.unit.printing.builders import CURTAIN

QUARTER = timedelta(minutes=15)


def test_quarters_without_sales_are_shown_empty() -> None:
    shown = bars(((CURTAIN, Money(500)), (CURTAIN + 3 * QUARTER, Money(700))), "USD")
    assert [bar.takings.minor for bar in shown] == [500, 0, 0, 700]
    assert shown[0].start == CURTAIN.astimezone(UTC)


def test_two_windows_in_one_quarter_are_one_bar() -> None:
    shown = bars(((CURTAIN, Money(500)), (CURTAIN + timedelta(minutes=4), Money(100))), "USD")
    assert [bar.takings.minor for bar in shown] == [600]


def test_no_sales_no_bars() -> None:
    assert bars((), "USD") == ()
    assert peak((), "USD") is None
    assert peak(((CURTAIN, Money(0)),), "USD") is None


def test_the_clock_going_back_loses_no_quarter() -> None:
    start = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)  # half past one, twice, on the west coast
    shown = bars(tuple((start + n * QUARTER, Money(n + 1)) for n in range(8)), "USD")
    assert [bar.takings.minor for bar in shown] == list(range(1, 9))


def test_the_earliest_of_equal_peaks() -> None:
    best = peak(((CURTAIN, Money(5)), (CURTAIN + QUARTER, Money(5))), "USD")
    assert best is not None
    assert best.start == CURTAIN.astimezone(UTC)


@given(st.integers(1, 10**12))
def test_ticks_are_round_and_few(span: int) -> None:
    step = tick_step(span)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert span <= 5 * step
    assert step == 1 or span > step
