"""When the paper of money that went back, or of an exchange, is due: not before every terminal has
answered."""

from __future__ import annotations

from pos.ids import Ids
from pos.lifecycles import PAYMENT_OPEN, PrintState
from pos.ports.storage import UnitOfWork
from pos.records import Refund
from pos.selling.small_papers import queue_small_paper
from pos.views.exchanging import ExchangeKind

_UNDER_WAY = tuple(state.value for state in PAYMENT_OPEN)


def queue_refund_paper(uow: UnitOfWork, ids: Ids, refund: Refund, *, more_out: bool) -> None:
    """Queue the receipt of an act of giving back, or of an exchange, once nothing of it is at a
    terminal.

    ``more_out``: money went out just now, so that a paper from before no longer is true and another
    follows. Without it a paper that was queued once is enough: what was declined stays owed, as
    the paper says. One that still waits for the printer is composed when it prints.
    """
    if not (refund.amount_minor or is_exchange(uow, refund)) or _under_way(uow, refund):
        return
    queued = uow.orders.newest_print_job(refund.refund_id)
    if queued is None or (more_out and queued[1] != PrintState.QUEUED.value):
        about = ("refund", refund.refund_id, refund.order_id)
        queue_small_paper(uow, ids, *about, refund.user_id)


def is_exchange(uow: UnitOfWork, refund: Refund) -> bool:
    """Return whether other tickets took the place of what came back."""
    acts = (act for act, _ in uow.exchanging.of_order(refund.order_id))
    what = ExchangeKind.EXCHANGE.value
    return any((act.refund_id, act.what) == (refund.refund_id, what) for act in acts)


def _under_way(uow: UnitOfWork, refund: Refund) -> bool:
    """Return whether a payment that gives a card its part has no answer yet."""
    for part in uow.orders.refund_parts(refund.order_id):
        parent_id = uow.orders.tender(part.tender_id).payment_id
        if part.refund_id != refund.refund_id or parent_id is None:
            continue
        for child, state in uow.payments.children(parent_id):
            if child.refund_id == refund.refund_id and state in _UNDER_WAY:
                return True
    return False
