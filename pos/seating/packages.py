"""Subscription series at the window: what they offer, where a party would sit at every date, and
taking all of it or nothing.

Each date's places are taken by a rights command of their own. If one is refused, those of the dates
before it go back before the refusal is told; if the window dies in between, they are given back at
its next start like those of every cart that nobody has any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pos.allowed import require
from pos.errors import (
    DateSoldOut,
    PlacesNotHere,
    PosError,
    SeriesNotSold,
)
from pos.hub.rights import Reach, RightsAuthority
from pos.ids import CommandId, HallId, PerformanceId, PriceTypeId, ZoneId
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.pricing import reprice
from pos.seating.attempts import attempt_of
from pos.seating.best_available import Wish
from pos.seating.choosing import Choosing
from pos.seating.rows import FreeSeats
from pos.seating.seating import Seating
from pos.seating.series_offers import (
    checked_dates,
    costs_of,
    level_of,
    offer_of,
    series_of,
    zone_at,
)
from pos.seating.series_seats import PartySeats, best_at_each, seats_at_all
from pos.views.catalogue import HallView
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView
from pos.views.subscriptions import (
    DateSeats,
    InPackage,
    LevelOffer,
    SeriesChoice,
    SeriesOffer,
    SeriesWish,
    Subscription,
)


class Packages:
    """Sells several dates together. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, rights: RightsAuthority, seating: Seating) -> None:
        self._storage = storage
        self._rights = rights
        self._seating = seating
        self._choosing = Choosing()

    def offers(self, session: SessionView) -> tuple[SeriesOffer, ...]:
        """Return every series of the season, as its file has them."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            kinds = uow.catalogue.price_types()
            return tuple(
                offer_of(uow, one, kinds[0].price_type_id) for one in uow.catalogue.subscriptions()
            )

    def levels(
        self,
        session: SessionView,
        code: str,
        dates: tuple[PerformanceId, ...],
        price_type_id: PriceTypeId,
    ) -> tuple[LevelOffer, ...]:
        """Return the price levels of a series at these dates, which need not be enough yet.

        Raises:
            NotFound: There is no such series, or not with these dates.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            one = series_of(uow, code)
            left = {show: self.left(uow, show) for show in dates}
            offers = []
            for level in one.levels:
                here = {show: zone_at(uow, show, level) for show in dates}
                price, single = costs_of(uow, one, here, price_type_id)
                counted = tuple((show, left[show].get(zone, 0)) for show, zone in here.items())
                offers.append(LevelOffer(level.name, price, single, counted))
            return tuple(offers)

    def look(self, session: SessionView, wish: SeriesWish) -> SeriesChoice:
        """Return where the party would sit at every date; nothing is taken.

        Raises:
            NotFound: There is no such series or level.
            SeriesIncomplete: The dates do not make one.
            SeriesNotSold: A date has been, or it is not sold there to such people.
            DateSoldOut: A date has too few places (``performance`` says which).
            PlacesNotHere: Too few are this window's own, and the hub cannot be asked for more.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            one = series_of(uow, wish.code)
            dates = checked_dates(uow, one, wish)
            level = level_of(one, wish.level)
            here = {show: zone_at(uow, show, level) for show in dates}
            if costs_of(uow, one, here, wish.price_type_id)[0] is None:
                raise SeriesNotSold(name=one.name)
            return SeriesChoice(wish, self.places(uow, one, here, wish))

    def take(
        self, command: CommandId, session: SessionView, cart: CartView, choice: SeriesChoice
    ) -> CartView:
        """Take the seats of a choice at every date and add them to the cart, or nothing at all.
        Durable on return. A repeat returns the same lines.

        Raises:
            SeatTaken, SeatNotHere, SoldOut, PlacesNotHere, HouseNotChecked: A date's places cannot
                be had; see ``Seating.take_seats``.
            As ``look``, but for sold out.
        """
        require(session, Permission.SELL)
        wish = choice.wish
        with self._storage.read() as uow:
            one = series_of(uow, wish.code)
            checked_dates(
                uow, one, replace(wish, dates=tuple(d.performance_id for d in choice.dates))
            )
            attempt = attempt_of(uow, command)
        after = self.take_all(attempt, session, cart, choice)
        with self._storage.read() as uow:
            return reprice(uow, as_package(cart, after, one, str(command)))

    def take_all(
        self, attempt: CommandId, session: SessionView, cart: CartView, choice: SeriesChoice
    ) -> CartView:
        """Take the seats of a choice at every date, or none of them, and return the cart in which
        they are single tickets. ``attempt``: see ``attempt_of``. Raises as ``take``."""
        after = cart
        try:
            for number, date in enumerate(choice.dates):
                part = CommandId(f"{attempt}:{number}")
                after = self._take_date(part, session, after, date, choice.wish)
        except PosError:
            self._give_back(attempt, session, cart, after)
            raise
        return after

    def _take_date(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        date: DateSeats,
        wish: SeriesWish,
    ) -> CartView:
        about = (command, session, cart, date.performance_id)
        if date.seats:
            return self._seating.take_seats(*about, date.seat_ids, wish.price_type_id)
        return self._seating.take_places(*about, wish.quantity, date.zone_id, wish.price_type_id)

    def _give_back(
        self, command: CommandId, session: SessionView, before: CartView, after: CartView
    ) -> None:
        had = {line.line_id for line in before.lines}
        taken = tuple(line.line_id for line in after.lines if line.line_id not in had)
        if taken:
            self._seating.give_back(CommandId(f"{command}:undo"), session, after, taken)

    # ---- where they sit ----

    def places(
        self,
        uow: UnitOfWork,
        one: Subscription,
        here: dict[PerformanceId, ZoneId],
        wish: SeriesWish,
    ) -> tuple[DateSeats, ...]:
        """Return where a party would sit at these dates; nothing is taken.

        Raises:
            DateSoldOut, PlacesNotHere: As ``look``.
        """
        quantity = wish.quantity
        spare = uow.catalogue.company().selling.spare_single
        found: dict[PerformanceId, PartySeats] = {}
        for hall, shows in _by_hall(uow, here):
            rows = self._choosing.rows(hall)
            houses = [self._free(uow, hall, show) for show in shows]
            search = seats_at_all if one.same_seats else best_at_each
            asked = Wish(quantity, passed=wish.passed, spare_single=spare)
            every = search(rows, houses, here[shows[0]], asked)
            for show, seats in zip(shows, every, strict=True):
                if seats is None:
                    raise self._short(uow, show, here[show], quantity)
                found[show] = seats
        dates = []
        for show, zone in here.items():
            seats = found.get(show)
            if seats is not None:
                dates.append(DateSeats(show, zone, seats.seats, seats.together, seats.usual))
            elif self.left(uow, show).get(zone, 0) >= quantity:
                dates.append(DateSeats(show, zone, ()))
            else:
                raise self._short(uow, show, zone, quantity)
        return tuple(dates)

    def _short(
        self, uow: UnitOfWork, show: PerformanceId, zone: ZoneId, wanted: int
    ) -> DateSoldOut | PlacesNotHere:
        left = self.left(uow, show).get(zone, 0)
        if self.left(uow, show, everywhere=True).get(zone, 0) > left:
            return PlacesNotHere(wanted=wanted, left=left)
        production = uow.catalogue.performance(show).production
        return DateSoldOut(production=production, performance=show, wanted=wanted, left=left)

    def _free(
        self, uow: UnitOfWork, hall: HallView, show: PerformanceId, *, everywhere: bool = False
    ) -> FreeSeats:
        """Return what is free of a house and can be had here; ``everywhere``: or anywhere."""
        free = self._choosing.free(uow, hall, show)
        reach = self._rights.reach(uow, show)
        return free if everywhere or not reach.shared or reach.asks else free.only(reach.seats)

    def left(
        self, uow: UnitOfWork, show: PerformanceId, *, everywhere: bool = False
    ) -> dict[ZoneId, int]:
        """Return how many places of each zone are left."""
        hall = uow.catalogue.hall_of(show)
        if hall.general_admission:
            left = uow.catalogue.performance(show).left
            reach = self._rights.reach(uow, show)
            here = left if everywhere else _places_here(reach, left)
            return {zone.zone_id: here for zone in hall.zones}
        free = self._free(uow, hall, show, everywhere=everywhere)
        return {zone.zone_id: free.count(zone.zone_id) for zone in hall.zones}


def _places_here(reach: Reach, left: int) -> int:
    return left if not reach.shared or reach.asks else min(left, reach.places)


def _by_hall(
    uow: UnitOfWork, shows: Iterable[PerformanceId]
) -> list[tuple[HallView, list[PerformanceId]]]:
    """Return the performances in each hall of numbered seats."""
    found: dict[HallId, tuple[HallView, list[PerformanceId]]] = {}
    for show in shows:
        hall = uow.catalogue.hall_of(show)
        if not hall.general_admission:
            found.setdefault(hall.hall_id, (hall, []))[1].append(show)
    return list(found.values())


def as_package(before: CartView, after: CartView, one: Subscription, instance: str) -> CartView:
    """Return the cart in which the lines that ``before`` did not have are one series a person: the
    first seat of every date is the first person's."""
    had = {line.line_id for line in before.lines}
    counted: Counter[PerformanceId] = Counter()
    lines = []
    for line in after.lines:
        if line.line_id not in had:
            counted[line.performance_id] += 1
            number = counted[line.performance_id]
            line = replace(line, package=InPackage(instance, number, one.code, one.name))
        lines.append(line)
    return replace(after, lines=tuple(lines))
