"""Test papers: a ticket and a receipt that go the whole way a real one goes, and admit nobody.

Their code is no ticket's (codes are random; this one is a word), so no door opens to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER
from pos.ids import PrintJobId
from pos.money import Money
from pos.views.papers import ReceiptLineView, ReceiptView, TicketView
from pos.views.work import PrintWork

if TYPE_CHECKING:
    from printing.words import Words

CODE = "TESTTESTTESTTESTTEST"
SCRIPTS = "Dvořák · Łódź · Ёлка · Nguyễn · Ξένος · Iğdır"
"""Letters of every script our patrons have, to be looked at on paper."""


def test_paper(device: str, company: str, window: str, now: datetime, words: Words) -> PrintWork:
    """Return a test paper for a printer, ready for ``Papers.compose``.

    Args:
        device: ``ticket_printer`` or ``receipt_printer``.
        company: Whose name stands on it; may be empty.
        window: The window's name.
        now: Aware, in the venue's zone.
        words: The language papers are written in.
    """
    job = PrintJobId(f"test-{device}")
    if device == TICKET_PRINTER:
        return PrintWork(job, device, ticket=_ticket(company, window, now, words))
    assert device == RECEIPT_PRINTER, device
    return PrintWork(job, device, receipt=_receipt(company, window, now, words))


def _ticket(company: str, window: str, now: datetime, words: Words) -> TicketView:
    nothing = Money.zero()
    return TicketView(
        ticket_id="test",
        code=CODE,
        order_number=words("Test"),
        company=company or "Foyer",
        production=words("Test ticket: admits nobody"),
        subtitle=SCRIPTS,
        starts_at=now,
        doors_at=None,
        venue=window,
        hall="",
        section=words("Test"),
        row="00",
        seat="000",
        zone="",
        price_type=words("Test"),
        price=nothing,
        fee_included=nothing,
        holder="",
    )


def _receipt(company: str, window: str, now: datetime, words: Words) -> ReceiptView:
    nothing = Money.zero()
    return ReceiptView(
        receipt_number=words("Test"),
        order_number=words("Test"),
        company=company or "Foyer",
        address=(),
        sold_at=now,
        window=window,
        cashier="",
        lines=(
            ReceiptLineView(words("Test receipt: nothing was sold"), "", 1, nothing, nothing),
            ReceiptLineView(SCRIPTS, "", 1, nothing, nothing),
        ),
        fees_included=nothing,
        total=nothing,
        tenders=(),
        change=nothing,
        policy=words("This paper is a test. It is worth nothing."),
        training=True,
    )
