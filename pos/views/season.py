"""A season: everything its file says, resolved and checked, ready to be stored in one piece.

Read by ``pos.catalogue.season_reading`` from a TOML file and the plans it names; kept by the
catalogue's store. Ids come from the codes in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.cash import Finding
from pos.views.catalogue import HallView, PriceTypeView, PriceView, SeatKind, StageSide
from pos.views.charges import NO_CHARGES, ChargeRules
from pos.views.closing_rules import LAUNCH_CLOSING, ClosingRules
from pos.views.exchanging_rules import (
    LAUNCH_EXCHANGE,
    LAUNCH_RETURNS,
    ExchangeRules,
    ReturnRules,
)
from pos.views.holds import LAUNCH_CODES, HoldCode
from pos.views.paying_rules import LAUNCH_RULES, PayingRules
from pos.views.seat_features import SeatFeatures
from pos.views.selling_rules import LAUNCH_SELLING, SellingRules
from pos.views.subscriptions import Subscription
from pos.views.will_call_rules import LAUNCH_WILL_CALL, WillCallRules


@dataclass(frozen=True, slots=True)
class Venue:
    """A house: where it is, its clock, its money, its word on refunds. The first one is the
    window's own.

    ``reprints_say_duplicate``: a ticket printed again for a lost one says so. ``ticket_stock_low``:
    from how many blank tickets on somebody should fetch more; 0: never.
    """

    code: str
    name: str
    address: tuple[str, ...]
    time_zone: str
    currency: str
    cutoff_hour: int
    refund_policy: str
    locales: tuple[str, ...]
    reprints_say_duplicate: bool = True
    ticket_stock_low: int = 100
    paying: PayingRules = LAUNCH_RULES
    closing: ClosingRules = LAUNCH_CLOSING
    selling: SellingRules = LAUNCH_SELLING
    will_call: WillCallRules = LAUNCH_WILL_CALL
    tax_id: str = ""
    """The venue's EIN, for letters to donors."""
    hold_codes: tuple[HoldCode, ...] = LAUNCH_CODES
    exchange: ExchangeRules = LAUNCH_EXCHANGE
    returns: ReturnRules = LAUNCH_RETURNS


@dataclass(frozen=True, slots=True)
class Selection:
    """Either ``guids``, or a section with rows and numbers; no rows means all rows, no numbers all
    numbers.

    ``numbers`` as written: ``101-104, 110``, ``1-11 odd``, ``A, B``.
    """

    section: str = ""
    rows: tuple[str, ...] = ()
    numbers: str = ""
    guids: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (self.section, " ".join(self.rows), self.numbers)
        return ", ".join(self.guids) or " / ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class KindRule:
    """Seats of a special kind, by id or by section, row and numbers: applied again when the plan
    is replaced. ``priced_as``: the name of the price zone they are sold in, instead of the one they
    stand in.
    """

    kind: SeatKind
    selection: Selection
    priced_as: str = ""


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """What these seats offer; what several rules say of a seat holds together."""

    selection: Selection
    features: SeatFeatures


@dataclass(frozen=True, slots=True)
class HallRules:
    """What the season file says of a hall beyond its plan; applied again when the plan is replaced.

    ``best_sections``: the order in which sections of one zone are filled. ``stage``: at which side
    of the plan it is, None where the file does not say. ``best_place``: the seats in whose middle
    the best place of the hall is; None: worked out. ``boxes``: the sections that are boxes or
    suites, which do not keep accessible seats from others (``seating.release``).
    """

    kinds: tuple[KindRule, ...] = ()
    best_sections: tuple[str, ...] = ()
    stage: StageSide | None = None
    best_place: Selection | None = None
    boxes: tuple[str, ...] = ()
    features: tuple[FeatureRule, ...] = ()


NO_RULES = HallRules()


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall and what its plan's file cannot say. ``plan`` is the name of that file; empty for
    general admission.
    """

    view: HallView
    plan: str = ""
    rules: HallRules = NO_RULES


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


class PromoKind(Enum):
    """What a promotion does to a price."""

    PERCENT = "percent"
    """Takes a share off the face value."""
    AMOUNT_OFF = "amount_off"
    """Takes an amount off the face value, never below nothing."""
    FIXED_PRICE = "fixed_price"
    """Sets the price as a price table would: with the facility fee, before fees and taxes by rule;
    a ticket that is cheaper already keeps its price."""
    BUY_GET = "buy"
    """Of so many tickets the cheapest are lowered: buy two, get one free."""


@dataclass(frozen=True, slots=True)
class Promo:
    """A promotion. Dates are inclusive; an empty set means all.

    ``basis_points`` belongs to PERCENT and, for the tickets that are lowered, to BUY_GET;
    ``amount`` to the other kinds; ``buy`` and ``get`` to BUY_GET. ``valid_from`` and
    ``valid_until`` are business days of the sale, ``plays_from``, ``plays_until`` and ``weekdays``
    (0: Monday) days of the performance, ``within_hours`` how long before its curtain. ``members``:
    one of these levels must be in the cart. ``stacks``: it comes on top of other offers; otherwise
    it stands alone, and the best for the patron that stands alone is taken. ``per_order`` and
    ``uses`` limit the tickets it takes in (None: no limit), those of BUY_GET that pay too.
    """

    code: str
    name: str
    kind: PromoKind
    amount: Money
    basis_points: int = 0
    valid_from: date | None = None
    valid_until: date | None = None
    performances: frozenset[PerformanceId] = frozenset()
    zones: frozenset[ZoneId] = frozenset()
    price_types: frozenset[PriceTypeId] = frozenset()
    per_order: int | None = None
    uses: int | None = None
    buy: int = 0
    get: int = 0
    plays_from: date | None = None
    plays_until: date | None = None
    weekdays: frozenset[int] = frozenset()
    within_hours: int | None = None
    members: frozenset[str] = frozenset()
    stacks: bool = False


@dataclass(frozen=True, slots=True)
class GroupPrice:
    """A price that ``tickets`` tickets and more for one performance have by themselves. Counted are
    tickets that cost something, of these price types; an empty set means all."""

    code: str
    name: str
    kind: PromoKind
    amount: Money
    tickets: int
    basis_points: int = 0
    performances: frozenset[PerformanceId] = frozenset()
    price_types: frozenset[PriceTypeId] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Where orders come from: a flyer, a letter, a radio spot. Changes no price."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A level of membership: what it costs for so many ``months``, or up to and with the next
    ``until_day`` (month, day); what it takes off tickets (basis points), for how many a performance
    and ``tickets_a_year`` (None: no limit).

    A renewal is offered ``renew_days`` before the last day, and up to ``grace_days`` after it.
    """

    code: str
    name: str
    price: Money
    discount_bp: int
    tickets: int
    benefits: tuple[str, ...]
    months: int = 12
    until_day: tuple[int, int] | None = None
    tickets_a_year: int | None = None
    renew_days: int = 60
    grace_days: int = 30


@dataclass(frozen=True, slots=True)
class Fund:
    """Whom a donation goes to. ``account``: where it is booked, of our chart. ``restricted``: the
    giver's purpose binds it. ``round_up``: the fund that carts are rounded up for. ``position``: in
    the order of the file.
    """

    code: str
    name: str
    account: str
    restricted: bool = False
    round_up: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """Something sold by the piece beside tickets: a programme, a cushion. ``price``: all in.
    ``account``: where it is booked, of our chart.
    """

    code: str
    name: str
    price: Money
    account: str
    position: int = 0


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
    charges: ChargeRules = NO_CHARGES
    funds: tuple[Fund, ...] = ()
    goods: tuple[Article, ...] = ()
    groups: tuple[GroupPrice, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def currency(self) -> str:
        """The currency of every price in the season."""
        return self.venues[0].currency


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file that was read without a fault. ``written`` is False for a dry run; ``findings`` are
    warnings.
    """

    file: str
    written: bool
    counts: tuple[tuple[str, int], ...]
    """What it held or changed, by word: (``halls``, 3), (``seats``, 3656) ..."""
    findings: tuple[Finding, ...] = ()
