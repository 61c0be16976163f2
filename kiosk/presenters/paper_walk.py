"""The papers of a till, walked one by one: what is there, what is missing, what is one too many.

Knows what stands on them and what the person says, and nothing of what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.money import Money
from pos.views.cash import PAPERS_WITH_AMOUNT, HalfCount, PaperCounted, PaperToCount


@dataclass(frozen=True, slots=True)
class WalkedPaper:
    """A paper on the list or (``extra``) beside it. ``told``: the person said what is with it;
    ``amount``: what they read on it, None for one that is missing."""

    paper: PaperToCount
    told: bool = False
    amount: Money | None = None
    extra: bool = False

    @property
    def has_amount(self) -> bool:
        return self.paper.kind in PAPERS_WITH_AMOUNT


@dataclass(frozen=True, slots=True)
class PaperWalk:
    """How far the walk is. ``at``: the paper in hand, None when nothing is left to say or another
    one is being added."""

    papers: tuple[WalkedPaper, ...] = ()
    at: int | None = None
    known: bool = False
    """The list was read."""
    kept: HalfCount | None = None
    """What was said before the window began, waiting for the list."""

    @property
    def left(self) -> int:
        """How many papers nobody said anything about."""
        return sum(not paper.told for paper in self.papers)

    @property
    def in_hand(self) -> WalkedPaper | None:
        return None if self.at is None else self.papers[self.at]

    @property
    def counted(self) -> tuple[PaperCounted, ...]:
        """What to hand in."""
        return tuple(
            PaperCounted(
                kind=walked.paper.kind,
                subject_id=walked.paper.subject_id,
                number=walked.paper.number,
                payer=walked.paper.payer,
                counted_minor=None if walked.amount is None else walked.amount.minor,
            )
            for walked in self.papers
        )

    @property
    def said(self) -> tuple[PaperCounted, ...]:
        """What was said so far, for after a power cut."""
        told = tuple(walked for walked in self.papers if walked.told)
        return replace(self, papers=told).counted

    def resumed(self, kept: HalfCount) -> PaperWalk:
        """Return it with what was said before the window began."""
        waiting = replace(self, kept=kept)
        listed = tuple(walked.paper for walked in self.papers if not walked.extra)
        return waiting.listed(listed) if self.known else waiting

    def listed(self, papers: tuple[PaperToCount, ...]) -> PaperWalk:
        """Return the walk over ``papers``; what was said of one that is still listed stays."""
        before = _said_before(self.kept) if self.kept is not None else ()
        said = {_key(w.paper): w for w in (*before, *self.papers) if w.told and not w.extra}
        walked = tuple(
            replace(said.get(_key(paper), WalkedPaper(paper)), paper=paper) for paper in papers
        )
        extras = tuple(w for w in (*before, *self.papers) if w.extra)
        return PaperWalk((*walked, *extras), known=True)._onward(self.at or 0)

    def take(self, index: int) -> PaperWalk:
        """Return it with another paper in hand."""
        return replace(self, at=index)

    def say(self, amount: Money | None) -> PaperWalk:
        """Return it with the paper in hand there (of one without an amount: zero) or missing
        (None), and the next one in hand."""
        if self.at is None:
            return self
        papers = list(self.papers)
        papers[self.at] = replace(papers[self.at], told=True, amount=amount)
        return PaperWalk(tuple(papers), known=self.known)._onward(self.at)

    def all_there(self, kind: str, currency: str) -> PaperWalk:
        """Return it with every paper of a kind without amounts handed in."""
        nothing = Money.zero(currency)
        papers = tuple(
            replace(walked, told=True, amount=nothing)
            if walked.paper.kind == kind and not walked.told
            else walked
            for walked in self.papers
        )
        return PaperWalk(papers, known=self.known)._onward(self.at or 0)

    def add(self, kind: str, number: str, payer: str, amount: Money) -> PaperWalk:
        """Return it with a paper that is not on the list."""
        extra = WalkedPaper(PaperToCount(kind, "", number, payer), True, amount, extra=True)
        return replace(self, papers=(*self.papers, extra))

    def drop(self) -> PaperWalk:
        """Return it without the extra paper in hand."""
        if self.at is None or not self.papers[self.at].extra:
            return self
        papers = (*self.papers[: self.at], *self.papers[self.at + 1 :])
        return PaperWalk(papers, known=self.known)._onward(0)

    def _onward(self, start: int) -> PaperWalk:
        """Return it with the next paper in hand of which nothing was said."""
        order = [*range(start, len(self.papers)), *range(min(start, len(self.papers)))]
        return replace(self, at=next((i for i in order if not self.papers[i].told), None))


def _key(paper: PaperToCount) -> tuple[str, str]:
    return paper.kind, paper.subject_id


def _said_before(kept: HalfCount) -> tuple[WalkedPaper, ...]:
    """Return what was said of papers on the list, and those that are not on it."""
    return tuple(
        WalkedPaper(
            PaperToCount(told.kind, told.subject_id, told.number, told.payer),
            told=True,
            amount=None
            if told.counted_minor is None
            else Money(told.counted_minor, kept.sheet.currency),
            extra=not told.subject_id,
        )
        for told in kept.papers
    )


NO_WALK = PaperWalk()
"""Nothing is being counted."""
