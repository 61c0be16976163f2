"""What may be behind a paper that is missing, one too many, or says another sum. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pos.closing.causes.cash import MINUTES, swapped_with_cash
from pos.closing.causes.paper_pairs import with_another
from pos.closing.causes.pieces import is_swapped
from pos.closing.causes.rows import Found, TillRows, paper_row, ranked, tender_row
from pos.views.cash import CARD_SLIP, TENDER_OF_PAPER, PaperDifference
from pos.views.causes import Cause, CauseKind, Explained, TenderRow


def explain_papers(rows: TillRows) -> tuple[Explained, ...]:
    """Return every paper that is not as expected, each with what may be behind it."""
    return tuple(
        Explained(
            tender=TENDER_OF_PAPER[paper.kind],
            off=paper.counted - paper.expected,
            causes=_explain(rows, paper),
            subject_id=paper.subject_id,
            number=paper.number,
        )
        for paper in rows.papers
    )


def _explain(rows: TillRows, paper: PaperDifference) -> tuple[Cause, ...]:
    return ranked([*_found(rows, paper)], rows.currency)


def _found(rows: TillRows, paper: PaperDifference) -> Iterator[Found]:
    off = paper.counted.minor - paper.expected.minor
    of = next((row for row in rows.tenders if row.subject_id == paper.subject_id), None)
    swapped = swapped_with_cash(rows, paper)
    if swapped is not None:
        yield swapped
    yield from _mixed(rows, paper, off, of)
    yield from with_another(rows, paper, of)
    if paper.what == "missing" and paper.kind == CARD_SLIP and of is not None:
        yield from _typed_twice(rows, of, off)
    if paper.what == "amount":
        digits = is_swapped(abs(paper.counted.minor), abs(paper.expected.minor))
        kind = CauseKind.PAPER_DIGITS if digits else CauseKind.PAPER_AMOUNT
        evidence = (paper_row(paper, of), *((tender_row(of, rows.currency),) if of else ()))
        yield Found(kind, off, evidence, 3, together=True)
    else:
        kind = CauseKind.PAPER_MISSING if paper.what == "missing" else CauseKind.PAPER_EXTRA
        yield Found(kind, off, (paper_row(paper, of),), 4, together=True)
    if paper.what == "extra":
        yield from _rung_otherwise(rows, paper, off)


def _mixed(
    rows: TillRows, paper: PaperDifference, off: int, of: TenderRow | None
) -> Iterator[Found]:
    """Yield a paper of the same kind and sum that is off the other way round."""
    for other in rows.papers:
        if other is paper or other.kind != paper.kind or {other.what, paper.what} != _BOTH:
            continue
        if other.counted.minor - other.expected.minor == -off:
            evidence = (paper_row(paper, of), paper_row(other))
            yield Found(CauseKind.PAPERS_MIXED, off, evidence, 1, together=True)


_BOTH = {"missing", "extra"}


def _typed_twice(rows: TillRows, of: TenderRow, off: int) -> Iterator[Found]:
    """Yield other card sales of one card and sum within minutes."""
    twins = [
        row
        for row in rows.tenders
        if row.kind == "card"
        and row is not of
        and row.last_four == of.last_four != ""
        and row.amount_minor == of.amount_minor
        and abs(row.at - of.at) <= MINUTES
    ]
    if twins:
        evidence = tuple(tender_row(row, rows.currency) for row in (of, *twins))
        yield Found(CauseKind.SLIP_TWICE, off, evidence, 2, together=True)


def _rung_otherwise(rows: TillRows, paper: PaperDifference, off: int) -> Iterator[Found]:
    """Yield cash sales of what an unknown paper says, though the cash agrees."""
    if rows.off == -off:
        return
    kind = CauseKind.CARD_AS_CASH if paper.kind == CARD_SLIP else CauseKind.CHECK_AS_CASH
    same = tuple(tender_row(row, rows.currency) for row in rows.cash if row.amount_minor == off)
    if rows.off:
        yield Found(kind, off, same, 5)
