"""What an order's life says of tickets that came back in an exchange or as a gift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.ports.storage import UnitOfWork
from pos.records import Order, OrderSplit, Ticket
from pos.selling.papers import seats_label
from pos.views.exchanging import ExchangeKind
from pos.views.paying import ExtraKind

Params = tuple[tuple[str, object], ...]


def exchanged(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket]
) -> dict[str, tuple[str, Params]]:
    """Return (what, params) of each ticket that gave way to another one, became a gift or went
    into an order of its own, by its id; ``was`` and ``now`` say the performance, with ``_at`` when
    it is, with ``_seat`` where."""
    found: dict[str, tuple[str, Params]] = {}
    by_id = {ticket.ticket_id: ticket for ticket in tickets}
    gone = {
        refund.refund_id: [line.ticket_id for line in lines if line.ticket_id]
        for refund, lines in uow.orders.refunds(order.order_id)
    }
    for exchange, lines in uow.exchanging.of_order(order.order_id):
        for line in lines:
            was = _where(uow, by_id[line.old_ticket_id], "was")
            now = _where(uow, by_id[line.new_ticket_id], "now")
            found[line.old_ticket_id] = ("ticket.exchanged", (*was, *now))
        if exchange.what == ExchangeKind.DONATION.value:
            fund = _fund(uow, order, exchange.exchange_id)
            for ticket_id in gone.get(exchange.refund_id, ()):
                found[ticket_id] = ("ticket.donated", (("fund", fund),))
    for split in uow.exchanging.splits(order.order_id):
        if split.order_id == order.order_id:
            number = uow.orders.order(split.new_order_id).order_number
            what = ("ticket.split_off", (("number", number),))
            found.update(dict.fromkeys(gone.get(split.refund_id, ()), what))
    return found


def came_from(uow: UnitOfWork, order: Order) -> tuple[str, OrderSplit] | None:
    """Return the number of the order that this one was split off, and the act; None for one that
    was sold as it is."""
    for split in uow.exchanging.splits(order.order_id):
        if split.new_order_id == order.order_id:
            return uow.orders.order(split.order_id).order_number, split
    return None


def moments(uow: UnitOfWork, order: Order) -> frozenset[datetime]:
    """Return when tickets of the order were exchanged or became a gift."""
    acts = {exchange.refund_id for exchange, _ in uow.exchanging.of_order(order.order_id)}
    refunds = uow.orders.refunds(order.order_id)
    return frozenset(refund.at for refund, _ in refunds if refund.refund_id in acts)


def _where(uow: UnitOfWork, ticket: Ticket, which: str) -> Params:
    """Return the performance of a ticket, when it is, and its seat; the reader's language says the
    time."""
    performance = uow.catalogue.performance(ticket.performance_id)
    zone = ZoneInfo(uow.catalogue.company().zone)
    when = performance.starts_at.astimezone(zone)
    seat = seats_label(uow.catalogue.hall_of(ticket.performance_id), (ticket,))
    return ((which, performance.production), (f"{which}_at", when), (f"{which}_seat", seat))


def _fund(uow: UnitOfWork, order: Order, exchange_id: str) -> str:
    extras = uow.orders.extras(order.order_id)
    mine = [e for e in extras if (e.exchange_id, e.kind) == (exchange_id, ExtraKind.DONATION.value)]
    return mine[0].name if mine else ""
