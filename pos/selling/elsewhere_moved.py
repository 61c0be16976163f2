"""Seats that were changed where an order was sold, after it was loaded here.

Where nobody has the tickets and each new place costs what the old one did, the tickets are seated
there as the list says: old barcodes dead, new ones given out. Else nothing of the order is touched;
its new seats are kept for the channel, apart from what it sold, until a person has settled it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket, Place
from pos.hub.rights import WAITS_APART, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.lifecycles import TICKET, OrderState, TicketTrigger
from pos.paying.returning import leave_places
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.records import Order, Reseated, Ticket
from pos.seat_names import place_label
from pos.selling.elsewhere_gone import Taking, is_given, label_of, may_change
from pos.selling.fulfilment import stand_in
from pos.selling.orders import cancel_paper, counted_of
from pos.views.catalogue import SeatView

IMPORTED = "import: "
"""Before the file's name, as the reason of what a list did with an order."""
_WAITS = (OrderState.PLACED.value, OrderState.PAID.value)


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket, and the place that the list gives it now."""

    ticket: Ticket
    new: MatchedTicket

    @property
    def place(self) -> Place:
        """Where it goes."""
        return place_of_matched(self.new)


@dataclass(frozen=True, slots=True)
class Moved:
    """Seats of an order that the list changed. ``moves``: which ticket goes where; empty: somebody
    has them, or they cost something else. ``places``: the new seats; ``was``: the old ones, ``now``
    the new ones, for a person."""

    channel: str
    moves: tuple[Move, ...]
    places: tuple[Place, ...]
    was: str
    now: str

    @property
    def holder(self) -> str:
        """Who is to have the new seats."""
        return f"channel:{self.channel}" if self.moves else apart_of(self.channel)

    @property
    def by_performance(self) -> dict[PerformanceId, tuple[SeatId, ...]]:
        """The new seats of each performance."""
        shows = dict.fromkeys(show for show, _ in self.places)
        return {
            PerformanceId(show): tuple(SeatId(seat) for at, seat in self.places if at == show)
            for show in shows
        }


def apart_of(channel: str) -> str:
    """Return who has seats that a channel gave and that wait for a person."""
    return f"channel:{channel}{WAITS_APART}"


def place_of_matched(ticket: MatchedTicket) -> Place:
    """Return where a list lets somebody sit."""
    return ticket.performance.performance_id, ticket.seat.seat_id if ticket.seat else ""


def moved_of(uow: UnitOfWork, listed: ListedOrder, order: MatchedOrder | None) -> Moved | None:
    """Return which seats of an order the list changed, None if that is not what it says: as many
    tickets as before, each with a seat that the order never had here, or that a list had moved."""
    if order is None:
        return None
    counted = counted_of(listed)
    there = Counter(map(place_of_matched, order.tickets))
    here = Counter((ticket.performance_id, ticket.seat_id or "") for ticket in counted)
    if there == here:
        return None
    old = tuple(t for t in counted if not there[t.performance_id, t.seat_id or ""])
    new = tuple(t for t in order.tickets if not here[place_of_matched(t)])
    ever = {(t.performance_id, t.seat_id or "") for t, _ in listed.tickets}
    ours = any(ticket.exchange_id for ticket in old) or (
        ever & set(map(place_of_matched, new)) and not _by_lists(uow, listed, old)
    )
    numbered = all(t.seat_id for t in old) and all(t.seat for t in new)
    if not old or len(old) != len(new) or len(counted) != len(order.tickets) or ours:
        return None
    if not numbered:
        return None
    known = listed.order
    free = listed.state in _WAITS and not is_given(uow, listed, old)
    moves = _pairs(old, new) if free and may_change(uow, known.order_id) else ()
    codes = tuple(move.new.draft.barcode for move in moves if move.new.draft.barcode)
    if codes and uow.orders.codes_in_use(codes):
        moves = ()  # the shop's ticket is good for the new seat: its barcode is not to die
    places = tuple(map(place_of_matched, new))
    return Moved(known.channel, moves, places, label_of(uow, old), _label(new))


def _by_lists(uow: UnitOfWork, listed: ListedOrder, tickets: Sequence[Ticket]) -> bool:
    """Return whether a list, and nobody here, seated these where they are."""
    every = {ticket.ticket_id: ticket for ticket, _ in listed.tickets}

    def first(ticket: Ticket) -> str:
        """Return the ticket that got this seat: the others replace it with another barcode."""
        before = every.get(ticket.replaces or "")
        same = before is not None and before.seat_id == ticket.seat_id
        return first(before) if before is not None and same else ticket.ticket_id

    seated = {first(ticket) for ticket in tickets}
    return uow.listing.seated_for(tuple(seated), IMPORTED) == seated


def _label(tickets: Sequence[MatchedTicket]) -> str:
    """Return which places these are, by performance."""
    shows: dict[str, list[str]] = {}
    for each in tickets:
        seat = each.seat
        label = place_label(seat.section, seat.row, seat.number) if seat is not None else ""
        shows.setdefault(each.performance.code, []).append(label)
    return "; ".join(f"{code}: {', '.join(seats)}" for code, seats in shows.items())


def _pairs(old: Sequence[Ticket], new: Sequence[MatchedTicket]) -> tuple[Move, ...]:
    """Return which ticket goes where, at the same performance, of the same kind and at the same
    price; nothing if one cannot."""
    left, moves = list(old), []
    for ticket in new:
        about = ticket.performance.performance_id, ticket.price_type.price_type_id
        cost = ticket.price.all_in.minor
        for each in left:
            if (each.performance_id, each.price_type_id, each.cost_minor) == (*about, cost):
                moves.append(Move(each, ticket))
                left.remove(each)
                break
    return () if left else tuple(moves)


def leave(taking: Taking, order: Order, moved: Moved, kept: Counter[Place]) -> None:
    """Revoke what the moved tickets were, and free their places but those that are ``kept``."""
    uow = taking.uow
    for move in moved.moves:
        cancel_paper(uow, move.ticket, taking.user_id, taking.reason)
        about = (TICKET, move.ticket.ticket_id, TicketTrigger.REVOKE)
        uow.states.advance(*about, taking.user_id, taking.reason)
    old, command = [move.ticket for move in moved.moves], CommandId(taking.ids.new())
    leave_places(uow, taking.window, command, order, old, kept)


def sit_down(taking: Taking, moved: Moved) -> None:
    """Put a ticket for each new place in the old one's place. The seats are the channel's."""
    uow, user_id = taking.uow, taking.user_id
    for move in moved.moves:
        seat: SeatView | None = move.new.seat
        seat_id = None if seat is None else seat.seat_id
        zone_id = move.new.zone.zone_id
        about = (uow, taking.ids, move.ticket, user_id)
        code = move.new.draft.barcode
        fresh = stand_in(*about, seat_id=seat_id, zone_id=zone_id, by_rule=False, code=code)
        where, at = taking.window.window_id, uow.now()
        uow.add(Reseated(fresh.ticket_id, where, taking.reason, at, user_id, user_id))
        uow.rights.occupy([(fresh.performance_id, seat_id or "", fresh.ticket_id)])


def takes(uow: UnitOfWork, ids: Ids, moved: Moved) -> tuple[RightsCommand, ...]:
    """Return what takes those of the new seats that nobody has for who is to have them; those that
    waited for a person pass on."""
    found, apart = [], apart_of(moved.channel)
    for performance_id, seats in moved.by_performance.items():
        taken = uow.rights.of_seats(performance_id, seats)
        waited = tuple(s for s in seats if moved.moves and taken.get(s, ("",))[0] == apart)
        about = (performance_id, CartId(""))
        if waited:
            found.append(RightsCommand(CommandId(ids.new()), apart, *about, give_back=waited))
        wanted = tuple(seat for seat in seats if seat not in taken or seat in waited)
        if wanted:
            found.append(RightsCommand(CommandId(ids.new()), moved.holder, *about, take=wanted))
    return tuple(found)


def to_be_had(uow: UnitOfWork, moved: Moved, freed: Counter[Place], *, now: bool) -> bool:
    """Whether whoever is to have the new seats can: or has them ``now``. ``freed``: what the list
    takes back."""
    for performance_id, seats in moved.by_performance.items():
        taken = uow.rights.of_seats(performance_id, seats)
        for seat in seats:
            who = taken.get(seat, ("",))[0]
            live = uow.rights.live_ticket(performance_id, seat) is not None
            mine = who == moved.holder and (not live or freed[performance_id, seat] > 0)
            early = not now and (who in ("", apart_of(moved.channel)))
            if not mine and not early:
                return False
    return True


def without_moves(moved: Moved) -> Moved:
    """Return the same where the new seats are not to be had."""
    return replace(moved, moves=())
