"""Where a correction books cash and checks of a till that is locked.

What lies in the safe was counted, and a correction does not change it: it changes what should have
been there. So cash goes against over or short (5020), where the count put what was too little or
too much. A check stands where its paper does: among the checks (1030) as far as it was counted,
else in 5020. One that nobody counted comes to light by the correction and goes to the bank with
the next deposit; one that was counted as one too many is in the safe already.
"""

from __future__ import annotations

from pos.errors import NotThisWay
from pos.ledger import Account
from pos.lifecycles import DepositState
from pos.ports.storage import UnitOfWork
from pos.records import CountedPaper, Tender
from pos.views.selling import TenderKind

Lines = tuple[tuple[Account, int], ...]
"""Accounts and minor units, a debit positive."""

_GONE = frozenset(
    {DepositState.SEALED.value, DepositState.COLLECTED.value, DepositState.CONFIRMED.value}
)


def stood(uow: UnitOfWork, old: Tender, window_id: str) -> Lines:
    """Return where a cash or check tender of a locked till stands.

    Raises:
        NotThisWay: ``check_deposited``: the check left for the bank.
    """
    if old.kind == TenderKind.CASH.value:
        return ((Account.OVER_SHORT, old.amount_minor),)
    _refuse_deposited(uow, old.tender_id, window_id)
    if old.till_id is None:
        there = uow.deposits.stands(old.tender_id)
    else:
        papers = _papers(uow, old.till_id)
        mine = (paper for paper in papers if paper.subject_id == old.tender_id)
        there = next((paper.counted_minor or 0 for paper in mine), 0)
    return _split(old.amount_minor, there)


def stands(uow: UnitOfWork, old: Tender, kind: TenderKind, minor: int, before: Lines) -> Lines:
    """Return where what ``old`` should have been goes. ``before``: where that stood, if anywhere
    here; a check whose number was misread stays the paper that it is."""
    if kind is TenderKind.CASH:
        return ((Account.OVER_SHORT, minor),)
    if old.kind == TenderKind.CHECK.value:
        return before
    till_id = uow.deposits.till_of(old.tender_id)
    extra = [
        paper
        for paper in (_papers(uow, till_id) if till_id else ())
        if paper.kind == "check" and not paper.subject_id and paper.counted_minor == minor
    ]
    known = uow.deposits.known_extras(till_id, minor) if till_id and extra else 0
    return _split(minor, 0 if len(extra) > known else minor)


def _split(minor: int, there: int) -> Lines:
    return ((Account.CHECKS, there), (Account.OVER_SHORT, minor - there))


def _papers(uow: UnitOfWork, till_id: str) -> tuple[CountedPaper, ...]:
    counts = uow.tills.counts(till_id)
    return uow.tills.counted_papers(counts[-1].count_id) if counts else ()


def _refuse_deposited(uow: UnitOfWork, tender_id: str, window_id: str) -> None:
    for found, state in uow.deposits.every(window_id):
        items = uow.deposits.items(found.deposit_id) if state in _GONE else ()
        if any(item.subject_id == tender_id for item in items):
            raise NotThisWay(what="check_deposited")
