"""Work for the device threads: what to print, which drawer to open."""

from __future__ import annotations

from dataclasses import dataclass

from pos.ids import PrintJobId
from pos.views.papers import ReceiptView, TicketView


@dataclass(frozen=True, slots=True)
class PrintWork:
    """One job whose sending is already committed. Exactly one of ``ticket`` and ``receipt`` is
    there."""

    job_id: PrintJobId
    device: str
    """``ticket_printer`` or ``receipt_printer``."""
    ticket: TicketView | None = None
    receipt: ReceiptView | None = None
