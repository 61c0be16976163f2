"""What a paper says: everything ``printing`` needs to draw tickets and receipts, and nothing it
has to look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.money import Money, total
from pos.views.charges import ChargeSum


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket as it is to be printed. Times are aware, in the venue's zone. Texts are as
    entered: any script, any
    length; ``printing`` makes them safe. General admission has empty ``section``, ``row`` and
    ``seat``."""

    ticket_id: str
    code: str
    """The barcode's content: 20 symbols of A-Z and 0-9."""
    order_number: str
    company: str
    production: str
    subtitle: str
    starts_at: datetime
    doors_at: datetime | None
    venue: str
    hall: str
    section: str
    row: str
    seat: str
    zone: str
    price_type: str
    price: Money
    """All-in."""
    fee_included: Money
    holder: str
    """Patron's name for will-call; empty for a walk-up."""
    notes: tuple[str, ...] = ()
    """What must be on the paper: ``restricted_view``, ``wheelchair``, ``companion``, ``duplicate``
    (printing has their words), or a text of the venue's own: the name of the series."""
    issue: int = 1
    tax_included: Money | None = None
    """Taxes in ``price``; None where there are none."""
    emergency: bool = False
    """Of no order yet: ``order_number`` is its own, and its price is written on it by hand."""

    @property
    def duplicate(self) -> bool:
        """Whether the paper says that it stands for a lost one; the venue may not want that."""
        return "duplicate" in self.notes


@dataclass(frozen=True, slots=True)
class ReceiptLineView:
    """``text`` in words the patron reads, ``quantity`` at ``each`` makes ``amount`` (all-in)."""

    text: str
    detail: str
    quantity: int
    each: Money
    amount: Money
    starts_at: datetime | None = None
    """The performance's start, venue's zone; printed in the reader's format after ``text``."""
    extra: bool = False
    """``text`` is an ``ExtraKind`` value, whose words are the paper's."""
    named: str = ""
    """An extra's fund, level or article, as the season says it."""
    tax_id: str = ""
    """Of a donation: the EIN of whom it was given to, empty where it is not known."""
    member_number: str = ""
    good: tuple[date, date] | None = None
    """Of a membership: its first and its last day."""


@dataclass(frozen=True, slots=True)
class CardSlipView:
    """What a receipt says of a card: brand and four digits at most, never an expiry date.

    ``entry``, ``verified``, ``declined``: values of the terminal port's ``EntryMode``, ``Verified``
    and ``Declined``. ``emv``: labelled fields of the chip (``aid``, ``label``, ``tvr``, ``tsi``,
    ``arc``). ``lines``: the terminal's own lines for this copy, printed unaltered in place of all
    that. ``signature``: a line to sign on. ``pending``: taken without the processor's word.
    """

    brand: str
    last_four: str
    approval_code: str
    entry: str = ""
    verified: str = ""
    declined: str = ""
    emv: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    signature: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptTenderView:
    """A tender as printed; ``kind`` is a ``TenderKind`` value; ``given`` differs from ``amount``
    for cash only; both are negative where money went back. ``left``: on the certificate or
    account."""

    kind: str
    amount: Money
    given: Money
    reference: str = ""
    card: CardSlipView | None = None
    left: Money | None = None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One receipt as it is to be printed. ``sold_at`` is aware, in the venue's zone."""

    receipt_number: str
    order_number: str
    company: str
    address: tuple[str, ...]
    sold_at: datetime
    window: str
    cashier: str
    lines: tuple[ReceiptLineView, ...]
    fees_included: Money
    """Every fee together; which they are is in ``charges``."""
    total: Money
    tenders: tuple[ReceiptTenderView, ...]
    change: Money
    policy: str
    """The venue's refund policy, printed word for word."""
    copy: bool = False
    training: bool = False
    given_back: bool = False
    """It is about money that went back; ``total`` and ``tenders`` say how much and how, and
    ``receipt_number`` is its own."""
    of_receipt: str = ""
    """Given back: the number of the sale's receipt, or of its order where none was printed."""
    owing: Money | None = None
    """What is still owing (or, given back, still to be paid out); None when nothing is."""
    charges: tuple[ChargeSum, ...] = ()
    """What ``total`` has in it beside face values, where fees or taxes are by rule."""
    exchange: bool = False
    """It is about tickets that were exchanged: ``lines`` came back, ``taken`` took their place, and
    the codes in ``dead`` open nothing any more. Where money went back, ``given_back`` too."""
    taken: tuple[ReceiptLineView, ...] = ()
    """What was put into the order when ``lines`` came back: tickets, a fee, a gift, credit."""
    dead: tuple[str, ...] = ()

    @property
    def difference(self) -> Money:
        """Of an exchange: what was put in costs so much more than what came back."""
        put_in = total((line.amount for line in self.taken), self.total.currency)
        return put_in - total((line.amount for line in self.lines), self.total.currency)


@dataclass(frozen=True, slots=True)
class SlipView:
    """A card slip that is no sale's receipt: a decline, or the house's copy to sign.

    ``kind``: a ``PaymentKind`` value. ``at``: aware, in the venue's zone.
    """

    company: str
    address: tuple[str, ...]
    at: datetime
    window: str
    cashier: str
    order_number: str
    kind: str
    amount: Money
    card: CardSlipView
    policy: str
    declined: bool
    copy: bool = False


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A gift certificate as it is to be printed, with its whole code. ``code``: as it is typed, in
    groups of four. ``expires_on``: None where it never does. ``promotional``: given away."""

    code: str
    serial: str
    company: str
    address: tuple[str, ...]
    amount: Money
    holder: str
    issued_at: datetime
    expires_on: date | None
    promotional: bool
    policy: str


@dataclass(frozen=True, slots=True)
class MemberCardView:
    """A member's card as it is to be printed. ``code``: of its barcode, which the scanner reads at
    the window; ``ends_on``: the last day of the last term that is sold. ``issue``: 1 for the first
    card."""

    company: str
    level: str
    holder: str
    number: str
    code: str
    starts_on: date
    ends_on: date
    benefits: tuple[str, ...] = ()
    issue: int = 1


@dataclass(frozen=True, slots=True)
class EndorsementView:
    """What is printed on, or clipped to, the back of a check: for deposit only."""

    company: str
    order_number: str
    check_number: str
    payer: str
    amount: Money
    taken_on: date


@dataclass(frozen=True, slots=True)
class CheckLetterView:
    """The demand for a returned check: what is owed and by when. Dates are the venue's."""

    company: str
    address: tuple[str, ...]
    payer: str
    check_number: str
    order_number: str
    amount: Money
    fee: Money
    returned_on: date
    pay_by: date
    reason: str

    @property
    def owed(self) -> Money:
        return self.amount + self.fee
