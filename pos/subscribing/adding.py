"""The missing dates of a series of choice: what was sold with fewer dates than it may have gets the
others later, at the price that the series has then, or for nothing where all of it was paid for.

They are sold in a cart like any other ticket, into an order of their own, which says what it adds
to. Everybody who has the series gets each date, one next to the other where they can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pos.allowed import require
from pos.errors import SeriesIncomplete, SeriesNotSold
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, OrderId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import total
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.book import had_of
from pos.pricing.pricing import reprice
from pos.records import PackageSold
from pos.seating.attempts import attempt_of
from pos.seating.packages import Packages
from pos.seating.series_offers import costs_of, is_to_come, level_of, series_of, zone_at
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView
from pos.views.subscriptions import (
    Had,
    InPackage,
    Level,
    LevelOffer,
    OpenSeries,
    SeriesChoice,
    SeriesDate,
    SeriesOffer,
    SeriesWish,
    Subscription,
)

People = Mapping[int, Had]
"""Who has a series that was sold, by number."""


class AddingDates:
    """Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, packages: Packages) -> None:
        self._storage = storage
        self._packages = packages

    def of_orders(self, session: SessionView, order_ids: Sequence[str]) -> tuple[OpenSeries, ...]:
        """Return the series of these orders that may have more dates: those of a patron. What was
        added to one is part of it. Raises NotAllowed."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            every = (
                uow.renewals.package(uow.renewals.root(sold.package_id))
                for order_id in order_ids
                for sold, _ in uow.orders.packages(order_id)
            )
            rows = (_row(uow, sold) for sold in dict.fromkeys(every))
            return tuple(row for row in rows if row is not None)

    def offer(self, session: SessionView, package_id: str) -> SeriesOffer:
        """Return what a series that was sold may still have, as a series of its own: the dates that
        are open, one of them at the least.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such series, or the season has it no more.
            SeriesNotSold: It has all its dates.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            one, people = _open(uow, package_id)
            dates = tuple(
                SeriesDate(uow.catalogue.performance(show)) for show in _dates(uow, one, people)
            )
            left = min(_left(one, people), len(dates))
            narrow = replace(
                one,
                performances=tuple(date.performance.performance_id for date in dates),
                fewest=1,
                most=left,
            )
            return SeriesOffer(narrow, dates, None)

    def levels(
        self, session: SessionView, package_id: str, dates: tuple[PerformanceId, ...]
    ) -> tuple[LevelOffer, ...]:
        """Return what these dates cost all of its people together, at the level that they have.

        Raises:
            As ``offer``.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            one, people = _open(uow, package_id)
            left = {show: self._packages.left(uow, show) for show in dates}
            offers = []
            for level in _levels(uow, one, package_id):
                here = {show: zone_at(uow, show, level) for show in dates}
                counted = tuple((show, left[show].get(zone, 0)) for show, zone in here.items())
                offers.append(_priced(uow, one, package_id, people, level, here, counted))
            return tuple(offers)

    def look(
        self,
        session: SessionView,
        package_id: str,
        dates: tuple[PerformanceId, ...],
        level: str,
        passed: frozenset[SeatId] = frozenset(),
    ) -> SeriesChoice:
        """Return where its people would sit at these dates; nothing is taken. ``passed``: seats
        that they did not want.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such series or level.
            SeriesNotSold: It may have no such dates.
            DateSoldOut, PlacesNotHere: As for a series that is sold anew.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            one, people = _open(uow, package_id)
            _require_open(uow, one, people, dates)
            here = {show: zone_at(uow, show, level_of(one, level)) for show in _in_time(uow, dates)}
            kind = next(iter(_kinds(uow, package_id, people).values()))
            wish = SeriesWish(one.code, tuple(here), len(people), level, kind, passed)
            return SeriesChoice(wish, self._packages.places(uow, one, here, wish))

    def take(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        package_id: str,
        choice: SeriesChoice,
    ) -> CartView:
        """Take the seats of a choice and add them to the cart, all or nothing. Durable on return. A
        repeat returns the same lines.

        Raises:
            SeatTaken, SeatNotHere, SoldOut, PlacesNotHere, HouseNotChecked: A date's places cannot
                be had.
            NotOffline, ThingWanted: Another window may be adding dates to it.
            As ``look``.
        """
        require(session, Permission.SELL)
        dates = tuple(date.performance_id for date in choice.dates)
        with self._storage.read() as uow:
            one, people = _open(uow, package_id)
            require_allowed(uow, Act.ADD_DATES, uow.renewals.package(package_id).order_id)
            _require_open(uow, one, _with_cart(people, package_id, cart), dates)
            level = level_of(one, choice.wish.level)
            if level not in _levels(uow, one, package_id):
                raise SeriesNotSold(name=one.name)
            attempt, kinds = attempt_of(uow, command), _kinds(uow, package_id, people)
            names = {kind.price_type_id: kind.name for kind in uow.catalogue.price_types()}
        after = self._packages.take_all(attempt, session, cart, choice)
        with self._storage.read() as uow:
            added = _added(cart, after, one, str(command), package_id, kinds)
            lines = tuple(replace(x, price_type=names[x.price_type_id]) for x in added.lines)
            return reprice(uow, replace(added, lines=lines))


def check_additions(uow: UnitOfWork, cart: CartView) -> None:
    """Return if this window may add what the cart adds to series that were sold; whether they may
    have it is their price's business.

    Raises:
        NotOffline, ThingWanted: Another window may be adding dates to one.
        NotFound: There is no such series here.
    """
    added = (line.package.adds_to for line in cart.lines if line.package is not None)
    for package_id in dict.fromkeys(added):
        if package_id:
            require_allowed(uow, Act.ADD_DATES, uow.renewals.package(package_id).order_id)


def _open(uow: UnitOfWork, package_id: str) -> tuple[Subscription, People]:
    """Return a series that was sold, as the season has it now, and its people.

    Raises:
        NotFound: There is none.
        SeriesNotSold: It may have no more dates.
    """
    one, people = series_of(uow, uow.renewals.package(package_id).code), had_of(uow, package_id)
    if not _left(one, people):
        raise SeriesNotSold(name=one.name)
    return one, people


def _with_cart(people: People, package_id: str, cart: CartView) -> People:
    """Return what the people of a series have once the cart is sold."""
    found = dict(people)
    for line in cart.lines:
        part = line.package
        if part is not None and part.adds_to == package_id and part.number in found:
            had = found[part.number]
            found[part.number] = Had(had.dates | {line.performance_id}, had.bought + 1)
    return found


def _left(one: Subscription, people: People) -> int:
    return min((one.left_after(had) for had in people.values()), default=0)


def _row(uow: UnitOfWork, sold: PackageSold) -> OpenSeries | None:
    one = next((each for each in uow.catalogue.subscriptions() if each.code == sold.code), None)
    if one is None or one.is_fixed:
        return None
    people = had_of(uow, sold.package_id)
    left = min(_left(one, people), len(_dates(uow, one, people)))
    if not left:
        return None
    order = uow.orders.order(sold.order_id)
    return OpenSeries(
        package_id=sold.package_id,
        order_id=OrderId(sold.order_id),
        order_number=order.order_number,
        holder=order.name,
        code=sold.code,
        name=sold.name,
        quantity=len(people),
        dates=max(len(had.dates) for had in people.values()),
        left=left,
        free=one.missing_free,
    )


def _dates(uow: UnitOfWork, one: Subscription, people: People) -> tuple[PerformanceId, ...]:
    """Return the dates of a series that nobody of its people has and that are to come, by their
    start."""
    had = frozenset[PerformanceId]().union(*(each.dates for each in people.values()))
    return _in_time(
        uow,
        (
            show
            for show in one.performances
            if show not in had and is_to_come(uow, uow.catalogue.performance(show))
        ),
    )


def _in_time(uow: UnitOfWork, shows: Iterable[PerformanceId]) -> tuple[PerformanceId, ...]:
    return tuple(sorted(shows, key=uow.catalogue.starts_at))


def _require_open(
    uow: UnitOfWork, one: Subscription, people: People, dates: Sequence[PerformanceId]
) -> None:
    """Return if the people of a series may have these dates as well. Raises SeriesNotSold,
    SeriesIncomplete."""
    if not dates:
        raise SeriesIncomplete(name=one.name, fewest=1, most=_left(one, people))
    fits = all(one.takes_in(had, dates) for had in people.values())
    if not fits or not set(dates) <= set(_dates(uow, one, people)):
        raise SeriesNotSold(name=one.name)


def _levels(uow: UnitOfWork, one: Subscription, package_id: str) -> tuple[Level, ...]:
    """Return the price level that a series was sold at: the one with all its places, or where some
    were exchanged for others, each with any of them."""
    zones = {ZoneId(ticket.zone_id) for ticket in uow.renewals.tickets(package_id) if ticket.stands}
    own = one.level_of(zones)
    return (own,) if own else tuple(level for level in one.levels if zones & set(level.zones))


def _kinds(uow: UnitOfWork, package_id: str, people: People) -> dict[int, PriceTypeId]:
    """Return by number who somebody was in the series that was sold; where that wants a reason, it
    is given anew."""
    known = [kind.price_type_id for kind in uow.catalogue.price_types() if not kind.needs_reason]
    found = dict.fromkeys(people, known[0])
    for ticket in uow.renewals.tickets(package_id):
        kind = PriceTypeId(ticket.price_type_id)
        if ticket.number in found and ticket.stands and kind in known:
            found[ticket.number] = kind
    return found


def _priced(
    uow: UnitOfWork,
    one: Subscription,
    package_id: str,
    people: People,
    level: Level,
    here: Mapping[PerformanceId, ZoneId],
    left: tuple[tuple[PerformanceId, int], ...],
) -> LevelOffer:
    prices, singles = [], []
    for number, kind in _kinds(uow, package_id, people).items():
        price, single = costs_of(uow, one, here, kind, InPackage(
            "", number, one.code, one.name, adds_to=package_id
        ))  # fmt: skip
        if price is None or single is None:
            return LevelOffer(level.name, None, None, left)
        prices.append(price)
        singles.append(single)
    currency = uow.catalogue.company().currency
    return LevelOffer(level.name, total(prices, currency), total(singles, currency), left)


def _added(
    before: CartView,
    after: CartView,
    one: Subscription,
    instance: str,
    package_id: str,
    kinds: Mapping[int, PriceTypeId],
) -> CartView:
    """Return the cart in which the lines that ``before`` did not have add to a series: the first
    seat of every date is the first person's."""
    had, numbers = {line.line_id for line in before.lines}, list(kinds)
    counted: Counter[PerformanceId] = Counter()
    lines = []
    for line in after.lines:
        if line.line_id not in had:
            number = numbers[counted[line.performance_id]]
            counted[line.performance_id] += 1
            part = InPackage(instance, number, one.code, one.name, adds_to=package_id)
            line = replace(line, package=part, price_type_id=kinds[number])
        lines.append(line)
    return replace(after, lines=tuple(lines))
