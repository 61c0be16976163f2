"""A charge that the evidence had denied, and that was one after all: so says the terminal itself.

What was given back of it meanwhile is no loss any more: the charge closes against its own refunds.
Thread: ledger, inside the transaction that keeps the answer.
"""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account
from pos.lifecycles import PAYMENT, PaymentTrigger
from pos.money import Money
from pos.paying.applying import card_account
from pos.paying.ended import after_all_entry, end_charge, lost_with
from pos.paying.giving_up import owe_again
from pos.paying.intents import captured
from pos.paying.outranked import ask_somebody
from pos.ports.storage import UnitOfWork
from pos.records import CardAnswer, CardPayment
from pos.window import Window


def was_after_all(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    forced: CardAnswer,
    told: CardAnswer,
) -> None:
    """Put the books right by a charge that was BOUNCED and is APPROVED by what is ``told``.

    Was all of its tender given back before it bounced, whatever way, it is that tender again: the
    loss (5050) was none. Else what is left of it is money in doubt, unless its refunds and
    reversals make up for it.
    """
    tender = uow.payments.tender_of(charge.payment_id)
    if tender is not None:
        owe_again(uow, ids, window, tender.order_id, charge.user_id)
        short = Money((forced.amount_minor or 0) - (told.amount_minor or 0), charge.currency)
        if short:
            ask_somebody(uow, ids, window, charge, short)
        if lost_with(uow, tender).minor == tender.amount_minor:
            found = captured(uow, charge)
            entry = after_all_entry(uow, ids, window, charge, tender)
            entry.debit(card_account(uow, charge), found)
            entry.credit(Account.OFFLINE_DECLINES, found)
            uow.post(entry)
            uow.states.advance(PAYMENT, charge.payment_id, PaymentTrigger.APPLY, charge.user_id)
            return
    end_charge(uow, ids, window, charge, charge.user_id)
