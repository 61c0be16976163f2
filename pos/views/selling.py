"""Carts, sales, will-call: what the sale screens show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from pos.ids import (
    CartId,
    OrderId,
    PerformanceId,
    PriceTypeId,
    PrintJobId,
    SeatId,
    TenderId,
    TicketId,
    TillId,
    ZoneId,
)
from pos.money import Money, total
from pos.views.catalogue import SeatKind
from pos.views.charges import (
    Charge,
    ChargeKind,
    ChargeSum,
    by_name,
    sum_of,
    taxes_within,
)
from pos.views.members import ShownMember
from pos.views.order_life import OrderNames, OrderNoteView, OrderPartView
from pos.views.paying import CheckGiven, ExtraKind, PayingFor, SlipTyped
from pos.views.pricing import OfferSaid, PriceByHand, PriceStep, StepKind
from pos.views.seat_features import NOTHING_SAID, SeatFeatures
from pos.views.subscriptions import InPackage


class TenderKind(Enum):
    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    CERTIFICATE = "certificate"
    PROMOTIONAL = "promotional"
    """A promotional certificate: nothing was sold in it."""
    ON_ACCOUNT = "on_account"
    ROUNDING = "rounding"
    """What a cash payment was rounded by under the venue's rule; may be negative."""
    ELSEWHERE = "elsewhere"
    """Paid to the web shop or the phone centre before tonight."""
    GIVEN_UP = "given_up"
    """Owed and never paid: two people gave it up. Nobody handed anything over."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """One ticket to be sold. ``seat_id`` is None for general admission. ``face``, ``fee`` and
    ``charges`` (see ``PriceView``) are after every step; ``steps`` say in order why the price is
    not the list price."""

    line_id: str
    performance_id: PerformanceId
    seat_id: SeatId | None
    section: str
    row: str
    number: str
    zone_id: ZoneId
    zone: str
    price_type_id: PriceTypeId
    price_type: str
    face: Money
    fee: Money
    steps: tuple[PriceStep, ...] = ()
    by_hand: PriceByHand | None = None
    comp_reason: str = ""
    comp_approver: str = ""
    """Who answers for a comp."""
    comp_command: str = ""
    """The command under which the approver's PIN try stands on disk; empty when the person who gave
    the comp may."""
    charges: tuple[Charge, ...] = ()
    package: InPackage | None = None
    """The series it was put in as part of; it is sold as such while the series is whole."""
    held: str = ""
    """The hold it is sold from, as the rights know it; back to it goes what is not bought."""
    by_rule: bool = False
    """A place kept for people who need it that the rule released to whoever comes. Whether
    somebody needs one is kept nowhere."""
    member_id: str = ""
    """The membership, of those shown for the cart, whose price it has."""
    kind: SeatKind = SeatKind.ORDINARY
    """What its seat is."""
    features: SeatFeatures = NOTHING_SAID
    """What its seat offers."""

    @property
    def tax(self) -> Money:
        return sum_of(self.charges, ChargeKind.TAX, self.face.currency)

    @property
    def all_in(self) -> Money:
        return self.face + self.fee + self.tax

    @property
    def listed(self) -> Money:
        """The face value on the list, with the taxes it has in it, before every step."""
        currency = self.face.currency
        off = total((step.amount for step in self.steps), currency)
        return self.face + taxes_within(self.charges, currency) + off

    @property
    def promo_codes(self) -> tuple[str, ...]:
        """The promo codes that take this ticket in."""
        return tuple(step.code for step in self.steps if step.kind is StepKind.PROMO)


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """Something in a cart that is no ticket, ``amount`` in all. ``text``: whom a certificate or a
    membership is for, may be empty. ``code`` and ``name``: of the fund, the level or the article,
    as the season says them; empty for a certificate. ``quantity``: pieces of an article.
    ``round_up``: a donation that makes the cart's sum a round one, and follows it. ``member_id``
    and ``term`` (a ``TermKind``): the membership that is renewed or goes up to another level.
    ``tribute``: a donation in honour or in memory (a ``Tribute``) of whom ``text`` names."""

    line_id: str
    kind: ExtraKind
    amount: Money
    text: str = ""
    code: str = ""
    name: str = ""
    quantity: int = 1
    round_up: bool = False
    member_id: str = ""
    term: str = ""
    tribute: str = ""


@dataclass(frozen=True, slots=True)
class CartView:
    """What a patron is about to buy. Held in memory by its owner; the rights to its seats are in
    the database. ``promo_codes`` as they were entered, ``source_code``: where the order comes from,
    which changes no price. ``offers``: what codes and memberships do to it. ``shown``: memberships
    whose card was shown for it."""

    cart_id: CartId
    currency: str
    lines: tuple[CartLine, ...] = ()
    promo_codes: tuple[str, ...] = ()
    extras: tuple[ExtraLine, ...] = ()
    source_code: str = ""
    offers: tuple[OfferSaid, ...] = ()
    shown: tuple[ShownMember, ...] = ()

    @property
    def total(self) -> Money:
        tickets = total((line.all_in for line in self.lines), self.currency)
        return tickets + total((extra.amount for extra in self.extras), self.currency)

    @property
    def fees(self) -> Money:
        return total((line.fee for line in self.lines), self.currency)

    @property
    def taxes(self) -> Money:
        return total((line.tax for line in self.lines), self.currency)

    @property
    def charges(self) -> tuple[ChargeSum, ...]:
        """The fees and taxes by their names; none where no rule made any."""
        return by_name((each for line in self.lines for each in line.charges), self.fees)


@dataclass(frozen=True, slots=True)
class TenderGiven:
    """One form of payment as the cashier took it. ``amount`` counts towards the order; ``given``
    is what the patron
    handed over (more than ``amount`` for cash only). ``reference``: check number, never a card
    number."""

    kind: TenderKind
    amount: Money
    given: Money
    reference: str = ""
    payer: str = ""
    payment_id: str = ""
    """card: the approved payment, which becomes this tender."""
    value_id: str = ""
    """certificate, promotional, on_account: whose balance it comes from."""
    check: CheckGiven | None = None


class LaterHow(Enum):
    """Why an order of a window waits at will call."""

    PHONE = "phone"
    """It was taken by phone."""
    WINDOW = "window"
    """Whoever bought it stood here and comes again."""
    SENT_BACK = "sent_back"
    """It was out of the house, or handed out, and waits again."""


@dataclass(frozen=True, slots=True)
class Later:
    """What will call needs to know of a sale that is collected later, beside the name, which has to
    be given. ``pays_then``: nothing is taken now; whoever collects it pays."""

    how: LaterHow = LaterHow.PHONE
    phone: str = ""
    email: str = ""
    note: str = ""
    alternates: str = ""
    pays_then: bool = False


@dataclass(frozen=True, slots=True)
class PaidContent:
    """What a card payment pays, kept beside it so that a sale can be finished after a crash: the
    cart, or else the order; and the tenders that were taken before the card. ``name``: the order's
    name. ``later``: of a cart that is collected later; ``patron_id``: whose it is, where known."""

    cart: CartView | None = None
    order_id: str = ""
    name: str = ""
    tenders: tuple[TenderGiven, ...] = ()
    later: Later | None = None
    patron_id: str = ""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """A charge that is wanted. ``driver``: the kind of terminal in the window's settings;
    ``terminal`` and ``model``: the serial and model it tells, empty where it tells none."""

    for_kind: PayingFor
    for_id: str
    amount: Money
    content: PaidContent
    driver: str
    terminal: str = ""
    model: str = ""
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale that is on disk."""

    order_id: OrderId
    order_number: str
    receipt_number: str
    total: Money
    change: Money
    ticket_ids: tuple[TicketId, ...]
    print_jobs: tuple[PrintJobId, ...]
    """Ticket jobs in order, then those of certificates, then the receipt's."""
    till_id: TillId
    sold_at: datetime
    drawer_opening: str = ""
    """Id of the committed reason to open the drawer; empty when no cash moved."""
    certificates: tuple[str, ...] = ()
    """Value ids of the certificates that were sold."""


@dataclass(frozen=True, slots=True)
class HandOverView:
    """An order handed out at the window, on disk. ``sale`` facts are those of money taken now, if
    any was owing."""

    order_id: OrderId
    order_number: str
    print_jobs: tuple[PrintJobId, ...]
    paid_now: Money
    change: Money
    drawer_opening: str = ""
    tickets: int = 0
    left: int = 0
    """Tickets of it that still wait: a friend comes for them."""


@dataclass(frozen=True, slots=True)
class WillCallRow:
    """One order in the will-call list for one performance."""

    order_id: OrderId
    order_number: str
    name: str
    performance_id: PerformanceId
    performance: str
    starts_at: datetime
    seats: str
    """E.g. ``Orchestra A 12, 13`` or ``2 places``."""
    tickets: int
    owing: Money
    note: str
    alternates: str
    phone_last4: str
    collected_at: datetime | None
    collected_by: str
    price_types: str = ""
    """E.g. ``2 Adult, 1 Student``."""
    email_masked: str = ""
    town: str = ""
    rank: str = ""
    """The membership of the patron, where one is known."""
    waiting: int = 0
    """Of ``tickets``, those not given out."""
    in_envelope: bool = False
    """All that waits lies printed in the box."""
    cancelled: int = 0
    """Of those waiting, or of all where something is owing: for performances that do not take
    place. Nothing is taken or given for them."""
    state: str = ""
    """An ``OrderState``."""
    at_window: bool = False
    """Sold at a window, not elsewhere."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list. ``total``: what it costs as it stands; ``credited``: of that, what went
    on an account."""

    order_id: OrderId
    order_number: str
    name: str
    channel: str
    state: str
    placed_at: datetime
    tickets: int
    total: Money
    owing: Money
    formerly: str = ""
    """The name it was placed under, where it goes by another one now."""
    credited: Money | None = None
    cancelled: int = 0
    """How many of ``tickets`` are for performances that do not take place."""


@dataclass(frozen=True, slots=True)
class ScannedView:
    """What a scanned code stands for. ``ticket_state`` is the scanned ticket's (``live``,
    ``revoked``, ...), empty when the code is an order's number. ``waiting``: not
    handed out yet."""

    order_id: OrderId
    order_number: str
    ticket_state: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class OrderEventView:
    """One line of an order's life, newest last. ``what`` is a stable event code with ``params``
    for its words. ``strokes``: the signature that was given, as ``pos.views.will_call.Stroke``s."""

    at: datetime
    who: str
    what: str
    params: tuple[tuple[str, object], ...] = ()
    count: int = 1
    """To so many tickets."""
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with everything the Orders room shows."""

    order_id: OrderId
    order_number: str
    name: str
    channel: str
    state: str
    placed_at: datetime
    total: Money
    paid: Money
    """By all its tenders together: what was given back or bounced is taken off."""
    tickets: tuple[OrderTicketView, ...]
    events: tuple[OrderEventView, ...]
    owed: Money | None = None
    """What it owes when that is not total less paid: tickets came back, a check did."""
    extras: tuple[OrderExtraView, ...] = ()
    tenders: tuple[OrderTenderView, ...] = ()
    refunds: tuple[OrderRefundView, ...] = ()
    to_give_back: Money | None = None
    """Promised and not paid out yet, None when nothing is."""
    costs: Money | None = None
    """What its tickets that count and the rest of it that was not given back cost now, where that
    is not ``total``: what it cost when it was placed."""
    given_back: Money | None = None
    """What went back of what was paid, None when nothing did."""
    names: OrderNames = field(default_factory=lambda: OrderNames(""))
    placed_as: str = ""
    """The name it was placed under, where it goes by another one now."""
    came_with: str = ""
    """The note that it was placed with."""
    notes: tuple[OrderNoteView, ...] = ()
    parts: tuple[OrderPartView, ...] = ()
    """Who picks up what of it apart from the rest."""

    @property
    def owing(self) -> Money:
        return self.total - self.paid if self.owed is None else self.owed


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """A seat that a ticket may be moved to, as a person names it, and its price zone."""

    seat_id: SeatId
    label: str
    zone: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """A ticket that was moved. ``ticket_id``: the one that stands now; ``was``, ``now``: seats as a
    person names them; ``job_id``: its print job."""

    order_id: OrderId
    order_number: str
    ticket_id: TicketId
    was: str
    now: str
    job_id: PrintJobId


@dataclass(frozen=True, slots=True)
class OrderExtraView:
    """A line that is no ticket. ``value_id``: the certificate that was sold. ``returned``: it was
    given back. ``name``, ``quantity``: as of ``ExtraLine``. ``member_number``, ``until``: of a
    membership."""

    extra_id: str
    kind: ExtraKind
    amount: Money
    text: str
    value_id: str
    returned: bool
    name: str = ""
    quantity: int = 1
    member_number: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OrderRefundView:
    """An act of giving money back. ``lines``: how many tickets and extras it took."""

    refund_id: str
    at: datetime
    who: str
    approved_by: str
    reason: str
    amount: Money
    lines: int


@dataclass(frozen=True, slots=True)
class OrderTenderView:
    """A tender as it was taken. ``left``: what was not given back of it, nor is about to be.
    ``shown``: brand and last four, the check's number or a certificate's last symbols.
    ``integrated``: a card that the terminal charged; it cannot be corrected. ``check`` and
    ``slip``: what stands on the check, or on the slip of a terminal that is not connected."""

    tender_id: TenderId
    kind: TenderKind
    amount: Money
    left: Money
    shown: str
    payer: str
    at: datetime
    integrated: bool
    check_returned: bool
    check: CheckGiven | None = None
    slip: SlipTyped | None = None
    corrected_to: TenderKind | None = None
    """What it really was, where it was put right."""


@dataclass(frozen=True, slots=True)
class OrderTicketView:
    ticket_id: TicketId
    performance: str
    starts_at: datetime
    place: str
    price_type: str
    all_in: Money
    state: str
    print_state: str
    """The newest print job's state, or empty when none was made."""
    series: str = ""
    """The name of the series that it was sold as part of."""
    exchanged: bool = False
    """It came back because another ticket took its place."""
    moved_to: str = ""
    """The number of the order that it went into."""
    called_off: str = ""
    """Why its performance does not take place; empty where it does."""
    kind: SeatKind = SeatKind.ORDINARY
    """What its seat is."""


@dataclass(frozen=True, slots=True)
class PrintTaskView:
    """A print that has not come out: which paper, where it stands, why."""

    job_id: PrintJobId
    kind: str
    """``ticket`` or ``receipt``."""
    what: str
    """Seat or receipt number, as a person would name it."""
    order_number: str
    state: str
    reason: str
    came_out: tuple[str, ...] = ()
    """Tickets of the same order that are printed already, named like ``what``."""
