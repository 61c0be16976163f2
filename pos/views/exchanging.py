"""Exchanges: what the screens are shown before one is made, and when it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from pos.ids import OrderId, PrintJobId, TicketId, ZoneId
from pos.money import Money, total
from pos.views.catalogue import PerformanceView
from pos.views.paying import GiveBackPlan, GivenBackView, Instead
from pos.views.selling import CartView


class ExchangeKind(Enum):
    """What took the place of tickets that came back."""

    EXCHANGE = "exchange"
    """Tickets for the same or another performance."""
    RETURN = "return"
    """A fee that the venue keeps, or money that went another way than it came."""
    DONATION = "donation"
    """A gift."""


class FeeWaived(Enum):
    """Why an exchange that has a fee by rule costs none."""

    PRICE_TYPE = "price_type"
    MEMBER = "member"
    EARLY = "early"
    SAME_PERFORMANCE = "same_performance"


@dataclass(frozen=True, slots=True)
class ExchangeDate:
    """A performance that tickets may be exchanged for. ``zone_id``: the price zone to look in
    first, of the name that the old one has there, None where there is none. ``numbered``: its
    places have numbers there. ``same_production``; ``in_series``: a date of the series that the
    tickets are of, which keep what they cost. ``in_wheelchairs``: those of the tickets that
    are for a wheelchair place, not by the rule that releases it: they go to one again."""

    performance: PerformanceView
    zone_id: ZoneId | None
    numbered: bool
    same_production: bool
    in_series: bool = False
    zones: tuple[tuple[ZoneId, str], ...] = ()
    """Every price zone there with its name, the dearest first as the hall has them."""
    in_wheelchairs: tuple[TicketId, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeWish:
    """What is wanted: ``tickets`` of the order give way to the lines of ``cart``, one for one, in
    their order. The cart holds its places; its prices are worked out anew. ``instead``: where the
    difference goes if there is one to give back; None: to the tenders it came from."""

    order_id: OrderId
    tickets: tuple[TicketId, ...]
    cart: CartView
    instead: Instead | None = None
    by_check: bool = False
    can_reverse: bool = True


@dataclass(frozen=True, slots=True)
class ExchangeLineView:
    """One ticket that gives way to another; times in the venue's zone. ``kept``: the names of what
    makes the new one cheaper than its list price."""

    ticket_id: TicketId
    old_show: str
    old_starts_at: datetime
    old_place: str
    old_price: Money
    new_show: str
    new_starts_at: datetime
    new_place: str
    new_price: Money
    price_type: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """What would happen, shown before it is done. ``cart``: the new tickets at their prices.
    ``waived``: a ``FeeWaived`` value, where the rule has a fee and it is not taken. ``back``: what
    becomes of the old tickets and of a difference in the patron's favour; ``owing``: what the order
    owes afterwards. ``collected``: the patron has the old tickets, so the new ones print here; what
    was not collected waits at will call again, unless something is owing, which hands it over."""

    wish: ExchangeWish
    cart: CartView
    lines: tuple[ExchangeLineView, ...]
    fee: Money
    waived: str
    owed_before: Money
    owing: Money
    back: GiveBackPlan
    collected: bool = False

    @property
    def prints(self) -> bool:
        """Whether the new tickets print with this, or wait at will call."""
        return self.collected or bool(self.owing)

    @property
    def old(self) -> Money:
        return total((line.old_price for line in self.lines), self.fee.currency)

    @property
    def new(self) -> Money:
        return total((line.new_price for line in self.lines), self.fee.currency)

    @property
    def difference(self) -> Money:
        """What the patron pays more, or gets back (below zero), the fee in it."""
        return self.new + self.fee - self.old

    @property
    def needs(self) -> str:
        return self.back.needs


@dataclass(frozen=True, slots=True)
class ExchangedView:
    """An exchange that is on disk: old barcodes are dead, new ones live. ``owing``: to be taken
    now; tickets print once it is. ``given``: what went back, and the card payments still to be
    asked. ``print_jobs``: of the new tickets and whatever else prints."""

    order_id: OrderId
    order_number: str
    tickets: tuple[TicketId, ...]
    owing: Money
    given: GivenBackView
    print_jobs: tuple[PrintJobId, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """What it would mean for tickets to go into an order of their own, before it is done. ``paid``:
    what of their price goes with them; ``owing``: what is owed there. ``papers``: tickets that are
    out, whose barcodes die. ``needs``: the permission to ask for, empty where whoever asks has
    it."""

    order_id: OrderId
    tickets: tuple[TicketId, ...]
    paid: Money
    owing: Money
    papers: int
    needs: str

    @property
    def worth(self) -> Money:
        """What the tickets cost."""
        return self.paid + self.owing


@dataclass(frozen=True, slots=True)
class SplitView:
    """A split that is on disk: the order that came of it, which waits at will-call."""

    order_id: OrderId
    order_number: str
    tickets: tuple[TicketId, ...]
