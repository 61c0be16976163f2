from __future__ import annotations

import pytest

from pos.closing.tolerance import Tolerance
from pos.money import Money
from pos.views.cash import TenderDifference


def off(cash: int, checks: int = 0) -> tuple[TenderDifference, ...]:
    return (
        TenderDifference("cash", Money(50_000), Money(50_000 + cash)),
        TenderDifference("check", Money(9_000), Money(9_000 + checks), 2, 2),
    )


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("cents", "reason", "manager"),
    [
        (0, False, False),
        (199, False, False),
        (200, False, False),
        (201, True, False),
        (999, True, False),
        (1_000, True, False),
        (1_001, True, True),
        (50_000, True, True),
    ],
)
def test_each_boundary(cents: int, reason: bool, manager: bool, sign: int) -> None:
    found = off(sign * cents)
    assert Tolerance().needs_reason(found) is reason
    assert Tolerance().needs_manager(found) is manager


def test_over_and_short_do_not_make_up_for_each_other() -> None:
    assert Tolerance().needs_reason(off(150, -150))
    assert Tolerance().needs_manager(off(600, -600))


def test_a_missing_paper_needs_a_reason_though_the_sum_is_right() -> None:
    one_of_two = TenderDifference("check", Money(9_000), Money(9_000), 2, 1)
    assert Tolerance().needs_reason((one_of_two,))
    assert not Tolerance().needs_manager((one_of_two,))


def test_the_limits_are_the_venues() -> None:
    strict = Tolerance(without_reason_minor=0, supervisor_minor=1)
    assert not strict.needs_reason(off(0))
    assert strict.needs_reason(off(-1))
    assert strict.needs_manager(off(2))
