"""What the zones of a house offer. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pos.ids import PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import HallView, HouseView, NoneLeft, SeatKind, SeatStatus, ZoneView

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


@dataclass(frozen=True, slots=True)
class Taken:
    """How many places of each zone and kind are not free; ``away``: of each zone, how many of those
    the hub has, or another window that has not sold them."""

    places: Counter[tuple[ZoneId, SeatKind]]
    away: Counter[ZoneId]


def taken_of(hall: HallView, seats: Mapping[SeatId, SeatStatus]) -> Taken:
    """Return what is taken of a hall, of which these seats are not free."""
    return and_now(hall, Taken(Counter(), Counter()), {}, seats)


def and_now(
    hall: HallView,
    taken: Taken,
    before: Mapping[SeatId, SeatStatus],
    now: Mapping[SeatId, SeatStatus],
) -> Taken:
    """Return what is taken once the seats of ``now`` are so, which were as ``before`` has them."""
    places, away = taken.places.copy(), taken.away.copy()
    for seat_id, after in now.items():
        seat, was = hall.seat(seat_id), before.get(seat_id, SeatStatus.FREE)
        if seat is not None and was is not after:
            taken_more = (after is not SeatStatus.FREE) - (was is not SeatStatus.FREE)
            places[seat.zone_id, seat.kind] += taken_more
            away[seat.zone_id] += (after in _ELSEWHERE) - (was in _ELSEWHERE)
    return Taken(places, away)


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
    taken: Taken | None = None,
) -> tuple[ZoneOffer, ...]:
    """Return the zones with what is left of each; of wheelchair places where those are wanted.
    ``taken``: what is taken of the house, where somebody has counted."""
    if hall is None or house is None:
        return ()
    prices = {p.zone_id: p.all_in for p in house.prices if p.price_type_id == price_type}
    sold_here = {price.zone_id for price in house.prices}
    taken = taken or taken_of(hall, house.seats)
    left, free = _left(hall, taken, wheelchairs=wheelchairs)
    if house.none_left is NoneLeft.CANCELLED:
        left, free = Counter(), Counter()
    away = {zone_id for zone_id, places in taken.away.items() if places > 0}
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


def own_zones(
    hall: HallView | None, house: HouseView | None, taken: Taken | None
) -> tuple[tuple[ZoneView, int], ...]:
    """Return how many seats of each zone are left of a window's own block, of every kind; nothing
    where the window sells everything."""
    if hall is None or house is None or taken is None or not house.own_only:
        return ()
    _, free = _left(hall, taken, wheelchairs=False)
    zones = sorted(hall.zones, key=lambda zone: zone.position)
    return tuple((zone, free[zone.zone_id]) for zone in zones if zone.zone_id in free)


def _left(
    hall: HallView, taken: Taken, *, wheelchairs: bool
) -> tuple[Counter[ZoneId], Counter[ZoneId]]:
    """Return how many places of each zone are left of what is wanted, and of all."""
    left: Counter[ZoneId] = Counter()
    free: Counter[ZoneId] = Counter()
    for (zone_id, kind), places in hall.of_kind.items():
        here = places - taken.places[zone_id, kind]
        free[zone_id] += here
        if kind is SeatKind.WHEELCHAIR if wheelchairs else kind not in _OWN_PATH:
            left[zone_id] += here
    return left, free


def _none_left(hall: HallView, house: HouseView, *, away: bool) -> NoneLeft:
    """Return why a zone has nothing. ``away``: the hub or another window has some of it, or it has
    others than those that are wanted."""
    if hall.general_admission or house.none_left in _WHOLE:
        return house.none_left
    return NoneLeft.NOT_HERE if away else NoneLeft.SOLD_OUT
