"""The places of orders sold elsewhere: what takes them for their channel, and what is told of those
that are not to be had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_file import OrderDraft
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket, Place, place_of
from pos.hub.rights import WAITS_APART, Refusal, RightsAnswer, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.ports.storage import UnitOfWork

Key = tuple[PerformanceId, str]
"""A performance and a channel."""
Wanted = list[tuple[MatchedOrder, MatchedTicket]]
"""Tickets of one performance and channel, with their orders."""
Freed = Counter[Place]
"""How many tickets of a place a list takes back."""


@dataclass(frozen=True, slots=True)
class Spare:
    """How many unnumbered places a channel has that nobody was sold, counted once in a load: it
    takes longer the more of them are sold, and a long list asks for each portion. They are counted
    anew where the channel has another number of places than it had then."""

    _known: dict[Key, tuple[int, int]] = field(default_factory=dict)

    def of(self, uow: UnitOfWork, key: Key) -> int:
        """Return how many there are."""
        performance, holder = key[0], _holder(key)
        has = uow.rights.places_of(performance, holder)
        known = self._known.get(key)
        if known is None or known[0] != has:
            known = has, has - dict(uow.orders.places_sold(performance)).get(holder, 0)
            self._known[key] = known
        return max(known[1], 0)

    def sold(self, key: Key, places: int) -> None:
        """Take off what a portion sells of them."""
        if key in self._known:
            has, spare = self._known[key]
            self._known[key] = has, spare - places

    def forget(self) -> None:
        """Count anew: tickets ceased to count whose places stay their channel's."""
        self._known.clear()


def wanted_by(orders: Sequence[MatchedOrder]) -> dict[Key, Wanted]:
    """Return the tickets of each performance and channel."""
    wanted: dict[Key, Wanted] = defaultdict(list)
    for order in orders:
        for ticket in order.tickets:
            key = (ticket.performance.performance_id, order.draft.channel)
            wanted[key].append((order, ticket))
    return wanted


def command_of(
    uow: UnitOfWork,
    ids: Ids,
    key: Key,
    tickets: Wanted,
    freed: Freed | None = None,
    spare: Spare | None = None,
) -> RightsCommand:
    """Return what takes the places of some tickets for their channel, but for those that it
    has and that nobody was sold: a load before this one got them and did not come to its end.
    ``freed``: what the list is about to free, which is taken when that is done. ``spare``: what was
    counted before in the same load.
    """
    performance, _ = key
    seats, places = _missing(uow, key, tickets, spare or Spare())
    if freed is not None:
        seats -= {seat for seat in seats if freed[performance, seat]}
        places = max(places - freed[performance, ""], 0)
    return RightsCommand(
        CommandId(ids.new()),
        _holder(key),
        performance,
        CartId(""),
        take=tuple(sorted(seats)),
        take_places=places,
    )


def check_places(uow: UnitOfWork, key: Key, tickets: Wanted, freed: Freed) -> RightsAnswer:
    """Return what ``command_of`` would be answered here once the list has ``freed`` places. Takes
    nothing."""
    performance, _ = key
    seats, places = _missing(uow, key, tickets, Spare())
    seats -= {seat for seat in seats if freed[performance, seat]}
    seats -= set(_apart(uow, key, seats))
    taken = uow.rights.of_seats(performance, seats) if seats else {}
    refused = tuple(Refusal(seat, taken[seat][0]) for seat in sorted(seats) if seat in taken)
    room = 0
    if places:
        house = uow.catalogue.hall_of(performance).places
        room = int(house) - uow.rights.places_taken(performance)
        room += freed[performance, ""]
    return RightsAnswer(not refused and places <= max(room, 0), refused, room)


def passes_on(uow: UnitOfWork, ids: Ids, command: RightsCommand) -> RightsCommand | None:
    """Return what first gives back the seats wanted by ``command`` that the same channel has apart:
    they waited for a person, and it sold them to somebody else since."""
    key = (command.performance_id, command.holder.removeprefix("channel:"))
    waited = _apart(uow, key, command.take)
    if not waited:
        return None
    about = (CommandId(ids.new()), command.holder + WAITS_APART, command.performance_id, CartId(""))
    return RightsCommand(*about, give_back=waited)


def _apart(uow: UnitOfWork, key: Key, seats: Collection[SeatId]) -> tuple[SeatId, ...]:
    taken = uow.rights.of_seats(key[0], seats) if seats else {}
    holder = _holder(key) + WAITS_APART
    return tuple(seat for seat in sorted(seats) if taken.get(seat, ("",))[0] == holder)


def _holder(key: Key) -> str:
    return f"channel:{key[1]}"


def _missing(uow: UnitOfWork, key: Key, tickets: Wanted, spare: Spare) -> tuple[set[SeatId], int]:
    """Return which seats of some tickets, and how many places, their channel has not yet."""
    performance, holder = key[0], _holder(key)
    seats = {ticket.seat.seat_id for _, ticket in tickets if ticket.seat is not None}
    if seats:
        taken = uow.rights.of_seats(performance, seats)
        mine = {seat for seat, (whose, _) in taken.items() if whose == holder}
        seats -= mine - uow.rights.live_seats(performance, mine)
    places = sum(1 for _, ticket in tickets if ticket.seat is None)
    if places:
        places -= min(places, spare.of(uow, key))
    return seats, places


def report(
    uow: UnitOfWork, columns: Columns, faults: Faults, tickets: Wanted, answer: RightsAnswer
) -> None:
    """Report the places of some tickets that were not to be had: which of what performance, who
    has them, and for which order they are wanted."""
    seats = {t.seat.seat_id: (order, t) for order, t in tickets if t.seat is not None}
    unnumbered = [each for each in tickets if each[1].seat is None]
    column = columns.named(Field.SEAT)
    for refusal in answer.refused:
        order, ticket = seats[refusal.seat_id]
        evidence = (place_of(ticket), named_holder(uow, refusal.holder), whose(order.draft))
        line = ticket.draft.line
        faults.error(column, FaultCode.ORDERS_SEAT_TAKEN, *evidence, line=line)
    if len(unnumbered) > answer.places_left and not answer.granted:
        first, line = unnumbered[0][1], unnumbered[0][1].draft.line
        many = (len(unnumbered), answer.places_left, first.performance.code)
        faults.error(column, FaultCode.ORDERS_SOLD_OUT, *many, line=line)


def whose(draft: OrderDraft) -> str:
    """Return an order for a person: its number and who comes."""
    return f"{draft.reference}, {draft.name}" if draft.name else draft.reference


def named_holder(uow: UnitOfWork, holder: str) -> str:
    """Return who has a seat with the name that people know it by: a window's, a hold's."""
    kind, _, name = holder.partition(":")
    if kind == "window":
        name = uow.books.window_name(name)
    codes = {code.holder: code.name for code in uow.catalogue.company().hold_codes}
    return f"{kind}:{codes.get(holder, name)}"


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
