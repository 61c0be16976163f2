"""The places of orders sold elsewhere: what takes them for their channel, and what is told of those
that are not to be had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket
from pos.hub.rights import Refusal, RightsAnswer, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
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
    performance, _ = key
    seats, places = _missing(uow, key, tickets)
    return RightsCommand(
        CommandId(ids.new()),
        _holder(key),
        performance,
        CartId(""),
        take=tuple(sorted(seats)),
        take_places=places,
    )


def check_places(uow: UnitOfWork, key: Key, tickets: Wanted) -> RightsAnswer:
    """Return what ``command_of`` would be answered here as things are. Takes nothing."""
    performance, _ = key
    seats, places = _missing(uow, key, tickets)
    taken = uow.rights.of_seats(performance) if seats else {}
    refused = tuple(Refusal(seat, taken[seat][0]) for seat in sorted(seats) if seat in taken)
    room = 0
    if places:
        house = uow.catalogue.hall_of(performance).places
        room = int(house) - uow.rights.places_taken(performance)
    return RightsAnswer(not refused and places <= max(room, 0), refused, room)


def _holder(key: Key) -> str:
    return f"channel:{key[1]}"


def _missing(uow: UnitOfWork, key: Key, tickets: Wanted) -> tuple[set[SeatId], int]:
    """Return which seats of some tickets, and how many places, their channel has not yet."""
    performance, channel = key
    holder = _holder(key)
    seats = {ticket.seat.seat_id for _, ticket in tickets if ticket.seat is not None}
    if seats:
        taken, live = uow.rights.of_seats(performance), uow.rights.live_seats(performance)
        mine = {seat for seat, (whose, _) in taken.items() if whose == holder}
        seats -= {seat for seat in mine if seat not in live}
    places = sum(1 for _, ticket in tickets if ticket.seat is None)
    if places:
        sold = uow.orders.places_sold(performance)
        used = sum(count for (_, by), count in sold if by == channel)
        places -= min(places, max(uow.rights.places_of(performance, holder) - used, 0))
    return seats, places


def report(columns: Columns, faults: Faults, tickets: Wanted, answer: RightsAnswer) -> None:
    """Report the places of some tickets that were not to be had."""
    seats = {t.seat.seat_id: t for _, t in tickets if t.seat is not None}
    unnumbered = [ticket for _, ticket in tickets if ticket.seat is None]
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
    if len(unnumbered) > answer.places_left and not answer.granted:
        evidence = (len(unnumbered), answer.places_left)
        faults.error(column, FaultCode.ORDERS_SOLD_OUT, *evidence, line=unnumbered[0].draft.line)


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
