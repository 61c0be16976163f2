"""A payout in the books: what reached the bank, what the processor kept, what banks took back, and
the rest out of card clearing.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.closing.settlement.paid_before import paid_before
from pos.errors import NotFound, NotThisWay
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.money import Money
from pos.paying.applying import office_batch
from pos.ports.storage import UnitOfWork
from pos.records import Payout, SettlementLine
from pos.views.settlement import LineKind
from pos.window import Window

_DISPUTES = (LineKind.CHARGEBACK.value, LineKind.CHARGEBACK_REVERSED.value)


def post_payout(
    uow: UnitOfWork, ids: Ids, window: Window, processor: str, payout: str, user_id: str
) -> Payout:
    """Book a payout once: Dr 1010 net, Dr 5010 fees, Dr 1055 chargebacks, Cr 1041 what other
    channels sold, Cr 1040 the rest. In the business day that is open.

    Raises:
        NotFound: No loaded file has it.
        NotThisWay: ``payout_posted``; ``payout_paid``: the ``payout`` named is posted and tells of
            most of the same payments under another name.
    """
    lines = uow.settlements.payout_lines(processor, payout)
    if not lines:
        raise NotFound(kind="payout", key=payout)
    if uow.settlements.payout(processor, payout) is not None:
        raise NotThisWay(what="payout_posted")
    other = paid_before(uow, processor, lines)
    if other:
        raise NotThisWay(what="payout_paid", payout=other)
    currency = lines[0].currency
    entry = Entry(office_batch(uow, ids, window, "payout", None, user_id), currency)
    net = sum(line.net_minor for line in lines)
    fee = sum(line.fee_minor for line in lines) - _sum(lines, LineKind.FEE.value)
    taken = -_sum(lines, *_DISPUTES)
    elsewhere = uow.settlements.elsewhere_minor(processor, payout)
    clearing = net + fee + taken - elsewhere
    entry.debit(Account.BANK, Money(net, currency))
    entry.debit(Account.CARD_FEES, Money(fee, currency))
    for line in lines:
        if line.kind in _DISPUTES:
            entry.debit(Account.CHARGEBACKS, Money(-line.gross_minor, currency))
    entry.credit(Account.ELSEWHERE_CLEARING, Money(elsewhere, currency))
    entry.credit(Account.CARD_CLEARING, Money(clearing, currency))
    uow.post(entry)
    posted = Payout(
        payout_id=ids.new(),
        processor=processor,
        payout=payout,
        file_id=lines[0].file_id,
        batch_id=entry.batch.batch_id,
        paid_on=max((line.paid_on for line in lines if line.paid_on is not None), default=None),
        business_date=entry.batch.business_date,
        clearing_minor=clearing,
        elsewhere_minor=elsewhere,
        fee_minor=fee,
        chargeback_minor=taken,
        net_minor=net,
        currency=currency,
        at=uow.now(),
        user_id=user_id,
    )
    uow.add(posted)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "payout.posted",
            ("payout", posted.payout_id),
            processor=processor,
            payout=payout,
            net_minor=net,
        )
    )
    return posted


def _sum(lines: tuple[SettlementLine, ...], *kinds: str) -> int:
    return sum(line.gross_minor for line in lines if line.kind in kinds)
