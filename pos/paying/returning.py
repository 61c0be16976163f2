"""Tickets come back: their barcodes are dead, their places free, their papers wanted no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from pos.errors import InvariantBroken
from pos.events import HouseChanged
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, PerformanceId, SeatId
from pos.lifecycles import ORDER, TICKET, OrderState, OrderTrigger, TicketTrigger
from pos.ports.storage import UnitOfWork
from pos.records import Order, Ticket
from pos.seating.kept import keep_from_sale
from pos.selling.order_money import owing_of
from pos.selling.orders import cancel_paper, counted_tickets
from pos.window import Window

Place = tuple[str, str]
"""A performance and a seat of it, by their ids; no seat: general admission."""


def take_back(
    uow: UnitOfWork,
    window: Window,
    command: CommandId,
    order: Order,
    tickets: Sequence[Ticket],
    user_id: str,
    reason: str,
    kept: Counter[Place] | None = None,
) -> None:
    """Return the tickets: from this commit on nobody enters with them, and their places are free
    by the rights command for whoever comes first. At a window of a hub a place stays with the
    window that leases it: this one goes on with its own, another one's is free there once it hears
    of this. A seat that was sold twice stays with its other live ticket. ``kept``: see
    ``leave_places``.

    Raises:
        PrintNeedsPerson: One is at the printer this moment.
        IllegalTransition: One does not count any more.
    """
    for ticket in tickets:
        cancel_paper(uow, ticket, user_id, reason)
        uow.states.advance(TICKET, ticket.ticket_id, TicketTrigger.RETURN, user_id, reason)
    leave_places(uow, window, command, order, tickets, kept)


def leave_places(
    uow: UnitOfWork,
    window: Window,
    command: CommandId,
    order: Order,
    tickets: Sequence[Ticket],
    kept: Counter[Place] | None = None,
) -> None:
    """Free the places of tickets that open the door no more. ``kept``: how many of which stay with
    their holder all the same, who sells them again at once; those found are taken out of it."""
    sold_twice = uow.rights.vacate([ticket.ticket_id for ticket in tickets])
    uow.rights.settle(window.holder, sorted(sold_twice))
    shares = uow.link.link() is not None
    for number, right in enumerate(
        _rights(uow, order, tickets, sold_twice, Counter() if kept is None else kept)
    ):
        performance_id, holder, seats, places = right
        if shares and holder.startswith("window:") and holder != window.holder:
            uow.rights.settle(window.holder, [(performance_id, seat) for seat in seats])
            uow.publish(HouseChanged(performance_id))
            continue
        answer = uow.rights.apply(
            RightsCommand(
                CommandId(f"{command}:{number}"),
                holder,
                performance_id,
                CartId(""),
                give_back=seats,
                give_places=places,
            )
        )
        if not answer.granted:
            raise InvariantBroken("rights.not_given_back", performance=performance_id)
        keep_from_sale(uow, CommandId(f"{command}:{number}"), performance_id, seats, places)
        uow.publish(HouseChanged(performance_id))


def _rights(
    uow: UnitOfWork,
    order: Order,
    tickets: Sequence[Ticket],
    sold_twice: Collection[tuple[str, str]],
    kept: Counter[Place],
) -> list[tuple[PerformanceId, str, tuple[SeatId, ...], int]]:
    """Return (performance, holder, seats, places) of what the tickets alone stood on, each seat
    once."""
    own = uow.rights.stood_on([ticket.ticket_id for ticket in tickets])
    found: dict[tuple[str, str], tuple[list[SeatId], int]] = {}
    seen = set(sold_twice)
    for ticket in tickets:
        performance_id, holder = ticket.performance_id, own[ticket.ticket_id]
        if kept[performance_id, ticket.seat_id or ""] > 0:
            kept[performance_id, ticket.seat_id or ""] -= 1
            uow.publish(HouseChanged(PerformanceId(performance_id)))
            continue
        if ticket.seat_id is not None:
            seat = performance_id, ticket.seat_id
            if seat in seen:
                uow.publish(HouseChanged(PerformanceId(performance_id)))
                continue
            seen.add(seat)
            holder = uow.rights.of_seats(performance_id).get(ticket.seat_id, (holder, ""))[0]
        seats, places = found.get((performance_id, holder), ([], 0))
        if ticket.seat_id is None:
            found[performance_id, holder] = (seats, places + 1)
        else:
            found[performance_id, holder] = ([*seats, SeatId(ticket.seat_id)], places)
    return [
        (PerformanceId(performance_id), holder, tuple(seats), places)
        for (performance_id, holder), (seats, places) in found.items()
    ]


def settle_order(uow: UnitOfWork, order: Order, user_id: str, reason: str) -> None:
    """Take the order's arrow after something of it went back, or was paid: cancelled when nothing
    is left, paid when what is left is."""
    if owing_of(uow, order):
        return
    state = OrderState(uow.states.of(ORDER, order.order_id).value)
    trigger = OrderTrigger.PAY
    if not counted_tickets(uow, order.order_id) and not _extras_left(uow, order):
        trigger = OrderTrigger.CANCEL
    if ORDER.allows(state, trigger):
        uow.states.advance(ORDER, order.order_id, trigger, user_id, reason)


def _extras_left(uow: UnitOfWork, order: Order) -> bool:
    gone = {line.extra_id for _, lines in uow.orders.refunds(order.order_id) for line in lines}
    return any(extra.extra_id not in gone for extra in uow.orders.extras(order.order_id))
