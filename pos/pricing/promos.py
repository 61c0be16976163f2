"""Whether an offer is for a ticket, and what it takes off. Pure."""

from __future__ import annotations

from datetime import UTC, timedelta

from pos.ids import PerformanceId
from pos.money import Money
from pos.pricing.book import PriceBook
from pos.views.catalogue import PriceView
from pos.views.pricing import WhyNot
from pos.views.season import GroupPrice, Promo, PromoKind


def why_not(
    promo: Promo, performance: PerformanceId, price: PriceView, book: PriceBook
) -> WhyNot | None:
    """Return why the promotion is not for the ticket, or None when it is. Limits, and what else the
    cart holds, are not looked at."""
    if promo.valid_from is not None and book.day < promo.valid_from:
        return WhyNot.NOT_YET
    if promo.valid_until is not None and book.day > promo.valid_until:
        return WhyNot.OVER
    if promo.members and not promo.members & book.levels:
        return WhyNot.MEMBERS_ONLY
    if promo.performances and performance not in promo.performances:
        return WhyNot.OTHER_PERFORMANCE
    if promo.zones and price.zone_id not in promo.zones:
        return WhyNot.OTHER_ZONE
    if promo.price_types and price.price_type_id not in promo.price_types:
        return WhyNot.OTHER_PRICE_TYPE
    return _wrong_hour(promo, performance, book)


def _wrong_hour(promo: Promo, performance: PerformanceId, book: PriceBook) -> WhyNot | None:
    starts = book.starts.get(performance)
    if starts is None:
        timed = promo.plays_from or promo.plays_until or promo.weekdays or promo.within_hours
        return WhyNot.OTHER_DAY if timed else None
    plays = starts.date()
    if promo.plays_from is not None and plays < promo.plays_from:
        return WhyNot.OTHER_DAY
    if promo.plays_until is not None and plays > promo.plays_until:
        return WhyNot.OTHER_DAY
    if promo.weekdays and plays.weekday() not in promo.weekdays:
        return WhyNot.OTHER_DAY
    if promo.within_hours is not None:
        hours = timedelta(hours=promo.within_hours)
        # Hours that pass, not those of the clock on the wall, which is put on and back.
        if book.now is None or book.now.astimezone(UTC) < starts.astimezone(UTC) - hours:
            return WhyNot.TOO_EARLY
    return None


def taken_off(offer: Promo | GroupPrice, face: Money, fee: Money) -> Money:
    """Return what an offer takes off a face value: from nothing to all of it. A fixed price is with
    the fee. Of BUY_GET: off a ticket that is got."""
    if offer.kind in (PromoKind.PERCENT, PromoKind.BUY_GET):
        off = face.percent(offer.basis_points)
    elif offer.kind is PromoKind.AMOUNT_OFF:
        off = offer.amount
    else:
        off = face + fee - offer.amount
    return max(Money.zero(face.currency), min(off, face))
