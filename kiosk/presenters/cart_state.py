"""What the cart column shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.presenters.cart_series import SeriesGroup
from pos.errors import PosError
from pos.ids import PerformanceId
from pos.money import Money
from pos.views.catalogue import PerformanceView, PriceTypeView
from pos.views.charges import ChargeSum
from pos.views.members import ShownMember
from pos.views.pricing import OfferSaid
from pos.views.selling import CartLine, ExtraLine


@dataclass(frozen=True, slots=True)
class CartState:
    """``selected``: the line whose price types are offered. ``wants_reason``: the price type chosen
    for it that wants a reason first. ``till_ready``: the person has the open drawer. ``frozen``:
    the cart is being paid. ``extras``: gift certificates that are bought; ``selling_certificate``:
    the form for another is open. ``codes``, ``source``: codes that were entered; ``offers``: what
    they and others do. ``cards``: cards are taken at this window."""

    lines: tuple[CartLine, ...] = ()
    extras: tuple[ExtraLine, ...] = ()
    series: tuple[SeriesGroup, ...] = ()
    performances: tuple[PerformanceView, ...] = ()
    selected: str = ""
    price_types: tuple[PriceTypeView, ...] = ()
    wants_reason: PriceTypeView | None = None
    total: Money = field(default_factory=Money.zero)
    fees: Money = field(default_factory=Money.zero)
    charges: tuple[ChargeSum, ...] = ()
    """The fees and taxes in ``total`` by name, where rules made some."""
    pricing: bool = False
    """The form for another price of the selected ticket is open."""
    codes: tuple[str, ...] = ()
    source: str = ""
    offers: tuple[OfferSaid, ...] = ()
    shown: tuple[ShownMember, ...] = ()
    """Memberships whose card was shown."""
    till_ready: bool = False
    frozen: bool = False
    selling_certificate: bool = False
    cards: bool = False
    chosen: PerformanceId | None = None
    """The performance whose map is open."""
    covered: bool = False
    """The counter is in front of the map."""
    busy: bool = False
    refusal: PosError | None = None

    @property
    def can_pay(self) -> bool:
        """Whether the pay buttons work."""
        return (
            bool(self.lines or self.extras)
            and self.till_ready
            and not self.busy
            and not self.frozen
        )

    @property
    def moving(self) -> CartLine | None:
        """The line that a tap on a free seat of the map seats there."""
        if self.frozen or self.covered or self.pricing or self.wants_reason is not None:
            return None
        for line in self.lines:
            if line.line_id == self.selected and line.seat_id is not None:
                return line if line.performance_id == self.chosen else None
        return None
