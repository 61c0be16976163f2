"""What tickets cost as part of a subscription series. Pure.

A series is whole or it is none: with one of its dates gone from the cart every other ticket of that
person costs its single price again. A price for all dates together is split over them by what the
single tickets cost, so that the parts add up to it exactly; the facility fee of each date stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pos.ids import PriceTypeId
from pos.money import Money, total
from pos.views.catalogue import PriceView
from pos.views.pricing import PriceStep, StepKind
from pos.views.selling import CartLine
from pos.views.subscriptions import Had, Subscription

Person = tuple[str, int]
"""One person's series in a cart: the instance it came with, or the series that it adds dates to,
and the number."""


def persons(lines: Iterable[CartLine]) -> dict[Person, tuple[CartLine, ...]]:
    """Return the lines of each person's series, whole or not."""
    found: dict[Person, list[CartLine]] = {}
    for line in lines:
        if line.package is not None:
            which = line.package.adds_to or line.package.instance
            found.setdefault((which, line.package.number), []).append(line)
    return {person: tuple(mine) for person, mine in found.items()}


@dataclass(frozen=True, slots=True)
class Packaged:
    """What a ticket costs as part of a series; ``steps`` say so where that is less."""

    price: PriceView
    steps: tuple[PriceStep, ...]


def packaged(
    lines: Sequence[CartLine],
    listed: Mapping[str, PriceView],
    series: Mapping[str, Subscription],
    had: Mapping[Person, Had] = MappingProxyType({}),
) -> dict[str, Packaged]:
    """Return what each ticket of a whole series costs, by its line's id; lines of no series, and of
    one that is not whole, are not in it.

    ``listed``: every line's list price. ``series`` by code. ``had``: what people have of series
    that dates are added to.
    """
    found: dict[str, Packaged] = {}
    for person, mine in persons(lines).items():
        package = mine[0].package
        one = series.get(package.code) if package is not None else None
        if package is None or one is None:
            continue
        dates, added = [line.performance_id for line in mine], bool(package.adds_to)
        if not (person in had and one.takes_in(had[person], dates) if added else one.holds(dates)):
            continue
        order = {show: number for number, show in enumerate(one.performances)}
        mine = tuple(sorted(mine, key=lambda line: order[line.performance_id]))
        before = [listed[line.line_id] for line in mine]
        free = added and one.missing_free
        prices = tuple(map(_free, before)) if free else series_prices(one, before)
        if prices is not None:
            for line, was, now in zip(mine, before, prices, strict=True):
                found[line.line_id] = Packaged(now, _steps(one, was, now))
    return found


def _steps(one: Subscription, was: PriceView, now: PriceView) -> tuple[PriceStep, ...]:
    if now == was:
        return ()
    return (PriceStep(StepKind.PACKAGE, one.code, one.name, was.face - now.face),)


def told(line: CartLine, *, whole: bool) -> CartLine:
    """Return the line, which says whether the series that it came with is whole."""
    if line.package is None or line.package.whole == whole:
        return line
    return replace(line, package=replace(line.package, whole=whole))


def series_prices(
    series: Subscription, listed: Sequence[PriceView]
) -> tuple[PriceView, ...] | None:
    """Return what one person's tickets cost as a series, in the order of ``listed``; none of them
    is dearer than on the list. None: the series is not sold at those places to such people.
    """
    if not series.prices:
        return tuple(_less(price, series.discount_bp) for price in listed)
    level = series.level_of([price.zone_id for price in listed])
    kinds = {price.price_type_id for price in listed}
    if level is None or len(kinds) != 1:
        return None
    fixed = _fixed(series, level.name, kinds.pop())
    if fixed is None:
        return None
    if series.price_each:
        return tuple(_at(price, fixed - price.fee) for price in listed)
    return _split(fixed, listed)


def _fixed(series: Subscription, level: str, price_type_id: PriceTypeId) -> Money | None:
    for price in series.prices:
        if (price.level, price.price_type_id) == (level, price_type_id):
            return price.price
    return None


def _free(price: PriceView) -> PriceView:
    nothing = Money.zero(price.face.currency)
    return replace(price, face=nothing, fee=nothing)


def _less(price: PriceView, basis_points: int) -> PriceView:
    face = price.face - price.face.percent(basis_points)
    return replace(price, face=face, fee=price.fee if face else Money.zero(face.currency))


def _at(price: PriceView, face: Money) -> PriceView:
    return replace(price, face=min(price.face, max(face, Money.zero(face.currency))))


def _split(fixed: Money, listed: Sequence[PriceView]) -> tuple[PriceView, ...]:
    """Return the prices that make ``fixed`` together."""
    single = total((price.face for price in listed), fixed.currency)
    faces = fixed - total((price.fee for price in listed), fixed.currency)
    if faces.minor < 0 or single <= faces:
        return tuple(listed)
    parts = faces.allocate([price.face.minor for price in listed])
    return tuple(replace(price, face=part) for price, part in zip(listed, parts, strict=True))
