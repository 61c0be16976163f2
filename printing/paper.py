"""Laid-out papers: what stands where, before any printer's language.

A ticket is measured in millimetres from its top left corner as it is read, x along the feed and y
across the print head. A receipt is a list of blocks; its printer's columns and dots decide where
lines break.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.artwork import Artwork

TURNS = (0, 90, 180, 270)
"""Degrees clockwise that a text may be turned."""

LEFT, CENTRE, RIGHT = "left", "centre", "right"
ALIGNMENTS = (LEFT, CENTRE, RIGHT)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of safe text. ``x_mm``, ``y_mm`` is the top left corner of its box on the paper;
    ``width_mm`` is the room along the reading direction, ``size_mm`` the em. ``resident``: the
    printer's own typeface will do. Lines of one text follow one another and share ``element``, so
    that they come out in one typeface."""

    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    size_mm: float
    bold: bool = False
    align: str = LEFT
    turn: int = 0
    resident: bool = False
    element: int = 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line from ``x_mm``, ``y_mm`` to the right, or down where ``upright``."""

    x_mm: float
    y_mm: float
    length_mm: float
    thickness_mm: float
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty rectangle."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    thickness_mm: float


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code in a square of ``size_mm``, its quiet zone of four modules included."""

    text: str
    x_mm: float
    y_mm: float
    size_mm: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128. ``x_mm``, ``y_mm`` is the top left corner of its box on the paper; ``width_mm``
    lies along the reading and holds both quiet zones, ``height_mm`` across it."""

    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Artwork in the middle of a box, measured like ``Bars``. ``threshold`` as in
    ``artwork.dots``."""

    artwork: Artwork
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    threshold: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """One ticket, laid out."""

    length_mm: float
    width_mm: float
    texts: tuple[TextLine, ...]
    strokes: tuple[Stroke, ...]
    frames: tuple[Frame, ...]
    codes: tuple[QrCode, ...]
    bars: tuple[Bars, ...] = ()
    pictures: tuple[Picture, ...] = ()


NORMAL, TALL, LARGE = "normal", "tall", "large"
SIZES = (NORMAL, TALL, LARGE)
"""Receipt type: as is, twice as high, twice as high and wide."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Safe text that wraps."""

    text: str
    align: str = LEFT
    bold: bool = False
    size: str = NORMAL


@dataclass(frozen=True, slots=True)
class Pair:
    """Words at the left, a figure at the right of the same line. The words wrap, the figure never
    does."""

    left: str
    right: str
    bold: bool = False
    size: str = NORMAL
    indent: int = 0
    """Columns the words are moved in."""


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """A QR code in the middle of the paper."""

    text: str


ReceiptBlock = Paragraph | Pair | Divider | Space | ReceiptCode


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """One receipt, in order from the top."""

    blocks: tuple[ReceiptBlock, ...]
