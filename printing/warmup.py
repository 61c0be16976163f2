"""Pays the price of first use ahead of time, so that the first ticket of the evening is as quick as
the next."""

from __future__ import annotations

from printing.escpos import encode
from printing.fonts import FontSource
from printing.paper import Divider, Paragraph, ReceiptPaper
from printing.profiles import ESCPOS_PROFILES
from printing.raster import qr_modules


def warm_up(fonts: FontSource) -> None:
    """Import what papers need (about half a second) and measure the letters most of them are made
    of.

    To be called on a worker thread once the first picture stands. Safe to call twice.
    """
    import babel.dates
    import babel.numbers  # noqa: F401 - imported for its cost

    letters = "".join(map(chr, range(0x20, 0x7F)))
    for bold in (False, True):
        fonts.width_em(letters, bold=bold)
        fonts.picture(letters, 24, bold=bold, max_dots=4096)
    for letter in letters:
        fonts.has(letter)
    qr_modules("WARM")
    text_and_dots = ReceiptPaper((Paragraph("Warm"), Divider()))
    encode(text_and_dots, ESCPOS_PROFILES["TM-T20II"], fonts)
