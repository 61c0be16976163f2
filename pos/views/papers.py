"""What a paper says: everything ``printing`` needs to draw tickets and receipts, and nothing it
has to look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos.money import Money


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
    (printing has their words), or a text of the venue's own."""
    issue: int = 1

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


@dataclass(frozen=True, slots=True)
class ReceiptTenderView:
    """A tender as printed; ``kind`` is a ``TenderKind`` value; ``given`` differs from ``amount``
    for cash only."""

    kind: str
    amount: Money
    given: Money
    reference: str = ""


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
    total: Money
    tenders: tuple[ReceiptTenderView, ...]
    change: Money
    policy: str
    """The venue's refund policy, printed word for word."""
    copy: bool = False
    training: bool = False
