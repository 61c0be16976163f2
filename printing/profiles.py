"""Printers as data: what a model prints on and which of its talents were confirmed.

A model reported by the printer itself is not believed (clones lie): the operator picks a profile,
and what is not confirmed is drawn by us as dots. Source: BOCA FGL46 programming guide (geometry,
fonts), Epson ESC/POS reference and python-escpos profile data (widths, columns).
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """``<G#>`` and raw bytes."""


class StatusMode(Enum):
    """How an FGL printer reports; set in the printer, stored here so that the driver knows what to
    expect."""

    NORMAL = "normal"
    SINGLE_TICKET = "s90"
    SOLICITED = "s91"


@dataclass(frozen=True, slots=True)
class ResidentFont:
    """A typeface in the printer, dots per character cell. ``advance`` and ``line`` are steps to the
    next one."""

    number: int
    width: int
    height: int
    advance: int
    line: int


OCR_B_SMALL = ResidentFont(9, 13, 20, 13, 22)
OCR_B = ResidentFont(3, 17, 31, 20, 33)
OCR_B_BIG = ResidentFont(6, 30, 52, 34, 56)
CONFIRMED_FONTS = (OCR_B_BIG, OCR_B, OCR_B_SMALL)
"""Typefaces on whose size all guides agree, largest first. F2 and F8 are not among them."""


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

    def dots(self, length_mm: float) -> int:
        """Return a length in whole dots."""
        return round(length_mm * self.dots_per_inch / MM_PER_INCH)


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


FGL_PROFILES = {
    profile.name: profile
    for profile in (
        FglProfile("boca-200dpi-5.5x2", 200, 203.2, rows=384, columns=1050),
        FglProfile("boca-300dpi-5.5x2", 300, 304.9, rows=576, columns=1575),
        FglProfile("boca-200dpi-8x3.25", 200, 203.2, rows=632, columns=1550),
    )
}
"""By the name used in window.toml. 5.5 x 2 in at 200 dpi is the guide's measure; the others take
its proportions."""

ESCPOS_PROFILES = {
    profile.name: profile
    for profile in (
        EscposProfile("TM-T88V", 512, 42, 180.0, Cut.PARTIAL, "TM-T88V"),
        EscposProfile("TM-T20II", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("generic-80mm", 576, 48, 203.2, Cut.PARTIAL, "TM-T20II"),
        EscposProfile("generic-58mm", 384, 32, 203.2, Cut.TEAR, "POS-5890"),
    )
}
"""By the name used in window.toml."""
