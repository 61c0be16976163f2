"""Where a check that a bank gave back stands in the books, and how much of it.

The order owes what was rung. Out of the asset goes what that holds of this very check: what was
counted on it, as long as it lies among the checks (1030); what the bank got for it, once its
deposit was confirmed (1010). The rest goes where the close booked the difference (5020), so that
nothing of the check is left anywhere and over or short gives back what this check had caused.

What cannot be told for sure is taken as what is most probable, for a bank gives back only what it
got: a check that is missing from its till's count is the one too many there that carries its
number or, where that went to the bank, its amount; and a confirmation that is over by at least what
the count was short of this check, or off by exactly what it makes, is off because of it. No more is
ever taken out of a deposit than the bank got for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos.errors import NotThisWay
from pos.ledger import Account
from pos.lifecycles import DepositState
from pos.ports.storage import UnitOfWork
from pos.records import CountedPaper, Tender


@dataclass(frozen=True, slots=True)
class CameBackFrom:
    """``minor``: how much of the check ``account`` holds, in minor units. ``paper_id``: the check
    as it was counted (its tender, or count and line of one too many), empty where nobody counted
    it. ``deposit_id``: whose confirmation put it there."""

    account: Account
    minor: int
    paper_id: str
    deposit_id: str | None = None


def came_back_from(uow: UnitOfWork, tender: Tender) -> CameBackFrom:
    """Return where a check of a locked till stands. One that nobody counted is looked for in the
    deposit of its till.

    Raises:
        NotThisWay: ``check_on_its_way``: its deposit was sealed and the bank has not said yet what
            it got. Until then it may be undone, and what came back would be missing in the next.
    """
    till_id = uow.deposits.till_of(tender.tender_id)
    paper_id, counted = _counted(uow, tender, till_id)
    holding = uow.deposits.holding(paper_id or till_id or tender.tender_id)
    if holding is None or holding[1] == DepositState.PREPARED.value:
        return CameBackFrom(Account.CHECKS, counted, paper_id)
    deposit_id, state = holding
    if state != DepositState.CONFIRMED.value:
        raise NotThisWay(what="check_on_its_way")
    off, left = _bank(uow, deposit_id)
    got = min(what_the_bank_got(tender.amount_minor, counted, off), left)
    return CameBackFrom(Account.BANK, got, paper_id, deposit_id)


def what_the_bank_got(rung: int, counted: int, off: int) -> int:
    """Return what a bank got for a check, in minor units. ``off``: what its deposit is over (below
    zero: short) that no other check that came back explains."""
    missed = rung - counted
    if off and (off == missed or 0 < missed <= off):
        return rung
    return 0 if off == -counted else counted


def _bank(uow: UnitOfWork, deposit_id: str) -> tuple[int, int]:
    """Return how far the bank was off and what is left of what it got, both without the checks
    that came back from there before."""
    found = uow.deposits.one(deposit_id)
    bank = uow.deposits.steps(deposit_id)["confirmed"].bank_minor or 0
    items = uow.deposits.items(deposit_id)
    sent = {item.subject_id: item.amount_minor for item in items if item.kind == "check"}
    off = bank - found.cash_minor - found.checks_minor
    for back in uow.orders.every_check_returned():
        if back.deposit_id == deposit_id:
            off -= back.there_minor - (sent.get(back.paper_id, 0) if back.paper_id else 0)
            bank -= back.there_minor
    return off, bank


def _counted(uow: UnitOfWork, tender: Tender, till_id: str | None) -> tuple[str, int]:
    """Return the paper of a check and what was counted on it; ("", 0) where there is none."""
    if tender.till_id is None and (there := uow.deposits.stands(tender.tender_id)):
        return tender.tender_id, there  # it came to light after the count
    papers = _papers(uow, till_id) if till_id else ()
    for paper in papers:
        if paper.subject_id == tender.tender_id and paper.counted_minor:
            return tender.tender_id, paper.counted_minor
    back = {each.paper_id for each in uow.orders.every_check_returned()}
    extra = [p for p in papers if not p.subject_id and extra_id(p) not in back]
    check = uow.orders.check_of(tender.tender_id)
    number = _plain(check.number if check else tender.reference)
    same = [paper for paper in extra if number and _plain(paper.number) == number]
    same += [
        paper for paper in _at_the_bank(uow, extra) if paper.counted_minor == tender.amount_minor
    ]
    return (extra_id(same[0]), same[0].counted_minor or 0) if same else ("", 0)


def extra_id(paper: CountedPaper) -> str:
    """Return what deposits call a check that was one too many when it was counted."""
    return f"{paper.count_id}:{paper.line}"


def _at_the_bank(uow: UnitOfWork, papers: Iterable[CountedPaper]) -> Iterable[CountedPaper]:
    for paper in papers:
        holding = uow.deposits.holding(extra_id(paper))
        if holding is not None and holding[1] == DepositState.CONFIRMED.value:
            yield paper


def _papers(uow: UnitOfWork, till_id: str) -> tuple[CountedPaper, ...]:
    counts = uow.tills.counts(till_id)
    papers = uow.tills.counted_papers(counts[-1].count_id) if counts else ()
    return tuple(paper for paper in papers if paper.kind == "check")


def _plain(number: str) -> str:
    return "".join(number.split()).casefold().lstrip("0")
