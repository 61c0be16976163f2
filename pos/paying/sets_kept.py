"""Tickets that were cheaper because others were bought with them, and stay when those come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from pos.ports.storage import UnitOfWork
from pos.records import Order
from pos.selling.orders import counted_tickets
from pos.views.pricing import StepKind


def stays_cheaper(uow: UnitOfWork, order: Order, leaving: Collection[str]) -> int:
    """Return how many tickets stay that a set (buy two, get one) lowered and that those who stay do
    not pay for any more, were the set made as it was. They keep their price: it is only said."""
    if not leaving:
        return 0
    staying = [
        ticket.ticket_id
        for ticket in counted_tickets(uow, order.order_id)
        if ticket.ticket_id not in leaving
    ]
    gone, _ = _of_sets(uow, leaving)
    payers, got = _of_sets(uow, staying)
    many = 0
    for code, left in gone.items():
        before = payers[code] + left
        many += got[code] - got[code] * payers[code] // before
    return many


def _of_sets(uow: UnitOfWork, tickets: Collection[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how many of the tickets paid for others by a code, and how many a code lowered."""
    steps = [s for s in uow.exchanging.steps(tickets) if s.kind == StepKind.PROMO.value]
    payers = Counter(step.code for step in steps if not step.amount_minor)
    got = Counter(step.code for step in steps if step.amount_minor > 0)
    return payers, got
