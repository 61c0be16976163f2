"""How a counted till stands: the newest count against what should be there, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from pos.closing import tolerance
from pos.closing.counting import differences, paper_differences
from pos.codec import from_json
from pos.ports.storage import UnitOfWork
from pos.records import Till, TillCount
from pos.views.cash import CountSheet, PaperDifference, TenderDifference
from pos.views.closing_rules import ClosingRules


@dataclass(frozen=True, slots=True)
class Standing:
    """The count that stands, what differs, and the venue's rules about it."""

    count: TillCount
    sheet: CountSheet
    differences: tuple[TenderDifference, ...]
    papers: tuple[PaperDifference, ...]
    rules: ClosingRules

    @property
    def needs_reason(self) -> bool:
        return tolerance.needs_reason(self.rules, self.differences, self.papers)

    @property
    def needs_manager(self) -> bool:
        return tolerance.needs_manager(self.rules, self.differences, self.papers)

    @property
    def exceptional(self) -> tuple[TenderDifference, ...]:
        """The tenders that are off so far that somebody looks into it."""
        return tolerance.exceptional(self.rules, self.differences, self.papers)


def standing_of(uow: UnitOfWork, till: Till) -> Standing:
    """Return how a till stands that was counted at least once."""
    count = uow.tills.counts(till.till_id)[-1]
    sheet, papers = from_json(count.sheet, CountSheet), uow.tills.counted_papers(count.count_id)
    return Standing(
        count=count,
        sheet=sheet,
        differences=differences(uow, till, sheet, papers),
        papers=paper_differences(papers, till.currency),
        rules=uow.catalogue.company().closing,
    )
