"""Why a price is what it is, as the cart shows it and the sale keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pos.money import Money


class StepKind(Enum):
    """What moves a price away from the list."""

    PACKAGE = "package"
    """Bought as part of a series."""
    MEMBERSHIP = "membership"
    """The price of a member."""
    GROUP = "group"
    """So many tickets for one performance."""
    PROMO = "promo"
    MANUAL = "manual"
    """Set by hand, with a reason and who answers for it."""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One reason why a ticket does not cost its list price. ``code`` and ``name`` as the season
    says them; ``amount``: what it took off the face value, below nothing where it put on, nothing
    on a ticket that only pays for another one (buy two, get one)."""

    kind: StepKind
    code: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PriceByHand:
    """A price that a person set for one ticket. ``amount`` is the whole price, the fee in it.
    ``approver``: who answers for it; ``command``: under which their PIN try stands on disk, empty
    when who set it may."""

    amount: Money
    reason: str
    approver: str
    command: str = ""


class WhyNot(Enum):
    """Why an offer does not lower a ticket."""

    NOT_YET = "not_yet"
    OVER = "over"
    OTHER_PERFORMANCE = "other_performance"
    OTHER_DAY = "other_day"
    """Not for a performance of this date or weekday."""
    TOO_EARLY = "too_early"
    """Only from some hours before curtain on."""
    OTHER_ZONE = "other_zone"
    OTHER_PRICE_TYPE = "other_price_type"
    MEMBERS_ONLY = "members_only"
    IN_PACKAGE = "in_package"
    BY_HAND = "by_hand"
    """The ticket's price was set by hand."""
    CHEAPER = "cheaper"
    """The ticket costs no more than that without it."""
    BETTER = "better"
    """Another offer that stands alone takes more off."""
    TOO_FEW = "too_few"
    """Too few tickets for one of them to be lowered."""
    LIMIT_SHOW = "limit_show"
    """A membership takes in no more tickets for this performance."""
    LIMIT_YEAR = "limit_year"
    """A membership takes in no more tickets this year."""
    LIMIT_ORDER = "limit_order"
    LIMIT_ALL = "limit_all"


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """What an offer does to a cart: one for every code that was entered, and for every membership,
    group and package that lowers a ticket.

    ``tickets``: how many it takes in; ``left_out``: how many it does not. ``most``: how many it
    takes in at most (of a membership: a performance), None without a limit. ``why_not``: of what is
    left out, what most tickets have against it first. ``year``: how many tickets the memberships
    that were shown take in this year, None without a limit, and ``year_used`` how many they have
    with those of this cart.
    """

    kind: StepKind
    code: str
    name: str
    tickets: int
    left_out: int
    saved: Money
    most: int | None = None
    why_not: tuple[WhyNot, ...] = ()
    year: int | None = None
    year_used: int = 0
