"""Subscription series: several dates sold together, a fixed set or some of the patron's choice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pos.ids import OrderId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import PerformanceView, SeatView


@dataclass(frozen=True, slots=True)
class Level:
    """A price level over all halls of a series: one zone of each, by name the same everywhere."""

    name: str
    zones: tuple[ZoneId, ...]


@dataclass(frozen=True, slots=True)
class LevelPrice:
    """What a seat of a level costs as part of the series, fees included."""

    level: str
    price_type_id: PriceTypeId
    price: Money


@dataclass(frozen=True, slots=True)
class Had:
    """What one person has of a series that was sold: the ``dates`` of their tickets that stand, and
    how many were ever ``bought``, those that came back too."""

    dates: frozenset[PerformanceId]
    bought: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """Performances sold together: all of ``performances``, or from ``fewest`` to ``most`` of them.

    The price is ``discount_bp`` off the single tickets, in basis points, or what ``prices`` says:
    of one ticket (``price_each``) or of one seat at all the dates. ``same_seats``: one seat for all
    dates is looked for first; all performances are in one hall then. ``renews``: the code of last
    season's series, whose subscribers have the first word up to and with ``renew_until``.
    ``missing_free``: a price for all dates together is paid with the first of them, and those
    chosen later cost nothing.
    """

    code: str
    name: str
    performances: tuple[PerformanceId, ...]
    discount_bp: int
    benefit: str
    fewest: int
    most: int
    same_seats: bool
    levels: tuple[Level, ...] = ()
    prices: tuple[LevelPrice, ...] = ()
    price_each: bool = False
    renews: str = ""
    renew_until: date | None = None
    missing_free: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether every date belongs to it, and nothing is chosen."""
        return self.fewest == len(self.performances)

    def holds(self, dates: Collection[PerformanceId]) -> bool:
        """Return whether these dates, each once, make a whole series."""
        return (
            self.fewest <= len(dates) <= self.most
            and len(set(dates)) == len(dates)
            and set(dates) <= set(self.performances)
        )

    def takes_in(self, had: Had, dates: Collection[PerformanceId]) -> bool:
        """Return whether somebody who ``had`` dates of it may add these, each once."""
        every = had.dates | set(dates)
        return (
            bool(dates)
            and bool(had.dates)
            and len(every) == len(had.dates) + len(dates)
            and set(dates) <= set(self.performances)
            and len(every) >= self.fewest
            and len(dates) <= self.left_after(had)
        )

    def left_after(self, had: Had) -> int:
        """Return how many dates somebody who ``had`` some of them may add at the most; none where
        its price is that of all its dates, and all were chosen."""
        if self.prices and not self.price_each and not self.missing_free:
            return 0
        paid = had.bought if self.missing_free else len(had.dates)
        return max(self.most - paid, 0)

    def level_of(self, zones: Collection[ZoneId]) -> Level | None:
        """Return the first level that all these zones are of; None: they are of no one level."""
        return next((level for level in self.levels if set(zones) <= set(level.zones)), None)


@dataclass(frozen=True, slots=True)
class InPackage:
    """What a ticket in a cart is part of: the ``number``-th person's series ``code`` of those put
    in together under ``instance``. ``whole``: every date of it is there, and the series is sold.
    ``renewal_id``: it renews a subscription of last season. ``adds_to``: it adds a date to this
    series, which was sold before, to that person of it."""

    instance: str
    number: int
    code: str
    name: str
    whole: bool = True
    renewal_id: str = ""
    adds_to: str = ""


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date that a series offers. ``over``: it has been; ``cancelled``: does not take place."""

    performance: PerformanceView
    over: bool = False
    cancelled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can be had."""
        return not (self.over or self.cancelled)


@dataclass(frozen=True, slots=True)
class SeriesOffer:
    """A series with its dates, the earliest first. ``price_from``: what the cheapest way to have it
    costs one person of the first price type, None where it cannot be had."""

    series: Subscription
    dates: tuple[SeriesDate, ...]
    price_from: Money | None

    @property
    def on_sale(self) -> bool:
        """Whether enough of its dates are still to come."""
        return sum(date.is_open for date in self.dates) >= self.series.fewest


@dataclass(frozen=True, slots=True)
class LevelOffer:
    """A price level at the dates that were chosen. ``price``: of all of them for one person, None
    where they make no series or are not sold so; ``single``: what the same tickets cost one by one.
    ``left``: free places by date, as they can be had here now; the fewest of them counts."""

    level: str
    price: Money | None
    single: Money | None
    left: tuple[tuple[PerformanceId, int], ...]

    @property
    def least(self) -> int:
        return min((count for _, count in self.left), default=0)


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What a patron asks for: so many people at these dates, at one level. ``passed``: seats that
    were offered and not wanted, at any of the dates."""

    code: str
    dates: tuple[PerformanceId, ...]
    quantity: int
    level: str
    price_type_id: PriceTypeId
    passed: frozenset[SeatId] = frozenset()


@dataclass(frozen=True, slots=True)
class DateSeats:
    """Where the party sits at one date. ``seats`` is empty where places are not numbered.
    ``together``: side by side. ``usual``: they are the seats of most dates."""

    performance_id: PerformanceId
    zone_id: ZoneId
    seats: tuple[SeatView, ...]
    together: bool = True
    usual: bool = True

    @property
    def seat_ids(self) -> tuple[SeatId, ...]:
        return tuple(seat.seat_id for seat in self.seats)


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    """What is free for a wish; nothing is taken yet. ``dates`` by their start."""

    wish: SeriesWish
    dates: tuple[DateSeats, ...]

    @property
    def same_seats(self) -> bool:
        """Whether the party has the same numbered seats at every date."""
        return bool(self.dates) and all(date.usual and date.seats for date in self.dates)


@dataclass(frozen=True, slots=True)
class OpenSeries:
    """A series that was sold and may have more dates: ``quantity`` people, who have ``dates`` of it
    (who has the most) and may add ``left``. ``order_number``, ``holder``: of the order that it was
    sold in. ``free``: they are paid for."""

    package_id: str
    order_id: OrderId
    order_number: str
    holder: str
    code: str
    name: str
    quantity: int
    dates: int
    left: int
    free: bool
