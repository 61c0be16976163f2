"""A count held against what should be there: cash by what it comes to, papers one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pos.errors import AmountInvalid, NotFound
from pos.ledger import Account
from pos.money import LARGEST_MINOR, Money, total
from pos.ports.storage import UnitOfWork
from pos.records import CountedPaper, Till
from pos.text import checked_text
from pos.views.cash import (
    PAPER_KINDS,
    PAPERS_WITH_AMOUNT,
    TENDER_OF_PAPER,
    CountSheet,
    PaperCounted,
    PaperDifference,
    PaperExpected,
    TenderDifference,
)

MOST_PAPERS = 2_000
NAME_LONGEST = 80


def counted_papers(
    expected: Sequence[PaperExpected], papers: Sequence[PaperCounted], count_id: str
) -> tuple[CountedPaper, ...]:
    """Return the papers of a count as facts: those that should be there in their order, one that
    nobody mentions as missing, then those too many.

    Raises:
        AmountInvalid: Below zero, none where there must be one, or one paper twice; too many.
        NotFound: A paper that is not on the list though it names one.
        TextRefused, CardNumberRefused: What stands on one too many.
    """
    check_papers(papers)
    told: dict[str, PaperCounted] = {}
    extra = []
    known = {(each.paper.kind, each.paper.subject_id) for each in expected}
    for paper in papers:
        if not paper.subject_id:
            extra.append(paper)
        elif (paper.kind, paper.subject_id) not in known:
            raise NotFound(kind=paper.kind, key=paper.subject_id)
        elif paper.subject_id in told:
            raise AmountInvalid(text=paper.number)
        else:
            told[paper.subject_id] = paper
    found = [
        *(_expected(count_id, each, told.get(each.paper.subject_id)) for each in expected),
        *(_extra(count_id, each) for each in extra),
    ]
    return tuple(_numbered(found))


def check_papers(papers: Sequence[PaperCounted]) -> None:
    """Return if these can be the papers of a count, whatever should be there.

    Raises:
        AmountInvalid, TextRefused, CardNumberRefused: As for ``counted_papers``.
    """
    if len(papers) > MOST_PAPERS:
        raise AmountInvalid(text=f"{len(papers)} papers")
    for paper in papers:
        _check_amount(paper)
        if not paper.subject_id:
            _written(paper)


def _written(paper: PaperCounted) -> tuple[str, str]:
    """Return number and name on a paper that is one too many. Raises TextRefused,
    CardNumberRefused."""
    number = checked_text("number", paper.number, longest=NAME_LONGEST, required=True)
    return number, checked_text("payer", paper.payer, longest=NAME_LONGEST)


def _check_amount(paper: PaperCounted) -> None:
    """Raises AmountInvalid."""
    minor = paper.counted_minor
    if paper.kind not in PAPER_KINDS or (minor is None and not paper.subject_id):
        raise AmountInvalid(text=paper.kind)
    least = 1 if paper.kind in PAPERS_WITH_AMOUNT else 0
    most = LARGEST_MINOR if paper.kind in PAPERS_WITH_AMOUNT else 0
    if minor is not None and not least <= minor <= most:
        raise AmountInvalid(text=str(minor))


def _expected(count_id: str, each: PaperExpected, told: PaperCounted | None) -> CountedPaper:
    paper, counted = each.paper, told.counted_minor if told else None
    return CountedPaper(
        count_id=count_id,
        line=0,
        kind=paper.kind,
        subject_id=paper.subject_id,
        number=paper.number,
        payer=paper.payer,
        expected_minor=each.minor,
        counted_minor=-counted if counted is not None and paper.back else counted,
    )


def _extra(count_id: str, told: PaperCounted) -> CountedPaper:
    number, payer = _written(told)
    return CountedPaper(
        count_id=count_id,
        line=0,
        kind=told.kind,
        subject_id="",
        number=number,
        payer=payer,
        expected_minor=0,
        counted_minor=told.counted_minor,
    )


def _numbered(papers: Iterable[CountedPaper]) -> Iterator[CountedPaper]:
    for line, paper in enumerate(papers, start=1):
        yield replace(paper, line=line)


def differences(
    uow: UnitOfWork, till: Till, sheet: CountSheet, papers: Sequence[CountedPaper]
) -> tuple[TenderDifference, ...]:
    """Return expected against counted: cash, and every kind of paper there is on either side."""
    cash = TenderDifference(
        kind="cash",
        expected=Money(uow.tills.balance(Account.CASH.value, till.till_id), till.currency),
        counted=sheet.total,
    )
    kinds = [kind for kind in PAPER_KINDS if any(paper.kind == kind for paper in papers)]
    return (cash, *(_of_kind(kind, till.currency, papers) for kind in kinds))


def _of_kind(kind: str, currency: str, papers: Sequence[CountedPaper]) -> TenderDifference:
    of = [paper for paper in papers if paper.kind == kind]
    there = [paper.counted_minor for paper in of if paper.counted_minor is not None]
    return TenderDifference(
        kind=TENDER_OF_PAPER[kind],
        expected=total((Money(paper.expected_minor, currency) for paper in of), currency),
        counted=Money(sum(there), currency),
        expected_count=sum(1 for paper in of if paper.subject_id),
        counted_count=len(there),
    )


def paper_differences(papers: Sequence[CountedPaper], currency: str) -> tuple[PaperDifference, ...]:
    """Return each paper that is missing, one too many, or says another amount."""
    return tuple(
        PaperDifference(
            kind=paper.kind,
            what=what,
            subject_id=paper.subject_id,
            number=paper.number,
            payer=paper.payer,
            expected=Money(paper.expected_minor, currency),
            counted=Money(paper.counted_minor or 0, currency),
        )
        for paper in papers
        if (what := _what(paper))
    )


def _what(paper: CountedPaper) -> str:
    """Return how a paper differs, or "" when it does not."""
    if not paper.subject_id:
        return "extra"
    if paper.counted_minor is None:
        return "missing"
    return "amount" if paper.counted_minor != paper.expected_minor else ""
