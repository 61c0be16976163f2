"""A payment that counted, and of which no money ever moved: what somebody forced and the evidence
denies, what a terminal stored and the processor declines.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.paying.applying import bounce
from pos.paying.ended import ENDED, end_charge, reopen_charge
from pos.paying.intents import captured
from pos.paying.others import book_others, never_went_out
from pos.paying.set_off import set_off
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

    What was written off is no loss. Of a charge that was none itself, nothing is promised back;
    what gave it back before it stood in an order is money in doubt: it never was either, or it is
    lost. ``account``: where its tender lies. What is BOUNCED already stays.
    """
    charge = uow.payments.payment(payment.parent_id) if payment.parent_id else None
    if charge is None:
        _let_go(uow, ids, window, payment, user_id)
    state = uow.states.of(PAYMENT, payment.payment_id)
    if charge is not None and state in ENDED:
        reopen_charge(uow, ids, window, charge, user_id)
    if state in (PaymentState.APPROVED, PaymentState.APPLIED):
        bounce(uow, ids, window, payment, account, user_id)
    elif charge is not None and state in ENDED:
        if state is PaymentState.WRITTEN_OFF:
            out = captured(uow, payment)
            never_went_out(uow, ids, window, payment, out, out)
        uow.states.advance(PAYMENT, payment.payment_id, PaymentTrigger.BOUNCE, user_id)
    if charge is not None:
        book_others(uow, ids, window, charge, user_id, but=payment)
        set_off(uow, ids, window, charge, user_id)
        end_charge(uow, ids, window, charge, user_id)


def _let_go(uow: UnitOfWork, ids: Ids, window: Window, charge: CardPayment, user_id: str) -> None:
    """A charge that was given back whole was none: it is in doubt again, and so is what had ended
    it."""
    if uow.states.of(PAYMENT, charge.payment_id) is not PaymentState.REVERSED:
        return
    reopen_charge(uow, ids, window, charge, user_id)
    for child, state in uow.payments.children(charge.payment_id):
        if state == PaymentState.REVERSED.value:
            uow.states.advance(PAYMENT, child.payment_id, PaymentTrigger.REVIVE, user_id)
