"""A member's card on ticket stock: whose it is, which level, until when, its barcode.

It is as large as the part of a theatre ticket before the stub, so that every stock of the ticket
printers has room for it; on a roll it lies along the paper.
"""

from __future__ import annotations

from pos.views.papers import MemberCardView
from printing.design import (
    MIDDLE,
    BarcodeElement,
    LineElement,
    Shown,
    TextElement,
    TicketDesign,
)
from printing.fonts import FontSource
from printing.paper import RIGHT, TicketPaper
from printing.tickets import composed
from printing.words import Words

DESIGN = TicketDesign(
    name="Member card",
    length_mm=101.6,
    width_mm=50.8,
    clear_mm=1.5,
    perforation_mm=None,
    texts=(
        TextElement("{company}", 4, 2.2, 66, 3.8, 3.1, 2.0, bold=True, capitals=True),
        TextElement("{member}", 71, 2.2, 27, 3.8, 3.1, 2.0, bold=True, align=RIGHT),
        TextElement("{level}", 4, 6.6, 94, 9.0, 7.2, 3.2, bold=True, valign=MIDDLE),
        TextElement("{holder}", 4, 15.8, 94, 6.2, 4.8, 2.2, valign=MIDDLE),
        TextElement("{number_label}", 4, 23.4, 30, 2.7, 2.2, 1.6),
        TextElement("{number}", 4, 25.8, 30, 4.8, 3.8, 2.2, bold=True),
        TextElement("{since_label}", 37, 23.4, 29, 2.7, 2.2, 1.6),
        TextElement("{since}", 37, 25.8, 29, 4.8, 3.8, 2.2),
        TextElement("{until_label}", 69, 23.4, 29, 2.7, 2.2, 1.6),
        TextElement("{until}", 69, 25.8, 29, 4.8, 3.8, 2.2, bold=True),
        TextElement("{void}", 4, 44.6, 94, 2.7, 2.2, 1.6, shown=Shown(when="void")),
    ),
    lines=(LineElement(4, 22.6, 94, 0.25),),
    boxes=(),
    codes=(),
    barcodes=(BarcodeElement(13, 31.4, 76, 13.0, text_mm=2.4),),
)


def member_card(view: MemberCardView, words: Words, fonts: FontSource) -> TicketPaper:
    """Return the card laid out. Always succeeds: what does not fit is cut with an ellipsis."""
    void = ""
    if view.issue > 1:
        void = words("Card no. {number}: earlier cards are void.", number=view.issue)
    fields = {
        "company": view.company,
        "member": words("MEMBER"),
        "level": view.level,
        "holder": view.holder,
        "number_label": words("Member number"),
        "number": view.number,
        "since_label": words("Member since"),
        "since": words.date(view.starts_on),
        "until_label": words("Valid through"),
        "until": words.date(view.ends_on),
        "void": void,
    }
    return composed(fields, view.code, DESIGN, fonts)
