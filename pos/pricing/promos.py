"""Whether a promotion applies to a ticket, and what it makes of its price. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import Enum

from pos.ids import PerformanceId
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
