"""Places and seats into the cart, and out of it: what is run on the ledger thread, where the cart
is the one of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.ids import CommandId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.views.people import SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office


def take_places(
    performance_id: PerformanceId,
    quantity: int,
    zone_id: ZoneId,
    price_type: PriceTypeId | None,
    office: Office,
    command: CommandId,
    session: SessionView,
    cart: CartView,
) -> CartView:
    """Take places by count."""
    return office.seating.take_places(
        command, session, cart, performance_id, quantity, zone_id, price_type
    )


def take_seats(
    performance_id: PerformanceId,
    seat_ids: tuple[SeatId, ...],
    price_type: PriceTypeId | None,
    office: Office,
    command: CommandId,
    session: SessionView,
    cart: CartView,
) -> CartView:
    """Take these seats, all of them or none."""
    return office.seating.take_seats(command, session, cart, performance_id, seat_ids, price_type)


def toggle_seat(
    performance_id: PerformanceId,
    seat_id: SeatId,
    price_type: PriceTypeId | None,
    office: Office,
    command: CommandId,
    session: SessionView,
    cart: CartView,
) -> CartView:
    """Take a seat, or give it back if it is ours."""
    mine = tuple(
        line.line_id
        for line in cart.lines
        if line.performance_id == performance_id and line.seat_id == seat_id
    )
    if mine:
        return office.seating.give_back(command, session, cart, mine)
    return office.seating.take_seats(command, session, cart, performance_id, (seat_id,), price_type)
