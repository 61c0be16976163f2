"""A terminal's own totals held against ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class BrandTotal:
    """Charges and refunds of one brand: how many, and what they add up to in minor units, both
    above zero."""

    brand: str
    charges: int
    charged_minor: int
    refunds: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class CardTotals:
    """All brands, by name; one that has nothing is not there."""

    currency: str
    brands: tuple[BrandTotal, ...]


class CardCause(Enum):
    """What can explain that the terminal's totals are not ours."""

    NOT_AT_TERMINAL = "not_at_terminal"
    """We count it and the terminal does not."""
    NOT_WITH_US = "not_with_us"
    """The terminal counts it; here it was not charged, or nobody knows."""
    OTHER_BRAND = "other_brand"
    """Both count it, under different brands."""
    PAIR = "pair"
    """Two of ours that make the difference together."""


@dataclass(frozen=True, slots=True)
class CardExplanation:
    """Payments that make up a difference to the cent; ``brand``: where it shows."""

    cause: CardCause
    brand: str
    payment_ids: tuple[str, ...]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CardTotalsView:
    """What a terminal said at a till's close. ``since``: from when on ours are counted.
    ``explanations``: at most five, the likeliest first; empty where they agree."""

    total_id: str
    till_id: str | None
    serial: str
    theirs: CardTotals
    ours: CardTotals
    agreed: bool
    since: datetime
    at: datetime
    explanations: tuple[CardExplanation, ...] = ()

    @property
    def difference_minor(self) -> int:
        """What the terminal took more than we know of, refunds taken off."""
        return _net(self.theirs) - _net(self.ours)


def _net(totals: CardTotals) -> int:
    return sum(one.charged_minor - one.refunded_minor for one in totals.brands)
