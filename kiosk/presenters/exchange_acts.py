"""What an exchange asks of the office: places that are taken and priced, or given back where they
are of no use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.presenters.exchange_seats import Move, move
from pos.errors import PosError, SoldOut
from pos.ids import CommandId, OrderId, SeatId, TicketId, ZoneId
from pos.views.catalogue import SeatKind
from pos.views.exchanging import ExchangeDate, ExchangePlan, ExchangeWish
from pos.views.paying import Instead
from pos.views.people import SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was touched: the tickets that go, the date and the zone. ``passed``: seats that were
    not wanted."""

    command: CommandId
    session: SessionView
    order_id: OrderId
    tickets: tuple[TicketId, ...]
    date: ExchangeDate
    zone: ZoneId | None
    passed: frozenset[SeatId]
    way: Instead | None
    ordinary: bool = False
    """Ordinary seats will do for those of the tickets that are for a wheelchair place."""


def take_and_plan(
    office: Office, wanted: Wanted, before: CartView | None
) -> tuple[CartView, ExchangePlan]:
    """Take the new places, then price them; give back the ones before, or these where they are no
    use. Ledger thread."""
    command, session = wanted.command, wanted.session
    cart = _take(office, wanted)
    wish = ExchangeWish(wanted.order_id, wanted.tickets, cart, wanted.way)
    try:
        plan = office.exchanging.plan(session, wish)
    except PosError:
        office.seating.abandon(CommandId(f"{command}:undo"), session, cart)
        raise
    if before is not None:
        office.seating.abandon(CommandId(f"{command}:before"), session, before)
    return cart, plan


def move_back(
    office: Office, command: CommandId, session: SessionView, moving: Move, cart: CartView
) -> None:
    """Seat tickets again where they sat: what they were moved to is no use. Ledger thread."""
    there = tuple(line for line in cart.lines if line.seat_id in moving.seats)
    seats = tuple(line.seat_id for line in moving.lines if line.seat_id is not None)
    back = Move(cart, there, seats, needed=True, hold=moving.lines[0].held)
    move(office, CommandId(f"{command}:undo"), session, back, None)


def zone_of(cart: CartView) -> ZoneId | None:
    """Return the zone of all places of a cart, None where they are in several."""
    zones = {line.zone_id for line in cart.lines}
    return zones.pop() if len(zones) == 1 else None


def _take(office: Office, wanted: Wanted) -> CartView:
    """Return a cart with the best places of the zone that is wanted, else of any; who sits in a
    wheelchair has a place for it there too, unless ordinary seats will do."""
    seating, date, many = office.seating, wanted.date, len(wanted.tickets)
    performance_id = date.performance.performance_id
    cart = seating.new_cart()
    if not date.numbered:
        zone = wanted.zone or date.zones[0][0]
        return seating.take_places(wanted.command, wanted.session, cart, performance_id, many, zone)

    in_wheelchairs = () if wanted.ordinary else date.in_wheelchairs
    chairs = [ticket in in_wheelchairs for ticket in wanted.tickets]

    def best(command: CommandId, zone: ZoneId | None) -> CartView:
        found = seating.take_best(
            command,
            wanted.session,
            cart,
            performance_id,
            many,
            zone,
            wheelchairs=sum(chairs),
            passed=wanted.passed,
        )
        return _in_their_places(found, chairs) if any(chairs) else found

    try:
        return best(wanted.command, wanted.zone)
    except SoldOut:
        if wanted.zone is None:
            raise
        return best(CommandId(f"{wanted.command}:any"), None)


def _in_their_places(cart: CartView, chairs: Sequence[bool]) -> CartView:
    """Return the cart with its lines in the order of the tickets that they are for: whoever sits in
    a wheelchair has a place for it."""
    places = sorted(cart.lines, key=lambda line: line.kind is not SeatKind.WHEELCHAIR)
    first = sorted(range(len(chairs)), key=lambda number: not chairs[number])
    return replace(cart, lines=tuple(places[first.index(n)] for n in range(len(chairs))))
