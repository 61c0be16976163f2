"""What can be sold: halls, performances, prices. Frozen, safe to hand to any thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.charges import Charge, ChargeKind, sum_of
from pos.views.closing_rules import LAUNCH_CLOSING, ClosingRules
from pos.views.exchanging_rules import (
    LAUNCH_EXCHANGE,
    LAUNCH_RETURNS,
    ExchangeRules,
    ReturnRules,
)
from pos.views.holds import LAUNCH_CODES, HoldCode
from pos.views.paying_rules import LAUNCH_RULES, PayingRules
from pos.views.seat_features import NOTHING_SAID, SeatFeatures
from pos.views.selling_rules import LAUNCH_SELLING, SellingRules
from pos.views.will_call_rules import LAUNCH_WILL_CALL, WillCallRules


class SeatKind(Enum):
    ORDINARY = "ordinary"
    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class SeatView:
    """A place in a hall. ``x``, ``y`` in plan units, y downwards; ``rank`` 0 is the best seat of
    the hall."""

    seat_id: SeatId
    guid: str
    section: str
    row: str
    number: str
    x: float
    y: float
    zone_id: ZoneId
    kind: SeatKind
    rank: int
    row_order: int
    """Position in its row from one side; neighbours differ by one, an aisle or a gap by more."""


@dataclass(frozen=True, slots=True)
class LabelView:
    """A word on the plan: section name, row letter, STAGE; its middle is at ``x``, ``y``. ``size``
    in plan units."""

    text: str
    x: float
    y: float
    size: float
    colour: str = ""
    rotation: float = 0.0
    """Degrees clockwise about the middle."""


class StageSide(Enum):
    """At which side of a plan, as it is drawn, the stage is."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which way a hall looks. ``stage``: None where nobody said; it is at the top then. ``best``:
    where in the plan its best place is; None: as far back in the best zone's middle as usual."""

    stage: StageSide | None = None
    best: tuple[float, float] | None = None

    def facing(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the plan as somebody has it who faces the stage: how far across, to
        the right, and how far back."""
        match self.stage:
            case StageSide.BOTTOM:
                return -x, -y
            case StageSide.LEFT:
                return -y, x
            case StageSide.RIGHT:
                return y, -x
            case _:
                return x, y

    def point(self, across: float, back: float) -> tuple[float, float]:
        """Return where on the plan that is: ``facing`` the other way round."""
        match self.stage:
            case StageSide.BOTTOM:
                return -across, -back
            case StageSide.LEFT:
                return back, -across
            case StageSide.RIGHT:
                return -back, across
            case _:
                return across, back


AS_DRAWN = Outlook()
"""Of a hall of which the season file says nothing."""


@dataclass(frozen=True, slots=True)
class ShapeView:
    """A drawn area: ``points`` of a closed polygon in plan units."""

    points: tuple[tuple[float, float], ...]
    fill: str
    border: str


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A price zone of a hall. ``colour`` as #rrggbb from the plan."""

    zone_id: ZoneId
    name: str
    colour: str
    position: int


@dataclass(frozen=True, slots=True)
class HallView:
    """A hall with its plan. General-admission halls have no seats and ``places`` > 0."""

    hall_id: HallId
    code: str
    name: str
    venue: str
    width: float
    height: float
    zones: tuple[ZoneView, ...]
    seats: tuple[SeatView, ...]
    labels: tuple[LabelView, ...]
    shapes: tuple[ShapeView, ...]
    places: int
    """Places sold by count; 0 for a reserved hall."""
    outlook: Outlook = AS_DRAWN
    boxes: tuple[str, ...] = ()
    """Sections that are boxes or suites."""
    features: tuple[tuple[SeatId, SeatFeatures], ...] = ()
    """What the venue says of single seats; of the others nothing."""

    _by_id: dict[SeatId, SeatView] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _of_kind: Counter[tuple[ZoneId, SeatKind]] = field(
        default_factory=Counter, init=False, repr=False, compare=False
    )

    _offers: dict[SeatId, SeatFeatures] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        self._by_id.update((seat.seat_id, seat) for seat in self.seats)
        self._offers.update(self.features)
        self._of_kind.update((seat.zone_id, seat.kind) for seat in self.seats)

    @property
    def of_kind(self) -> Mapping[tuple[ZoneId, SeatKind], int]:
        """How many seats there are of each zone and kind."""
        return self._of_kind

    @property
    def general_admission(self) -> bool:
        return self.places > 0

    def seat(self, seat_id: SeatId) -> SeatView | None:
        """Return the seat, or None when the hall has no such seat."""
        return self._by_id.get(seat_id)

    def features_of(self, seat_id: SeatId) -> SeatFeatures:
        """Return what is said of a seat; nothing of one that the hall does not have."""
        return self._offers.get(seat_id, NOTHING_SAID)


@dataclass(frozen=True, slots=True)
class PriceView:
    """What one ticket costs: ``all_in`` = ``face`` + ``fee`` + ``tax``, shown first everywhere.

    ``fee``: every fee together. ``charges``: those that rules add and the taxes, each by its name;
    on the list as the season file has it there are none.
    """

    zone_id: ZoneId
    price_type_id: PriceTypeId
    face: Money
    fee: Money
    charges: tuple[Charge, ...] = ()

    @property
    def tax(self) -> Money:
        return sum_of(self.charges, ChargeKind.TAX, self.face.currency)

    @property
    def all_in(self) -> Money:
        return self.face + self.fee + self.tax


@dataclass(frozen=True, slots=True)
class PriceTypeView:
    """Who buys: adult, senior, student, child, comp. ``needs_reason``: a comp wants reason and
    authoriser."""

    price_type_id: PriceTypeId
    code: str
    name: str
    position: int
    needs_reason: bool


class NoneLeft(Enum):
    """Why there is nothing to sell at this window now."""

    SOLD_OUT = "sold_out"
    NOT_HERE = "not_here"
    """There may be places, but this window cannot get them now."""
    NOT_YET = "not_yet"
    """Kept from sale after a restore, until somebody has checked the house."""
    CANCELLED = "cancelled"
    """It does not take place."""


@dataclass(frozen=True, slots=True)
class PerformanceView:
    """One date and hour of a production. ``starts_at`` is aware, in the venue's zone; ``left``
    counts places free now."""

    performance_id: PerformanceId
    code: str
    production: str
    subtitle: str
    series: str
    """Symphony, ballet, studio ..."""
    starts_at: datetime
    doors_at: datetime | None
    hall_id: HallId
    hall: str
    general_admission: bool
    capacity: int
    left: int
    price_from: Money
    price_to: Money
    facts: tuple[tuple[str, str], ...] = ()
    """What patrons ask: (``running_time``, text), (``latecomers``, text) ... in the order of the
    season file."""
    own_only: bool = False
    """The hub is away: ``left`` counts this window's own block."""
    held: int = 0
    """Where it does: how large that was when the hub was lost."""
    none_left: NoneLeft = NoneLeft.SOLD_OUT
    """Why, where ``left`` is nothing."""


class SeatStatus(Enum):
    FREE = "free"
    IN_CART = "in_cart"
    TAKEN = "taken"
    """In another cart or at another window."""
    BLOCKED = "blocked"
    """In another window's block: nobody has it yet, but only that window sells it."""
    AT_HUB = "at_hub"
    """Free at the hub, which cannot be asked now."""
    HELD = "held"
    SOLD = "sold"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class BlockView:
    """What this window holds of a performance and has not sold: it sells that, hub or no hub.
    ``held``: what that was when the hub was lost: what is left, in carts, and went since.
    ``until``: when the first of it ends, in the venue's zone; None where it is good to the
    performance's end."""

    left: int
    until: datetime | None
    held: int = 0


@dataclass(frozen=True, slots=True)
class HouseView:
    """A performance's house now: every place that is not free, and how many are left of what is
    sold by count."""

    performance_id: PerformanceId
    seats: dict[SeatId, SeatStatus]
    """Only the seats that are not FREE."""
    places_left: int
    prices: tuple[PriceView, ...]
    block: BlockView | None = None
    """This window's own block where it sells nothing else, its hub being away; else None."""
    blocked_by: Mapping[SeatId, str] = field(default_factory=dict)
    """Of each BLOCKED seat the prefix of the window whose block it is in, as its order numbers
    begin."""
    none_left: NoneLeft = NoneLeft.SOLD_OUT
    """Why, where nothing is left of the house."""
    held: Mapping[SeatId, HoldCode] = field(default_factory=dict)
    """For what each HELD or KILLED seat is kept, where the venue says so."""

    @property
    def own_only(self) -> bool:
        """Whether the hub is away, and what is free is this window's own."""
        return self.block is not None


@dataclass(frozen=True, slots=True)
class SeatsView:
    """Some seats of a performance's house as they are now, free ones too: of these alone what a
    ``HouseView`` says of all."""

    performance_id: PerformanceId
    seats: Mapping[SeatId, SeatStatus]
    blocked_by: Mapping[SeatId, str]
    held: Mapping[SeatId, HoldCode]


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The venue's own facts. ``zone`` is an IANA time zone; ``cutoff_hour`` ends the business day
    (0-11, local). ``reprints_say_duplicate`` and ``ticket_stock_low``: see ``season.Venue``."""

    name: str
    address: tuple[str, ...]
    policy: str
    currency: str
    zone: str
    cutoff_hour: int
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
