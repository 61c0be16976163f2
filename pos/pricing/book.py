"""What prices are made from: today's part of the catalogue that one cart needs, read at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pos.errors import NotFound
from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.members.standing import allowances
from pos.views.catalogue import PriceView
from pos.views.charges import NO_CHARGES, ChargeRules
from pos.views.members import Allowance
from pos.views.paying import ExtraKind
from pos.views.season import GroupPrice, Membership, Promo
from pos.views.selling import CartView
from pos.views.subscriptions import Had, Subscription

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class PriceBook:
    """List prices of each performance, offers, fees and taxes by rule, the business day, series by
    code.

    ``starts``: when each performance begins, aware, in the venue's zone. ``promos`` by code in
    capitals, those the cart has. ``used``: how many tickets each of them has taken in, as far as is
    known here. ``members``: the levels of membership that the cart holds; ``shown``: what those
    whose card was shown give it.
    """

    day: date
    prices: Mapping[PerformanceId, tuple[PriceView, ...]]
    promos: Mapping[str, Promo] = field(default_factory=dict)
    charges: ChargeRules = NO_CHARGES
    series: Mapping[str, Subscription] = field(default_factory=dict)
    now: datetime | None = None
    starts: Mapping[PerformanceId, datetime] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[GroupPrice, ...] = ()
    memberships: tuple[Membership, ...] = ()
    members: frozenset[str] = frozenset()
    shown: tuple[Allowance, ...] = ()
    had: Mapping[tuple[str, int], Had] = field(default_factory=dict)
    """What people have of series that were sold before and get more dates, by series and number."""

    @property
    def levels(self) -> frozenset[str]:
        """The levels of membership that count in the cart."""
        return self.members | {each.level for each in self.shown}

    def listed(
        self, performance_id: PerformanceId, zone_id: ZoneId, price_type_id: PriceTypeId
    ) -> PriceView:
        """Return the list price of one ticket.

        Raises:
            NotFound: No such ticket is on sale in that zone.
        """
        for price in self.prices.get(performance_id, ()):
            if (price.zone_id, price.price_type_id) == (zone_id, price_type_id):
                return price
        raise NotFound(kind="price", key=f"{zone_id}/{price_type_id}")

    def left(self, promo: Promo) -> int | None:
        """Return how many tickets of one order a promotion can take in, None without a limit."""
        limits = [] if promo.per_order is None else [promo.per_order]
        if promo.uses is not None:
            limits.append(max(promo.uses - self.used.get(promo.code, 0), 0))
        return min(limits, default=None)

    def without_offers(self) -> PriceBook:
        """Return the book as a printed price list is: every ticket by itself, with fees and taxes,
        for nobody less."""
        return replace(self, promos={}, series={}, groups=(), memberships=(), shown=())


def book_for(uow: UnitOfWork, cart: CartView) -> PriceBook:
    """Return what the prices of this cart are made from, as of now.

    How often a promotion was used is counted from what is on disk here: at a window of a hub its
    own sales and what it has heard of the others'. Two that have not heard of each other may give
    more than there are, which ``closing.codes_over`` tells.
    """
    shows = dict.fromkeys(line.performance_id for line in cart.lines)
    codes = set(cart.promo_codes)
    promos = {each.code: each for each in uow.catalogue.promos() if each.code in codes}
    limited = [promo.code for promo in promos.values() if promo.uses is not None]
    return PriceBook(
        day=uow.catalogue.business_date(),
        now=uow.now(),
        prices={show: uow.catalogue.prices(show) for show in shows},
        starts={show: uow.catalogue.starts_at(show) for show in shows},
        promos=promos,
        used=uow.orders.promo_uses(limited) if limited else {},
        groups=uow.catalogue.groups(),
        memberships=uow.catalogue.memberships(),
        members=levels_in(cart),
        shown=allowances(uow, cart) if cart.shown else (),
        charges=uow.catalogue.charge_rules(),
        series=series_of(uow, cart),
        had=had_in(uow, cart),
    )


def had_in(uow: UnitOfWork, cart: CartView) -> dict[tuple[str, int], Had]:
    """Return what people have of the series that lines of the cart add dates to."""
    added = {line.package.adds_to for line in cart.lines if line.package is not None}
    return {
        (package_id, number): had
        for package_id in sorted(added - {""})
        for number, had in had_of(uow, package_id).items()
    }


def had_of(uow: UnitOfWork, package_id: str) -> dict[int, Had]:
    """Return by number what the people of a series that was sold have of it; nobody who has nothing
    of it any more."""
    dates: dict[int, set[PerformanceId]] = {}
    bought: Counter[int] = Counter()
    for ticket in uow.renewals.tickets(package_id):
        bought[ticket.number] += ticket.bought
        if ticket.stands:
            dates.setdefault(ticket.number, set()).add(PerformanceId(ticket.performance_id))
    return {number: Had(frozenset(mine), bought[number]) for number, mine in dates.items()}


def series_of(uow: UnitOfWork, cart: CartView) -> dict[str, Subscription]:
    """Return the series that lines of the cart are part of."""
    codes = {line.package.code for line in cart.lines if line.package is not None}
    if not codes:
        return {}
    return {one.code: one for one in uow.catalogue.subscriptions() if one.code in codes}


def levels_in(cart: CartView) -> frozenset[str]:
    """Return the levels of membership that the cart holds: their benefit is good at once. One that
    is renewed gives what it gives when it is shown."""
    return frozenset(
        extra.code
        for extra in cart.extras
        if extra.kind is ExtraKind.MEMBERSHIP and not extra.member_id
    )
