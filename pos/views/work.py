"""Work for the device threads: what to print, which drawer to open."""

from __future__ import annotations

from dataclasses import dataclass

from pos.ids import PrintJobId
from pos.views.movements import VoucherView
from pos.views.papers import (
    CertificateView,
    EndorsementView,
    MemberCardView,
    ReceiptView,
    SlipView,
    TicketView,
)
from pos.views.will_call import EnvelopeView


@dataclass(frozen=True, slots=True)
class PrintWork:
    """One job whose sending is already committed. Exactly one of the papers is there."""

    job_id: PrintJobId
    device: str
    """``ticket_printer`` or ``receipt_printer``."""
    ticket: TicketView | None = None
    receipt: ReceiptView | None = None
    slip: SlipView | None = None
    certificate: CertificateView | None = None
    endorsement: EndorsementView | None = None
    voucher: VoucherView | None = None
    member_card: MemberCardView | None = None
    envelope: EnvelopeView | None = None
