"""A paper as it will come out, drawn from the very bytes that would go to the printer.

For the command line and for set-up screens: some thirty milliseconds on any thread once the
typeface is open, nothing is printed or connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.simulators.preview import Drawn
    from pos.views.papers import ReceiptView, TicketView
    from printing.design import ReceiptDesign, TicketDesign
    from printing.fonts import FontSource
    from printing.profiles import EscposProfile
    from printing.ticket_bytes import TicketProfile
    from printing.words import Words


def ticket_preview(
    view: TicketView,
    design: TicketDesign,
    profile: TicketProfile,
    words: Words,
    fonts: FontSource,
) -> Drawn:
    """Return the ticket on paper."""
    from hardware.simulators.preview import draw
    from printing import tickets
    from printing.ticket_bytes import ticket_bytes

    paper = tickets.compose(view, design, words, fonts)
    return draw(ticket_bytes(paper, profile, fonts), profile.name)


def receipt_preview(
    view: ReceiptView,
    design: ReceiptDesign,
    profile: EscposProfile,
    words: Words,
    fonts: FontSource,
) -> Drawn:
    """Return the receipt on paper."""
    from hardware.simulators.preview import draw
    from printing import escpos, receipts

    slip = receipts.compose(view, design, words, fonts)
    return draw(escpos.encode(slip, profile, fonts), profile.name)
