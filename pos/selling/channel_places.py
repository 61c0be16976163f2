"""The places of orders sold elsewhere: what takes them for their channel, and what is told of those
that are not to be had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket
from pos.hub.rights import RightsAnswer, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId
from pos.ports.storage import UnitOfWork

Key = tuple[PerformanceId, str]
"""A performance and a channel."""
Wanted = list[tuple[MatchedOrder, MatchedTicket]]
"""Tickets of one performance and channel, with their orders."""


def wanted_by(orders: Sequence[MatchedOrder]) -> dict[Key, Wanted]:
    """Return the tickets of each performance and channel."""
    wanted: dict[Key, Wanted] = defaultdict(list)
    for order in orders:
        for ticket in order.tickets:
            key = (ticket.performance.performance_id, order.draft.channel)
            wanted[key].append((order, ticket))
    return wanted


def command_of(uow: UnitOfWork, ids: Ids, key: Key, tickets: Wanted) -> RightsCommand:
    """Return what takes the places of some tickets for their channel, but for those that it
    has and that nobody was sold: a load before this one got them and did not come to its end.
    """
    performance, channel = key
    holder = f"channel:{channel}"
    taken = uow.rights.of_seats(performance)
    live = uow.rights.live_seats(performance)
    seats = {ticket.seat.seat_id for _, ticket in tickets if ticket.seat is not None}
    left = {seat for seat in seats if taken.get(seat, ("",))[0] == holder and seat not in live}
    return RightsCommand(
        CommandId(ids.new()),
        holder,
        performance,
        CartId(""),
        take=tuple(sorted(seats - left)),
        take_places=sum(1 for _, ticket in tickets if ticket.seat is None),
    )


def report(columns: Columns, faults: Faults, tickets: Wanted, answer: RightsAnswer) -> None:
    """Report the places of some tickets that were not to be had."""
    seats = {t.seat.seat_id: t for _, t in tickets if t.seat is not None}
    places = sum(1 for _, ticket in tickets if ticket.seat is None)
    column = columns.named(Field.SEAT)
    for refusal in answer.refused:
        seat = seats[refusal.seat_id].seat
        label = f"{seat.section} {seat.row} {seat.number}" if seat else ""
        faults.error(
            column,
            FaultCode.ORDERS_SEAT_TAKEN,
            label,
            refusal.holder,
            line=seats[refusal.seat_id].draft.line,
        )
    if places > answer.places_left and not answer.granted:
        line = next(ticket.draft.line for _, ticket in tickets if ticket.seat is None)
        faults.error(column, FaultCode.ORDERS_SOLD_OUT, places, answer.places_left, line=line)


def reversed_of(command: RightsCommand, command_id: CommandId) -> RightsCommand:
    """Return the command that gives back what ``command`` took."""
    return replace(
        command,
        command_id=command_id,
        take=(),
        take_places=0,
        give_back=command.take,
        give_places=command.take_places,
    )
