from __future__ import annotations

import pytest

from pos.closing.tolerance import exceptional, needs_manager, needs_reason, off_by
from pos.money import Money
from pos.views.cash import PaperDifference, TenderDifference
from pos.views.closing_rules import ClosingRules, Tiers

RULES = ClosingRules()


def cash(off: int) -> TenderDifference:
    return TenderDifference("cash", Money(50_000), Money(50_000 + off))


def checks(off: int) -> TenderDifference:
    return TenderDifference("check", Money(9_000), Money(9_000 + off), 2, 2)


def paper(what: str, expected: int, counted: int, kind: str = "check") -> PaperDifference:
    return PaperDifference(kind, what, "id", "1204", "", Money(expected), Money(counted))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("cents", "reason", "manager", "looked_into"),
    [
        (0, False, False, False),
        (200, False, False, False),
        (201, True, False, False),
        (1_000, True, False, False),
        (1_001, True, True, False),
        (5_000, True, True, False),
        (5_001, True, True, True),
    ],
)
def test_each_boundary_of_cash(
    cents: int, reason: bool, manager: bool, looked_into: bool, sign: int
) -> None:
    found = (cash(sign * cents),)
    assert needs_reason(RULES, found, ()) is reason
    assert needs_manager(RULES, found, ()) is manager
    assert bool(exceptional(RULES, found, ())) is looked_into


def test_each_tender_has_its_own_tiers_and_none_makes_up_for_another() -> None:
    assert not needs_reason(RULES, (cash(150),), ())
    assert needs_reason(RULES, (cash(150), checks(-150)), ())
    assert not needs_manager(RULES, (cash(600), checks(-600)), ())


def test_a_check_missing_and_another_too_many_are_both_off_though_the_sum_is_right() -> None:
    papers = (paper("missing", 4_500, 0), paper("extra", 0, 4_500))
    assert off_by(checks(0), papers) == 9_000
    assert needs_manager(RULES, (checks(0),), papers)
    assert exceptional(RULES, (checks(0),), papers) == (checks(0),)
    assert off_by(cash(0), papers) == 0


@pytest.mark.parametrize("kind", ["certificate", "void_ticket"])
def test_a_paper_without_an_amount_that_is_missing_wants_a_reason_and_no_manager(
    kind: str,
) -> None:
    found = (TenderDifference(kind, Money(0), Money(0), 2, 1),)
    papers = (paper("missing", 0, 0, kind),)
    assert needs_reason(RULES, found, papers)
    assert not needs_manager(RULES, found, papers)
    assert exceptional(RULES, found, papers) == ()


def test_the_limits_are_the_venues() -> None:
    strict = ClosingRules(cash=Tiers(0, 1, 2))
    assert not needs_reason(strict, (cash(0),), ())
    assert needs_reason(strict, (cash(-1),), ())
    assert needs_manager(strict, (cash(2),), ())
    assert exceptional(strict, (cash(-3),), ()) == (cash(-3),)
