from __future__ import annotations

from printing import escpos, fgl, receipts, tickets
from printing.design import ReceiptDesign, TicketDesign
from printing.fonts import FontSource
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.rehearsal import rehearse_receipt, rehearse_ticket
from printing.words import Words
from tests.unit.printing.builders import a_receipt, a_ticket

BOCA, EPSON = FGL_PROFILES["boca-200dpi-5.5x2"], ESCPOS_PROFILES["TM-T88V"]


def test_a_rehearsal_opens_the_sizes_that_papers_use(
    theatre_ticket: TicketDesign, receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    """Texts that shrink open further sizes; those that keep the design's size open none."""
    fresh = FontSource(fonts.regular, fonts.bold)
    rehearse_ticket(theatre_ticket, BOCA, words, fresh)
    rehearse_receipt(receipt_80mm, EPSON, words, fresh)
    opened = set(fresh._sized)
    short = a_ticket(production="Tosca", hall="Hall", venue="Venue", section="Box", notes=("x",))
    fgl.encode(tickets.compose(short, theatre_ticket, words, fresh), BOCA, fresh)
    slip = receipts.compose(a_receipt(company="Ёлка"), receipt_80mm, words, fresh)
    escpos.encode(slip, EPSON, fresh)
    extra = set(fresh._sized) - opened
    assert len(opened) > 10
    assert len(extra) <= 4
