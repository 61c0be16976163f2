"""A ticket for whatever prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.paper import TicketPaper
from printing.profiles import EscposProfile, FglProfile

if TYPE_CHECKING:
    from printing.fonts import FontSource

TicketProfile = FglProfile | EscposProfile
"""A ticket printer, or a receipt printer that prints tickets on its roll."""


def ticket_bytes(paper: TicketPaper, profile: TicketProfile, fonts: FontSource) -> bytes:
    """Return the bytes that print and cut one ticket."""
    if isinstance(profile, FglProfile):
        from printing import fgl

        return fgl.encode(paper, profile, fonts)
    from printing import escpos

    return escpos.encode_ticket(paper, profile, fonts)
