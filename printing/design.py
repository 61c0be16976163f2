"""What a venue's tickets and receipts look like, as data that was checked. ``designfile`` reads
them from TOML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from printing.artwork import Artwork
from printing.fonts import LINE_HEIGHT
from printing.paper import LEFT, NORMAL

FIELD = re.compile(r"\{(\w+)\}")
_BRACED = re.compile(r"\{[^{}]*\}?|\}")

TOP, MIDDLE, BOTTOM = "top", "middle", "bottom"
VERTICAL_ALIGNMENTS = (TOP, MIDDLE, BOTTOM)

_EDGE_MM = 0.001


def braced(template: str) -> tuple[str, ...]:
    """Return what stands in braces, and with its brace what begins or ends with only one. Each
    should be a field's name."""
    parts = _BRACED.findall(template)
    return tuple(p[1:-1] if p[0] == "{" and p[-1] == "}" else p for p in parts)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, millimetres."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share more than an edge (a micrometre is none)."""
        return (
            self.x < other.x + other.width - _EDGE_MM
            and other.x < self.x + self.width - _EDGE_MM
            and self.y < other.y + other.height - _EDGE_MM
            and other.y < self.y + self.height - _EDGE_MM
        )

    def depth_mm(self, other: Box) -> float:
        """Return how far one must move, the shortest way, until the two are apart."""
        return min(
            self.x + self.width - other.x,
            other.x + other.width - self.x,
            self.y + self.height - other.y,
            other.y + other.height - self.y,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """Draw an element only when the field ``when`` is not empty and the field ``unless`` is."""

    when: str = ""
    unless: str = ""

    def never_with(self, other: Shown) -> bool:
        """Return whether no ticket shows both."""
        return bool(self.when and self.when == other.unless) or bool(
            self.unless and self.unless == other.when
        )


@dataclass(frozen=True, slots=True)
class TextElement:
    """A text in a box that never grows: it shrinks to ``shrink_to_mm``, wraps, and at last ends in
    an ellipsis.

    ``template`` holds ``{field}`` names of ``printing.fields``. ``width_mm`` lies along the reading
    direction, ``height_mm`` across it. ``turn`` is in degrees clockwise; the box's top left corner
    on the paper stays at x, y.
    """

    template: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    size_mm: float
    shrink_to_mm: float
    max_lines: int = 1
    bold: bool = False
    align: str = LEFT
    valign: str = TOP
    turn: int = 0
    resident: bool = False
    capitals: bool = False
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        return _turned_box(self)


@dataclass(frozen=True, slots=True)
class LineElement:
    """A straight line, to the right or ``upright`` and down; ``dash_mm`` of it and as much of
    nothing by turns, 0 is unbroken."""

    x_mm: float
    y_mm: float
    length_mm: float
    thickness_mm: float
    upright: bool = False
    dash_mm: float = 0.0
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        long, thick = self.length_mm, self.thickness_mm
        width, height = (thick, long) if self.upright else (long, thick)
        return Box(self.x_mm, self.y_mm, width, height)


@dataclass(frozen=True, slots=True)
class BoxElement:
    """An empty rectangle."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    thickness_mm: float
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        return Box(self.x_mm, self.y_mm, self.width_mm, self.height_mm)


@dataclass(frozen=True, slots=True)
class QrElement:
    """The ticket's code. ``size_mm`` includes the quiet zone, so nothing else may stand in the
    square."""

    x_mm: float
    y_mm: float
    size_mm: float
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        return Box(self.x_mm, self.y_mm, self.size_mm, self.size_mm)


@dataclass(frozen=True, slots=True)
class BarcodeElement:
    """The ticket's code as Code 128. ``width_mm`` lies along the bars' reading, with both quiet
    zones; ``height_mm`` across it, with the code in letters of ``text_mm`` below the bars (0: bars
    only). Modules are the largest whole number of dots that the width allows."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    text_mm: float = 0.0
    turn: int = 0
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        return _turned_box(self)


@dataclass(frozen=True, slots=True)
class LogoElement:
    """A picture, as large as its box allows and in its middle. Shades below ``threshold`` (1 to
    255) are ink; 0 dithers."""

    file: str
    artwork: Artwork
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    threshold: int = 128
    turn: int = 0
    shown: Shown = Shown()

    @property
    def box(self) -> Box:
        return _turned_box(self)


def _turned_box(element: TextElement | BarcodeElement | LogoElement) -> Box:
    if element.turn in (90, 270):
        return Box(element.x_mm, element.y_mm, element.height_mm, element.width_mm)
    return Box(element.x_mm, element.y_mm, element.width_mm, element.height_mm)


CodeElement = QrElement | BarcodeElement
Element = TextElement | LineElement | BoxElement | CodeElement | LogoElement


def inked(element: Element) -> tuple[Box, ...]:
    """Return where ink may be: of a frame only its four sides, so that a code may stand in it."""
    box = element.box
    if not isinstance(element, BoxElement):
        return (box,)
    thick = element.thickness_mm
    right, bottom = box.x + box.width - thick, box.y + box.height - thick
    return (
        Box(box.x, box.y, box.width, thick),
        Box(box.x, bottom, box.width, thick),
        Box(box.x, box.y, thick, box.height),
        Box(right, box.y, thick, box.height),
    )


@dataclass(frozen=True, slots=True)
class TicketDesign:
    """A ticket stock and what is printed on it. ``perforation_mm`` is where the stub begins, None
    without a stub; nothing stands within ``clear_mm`` of an edge or of the perforation."""

    name: str
    length_mm: float
    width_mm: float
    clear_mm: float
    perforation_mm: float | None
    texts: tuple[TextElement, ...]
    lines: tuple[LineElement, ...]
    boxes: tuple[BoxElement, ...]
    codes: tuple[QrElement, ...]
    barcodes: tuple[BarcodeElement, ...] = ()
    logos: tuple[LogoElement, ...] = ()


RECEIPT_BLOCKS = (
    "header",
    "marks",
    "details",
    "lines",
    "total",
    "fees",
    "tenders",
    "change",
    "policy",
    "thanks",
    "text",
    "code",
    "divider",
    "space",
)
"""What a receipt can be made of. ``marks`` are COPY and TRAINING; ``details`` receipt and order
number, date, window, cashier; ``code`` the order number as a QR code."""


@dataclass(frozen=True, slots=True)
class ReceiptBlockDesign:
    """One block; ``text`` belongs to ``text`` blocks, ``lines`` to ``space``."""

    kind: str
    text: str = ""
    align: str = LEFT
    bold: bool = False
    size: str = NORMAL
    lines: int = 1


@dataclass(frozen=True, slots=True)
class ReceiptDesign:
    """A receipt from top to bottom."""

    name: str
    blocks: tuple[ReceiptBlockDesign, ...]


def default_height_mm(size_mm: float, max_lines: int) -> float:
    """Return the room that ``max_lines`` of the full size take."""
    return size_mm * LINE_HEIGHT * max_lines
