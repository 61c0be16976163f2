"""Printers as data: what a model prints on and which of its talents were confirmed.

A model reported by the printer itself is not believed (clones lie): the operator picks a profile,
and what is not confirmed is drawn by us as dots. Source: BOCA FGL46 programming guide (geometry,
fonts), Epson ESC/POS reference and python-escpos profile data (widths, columns).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

MM_PER_INCH = 25.4


class ResidentUse(Enum):
    """When a ticket's text is sent as text, in a typeface of the printer."""

    NEVER = "never"
    WHERE_DESIGNED = "where_designed"
    """Only texts that the design marks ``resident``."""
    WHEREVER_IT_FITS = "wherever_it_fits"
    """Every text it can: for slow serial lines, where dots take a minute."""


class QrForm(Enum):
    """How a QR code reaches an FGL printer. The resident command needs firmware FGL46G36 or
    later."""

    RASTER = "raster"
    RESIDENT = "resident"


class RasterForm(Enum):
    """How dots reach an FGL printer."""

    HEX = "hex"
    """``<g#>`` and ASCII hex: twice the bytes, and no byte that could be taken for something
    else."""
    RAW = "raw"
    """``<G#>`` and raw bytes: half as long."""
    RAW_WITHOUT_FLOW = "raw_without_flow"
    """Raw, but for the few columns whose byte is 11 or 13. Whether a printer on a serial line takes
    these for flow control inside ``<G#>`` is not known, so they go as hex."""


class StatusMode(Enum):
    """How an FGL printer reports; set in the printer, stored here so that the driver knows what to
    expect."""

    NORMAL = "normal"
    SINGLE_TICKET = "s90"


@dataclass(frozen=True, slots=True)
class ResidentFont:
    """A typeface in the printer, dots per character cell. ``advance`` and ``line`` are steps to the
    next one; ``tall`` and ``wide`` are the numbers of ``<HWh,w>`` and counted in already."""

    number: int
    width: int
    height: int
    advance: int
    line: int
    tall: int = 1
    wide: int = 1

    def scaled(self, tall: int, wide: int) -> ResidentFont:
        """Return this typeface, unscaled before, as ``<HWtall,wide>`` prints it."""
        return ResidentFont(
            self.number,
            self.width * wide,
            self.height * tall,
            self.advance * wide,
            self.line * tall,
            tall,
            wide,
        )


OCR_B_SMALL = ResidentFont(9, 13, 20, 13, 22)
OCR_B = ResidentFont(3, 17, 31, 20, 33)
OCR_B_BIG = ResidentFont(6, 30, 52, 34, 56)
CONFIRMED_FONTS = (OCR_B_BIG, OCR_B, OCR_B_SMALL)
"""Typefaces on whose size all guides agree, largest first. F2 and F8 are not among them."""

_SCALES = ((1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4))


def _tall_then_wide(font: ResidentFont) -> tuple[int, int]:
    return font.height, font.advance


SCALED_FONTS = tuple(
    sorted(
        (font.scaled(*scale) for font in CONFIRMED_FONTS for scale in _SCALES),
        key=_tall_then_wide,
        reverse=True,
    )
)
"""The same in all the sizes that look well, largest first, wide before narrow."""


@dataclass(frozen=True, slots=True)
class FglProfile:
    """A BOCA-like ticket printer with its stock.

    ``rows`` run across the head, ``columns`` along the feed; both are what can be printed, not what
    the stock measures. ``dots_per_inch`` is the true pitch. ``purge``: the printer is set to drop
    waiting tickets when stock runs out.
    """

    name: str
    nominal_dpi: int
    dots_per_inch: float
    rows: int
    columns: int
    clear_dots: int = 12
    """Kept free at every edge."""
    status_mode: StatusMode = StatusMode.NORMAL
    purge: bool = False
    qr_form: QrForm = QrForm.RASTER
    raster_form: RasterForm = RasterForm.HEX
    resident_use: ResidentUse = ResidentUse.WHERE_DESIGNED
    resident_fonts: tuple[ResidentFont, ...] = CONFIRMED_FONTS
    smallest_resident: float = 0.7
    """How tall a resident cell must be against the size that the design asks for."""
    code_module_mm: float | None = None
    """Largest module of a drawn code; None: as large as its square allows."""
    bytes_limit: int | None = None
    """What a ticket may take on the line: drawn letters get smaller until it does."""

    @property
    def page_bytes(self) -> int:
        """Dots of the whole page, eight a byte."""
        return self.rows * self.columns // 8

    def dots(self, length_mm: float) -> int:
        """Return a length in whole dots."""
        return round(length_mm * self.dots_per_inch / MM_PER_INCH)


BITS_A_BYTE = 10
"""On a line 8N1: a start bit and a stop bit go with every byte."""

TICKET_S = 8.5
"""How long a ticket may be on a line, so that it is out of the printer within ten seconds."""

_FULL_SHARE = 3
"""A ticket that is all drawn takes a third of its page in raw dots."""

SMALL_MODULE_MM = 0.5
"""Modules of a code that phones and door scanners read with ease."""


def on_line(profile: FglProfile, baud: int) -> FglProfile:
    """Return the profile as it is used on a serial line of ``baud``.

    A line that carries a ticket in time as it is drawn only gets rid of the hex. On a slower one
    the printer's own typefaces do all they can, codes are no larger than they must be, and drawn
    letters shrink until the ticket is short enough.
    """
    limit = int(baud / BITS_A_BYTE * TICKET_S)
    raw = replace(profile, raster_form=RasterForm.RAW_WITHOUT_FLOW)
    if profile.page_bytes // _FULL_SHARE <= limit:
        return raw
    return replace(
        raw,
        resident_use=ResidentUse.WHEREVER_IT_FITS,
        resident_fonts=SCALED_FONTS,
        smallest_resident=0.5,
        code_module_mm=SMALL_MODULE_MM,
        bytes_limit=limit,
    )


class Cut(Enum):
    """What ends a receipt. Each is preceded by a feed past the knife."""

    FULL = "full"
    PARTIAL = "partial"
    TEAR = "tear"
    """No knife: fed far enough to tear."""


@dataclass(frozen=True, slots=True)
class EscposProfile:
    """A receipt printer.

    ``columns`` and ``column_dots`` belong to its font A. ``escpos_name`` is python-escpos's
    profile, used to build bytes. ``confirmed_code_pages``: python-escpos names (``CP858``) of those
    that a person saw right on a test print of this very printer. Page numbers differ between
    clones, so there are none to begin with, and all but ASCII is drawn. ``asb``: it reports status
    by itself (GS a), which every job switches on again after ESC @ has switched it off.
    """

    name: str
    dots: int
    columns: int
    dots_per_inch: float
    cut: Cut
    escpos_name: str
    column_dots: int = 12
    confirmed_code_pages: tuple[str, ...] = ()
    asb: bool = True

    @property
    def line_dots(self) -> int:
        """Dots from the first column's left edge to the last column's right edge; a multiple of
        eight."""
        return self.columns * self.column_dots

    @property
    def line_step_dots(self) -> int:
        """Dots from one line to the next at the default spacing, a sixth of an inch."""
        return round(self.dots_per_inch / 6)


_PITCHES = {200: 203.2, 300: 304.9, 600: 600.0}
"""Nominal and true dots an inch (hardware facts 1.2, documented)."""

_STOCKS = {"5.5x2": (384, 1050), "8x3.25": (632, 1550), "8x4": (782, 1550)}
"""Rows and columns that a 200 dpi head prints. 5.5 x 2 in is the guide's measure (hardware facts
1.2, documented); the others and finer heads take its proportions."""

FGL_PROFILES = {
    profile.name: profile
    for profile in (
        FglProfile(f"boca-{dpi}dpi-{stock}", dpi, pitch, rows * dpi // 200, columns * dpi // 200)
        for dpi, pitch in _PITCHES.items()
        for stock, (rows, columns) in _STOCKS.items()
    )
}
"""By the name used in window.toml."""

ESCPOS_PROFILES = {
    profile.name: profile
    for profile in (
        EscposProfile("TM-T88IV", 512, 42, 180.0, Cut.PARTIAL, "TM-T88IV"),
        EscposProfile("TM-T88V", 512, 42, 180.0, Cut.PARTIAL, "TM-T88V"),
        EscposProfile("TM-T20II", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("TM-T20III", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("TM-m30", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("star-80mm", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("generic-80mm", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("generic-58mm", 384, 32, 203.2, Cut.TEAR, "POS-5890"),
    )
}
"""By the name used in window.toml. ``star-80mm`` is a Star switched to ESC/POS emulation (its own
language is not spoken here); TM-T20III, TM-m30 and star-80mm are their family's data, unconfirmed
on a device."""
