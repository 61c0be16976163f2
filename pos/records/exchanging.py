"""What was put into an order after it was placed, in the place of what came back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """Tickets of an order came back and something else took their place, in one act: other
    tickets, a fee, a gift, a certificate, credit. ``exchange_id``: of the batch that books what was
    put in, which says when, by whom and at which till. ``refund_id``: the act that took the old
    tickets back. ``what``: an ``ExchangeKind``. ``against``: the rule it is an exception to, empty
    for none."""

    exchange_id: str
    order_id: str
    refund_id: str
    what: str
    reason: str
    approved_by: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """Which ticket took the place of which."""

    exchange_id: str
    line: int
    old_ticket_id: str
    new_ticket_id: str


@dataclass(frozen=True, slots=True)
class OrderSplit:
    """Tickets of an order went on as an order of their own, for another person, in one act:
    ``refund_id`` took them out of ``order_id``, ``new_order_id`` has as many for the same places at
    the same prices. ``holder``: on whose right the places stand, as they did before."""

    new_order_id: str
    order_id: str
    refund_id: str
    holder: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str
