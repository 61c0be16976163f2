"""Carts and price books for tests of prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.pricing.book import PriceBook
from pos.views.catalogue import PriceView
from pos.views.season import Promo, PromoKind
from pos.views.selling import CartLine, CartView

TONIGHT, LATER = PerformanceId("tonight"), PerformanceId("later")
STALLS, GODS = ZoneId("stalls"), ZoneId("gods")
ADULT, CHILD, COMP = PriceTypeId("adult"), PriceTypeId("child"), PriceTypeId("comp")
DAY = date(2026, 11, 21)
CURTAIN = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
FEE = 300
FACES: Mapping[tuple[ZoneId, PriceTypeId], int] = {
    (STALLS, ADULT): 4_200,
    (STALLS, CHILD): 2_000,
    (STALLS, COMP): 0,
    (GODS, ADULT): 3_000,
    (GODS, CHILD): 1_005,
}


def book(
    *promos: Promo, faces: Mapping[tuple[ZoneId, PriceTypeId], int] = FACES, **more: Any
) -> PriceBook:
    """Return the book of a Saturday with a performance tonight and one a week later."""
    prices = tuple(
        PriceView(zone, kind, Money(face), Money(FEE if face else 0))
        for (zone, kind), face in faces.items()
    )
    said: dict[str, Any] = {
        "now": CURTAIN - timedelta(hours=3),
        "starts": {TONIGHT: CURTAIN, LATER: CURTAIN + timedelta(days=7)},
    }
    return PriceBook(
        DAY,
        {TONIGHT: prices, LATER: prices},
        {each.code: each for each in promos},
        **(said | more),
    )


def promo(code: str, kind: PromoKind, worth: int, **more: Any) -> Promo:
    """Return a promotion; ``worth`` in basis points or minor units, as its kind has it."""
    share = kind in (PromoKind.PERCENT, PromoKind.BUY_GET)
    amount = Money(0 if share else worth)
    return Promo(code, code, kind, amount, basis_points=worth if share else 0, **more)


def line(
    price_type: PriceTypeId = ADULT, zone: ZoneId = STALLS, show: PerformanceId = TONIGHT
) -> CartLine:
    """Return a ticket that has no price and no number yet."""
    return CartLine(
        line_id="",
        performance_id=show,
        seat_id=None,
        section="",
        row="",
        number="",
        zone_id=zone,
        zone=zone,
        price_type_id=price_type,
        price_type=price_type,
        face=Money(0),
        fee=Money(0),
    )


def cart_of(*lines: CartLine, codes: tuple[str, ...] = ()) -> CartView:
    """Return a cart of these tickets."""
    numbered = tuple(replace(each, line_id=f"{at:02d}") for at, each in enumerate(lines))
    return CartView(CartId("c"), "USD", numbered, codes)
