"""Two papers that are off together: exchanged, one for two sales, of another kind or another till.
Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pos.closing.causes.rows import Found, TillRows, paper_row, tender_row
from pos.money import Money
from pos.views.cash import CARD_SLIP, CHECK, PaperDifference
from pos.views.causes import CauseKind, Evidence, RowKind, TenderRow

_MINUTES = timedelta(minutes=15)
_OTHER_KIND = {
    (CHECK, CARD_SLIP): CauseKind.CARD_AS_CHECK,
    (CARD_SLIP, CHECK): CauseKind.CHECK_AS_CARD,
}
"""(Kind of the paper that is missing, of the one too many)."""


def with_another(rows: TillRows, paper: PaperDifference, of: TenderRow | None) -> Iterator[Found]:
    """Yield what this paper may be together with another."""
    off = paper.counted.minor - paper.expected.minor
    yield from _within_the_till(rows, paper, of, off)
    yield from _rung_twice(rows, paper, of, off)
    yield from _of_other_till(rows, paper, off)


def _within_the_till(
    rows: TillRows, paper: PaperDifference, of: TenderRow | None, off: int
) -> Iterator[Found]:
    for other in rows.papers:
        if other is paper or other.counted.minor - other.expected.minor != -off:
            continue
        kind = _together(paper, other)
        if kind is not None:
            theirs = next((row for row in rows.tenders if row.subject_id == other.subject_id), None)
            evidence = (paper_row(paper, of), paper_row(other, theirs))
            yield Found(kind, off, evidence, 1, together=True)


def _together(one: PaperDifference, other: PaperDifference) -> CauseKind | None:
    """Return what two papers that are off by one sum, in opposite ways, have to do with each
    other."""
    if one.kind == other.kind and one.what == other.what == "amount":
        crossed = one.counted == other.expected and other.counted == one.expected
        return CauseKind.SUMS_EXCHANGED if crossed else None
    whats = {one.what, other.what}
    if one.kind == other.kind and whats == {"amount", "missing"}:
        return CauseKind.ONE_FOR_TWO
    if whats == {"missing", "extra"}:
        missing, extra = (one, other) if one.what == "missing" else (other, one)
        return _OTHER_KIND.get((missing.kind, extra.kind))
    return None


def _rung_twice(
    rows: TillRows, paper: PaperDifference, of: TenderRow | None, off: int
) -> Iterator[Found]:
    """Yield another check sale of the same number, or the same payer and sum, within minutes."""
    if paper.kind != CHECK or paper.what != "missing" or of is None:
        return
    twins = [
        row
        for row in rows.tenders
        if row.kind == "check"
        and row is not of
        and row.amount_minor == of.amount_minor
        and (row.number == of.number or row.name == of.name)
        and abs(row.at - of.at) <= _MINUTES
    ]
    same = any(row.number == of.number for row in twins)
    if twins:
        evidence = tuple(tender_row(row, rows.currency) for row in (of, *twins))
        weight = 1 if same else 3.5
        yield Found(CauseKind.RUNG_TWICE, off, evidence, weight, together=True)


def _of_other_till(rows: TillRows, paper: PaperDifference, off: int) -> Iterator[Found]:
    """Yield the paper of another till of the day that is off the other way round."""
    wanted = {"missing": "extra", "extra": "missing"}.get(paper.what)
    for till in rows.beside:
        for other in till.papers:
            opposite = other.counted.minor - other.expected.minor == -off
            if other.kind == paper.kind and other.what == wanted and opposite:
                number = other.number == paper.number
                theirs = Evidence(
                    RowKind.TILL,
                    till.till_id,
                    Money(till.off, rows.currency),
                    name=till.cashier,
                    till_id=till.till_id,
                )
                evidence = (paper_row(other), theirs)
                weight = 0.5 if number else 2
                yield Found(CauseKind.OF_OTHER_TILL, off, evidence, weight, together=True)
