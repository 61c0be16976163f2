"""Card payments, certificates, checks and money given back: what screens and papers are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.ids import OrderId, PrintJobId, TicketId
from pos.money import Money


class PayingFor(Enum):
    """What a card payment pays."""

    CART = "cart"
    ORDER = "order"
    """What is owing on an order, or what it gives back."""


class PaymentKind(Enum):
    CHARGE = "charge"
    REFUND = "refund"
    REVERSAL = "reversal"


class AnswerSource(Enum):
    """Whose word it is."""

    TERMINAL = "terminal"
    ASKED = "asked"
    """The terminal's, to our question about the reference."""
    TYPED = "typed"
    """From the slip of a terminal that is not connected."""
    FORCED = "forced"
    """A manager's."""
    FORWARDED = "forwarded"
    """The processor's, about a sale the terminal had stored."""


class ValueKind(Enum):
    """What has a balance of its own."""

    CERTIFICATE = "certificate"
    """Sold: a liability."""
    PROMOTIONAL = "promotional"
    """Given away; may expire, is never paid out."""
    ACCOUNT = "account"
    """A patron's credit; found by name or number."""


class ExtraKind(Enum):
    """What an order can hold beside tickets."""

    CERTIFICATE = "certificate"
    DONATION = "donation"
    """To a fund of the season."""
    MEMBERSHIP = "membership"
    """A level of the season, for somebody, for a while."""
    GOODS = "goods"
    """An article of the season, one or more of it."""
    FEE = "fee"
    """What the venue takes for exchanging or returning tickets; it does not go back."""
    CREDIT = "credit"
    """On a patron's account, in the place of tickets that came back."""


@dataclass(frozen=True, slots=True)
class CardBegun:
    """A card payment that is on disk: the terminal may be asked now, with exactly this.

    ``terminal_reference``: of the charge that a refund or reversal gives back, empty for a charge.
    """

    payment_id: str
    kind: PaymentKind
    reference: str
    message_id: str
    amount: Money
    keyed: bool
    terminal_reference: str


@dataclass(frozen=True, slots=True)
class SlipTyped:
    """What stands on the slip of a terminal that is not connected. ``last_four``: four digits."""

    approval_code: str
    last_four: str
    brand: str = ""


@dataclass(frozen=True, slots=True)
class PaidPlaces:
    """Places of one performance. ``starts_at``: venue's zone. ``seats``: ``Orchestra A 12, 13``,
    empty where places have no numbers; ``count``: how many they are."""

    performance: str
    starts_at: datetime
    seats: str
    count: int


@dataclass(frozen=True, slots=True)
class PaidFor:
    """What a card payment is for: places, gift certificates by their sums, and ``extras`` as (kind,
    name, sum), kind an ``ExtraKind`` value. ``whole``: what the
    sale that is not made yet comes to, or what the order owes; None where it pays neither any more.
    ``beside``: what else was taken
    for it before the card, cards left out; by ``TenderKind`` values."""

    places: tuple[PaidPlaces, ...] = ()
    certificates: tuple[Money, ...] = ()
    whole: Money | None = None
    beside: tuple[tuple[str, Money], ...] = ()
    extras: tuple[tuple[str, str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One card payment as the screens show it.

    ``state``: a ``PaymentState`` value. ``amount``: asked for; ``approved``: what the card gave,
    None before it is known. ``source``: whose word the newest answer is (an ``AnswerSource``
    value), empty without one. ``declined``: a ``Declined`` value or empty. ``in_doubt_since``: when
    it was begun, venue's zone. ``order_number`` and ``name`` are empty for a cart without a name.
    ``exception_id``: the open exception of a force, empty without one.
    """

    payment_id: str
    kind: str
    state: str
    amount: Money
    approved: Money | None
    brand: str
    last_four: str
    approval_code: str
    source: str
    declined: str
    offline: bool
    for_kind: str
    for_id: str
    order_number: str
    name: str
    cashier: str
    begun_at: datetime
    can_ask: bool
    """The terminal can be asked about it."""
    has_cart: bool
    """The sale can still be finished: its cart is known and holds its places."""
    given_back: Money
    """By refunds and reversals that are approved or not settled yet."""
    exception_id: str = ""
    condition: str = ""
    """Why the terminal could not be spoken to: a ``Condition`` value or empty."""
    paid: PaidFor = PaidFor()
    forward_by: datetime | None = None
    """Until when what the terminal stored has to reach the processor; None where nobody waits for
    that."""


@dataclass(frozen=True, slots=True)
class NotPaidView:
    """An order that owes again because a card's money never came. ``state``: an ``OrderState``
    value; ``owing``: all that it owes by now; ``payment``: the newest of those that did not
    come."""

    order_id: OrderId
    order_number: str
    name: str
    phone: str
    state: str
    owing: Money
    payment: PaymentView


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """A force that waits for evidence, or got it (``settled_at``). ``order_number``, ``name`` and
    ``paid``: of its payment, as in ``PaymentView``."""

    exception_id: str
    payment_id: str
    what: str
    amount: Money
    reason: str
    by: str
    approved_by: str
    at: datetime
    settled_at: datetime | None
    evidence: str
    note: str
    order_number: str = ""
    name: str = ""
    paid: PaidFor = PaidFor()


@dataclass(frozen=True, slots=True)
class CheckGiven:
    """What is read from a check. ``routing``: nine digits or empty; ``account_last4``: at most four
    digits; the account number itself is never taken."""

    number: str
    payer: str
    dated: date
    phone: str = ""
    routing: str = ""
    account_last4: str = ""
    id_seen: bool = False


@dataclass(frozen=True, slots=True)
class ValueView:
    """A certificate or patron account. ``code``: how it is shown, its last four symbols only."""

    value_id: str
    kind: ValueKind
    serial: str
    shown: str
    holder: str
    face: Money
    balance: Money
    issued_at: datetime
    expires_on: date | None
    used: bool
    """Something was redeemed from it."""
    cash_out: Money | None
    """What may be paid out in cash under the venue's rules, None when nothing may."""
    unpaid: bool = False
    """The order it was bought with owes money: until that is paid, it pays for nothing."""


@dataclass(frozen=True, slots=True)
class CashOutView:
    """What was paid out in cash for the rest of a certificate, on disk; ``value``: as it is now."""

    value: ValueView
    amount: Money
    drawer_opening: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One movement of a balance, oldest first; ``what`` a batch kind."""

    at: datetime
    what: str
    amount: Money
    order_number: str
    who: str


@dataclass(frozen=True, slots=True)
class GiveBackLine:
    """Money that goes back, to the tender it came from. ``how``: ``cash``, ``check`` (a refund
    check is written), ``void`` or ``refund`` (card), ``certificate``, ``on_account``, ``typed``
    (on a terminal that is not connected), ``had`` (the card got it before, when something else was
    given back to it twice), ``elsewhere`` (by whoever sold it). ``check`` and ``elsewhere`` stay
    owed until the office paid them. ``tender_id``: the original tender."""

    tender_id: str
    kind: str
    how: str
    amount: Money
    payment_id: str = ""
    shown: str = ""
    """Brand and last four, the check's number or the certificate's last symbols."""
    refused: str = ""
    """A code saying why it cannot go this way now (``check_not_cleared``), empty when it can."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Where money goes that does not go back to its tenders: a gift to a fund (``code``), a
    certificate for ``text``, credit on an account (``value_id``). ``name``: of the fund or of who
    has the account."""

    kind: ExtraKind
    code: str = ""
    name: str = ""
    value_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the venue's rules say of tickets that come back. ``fee``: what it keeps. ``against``:
    the rule that is against it, which somebody may set aside (``too_late``, ``over``,
    ``price_type``, ``series``, ``other_series``), empty for none."""

    fee: Money
    against: str = ""


@dataclass(frozen=True, slots=True)
class GiveBackPlan:
    """What would happen: shown before it is done. ``needs``: the ``Permission`` value that has to
    approve, empty when the person may."""

    order_id: OrderId
    order_number: str
    tickets: tuple[TicketId, ...]
    amount: Money
    lines: tuple[GiveBackLine, ...]
    rounding: Money
    """What cash is rounded by; part of ``amount``."""
    needs: str = ""
    extras: tuple[str, ...] = ()
    terms: Terms | None = None
    """What the rules say; None where they say nothing."""
    instead: Instead | None = None
    """Where all of it goes, and nothing to a tender."""
    instead_amount: Money | None = None
    fees_back: Money | None = None
    """What exchanging cost and goes back with tickets of a cancelled performance; in ``extras``."""
    cheaper_stay: int = 0
    """Tickets that stay live at the price that they had because of those which come back."""
    owes_less: Money | None = None
    """What is taken off what the order owes, None where nothing is."""


@dataclass(frozen=True, slots=True)
class GivenBackView:
    """An act of giving money back, on disk. ``cards``: card payments that have now to be asked of
    the terminal; ``cash``: to hand over."""

    refund_id: str
    order_id: OrderId
    amount: Money
    cash: Money
    cards: tuple[str, ...]
    drawer_opening: str = ""
    new_tickets: tuple[TicketId, ...] = ()
    """Those that took the place of others."""
    print_jobs: tuple[PrintJobId, ...] = ()
    tickets_print: bool = False
    """The new ones print now; else they wait at will call, or for what is owing."""


@dataclass(frozen=True, slots=True)
class OwedBackView:
    """A part of a refund that has not reached its patron. ``how``: as in ``GiveBackLine``.
    ``payment_id`` and ``state``: the card payment by which it stands, empty without one: one that
    may still pay it (``waits``; APPROVED: money in doubt that the same card has), else the newest
    that tried. ``card_takes``: it can be tried again."""

    refund_id: str
    line: int
    order_id: OrderId
    order_number: str
    name: str
    amount: Money
    kind: str
    how: str
    shown: str
    since: datetime
    payment_id: str = ""
    state: str = ""
    waits: bool = False
    card_takes: bool = False

    @property
    def stuck(self) -> bool:
        """Nobody is at it: it blocks the close until it was tried again or goes another way."""
        return self.how in ("void", "refund", "typed", "had") and not self.waits


@dataclass(frozen=True, slots=True)
class CheckTakenView:
    """A check in a till. ``endorsed``: the endorsement was printed on it."""

    tender_id: str
    number: str
    payer: str
    amount: Money
    endorsed: bool


@dataclass(frozen=True, slots=True)
class CheckReturnedView:
    """A check that a bank gave back. ``owing``: what its order owes now, the fee with it."""

    return_id: str
    order_id: OrderId
    order_number: str
    payer: str
    number: str
    amount: Money
    fee: Money
    owing: Money


@dataclass(frozen=True, slots=True)
class TerminalView:
    """One terminal in the register. ``inspection_due``: the date by which somebody looks at it,
    None where the venue has no such rule."""

    serial: str
    model: str
    place: str
    registered_at: datetime
    by: str
    active: bool
    inspected_at: datetime | None
    inspection_due: date | None
    inspection_good: bool


@dataclass(frozen=True, slots=True)
class OfflineView:
    """Card sales without the processor. ``allowed``: by the venue's rules; ``on`` and ``since``:
    by a supervisor. ``stored`` and ``stored_total``: what terminals hold and nobody heard of since;
    ``forward_by``: when the oldest of it is too old to be taken."""

    allowed: bool
    on: bool
    since: datetime | None
    by: str
    per_sale: Money
    per_terminal: Money
    stored: int
    stored_total: Money
    forward_by: datetime | None
