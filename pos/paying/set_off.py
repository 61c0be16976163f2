"""What is promised back of a charge that was none: nobody is owed it.

The patron paid nothing, brought the tickets back and got nothing. While a refund of it counted, it
was lost (5050, when the charge bounced); once that refund never was either, there is neither a loss
nor a debt. A charge that was one after all owes the same money once, from the inbox and not from
its refund. Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account
from pos.lifecycles import PAYMENT, PaymentState
from pos.money import total
from pos.paying.applying import counter_to
from pos.paying.ended import after_all_entry, lost_with
from pos.paying.lefts import open_parts
from pos.paying.promises import cut_promises
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment
from pos.window import Window


def set_off(uow: UnitOfWork, ids: Ids, window: Window, charge: CardPayment, user_id: str) -> None:
    """Cancel what is promised back of a charge whose tender bounced, as far as it was lost with it:
    the loss is less by as much (5050 from 2070), by way of what the order would owe (1060)."""
    tender = uow.payments.tender_of(charge.payment_id)
    if tender is None or uow.states.of(PAYMENT, charge.payment_id) is PaymentState.APPLIED:
        return
    order = uow.orders.order(tender.order_id)
    parts = (part for part in open_parts(uow, order) if part.part.tender_id == tender.tender_id)
    promised = total((part.rest for part in parts), tender.currency)
    none = min(promised, lost_with(uow, tender))
    if none.minor <= 0:
        return
    counter = counter_to(uow, ids, tender, -none, user_id)
    uow.add(counter)
    entry = after_all_entry(uow, ids, window, charge, tender)
    entry.debit(Account.RECEIVABLE, none, tender_id=counter.tender_id)
    entry.credit(Account.CARD_CLEARING, none, tender_id=counter.tender_id)
    entry.debit(Account.CARD_CLEARING, none)
    entry.credit(Account.OFFLINE_DECLINES, none)
    cut_promises(uow, entry, tender, Account.RECEIVABLE, promised - none, user_id)
    uow.post(entry)
