"""What the zones offer, from the house and our own cart."""

from __future__ import annotations

from dataclasses import replace

from kiosk.presenters.live_house import LiveHouse
from kiosk.presenters.zone_offers import places_left, zone_offers
from pos.ids import CartId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import HouseView, NoneLeft, PriceView, SeatKind, SeatStatus
from pos.views.selling import CartLine, CartView
from tests.unit.kiosk.fake_office import HALL, STUDIO

SHOW, OTHER, ADULT = PerformanceId("SYM1"), PerformanceId("SYM2"), PriceTypeId("adult")
A1, A2, A3 = (SeatId(f"A{n}") for n in range(1, 4))
PRICES = (PriceView(ZoneId("front"), ADULT, Money(6000), Money(750)),)


def house(**seats: SeatStatus) -> HouseView:
    return HouseView(SHOW, {SeatId(seat): status for seat, status in seats.items()}, 30, PRICES)


def line(show: PerformanceId, seat_id: SeatId | None) -> CartLine:
    nothing = Money(0)
    place = ("Orchestra", "A", "1", ZoneId("front"), "Front")
    line_id = f"{show}{seat_id}"
    return CartLine(line_id, show, seat_id, *place, ADULT, "Adult", nothing, nothing)


def test_only_what_the_cart_has_now_of_this_house_is_ours() -> None:
    said = house(A1=SeatStatus.IN_CART, A3=SeatStatus.SOLD)
    cart = CartView(CartId("c"), "USD", (line(SHOW, A2), line(OTHER, A1), line(SHOW, None)))
    live = LiveHouse(HALL, said)
    assert live.shown(None).house.seats == {A3: SeatStatus.SOLD}
    shown = live.shown(cart).house
    assert shown.seats == {A2: SeatStatus.IN_CART, A3: SeatStatus.SOLD}
    assert places_left(HALL, shown) == len(HALL.seats) - 2
    assert places_left(STUDIO, shown) == 30


def test_a_zone_says_what_is_left_of_what_is_wanted_and_why_nothing_is() -> None:
    front = [seat.seat_id for seat in HALL.seats if seat.zone_id == "front"]
    (some,) = zone_offers(HALL, house(A1=SeatStatus.SOLD), ADULT, wheelchairs=False)
    assert (some.zone.name, some.price, some.left) == ("Front", Money(6750), len(front) - 1)
    assert some.accessible == 0
    kinds = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    seats = [replace(s, kind=k) for s, k in zip(HALL.seats, kinds, strict=False)]
    hall = replace(HALL, seats=(*seats, *HALL.seats[2:]))
    (beside,) = zone_offers(hall, house(), ADULT, wheelchairs=False)
    assert (beside.left, beside.accessible) == (len(front) - 2, 2)
    (asked,) = zone_offers(hall, house(A2=SeatStatus.SOLD), ADULT, wheelchairs=True)
    assert (asked.left, asked.accessible) == (1, 0)
    (wheeled,) = zone_offers(HALL, house(), PriceTypeId("senior"), wheelchairs=True)
    assert (wheeled.price, wheeled.left, wheeled.none_left) == (None, 0, NoneLeft.NOT_HERE)
    sold = dict.fromkeys(front, SeatStatus.SOLD)
    for status, why in (
        (SeatStatus.SOLD, NoneLeft.SOLD_OUT),
        (SeatStatus.AT_HUB, NoneLeft.NOT_HERE),
        (SeatStatus.BLOCKED, NoneLeft.NOT_HERE),
    ):
        full = house(**{**sold, A1: status})
        (none,) = zone_offers(HALL, full, ADULT, wheelchairs=False)
        assert (none.left, none.none_left) == (0, why)
    off = replace(house(), none_left=NoneLeft.CANCELLED)
    (none,) = zone_offers(HALL, off, ADULT, wheelchairs=False)
    assert (none.left, none.none_left, places_left(HALL, off)) == (0, NoneLeft.CANCELLED, 0)
    assert zone_offers(None, None, ADULT, wheelchairs=False) == ()
