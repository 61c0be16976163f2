"""What the zones of a house offer, with our own cart laid over what the house said last. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pos.ids import PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import HallView, HouseView, NoneLeft, SeatKind, SeatStatus, ZoneView
from pos.views.selling import CartView

_OWN_PATH = frozenset({SeatKind.WHEELCHAIR, SeatKind.COMPANION})
"""Not counted on a zone tile: best available never gives them away."""
_ELSEWHERE = frozenset({SeatStatus.AT_HUB, SeatStatus.BLOCKED})
_WHOLE = frozenset({NoneLeft.NOT_YET, NoneLeft.CANCELLED})
"""Why nothing of the whole house is to be had."""


@dataclass(frozen=True, slots=True)
class ZoneOffer:
    """A zone at the all-in price of the moment. ``price`` None: this price type is not sold
    there.
    """

    zone: ZoneView
    price: Money | None
    left: int
    none_left: NoneLeft = NoneLeft.SOLD_OUT
    """Why, where nothing is left."""
    accessible: int = 0
    """Wheelchair and companion places that are left besides, of those that are not asked for."""


def with_cart(house: HouseView, cart: CartView | None) -> HouseView:
    """Return the house with our cart laid over it, which the house may not know yet."""
    seats: dict[SeatId, SeatStatus] = {
        seat: status for seat, status in house.seats.items() if status is not SeatStatus.IN_CART
    }
    if cart is not None:
        for line in cart.lines:
            if line.performance_id == house.performance_id and line.seat_id is not None:
                seats[line.seat_id] = SeatStatus.IN_CART
    return replace(house, seats=seats)


def places_left(hall: HallView, house: HouseView) -> int:
    """Return how many places of the whole house are to be had."""
    if house.none_left is NoneLeft.CANCELLED:
        return 0
    return house.places_left if hall.general_admission else len(hall.seats) - len(house.seats)


def zone_offers(
    hall: HallView | None,
    house: HouseView | None,
    price_type: PriceTypeId | None,
    *,
    wheelchairs: bool,
) -> tuple[ZoneOffer, ...]:
    """Return the zones with what is left of each; of wheelchair places where those are wanted."""
    if hall is None or house is None:
        return ()
    prices = {p.zone_id: p.all_in for p in house.prices if p.price_type_id == price_type}
    sold_here = {price.zone_id for price in house.prices}
    left, free = _left(hall, house, wheelchairs=wheelchairs)
    if house.none_left is NoneLeft.CANCELLED:
        left, free = Counter(), Counter()
    away = {
        seat.zone_id
        for seat_id, status in house.seats.items()
        if status in _ELSEWHERE and (seat := hall.seat(seat_id)) is not None
    }
    if wheelchairs:  # a zone with seats that are free is not sold out for want of such places
        away |= {zone_id for zone_id, places in free.items() if places > 0}
    return tuple(
        ZoneOffer(
            zone,
            prices.get(zone.zone_id),
            places_left(hall, house) if hall.general_admission else left[zone.zone_id],
            _none_left(hall, house, away=zone.zone_id in away),
            0 if wheelchairs else free[zone.zone_id] - left[zone.zone_id],
        )
        for zone in sorted(hall.zones, key=lambda zone: zone.position)
        if zone.zone_id in sold_here
    )


def _left(
    hall: HallView, house: HouseView, *, wheelchairs: bool
) -> tuple[Counter[ZoneId], Counter[ZoneId]]:
    """Return how many places of each zone are left of what is wanted, and of all. What is taken is
    taken off: it is a part of the hall, and this is asked at every touch."""
    left: Counter[ZoneId] = Counter()
    free: Counter[ZoneId] = Counter()

    def count(zone_id: ZoneId, kind: SeatKind, places: int) -> None:
        free[zone_id] += places
        if kind is SeatKind.WHEELCHAIR if wheelchairs else kind not in _OWN_PATH:
            left[zone_id] += places

    for (zone_id, kind), places in hall.of_kind.items():
        count(zone_id, kind, places)
    for seat_id in house.seats:
        seat = hall.seat(seat_id)
        if seat is not None:
            count(seat.zone_id, seat.kind, -1)
    return left, free


def _none_left(hall: HallView, house: HouseView, *, away: bool) -> NoneLeft:
    """Return why a zone has nothing. ``away``: the hub or another window has some of it, or it has
    others than those that are wanted."""
    if hall.general_admission or house.none_left in _WHOLE:
        return house.none_left
    return NoneLeft.NOT_HERE if away else NoneLeft.SOLD_OUT
