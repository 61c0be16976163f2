"""What a subscription series offers: its dates, its price levels, and what it costs. Reads only;
prices are those of a cart that holds just the series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos.cancelling.refusing import refuse_cancelled
from pos.clock import business_date
from pos.errors import NotFound, SeriesIncomplete, SeriesNotSold
from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.pricing.book import book_for
from pos.pricing.pricing import priced
from pos.views.catalogue import PerformanceView
from pos.views.selling import CartLine, CartView
from pos.views.subscriptions import (
    InPackage,
    Level,
    SeriesDate,
    SeriesOffer,
    SeriesWish,
    Subscription,
)

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def series_of(uow: UnitOfWork, code: str) -> Subscription:
    """Return a series by its code. Raises NotFound."""
    for one in uow.catalogue.subscriptions():
        if one.code == code:
            return one
    raise NotFound(kind="series", key=code)


def level_of(one: Subscription, name: str) -> Level:
    """Return a price level of a series by its name. Raises NotFound."""
    for level in one.levels:
        if level.name == name:
            return level
    raise NotFound(kind="zone", key=name)


def checked_dates(
    uow: UnitOfWork, one: Subscription, wish: SeriesWish
) -> tuple[PerformanceId, ...]:
    """Return the dates by their start, if they make a series that is still sold.

    Raises:
        SeriesIncomplete, SeriesNotSold: They do not, or one of them has been.
        PerformanceIsCancelled: One of them does not take place.
    """
    if not one.holds(wish.dates):
        raise SeriesIncomplete(name=one.name, fewest=one.fewest, most=one.most)
    shows = [uow.catalogue.performance(show) for show in wish.dates]
    if any(is_over(uow, show) for show in shows):
        raise SeriesNotSold(name=one.name)
    for show in shows:
        refuse_cancelled(uow, show.performance_id)
    return tuple(show.performance_id for show in sorted(shows, key=lambda show: show.starts_at))


def is_over(uow: UnitOfWork, show: PerformanceView) -> bool:
    """Return whether a performance was on a business day that has passed."""
    company = uow.catalogue.company()
    day = business_date(show.starts_at, ZoneInfo(company.zone), company.cutoff_hour)
    return day < uow.catalogue.business_date()


def is_to_come(uow: UnitOfWork, show: PerformanceView) -> bool:
    """Return whether a performance is still to be had: it has not been and takes place."""
    return not (is_over(uow, show) or uow.order_life.is_cancelled(show.performance_id))


def zone_at(uow: UnitOfWork, show: PerformanceId, level: Level) -> ZoneId:
    """Return the zone of a level in a performance's hall."""
    for zone in uow.catalogue.hall_of(show).zones:
        if zone.zone_id in level.zones:
            return zone.zone_id
    raise NotFound(kind="zone", key=level.name)


def offer_of(uow: UnitOfWork, one: Subscription, price_type_id: PriceTypeId) -> SeriesOffer:
    """Return a series with its dates, and what it costs such a person at the least."""
    shows = sorted(
        (uow.catalogue.performance(show) for show in one.performances),
        key=lambda show: show.starts_at,
    )
    dates = tuple(
        SeriesDate(show, is_over(uow, show), uow.order_life.is_cancelled(show.performance_id))
        for show in shows
    )
    coming = [date.performance.performance_id for date in dates if date.is_open]
    if len(coming) < one.fewest:
        return SeriesOffer(one, dates, None)
    prices = []
    for level in one.levels:
        here = _cheapest(uow, one, level, coming, price_type_id)
        price, _ = costs_of(uow, one, here, price_type_id)
        prices += [price] if price is not None else []
    return SeriesOffer(one, dates, min(prices, default=None))


def _cheapest(
    uow: UnitOfWork,
    one: Subscription,
    level: Level,
    coming: Sequence[PerformanceId],
    price_type_id: PriceTypeId,
) -> dict[PerformanceId, ZoneId]:
    """Return the dates that make the cheapest series of a level, with its zones."""
    priced_at: list[tuple[int, int, PerformanceId, ZoneId]] = []
    for show in coming:
        zone = zone_at(uow, show, level)
        for price in uow.catalogue.prices(show):
            if (price.zone_id, price.price_type_id) == (zone, price_type_id):
                priced_at.append((price.all_in.minor, len(priced_at), show, zone))
    return {show: zone for _, _, show, zone in sorted(priced_at)[: one.fewest]}


def costs_of(
    uow: UnitOfWork,
    one: Subscription,
    here: Mapping[PerformanceId, ZoneId],
    price_type_id: PriceTypeId,
    part: InPackage | None = None,
) -> tuple[Money | None, Money | None]:
    """Return what one person pays for these dates as a series, and one by one; None where they are
    not sold so. ``part``: what they add to, where it is one that was sold."""
    part = part or InPackage("", 1, one.code, one.name)
    lines = tuple(_blank(uow, show, zone, price_type_id, part) for show, zone in here.items())
    cart = CartView(CartId(""), uow.catalogue.company().currency, lines)
    try:
        book = book_for(uow, cart)
        after = priced(cart, book)
        single = priced(replace(cart, lines=tuple(replace(x, package=None) for x in lines)), book)
    except NotFound:
        return None, None
    whole = bool(lines) and all(line.package and line.package.whole for line in after.lines)
    return after.total if whole else None, single.total


def _blank(
    uow: UnitOfWork,
    show: PerformanceId,
    zone: ZoneId,
    price_type_id: PriceTypeId,
    part: InPackage,
) -> CartLine:
    """Return a ticket for one person, whose price is to be found."""
    nothing = Money.zero(uow.catalogue.company().currency)
    return CartLine(
        line_id=show,
        performance_id=show,
        seat_id=None,
        section="",
        row="",
        number="",
        zone_id=zone,
        zone="",
        price_type_id=price_type_id,
        price_type="",
        face=nothing,
        fee=nothing,
        package=part,
    )
