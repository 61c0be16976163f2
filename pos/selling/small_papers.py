"""Papers beside tickets and sale receipts: card slips, receipts of money given back, endorsements.

Each is a print job whose subject says what it is about: ``slip`` a card payment, ``refund`` an act
of giving back, ``endorsement`` a check's tender, ``certificate`` a gift certificate, ``voucher`` a
movement of cash.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos.card_brands import brand_name
from pos.codec import from_json
from pos.events import PrintsQueued
from pos.ids import Ids, PrintJobId
from pos.lifecycles import PAYMENT, PRINT, PaymentState
from pos.money import Money, total
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.ports.terminals import TerminalReceipt, Verified
from pos.records import CardAnswer, CardPayment, Order, PrintJob, Refund, RefundLine, Tender
from pos.selling.fulfilment import RECEIPT_PRINTER
from pos.views.papers import CardSlipView, EndorsementView, ReceiptTenderView, SlipView
from pos.views.paying import AnswerSource, PayingFor

ANSWERED = ("approved", "partial", "declined", "cancelled")
"""Outcomes that a paper can tell of."""
_TERMINALS_WORD = (AnswerSource.TERMINAL.value, AnswerSource.ASKED.value)


def queue_small_paper(
    uow: UnitOfWork,
    ids: Ids,
    kind: str,
    subject_id: str,
    order_id: str,
    user_id: str,
    *,
    copy: bool = False,
    device: str = RECEIPT_PRINTER,
) -> PrintJobId:
    """Add a print job for the receipt printer, or for another; it prints after the commit.
    ``order_id``: empty where nothing was ordered, as on the slip of a declined card."""
    job = PrintJob(
        job_id=ids.new(),
        kind=kind,
        subject_id=subject_id,
        device=device,
        order_id=order_id,
        position=0,
        queued_at=uow.now(),
        copy=copy,
    )
    uow.add(job)
    uow.states.enter(PRINT, job.job_id, user_id)
    uow.publish(PrintsQueued(device))
    return PrintJobId(job.job_id)


def queue_slip(uow: UnitOfWork, ids: Ids, payment: CardPayment) -> None:
    """Queue the slip that a settled card payment wants, if any: a declined card's, or the house's
    copy to sign where the venue has signatures."""
    answer = _told(uow, payment)
    if answer is None or answer.source not in _TERMINALS_WORD:
        return
    read = bool(answer.last_four or json_receipts(answer))
    declined = answer.outcome == "declined" and read
    signed = (
        answer.outcome in ("approved", "partial")
        and card_slip(uow, payment, answer, for_patron=False).signature
    )
    if declined or signed:
        order_id = payment.for_id if payment.for_kind == PayingFor.ORDER.value else ""
        queue_small_paper(uow, ids, "slip", payment.payment_id, order_id, payment.user_id)


def json_receipts(answer: CardAnswer) -> tuple[TerminalReceipt, ...]:
    """Return the receipts that came with an answer."""
    return from_json(answer.receipts, tuple[TerminalReceipt, ...]) if answer.receipts else ()


def tender_line(uow: UnitOfWork, tender: Tender, *, given_back: bool = False) -> ReceiptTenderView:
    """Return a tender as a receipt says it; ``given_back``: what went back counts as positive."""
    sign = -1 if given_back else 1
    amount = Money(tender.amount_minor, tender.currency) * sign
    given = Money(tender.given_minor, tender.currency) * sign
    left = None
    if tender.value_id is not None:
        left = Money(uow.values.balance(tender.value_id), tender.currency)
    return ReceiptTenderView(
        tender.kind, amount, given, tender.reference, _card_of(uow, tender), left
    )


def _card_of(uow: UnitOfWork, tender: Tender) -> CardSlipView | None:
    if tender.payment_id is None:
        return None
    payment = uow.payments.payment(tender.payment_id)
    answer = _told(uow, payment)
    return None if answer is None else card_slip(uow, payment, answer)


def _told(uow: UnitOfWork, payment: CardPayment) -> CardAnswer | None:
    """Return the newest answer that says what became of the payment."""
    said = [a for a in uow.payments.answers(payment.payment_id) if a.outcome in ANSWERED]
    return said[-1] if said else None


def card_slip(
    uow: UnitOfWork, payment: CardPayment, answer: CardAnswer, *, for_patron: bool = True
) -> CardSlipView:
    """Return what a paper says of a card, from what the terminal let us know."""
    receipts = json_receipts(answer)
    own = next((receipt for receipt in receipts if receipt.for_patron == for_patron), None)
    signed = answer.verified == Verified.SIGNATURE.value or any(r.signature for r in receipts)
    rules = uow.catalogue.company().paying
    pending = answer.offline and uow.states.of(PAYMENT, payment.payment_id) in (
        PaymentState.APPROVED,
        PaymentState.APPLIED,
    )
    return CardSlipView(
        brand=brand_name(answer.brand),
        last_four=answer.last_four,
        approval_code=answer.approval_code,
        entry=answer.entry,
        verified=answer.verified,
        declined=answer.declined,
        emv=from_json(answer.emv, tuple[tuple[str, str], ...]) if answer.emv else (),
        lines=own.lines if own else (),
        signature=signed and rules.signature_line and not for_patron,
        pending=pending,
    )


def slip_view(uow: UnitOfWork, payment_id: str, window: str, *, copy: bool) -> SlipView:
    """Return the slip of a declined card, or the house's copy of an approved one to sign."""
    company = uow.catalogue.company()
    payment = uow.payments.payment(payment_id)
    answer = _told(uow, payment)
    declined = answer is None or answer.outcome in ("declined", "cancelled")
    card = CardSlipView("", "", "")
    if answer is not None:
        card = card_slip(uow, payment, answer, for_patron=declined)
    order = uow.orders.order(payment.for_id) if payment.for_kind == "order" else None
    return SlipView(
        company=company.name,
        address=company.address,
        at=(answer.at if answer else payment.at).astimezone(ZoneInfo(company.zone)),
        window=window,
        cashier=name_of(uow, payment.user_id),
        order_number=order.order_number if order else "",
        kind=payment.kind,
        amount=Money(payment.amount_minor, payment.currency),
        card=card,
        policy=company.policy,
        declined=declined,
        copy=copy,
    )


def endorsement_view(uow: UnitOfWork, tender_id: str, order: Order) -> EndorsementView:
    """Return what goes on the back of a check."""
    company = uow.catalogue.company()
    tender = next(t for t in uow.orders.tenders(order.order_id) if t.tender_id == tender_id)
    return EndorsementView(
        company=company.name,
        order_number=order.order_number,
        check_number=tender.reference,
        payer=tender.payer,
        amount=Money(tender.amount_minor, tender.currency),
        taken_on=tender.at.astimezone(ZoneInfo(company.zone)).date(),
    )


def refund_of(
    uow: UnitOfWork, order: Order, refund_id: str
) -> tuple[Refund, tuple[RefundLine, ...], tuple[Tender, ...], Money]:
    """Return an act of giving back, what it took, the tenders that paid it out, and what is still
    to be paid out."""
    refund, lines = next(
        found for found in uow.orders.refunds(order.order_id) if found[0].refund_id == refund_id
    )
    paid = tuple(t for t in uow.orders.tenders(order.order_id) if t.refund_id == refund_id)
    out = total((Money(-t.amount_minor, t.currency) for t in paid), refund.currency)
    return refund, lines, paid, Money(refund.amount_minor, refund.currency) - out
