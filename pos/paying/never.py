"""A payment that counted, and of which no money ever moved: what somebody forced and the evidence
denies, what a terminal stored and the processor declines.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.after_all import end_charge
from pos.paying.applying import apply_refund, bounce
from pos.paying.intents import captured
from pos.paying.outranked import lost_less, promise_again
from pos.paying.refund_paper import queue_refund_paper
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment
from pos.window import Window


def never_was(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    account: Account,
    user_id: str,
) -> None:
    """Take the arrow to BOUNCED, and put right what rests on the payment: an order owes again, a
    refund is promised again, a charge that a reversal had ended is in doubt again.

    What was written off is no loss. ``account``: where its tender lies. What is BOUNCED already
    stays.
    """
    state = uow.states.of(PAYMENT, payment.payment_id)
    if state in (PaymentState.APPROVED, PaymentState.APPLIED):
        bounce(uow, ids, window, payment, account, user_id)
        _book_others(uow, ids, window, payment)
    elif state is PaymentState.REVERSED and payment.parent_id is not None:
        _revive(uow, payment, payment.parent_id, user_id)
        charge = uow.payments.payment(payment.parent_id)
        end_charge(uow, ids, window, charge, user_id)
    elif state is PaymentState.WRITTEN_OFF:
        _lost_nothing(uow, ids, window, payment)


def _lost_nothing(uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment) -> None:
    """What was given up never went out: it is no loss, and what of it had paid a part is owed
    again. WRITTEN_OFF is the end of it all the same."""
    loss = Money(uow.payments.written_off(payment.payment_id), payment.currency)
    lost_less(uow, ids, window, payment, loss)
    paid = captured(uow, payment) - loss
    if not paid:
        return
    for tender in uow.orders.tenders(payment.for_id):
        of_it = tender.refund_id == payment.refund_id and tender.payment_id is None
        if of_it and tender.amount_minor == -paid.minor:
            promise_again(uow, ids, window, payment, tender, paid)
            return


def _book_others(uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment) -> None:
    """Its part is owed again: what a card got for the same part meanwhile is no loss any more."""
    if payment.refund_id is None or payment.parent_id is None:
        return
    for other, state in uow.payments.children(payment.parent_id):
        waits = state == PaymentState.APPROVED.value and other.refund_id == payment.refund_id
        if waits and apply_refund(uow, ids, window, other) is not None:
            refund = uow.orders.refund(payment.refund_id)
            queue_refund_paper(uow, ids, refund, more_out=True)


def _revive(uow: UnitOfWork, reversal: CardPayment, charge_id: str, user_id: str) -> None:
    """The reversal never was: what it had ended is money in doubt again."""
    uow.states.advance(PAYMENT, reversal.payment_id, PaymentTrigger.BOUNCE, user_id)
    if uow.states.of(PAYMENT, charge_id) is PaymentState.REVERSED:
        uow.states.advance(PAYMENT, charge_id, PaymentTrigger.REVIVE, user_id)
