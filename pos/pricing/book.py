"""What prices are made from: today's part of the catalogue that one cart needs, read at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pos.errors import NotFound
from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.views.catalogue import PriceView
from pos.views.charges import NO_CHARGES, ChargeRules
from pos.views.season import Promo
from pos.views.selling import CartView
from pos.views.subscriptions import Subscription

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class PriceBook:
    """List prices of each performance, promotions by code in capitals, the business day, fees and
    taxes by rule, series by code."""

    day: date
    prices: Mapping[PerformanceId, tuple[PriceView, ...]]
    promos: Mapping[str, Promo]
    charges: ChargeRules = NO_CHARGES
    series: Mapping[str, Subscription] = field(default_factory=dict)

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


def book_for(uow: UnitOfWork, cart: CartView) -> PriceBook:
    """Return what the prices of this cart are made from, as of now."""
    shows = dict.fromkeys(line.performance_id for line in cart.lines)
    return PriceBook(
        day=uow.catalogue.business_date(),
        prices={show: uow.catalogue.prices(show) for show in shows},
        promos={promo.code: promo for promo in uow.catalogue.promos()} if cart.promo_code else {},
        charges=uow.catalogue.charge_rules(),
        series=series_of(uow, cart),
    )


def series_of(uow: UnitOfWork, cart: CartView) -> dict[str, Subscription]:
    """Return the series that lines of the cart are part of."""
    codes = {line.package.code for line in cart.lines if line.package is not None}
    if not codes:
        return {}
    return {one.code: one for one in uow.catalogue.subscriptions() if one.code in codes}
