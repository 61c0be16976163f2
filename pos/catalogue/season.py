"""A season as it was read and checked: everything resolved, ready to be written to the database in
one piece.

Made by ``season_reading`` from a TOML file and the plans it names. Ids come from the codes in the
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pos.catalogue.prices import Promo
from pos.catalogue.seat_selection import Selection
from pos.ids import HallId, PerformanceId, SeatId
from pos.money import Money
from pos.views.catalogue import HallView, PriceTypeView, PriceView, SeatKind

FACTS = (
    "running_time",
    "intervals",
    "programme",
    "latecomers",
    "pronunciation",
    "parking",
    "age_advice",
)
"""What patrons ask about a production. The screens have a heading for each."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A house: where it is, its clock, its money, its word on refunds. The first one is the
    window's own.
    """

    code: str
    name: str
    address: tuple[str, ...]
    time_zone: str
    currency: str
    cutoff_hour: int
    refund_policy: str
    locales: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindRule:
    """Seats of a special kind, by id or by section, row and numbers: applied again when the plan
    is replaced.
    """

    kind: SeatKind
    selection: Selection


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall and what its file cannot say: seat kinds and the order in which sections are filled.

    ``plan`` is the name of the plan's file; empty for general admission.
    """

    view: HallView
    plan: str
    kinds: tuple[KindRule, ...]
    best_sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Production:
    """The work as staged. ``facts`` in the order of the file."""

    code: str
    title: str
    subtitle: str
    series: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """One date of a production. Times are aware, in the venue's zone."""

    performance_id: PerformanceId
    code: str
    production: str
    hall_id: HallId
    starts_at: datetime
    doors_at: datetime | None
    prices: tuple[PriceView, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Places kept from sale. ``holder`` is ``hold:NAME`` or ``kill:NAME``, as the rights command
    knows it.
    """

    holder: str
    performance_id: PerformanceId
    seats: tuple[SeatId, ...]
    places: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A fixed set of performances sold together; ``discount_bp`` is off the single tickets, in
    basis points.
    """

    code: str
    name: str
    performances: tuple[PerformanceId, ...]
    discount_bp: int
    benefit: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A level of membership: what a year costs, what it takes off tickets (basis points), for how
    many a performance.
    """

    code: str
    name: str
    price: Money
    discount_bp: int
    tickets: int
    benefits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """Everything one season file says."""

    name: str
    company: str
    venues: tuple[Venue, ...]
    halls: tuple[Hall, ...]
    price_types: tuple[PriceTypeView, ...]
    productions: tuple[Production, ...]
    performances: tuple[Performance, ...]
    promos: tuple[Promo, ...]
    subscriptions: tuple[Subscription, ...]
    memberships: tuple[Membership, ...]
    holds: tuple[Hold, ...]

    @property
    def currency(self) -> str:
        """The currency of every price in the season."""
        return self.venues[0].currency

    def hall_codes(self) -> Mapping[HallId, str]:
        """Return the halls' codes by id."""
        return {hall.view.hall_id: hall.view.code for hall in self.halls}
