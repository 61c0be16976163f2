"""Who picks up which tickets of an order."""

from __future__ import annotations

from pos.ids import TicketId
from pos.lifecycles import TICKET, TicketState
from pos.ports.storage import UnitOfWork
from pos.views.order_life import OrderPartView

_COUNTING = (TicketState.LIVE, TicketState.SCANNED)


def parts_of(uow: UnitOfWork, order_id: str) -> tuple[OrderPartView, ...]:
    """Return the parts of an order that have tickets which count, oldest first. A ticket belongs to
    the newest part that names it, or the one it was printed again for or exchanged for."""
    every = uow.order_life.parts(order_id)
    if not every:
        return ()
    newest: dict[str, str] = {}
    for part, named in every:
        newest.update(dict.fromkeys((each.ticket_id for each in named), part.part_id))
    tickets = uow.orders.tickets(order_id)
    before = {ticket.ticket_id: ticket.replaces for ticket in tickets}
    for _, lines in uow.exchanging.of_order(order_id):
        before.update((line.new_ticket_id, line.old_ticket_id) for line in lines)
    found: dict[str, list[TicketId]] = {}
    for ticket in tickets:
        if uow.states.of(TICKET, ticket.ticket_id) not in _COUNTING:
            continue
        if part_id := _newest_of(ticket.ticket_id, before, newest):
            found.setdefault(part_id, []).append(TicketId(ticket.ticket_id))
    return tuple(
        OrderPartView(part.part_id, part.name, tuple(found[part.part_id]))
        for part, _ in every
        if part.name and part.part_id in found
    )


def _newest_of(ticket_id: str, before: dict[str, str | None], newest: dict[str, str]) -> str:
    """Return the newest part that names a ticket or one it stands in for, or ""."""
    named, each = [], ticket_id
    while each:
        named.append(newest.get(each, ""))
        each = before.get(each) or ""
    return max(named)
