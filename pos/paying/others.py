"""What of a refund did not reach the card is owed again, and other payments that went out to the
same card of the same charge count for it. Thread: ledger, inside the caller's transaction."""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.applying import apply_refund, counter_to, office_batch, owed_parts
from pos.paying.ended import paid_with, parts_paid_with, reopen_charge
from pos.paying.intents import captured
from pos.paying.refund_paper import queue_refund_paper
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, Tender
from pos.window import Window


def book_others(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    user_id: str,
    *,
    but: CardPayment | None = None,
) -> None:
    """Something of a charge is owed to its card: what that got beside what it was owed is no loss
    any more, nor is what was written off of that. Where that is more than is owed by now, it is in
    doubt again: two people say anew how much of it is lost. ``but``: the payment that never was,
    whose own other tries come first."""
    mine = but.refund_id if but is not None else None
    children = sorted(
        uow.payments.children(charge.payment_id), key=lambda child: child[0].refund_id != mine
    )
    for other, state in children:
        if other == but or not owed_parts(uow, other):
            continue
        if state == PaymentState.WRITTEN_OFF.value:
            reopen_charge(uow, ids, window, charge, user_id)
            out = captured(uow, other)
            never_went_out(uow, ids, window, other, out, out)
            uow.states.advance(PAYMENT, other.payment_id, PaymentTrigger.REVIVE, user_id)
        elif state != PaymentState.APPROVED.value:
            continue
        tender = apply_refund(uow, ids, window, other)
        if tender is not None and tender.refund_id is not None:
            queue_refund_paper(uow, ids, uow.orders.refund(tender.refund_id), more_out=True)


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
    parts = parts_paid_with(uow, payment)
    paid = paid_with(parts, out.currency)
    less = min(short, max(out - paid, Money.zero(out.currency)))
    if less:
        order_id = payment.for_id if payment.refund_id else None
        entry = short_entry(uow, ids, window, payment, order_id)
        entry.debit(Account.CARD_CLEARING, less)
        entry.credit(Account.CARD_LOSSES, less)
        uow.post(entry)
    again = max(paid - out, Money.zero(out.currency))  # of these, before
    rest = short - less
    for part in reversed(parts):
        there = Money(-part.amount_minor, out.currency)
        before = min(again, there)
        now = min(rest, there - before)
        again, rest = again - before, rest - now
        if now:
            promise_again(uow, ids, window, payment, part, now)


def short_entry(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, order_id: str | None
) -> Entry:
    """Return an entry of no till about money of which less moved than was booked."""
    batch = office_batch(uow, ids, window, "card_short", order_id, payment.user_id)
    return Entry(batch, payment.currency)
