"""What a till's close leaves for somebody to look into, opened in the transaction that locks it."""

from __future__ import annotations

from pos.closing.exceptions import open_exception
from pos.closing.standing import Standing
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.cash import CARD_SLIP, CERTIFICATE, VOID_TICKET, PaperDifference
from pos.views.closing import ExceptionKind
from pos.window import Window

_CHECKS = {
    "missing": ExceptionKind.CHECK_MISSING,
    "extra": ExceptionKind.CHECK_EXTRA,
    "amount": ExceptionKind.CHECK_AMOUNT,
}
_OTHERS = {
    CARD_SLIP: ExceptionKind.CARD_SLIP,
    CERTIFICATE: ExceptionKind.CERTIFICATE_MISSING,
    VOID_TICKET: ExceptionKind.VOID_TICKET_MISSING,
}


def open_findings(
    uow: UnitOfWork, ids: Ids, window: Window, till: Till, standing: Standing
) -> None:
    """Open an exception for each paper that is not as expected, each tender that is off too far, a
    till out of which more cash went than the books had in it, and one that its cashier had left; of
    certificates and void tickets only missing ones."""
    counter = standing.count.user_id

    def open_one(kind: ExceptionKind, amount: Money, text: str, subject_id: str) -> None:
        open_exception(
            uow,
            ids,
            window,
            kind,
            till.business_date,
            amount,
            text,
            subject_id,
            counter,
            till.till_id,
        )

    for line, paper in enumerate(standing.papers, start=1):
        if (kind := _kind_of(paper)) is not None:
            subject = paper.subject_id or f"{standing.count.count_id}:{line}"
            text = " ".join(part for part in (paper.number, paper.payer) if part)
            open_one(kind, paper.counted - paper.expected, text, subject)
    for each in standing.exceptional:
        kind, subject = ExceptionKind.TILL_DIFFERENCE, f"{till.till_id}:{each.kind}"
        open_one(kind, each.over_short, each.kind, subject)
    if (lowest := uow.tills.lowest_cash(till.till_id)) < 0:
        open_one(ExceptionKind.OVERDRAWN, Money(lowest, till.currency), "", till.till_id)
    if counter != till.user_id:
        nothing = Money.zero(till.currency)
        open_one(ExceptionKind.FORGOTTEN_TILL, nothing, "", till.till_id)


def _kind_of(paper: PaperDifference) -> ExceptionKind | None:
    if paper.kind in _OTHERS:
        return _OTHERS[paper.kind] if paper.kind == CARD_SLIP or paper.what == "missing" else None
    return _CHECKS[paper.what]
