"""A made-up ticket and receipt, laid out and encoded for nothing but speed.

The typeface is opened once for each size that a design uses, which makes up half of the first
ticket's time. A rehearsal opens them ahead. Nothing is printed.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pos.money import Money
from pos.views.papers import ReceiptLineView, ReceiptTenderView, ReceiptView, TicketView
from printing import escpos, receipts, tickets
from printing.design import ReceiptDesign, TicketDesign
from printing.fonts import FontSource
from printing.profiles import EscposProfile
from printing.ticket_bytes import TicketProfile, ticket_bytes
from printing.words import Words

_SOME_EVENING = datetime(2000, 1, 1, 19, 30, tzinfo=UTC)
_SUM = Money(1250)
_DRAWN = "Ё"
"""A letter that no encoder sends as text."""


def rehearse_ticket(
    design: TicketDesign, profile: TicketProfile, words: Words, fonts: FontSource
) -> None:
    """Go through all that a ticket needs. To be called on a worker thread."""
    ticket_bytes(tickets.compose(_ticket(), design, words, fonts), profile, fonts)


def rehearse_receipt(
    design: ReceiptDesign, profile: EscposProfile, words: Words, fonts: FontSource
) -> None:
    """Go through all that a receipt needs. To be called on a worker thread."""
    escpos.encode(receipts.compose(_receipt(), design, words, fonts), profile, fonts)


def _ticket() -> TicketView:
    return TicketView(
        ticket_id="",
        code="REHEARSA1REHEARSA1XX",
        order_number="W1-000000",
        company="Company",
        production="Production",
        subtitle="Subtitle",
        starts_at=_SOME_EVENING,
        doors_at=_SOME_EVENING,
        venue="Venue",
        hall="Hall",
        section="Section",
        row="A",
        seat="1",
        zone="A",
        price_type="Adult",
        price=_SUM,
        fee_included=_SUM,
        holder=_DRAWN,
        notes=("Note",),
    )


def _receipt() -> ReceiptView:
    return ReceiptView(
        receipt_number="W1-000000",
        order_number="W1-000000",
        company="Company",
        address=(),
        sold_at=_SOME_EVENING,
        window="Window",
        cashier="Cashier",
        lines=(ReceiptLineView(_DRAWN, "", 1, _SUM, _SUM),),
        fees_included=_SUM,
        total=_SUM,
        tenders=(ReceiptTenderView("cash", _SUM, _SUM),),
        change=_SUM,
        policy="Policy",
    )
