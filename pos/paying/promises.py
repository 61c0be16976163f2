"""What a refund promised, and how it goes another way or is cancelled: each a new word, none taken
back."""

from __future__ import annotations

from collections.abc import Sequence

from pos.ledger import Account, Entry
from pos.money import Money
from pos.paying.lefts import CANCELLED, open_parts
from pos.ports.storage import UnitOfWork
from pos.records import RefundPart, Tender


def next_part(
    uow: UnitOfWork,
    parts: Sequence[RefundPart],
    old: RefundPart,
    how: str,
    amount: Money,
    user_id: str,
    approved_by: str,
) -> RefundPart:
    """Add the word that the rest of a part goes another way (or is cancelled), and return
    it."""
    part = RefundPart(
        refund_id=old.refund_id,
        line=1 + max(p.line for p in parts if p.refund_id == old.refund_id),
        tender_id=old.tender_id,
        how=how,
        amount_minor=amount.minor,
        at=uow.now(),
        user_id=user_id,
        approved_by=approved_by,
        replaces=old.line,
    )
    uow.add(part)
    return part


def cut_promises(
    uow: UnitOfWork, entry: Entry, tender: Tender, owed: Account, keep: Money, user_id: str
) -> None:
    """Cancel what was promised back of a tender beyond ``keep``: the money never was there. It
    settles what the order owes since (``owed``)."""
    every = uow.orders.refund_parts(tender.order_id)
    for each in open_parts(uow, uow.orders.order(tender.order_id)):
        if each.part.tender_id != tender.tender_id:
            continue
        stays = min(keep, each.rest)
        keep, gone = keep - stays, each.rest - stays
        if not gone:
            continue
        cut = next_part(uow, every, each.part, CANCELLED, gone, user_id, user_id)
        if stays:
            next_part(uow, (*every, cut), cut, each.part.how, stays, user_id, user_id)
        entry.debit(Account.REFUNDS_PAYABLE, gone)
        entry.credit(owed, gone)
