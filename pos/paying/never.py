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

    What was written off is no loss. Of a charge that was none itself, nothing is promised back.
    ``account``: where its tender lies. What is BOUNCED already stays.
    """
    state = uow.states.of(PAYMENT, payment.payment_id)
    charge = uow.payments.payment(payment.parent_id) if payment.parent_id else None
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
