"""What leaves a cash tender in parts: rounded on the whole, never more than came in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.money import Money
from pos.paying.lefts import Left
from pos.paying.planning import bank_days
from pos.paying.rounding import cash_due
from pos.records import Tender
from pos.views.paying_rules import CashRounding

AT = datetime(2026, 11, 21, 18, tzinfo=UTC)


def tender(kind: str, minor: int) -> Tender:
    return Tender(kind, "order", kind, minor, minor, "USD", AT, "ada")


def in_parts(exact: int, parts: list[int], sale: CashRounding, *now: CashRounding) -> list[int]:
    """Give a cash sale of ``exact`` back in these parts; return what went out for each. ``now``:
    the rule at each of them, the last for all that follow."""
    came = cash_due(Money(exact), sale)
    rounding = Money(exact) - came
    left, rounding_left, out = came, rounding, []
    for part, rule in zip(parts, (*now, *now[-1:] * len(parts)), strict=False):
        state = Left(
            tender("cash", came.minor),
            left,
            tender("rounding", rounding.minor) if rounding else None,
            rounding_left,
        )
        assert Money(part) <= state.exact
        cash = state.out_for(Money(part), rule)
        left -= cash
        rounding_left -= Money(part) - cash
        out.append(cash.minor)
    return out


@pytest.mark.parametrize("rule", CashRounding)
@pytest.mark.parametrize("now", CashRounding)
def test_all_at_once_is_what_came_in(rule: CashRounding, now: CashRounding) -> None:
    for exact in range(4_500, 4_600):
        assert in_parts(exact, [exact], rule, now) == [cash_due(Money(exact), rule).minor]


@given(
    st.lists(st.integers(1, 9_999), min_size=1, max_size=6),
    st.sampled_from(CashRounding),
    st.lists(st.sampled_from(CashRounding), min_size=1, max_size=6),
)
@example([333, 1, 4666], CashRounding.NICKEL, [CashRounding.NICKEL, CashRounding.OFF])
def test_parts_add_up_to_what_came_in_and_never_run_ahead(
    parts: list[int], sale: CashRounding, now: list[CashRounding]
) -> None:
    exact = sum(parts)
    came = cash_due(Money(exact), sale).minor
    out = in_parts(exact, parts, sale, *now)
    assert min(out) >= 0
    assert sum(out) == came
    assert all(sum(out[:n]) <= came for n in range(len(out)))


def test_only_cash_is_rounded() -> None:
    left = Left(tender("check", 4_503), Money(4_503))
    assert left.out_for(Money(1_001), CashRounding.NICKEL) == Money(1_001)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 21), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 12, 4), 10),
        (date(2026, 11, 23), date(2026, 11, 20), 0),
    ],
)
def test_bank_days_are_monday_to_friday(start: date, end: date, days: int) -> None:
    assert bank_days(start, end) == days
