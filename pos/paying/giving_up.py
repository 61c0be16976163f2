"""What an order owes because a card's money never came, and nobody pays: given up by two people.

A stored sale was declined, or a force was wrong; the tickets were used, and the patron does not
pay. The debt (1060) becomes a loss (5050) by a tender that nobody handed over, and the order asks
for nothing any more. Should the card have been charged after all, it owes again. Thread: ledger,
inside the caller's transaction.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.errors import NotThisWay
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import OrderState
from pos.money import Money
from pos.paying.applying import counter_to, office_batch, unpay
from pos.paying.not_paid import not_paid_views
from pos.paying.returning import settle_order
from pos.ports.storage import UnitOfWork
from pos.records import Order, Tender
from pos.views.selling import TenderKind
from pos.window import Window

_TICKETS_OUT = (OrderState.UNPAID.value, OrderState.CANCELLED.value)
"""Of an order that still waits to be collected nothing is lost: its tickets come back."""


def give_up(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    order: Order,
    user_id: str,
    approved_by: str,
    reason: str,
) -> Money:
    """Book what the order owes as lost (5050 from 1060), beside what it owes for a returned check;
    return how much.

    Raises:
        NotThisWay: ``not_owed``: no card's money is missing, it was paid or given up meanwhile, or
            its tickets are still here.
    """
    receivable = uow.orders.balance((Account.RECEIVABLE.value,), order.order_id)
    among = {str(view.order_id): view.state for view in not_paid_views(uow)}
    if receivable <= 0 or among.get(order.order_id) not in _TICKETS_OUT:
        raise NotThisWay(what="not_owed")
    amount = Money(receivable, order.currency)
    tender = Tender(
        tender_id=ids.new(),
        order_id=order.order_id,
        kind=TenderKind.GIVEN_UP.value,
        amount_minor=receivable,
        given_minor=receivable,
        currency=order.currency,
        at=uow.now(),
        user_id=user_id,
    )
    uow.add(tender)
    _post(uow, ids, window, tender, amount, user_id)
    settle_order(uow, order, user_id, reason)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "order.given_up",
            ("order", order.order_id),
            amount_minor=receivable,
            reason=reason,
            approved_by=approved_by,
        )
    )
    uow.publish(PaymentsChanged())
    return amount


def owe_again(uow: UnitOfWork, ids: Ids, window: Window, order_id: str, user_id: str) -> None:
    """What was given up of an order is owed again (1060 from 5050), if anything was: a card that
    never paid for it had been charged after all."""
    tenders = uow.orders.tenders(order_id)
    for tender in tenders:
        if tender.kind != TenderKind.GIVEN_UP.value or tender.of_tender is not None:
            continue
        if any(other.of_tender == tender.tender_id for other in tenders):
            continue
        amount = Money(tender.amount_minor, tender.currency)
        counter = counter_to(uow, ids, tender, -amount, user_id)
        uow.add(counter)
        _post(uow, ids, window, counter, -amount, user_id)
        unpay(uow, order_id, user_id)


def _post(
    uow: UnitOfWork, ids: Ids, window: Window, tender: Tender, amount: Money, user_id: str
) -> None:
    batch = office_batch(uow, ids, window, "card_given_up", tender.order_id, user_id)
    entry = Entry(batch, tender.currency)
    entry.debit(Account.OFFLINE_DECLINES, amount, tender_id=tender.tender_id)
    entry.credit(Account.RECEIVABLE, amount, tender_id=tender.tender_id)
    uow.post(entry)
