"""How far a till may be off before somebody has to say why, who may let it pass, and when somebody
looks into it: tiers of each tender, venue data."""

from __future__ import annotations

from collections.abc import Sequence

from pos.views.cash import TENDER_OF_PAPER, PaperDifference, TenderDifference
from pos.views.closing_rules import ClosingRules, Tiers


def off_by(difference: TenderDifference, papers: Sequence[PaperDifference]) -> int:
    """Return how far one tender is off, minor units, never below zero.

    Papers do not make up for each other: one missing and one too many of the same sum are both.
    """
    each = sum(
        abs(paper.counted.minor - paper.expected.minor)
        for paper in papers
        if TENDER_OF_PAPER[paper.kind] == difference.kind
    )
    return max(each, abs(difference.over_short.minor))


def needs_reason(
    rules: ClosingRules,
    differences: Sequence[TenderDifference],
    papers: Sequence[PaperDifference],
) -> bool:
    """Return whether somebody has to say why; always when a paper is not as expected."""
    return bool(papers) or any(
        off_by(each, papers) > tiers.post_minor for each, tiers in _with_tiers(rules, differences)
    )


def needs_manager(
    rules: ClosingRules,
    differences: Sequence[TenderDifference],
    papers: Sequence[PaperDifference],
) -> bool:
    """Return whether any tender is off by more than a supervisor may let pass."""
    return any(
        off_by(each, papers) > tiers.reason_minor for each, tiers in _with_tiers(rules, differences)
    )


def exceptional(
    rules: ClosingRules,
    differences: Sequence[TenderDifference],
    papers: Sequence[PaperDifference],
) -> tuple[TenderDifference, ...]:
    """Return the tenders that are off so far that somebody has to look into it."""
    return tuple(
        each
        for each, tiers in _with_tiers(rules, differences)
        if off_by(each, papers) > tiers.exception_minor
    )


def _with_tiers(
    rules: ClosingRules, differences: Sequence[TenderDifference]
) -> list[tuple[TenderDifference, Tiers]]:
    """Return the tenders that have an amount, each with its tiers."""
    return [
        (each, rules.tiers_of(each.kind))
        for each in differences
        if each.kind in ("cash", "check", "card")
    ]
