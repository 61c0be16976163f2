"""Renewals of subscriptions as screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import OrderId
from pos.money import Money

RENEWAL_HOLD = "hold:renewal"
"""Who keeps the seats of last season's subscribers."""


class RenewalEnd(Enum):
    """What became of the seats that were kept for a subscriber."""

    RENEWED = "renewed"
    DECLINED = "declined"
    """The subscriber does not come back."""
    RELEASED = "released"
    """A person released all that were left before the deadline."""


class RenewalState(Enum):
    """Where an offer stands."""

    OPEN = "open"
    RENEWED = "renewed"
    DECLINED = "declined"
    RELEASED = "released"
    """By a person, or by the deadline."""


@dataclass(frozen=True, slots=True)
class RenewalSeries:
    """A series that renews one of last season. ``waiting``: subscriptions whose seats are not kept
    yet; ``released``: those that were given up or ran out."""

    code: str
    name: str
    renews: str
    until: datetime
    waiting: int
    open: int
    renewed: int
    released: int

    @property
    def offered(self) -> int:
        """How many subscribers have had their seats kept."""
        return self.open + self.renewed + self.released


@dataclass(frozen=True, slots=True)
class RenewalRow:
    """A subscriber of last season. ``seats``: what is kept, as a person names it; ``dates``: at how
    many of ``of_dates`` dates. ``order_number``: of last season's order."""

    renewal_id: str
    order_id: OrderId
    order_number: str
    name: str
    quantity: int
    seats: str
    dates: int
    of_dates: int
    until: datetime
    state: RenewalState
    code: str = ""
    """Of the series that is offered."""


@dataclass(frozen=True, slots=True)
class RenewalPrice:
    """What renewing in the same seats comes to: ``total`` for everybody, ``each`` for one person,
    ``single`` what the same tickets cost them one by one."""

    name: str
    price_type: str
    dates: int
    total: Money
    each: Money
    single: Money


@dataclass(frozen=True, slots=True)
class KeptFor:
    """What keeping seats for the subscribers of a series did: for how many they are kept now, and
    how many seats were not free (they sit elsewhere, or choose)."""

    subscribers: int
    seats: int
    taken: int
