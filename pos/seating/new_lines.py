"""Lines of a cart as they are put in: of which seat, in which zone, for whom; they have no price
yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.errors import NotFound
from pos.ids import PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.views.catalogue import HallView, PriceTypeView, SeatKind, SeatView
from pos.views.seat_features import NOTHING_SAID
from pos.views.selling import CartLine, CartView


def new_line(
    cart: CartView,
    performance_id: PerformanceId,
    hall: HallView,
    zone_id: ZoneId,
    price_type: PriceTypeView,
    seat: SeatView | None,
) -> CartLine:
    """Return a line that has no price yet."""
    zone = next((zone.name for zone in hall.zones if zone.zone_id == zone_id), "")
    nothing = Money.zero(cart.currency)
    return CartLine(
        line_id=f"{performance_id}:{seat.seat_id}" if seat else "",
        performance_id=performance_id,
        seat_id=seat.seat_id if seat else None,
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        number=seat.number if seat else "",
        zone_id=zone_id,
        zone=zone,
        price_type_id=price_type.price_type_id,
        price_type=price_type.name,
        face=nothing,
        fee=nothing,
        kind=seat.kind if seat else SeatKind.ORDINARY,
        features=hall.features_of(seat.seat_id) if seat else NOTHING_SAID,
    )


def price_type_of(uow: UnitOfWork, price_type_id: PriceTypeId | None) -> PriceTypeView:
    """Return a price type, the venue's first for None. Raises NotFound."""
    kinds: Sequence[PriceTypeView] = uow.catalogue.price_types()
    for kind in kinds:
        if price_type_id in (None, kind.price_type_id):
            return kind
    raise NotFound(kind="price_type", key=str(price_type_id))


def seat_of(hall: HallView, seat_id: SeatId) -> SeatView:
    """Return a seat of the hall. Raises NotFound."""
    seat = hall.seat(seat_id)
    if seat is None:
        raise NotFound(kind="seat", key=seat_id)
    return seat


def with_lines(cart: CartView, lines: Sequence[CartLine]) -> CartView:
    """Return the cart with these lines too, but those it has already."""
    have = {line.line_id for line in cart.lines}
    return replace(cart, lines=(*cart.lines, *(line for line in lines if line.line_id not in have)))
