"""What of a refund did not reach the card is owed again, and other payments that went out for the
same part count for it. Thread: ledger, inside the caller's transaction."""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.applying import apply_refund, counter_to, office_batch, owed_of
from pos.paying.ended import part_paid_with, reopen_charge
from pos.paying.intents import captured
from pos.paying.refund_paper import queue_refund_paper
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, Tender
from pos.window import Window


def book_others(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, user_id: str
) -> None:
    """The part of a refund is owed again: what a card got for it meanwhile is no loss any more, nor
    is what was written off of that. Where that is more than is owed by now, it is in doubt again:
    two people say anew how much of it is lost."""
    if payment.refund_id is None or payment.parent_id is None or not owed_of(uow, payment):
        return
    for other, state in uow.payments.children(payment.parent_id):
        if other.refund_id != payment.refund_id or other.payment_id == payment.payment_id:
            continue
        if state == PaymentState.WRITTEN_OFF.value and owed_of(uow, payment):
            reopen_charge(uow, ids, window, uow.payments.payment(payment.parent_id), user_id)
            out = captured(uow, other)
            never_went_out(uow, ids, window, other, out, out)
            uow.states.advance(PAYMENT, other.payment_id, PaymentTrigger.REVIVE, user_id)
        elif state != PaymentState.APPROVED.value:
            continue
        if apply_refund(uow, ids, window, other) is not None:
            refund = uow.orders.refund(payment.refund_id)
            queue_refund_paper(uow, ids, refund, more_out=True)


def promise_again(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, tender: Tender, short: Money
) -> None:
    """What of a refund's ``tender`` never reached the card is owed again."""
    counter = counter_to(uow, ids, tender, short, payment.user_id)
    uow.add(counter)
    entry = short_entry(uow, ids, window, payment, tender.order_id)
    entry.debit(Account.CARD_CLEARING, short, tender_id=counter.tender_id)
    entry.credit(Account.REFUNDS_PAYABLE, short)
    uow.post(entry)


def never_went_out(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    short: Money,
    out: Money,
) -> None:
    """Of what was written off, of which ``out`` counted as gone until now, ``short`` never went
    out: it is no loss (1040 from 5045), and what it had paid beside the loss is owed again."""
    part = part_paid_with(uow, payment)
    paid = Money(-part.amount_minor, out.currency) if part else Money.zero(out.currency)
    less = min(short, max(out - paid, Money.zero(out.currency)))
    if less:
        order_id = payment.for_id if payment.refund_id else None
        entry = short_entry(uow, ids, window, payment, order_id)
        entry.debit(Account.CARD_CLEARING, less)
        entry.credit(Account.CARD_LOSSES, less)
        uow.post(entry)
    if part is not None and short - less:
        promise_again(uow, ids, window, payment, part, short - less)


def short_entry(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, order_id: str | None
) -> Entry:
    """Return an entry of no till about money of which less moved than was booked."""
    batch = office_batch(uow, ids, window, "card_short", order_id, payment.user_id)
    return Entry(batch, payment.currency)
