"""What one ticket costs, and what a promo code makes of it. Pure.

A price is shown all-in: face value plus the facility fee that every buyer pays (16 CFR 464). A
promotion lowers the face value only, ticket by ticket, rounded once; the fee stays, and a free
ticket bears none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import Enum

from pos.errors import NotFound
from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.views.catalogue import PriceView
from pos.views.season import Promo, PromoKind


class PromoRefusal(Enum):
    """Why a promo code does not apply."""

    NOT_YET = "not_yet"
    OVER = "over"
    OTHER_PERFORMANCE = "other_performance"
    OTHER_ZONE = "other_zone"
    OTHER_PRICE_TYPE = "other_price_type"


def why_not(
    promo: Promo, performance: PerformanceId, price: PriceView, day: date
) -> PromoRefusal | None:
    """Return why the promotion does not apply to the ticket on that business day, or None when it
    does.
    """
    if promo.valid_from is not None and day < promo.valid_from:
        return PromoRefusal.NOT_YET
    if promo.valid_until is not None and day > promo.valid_until:
        return PromoRefusal.OVER
    if promo.performances and performance not in promo.performances:
        return PromoRefusal.OTHER_PERFORMANCE
    if promo.zones and price.zone_id not in promo.zones:
        return PromoRefusal.OTHER_ZONE
    if promo.price_types and price.price_type_id not in promo.price_types:
        return PromoRefusal.OTHER_PRICE_TYPE
    return None


def lowered(price: PriceView, promo: Promo) -> PriceView:
    """Return the price after a promotion that applies. Never above ``price``, never below
    nothing.
    """
    nothing = Money.zero(price.face.currency)
    if promo.kind is PromoKind.PERCENT:
        face = price.face - price.face.percent(promo.basis_points)
    elif promo.kind is PromoKind.AMOUNT_OFF:
        face = price.face - promo.amount
    else:
        face = promo.amount - price.fee
    face = min(price.face, max(face, nothing))
    fee = price.fee if face else nothing
    return replace(price, face=face, fee=fee)


def price_for(
    prices: Iterable[PriceView],
    zone: ZoneId,
    price_type: PriceTypeId,
    *,
    promo: Promo | None = None,
    performance: PerformanceId,
    day: date,
) -> PriceView:
    """Return what one ticket of a performance costs; ``prices`` are that performance's own.

    A promotion that does not apply changes nothing; ``why_not`` says why.

    Raises:
        NotFound: No such ticket is on sale in that zone.
    """
    for price in prices:
        if price.zone_id == zone and price.price_type_id == price_type:
            applies = promo is not None and why_not(promo, performance, price, day) is None
            return lowered(price, promo) if promo is not None and applies else price
    raise NotFound(kind="price", key=f"{zone}/{price_type}")
