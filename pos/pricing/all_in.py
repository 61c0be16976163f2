"""What a ticket costs with everything in it: the last stages of every price, and of every price
list that somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.ids import PerformanceId
from pos.pricing.fees import with_fees
from pos.pricing.taxes import with_taxes
from pos.views.catalogue import PriceView
from pos.views.charges import Channel, ChargeRules

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def all_in(
    price: PriceView,
    rules: ChargeRules,
    performance: PerformanceId,
    channel: Channel = Channel.WINDOW,
) -> PriceView:
    """Return the price with the fees and taxes that a ticket bears."""
    return with_taxes(with_fees(price, rules.fees, channel), rules.taxes, performance)


def shown_prices(uow: UnitOfWork, performance: PerformanceId) -> tuple[PriceView, ...]:
    """Return what tickets for a performance cost at the window, zone by price type."""
    rules = uow.catalogue.charge_rules()
    prices = uow.catalogue.prices(performance)
    return tuple(all_in(price, rules, performance) for price in prices) if rules else prices
