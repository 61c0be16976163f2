"""Reads the elements of a ticket design from their tables, each by itself. ``designfile`` looks at
how they stand together."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from printing.artwork import NAME, Artwork, BadPicture, read_png
from printing.design import (
    TOP,
    VERTICAL_ALIGNMENTS,
    BarcodeElement,
    BoxElement,
    LineElement,
    LogoElement,
    QrElement,
    Shown,
    TextElement,
    braced,
    default_height_mm,
)
from printing.fields import TICKET_FIELDS
from printing.paper import ALIGNMENTS, LEFT
from printing.tomlreader import Table

FileBeside = Callable[[str], bytes | None]
"""Returns the bytes of a file of that name beside the design, or None where there is none. Asked
only for names that ``artwork.NAME`` allows; reads no more than ``artwork.LARGEST_FILE`` and one
byte."""

MM_PER_POINT = 25.4 / 72
LONGEST_STOCK_MM = 400.0
SMALLEST_TYPE_MM, LARGEST_TYPE_MM = 1.5, 40.0
SMALLEST_CODE_MM = 15.0
"""29 modules of half a millimetre: scanners at a door read it in bad light."""
SMALLEST_BARS_MM, LOWEST_BARS_MM = 68.0, 8.0
"""Twenty letters make 275 modules with their quiet zones: a quarter of a millimetre each."""

_NO_PICTURE = Artwork(1, 1, b"\xff")
_DITHER = 0


def text(table: Table) -> TextElement:
    """Return a ``[[text]]``."""
    size = _size(table, "size")
    smallest = _size(table, "shrink_to", size)
    if smallest > size and table.sound:
        table.wrong("shrink_to_mm", smallest, f"... {size:g}")
    max_lines = table.whole("max_lines", 1, 12, 1)
    height = table.number("height_mm", 1, LONGEST_STOCK_MM, default_height_mm(size, max_lines))
    element = TextElement(
        template=table.text("text"),
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        width_mm=table.number("width_mm", 2, LONGEST_STOCK_MM),
        height_mm=height,
        size_mm=size,
        shrink_to_mm=smallest,
        max_lines=max_lines,
        bold=table.choice("weight", ("regular", "bold"), "regular") == "bold",
        align=table.choice("align", ALIGNMENTS, LEFT),
        valign=table.choice("valign", VERTICAL_ALIGNMENTS, TOP),
        turn=_turn(table),
        resident=table.flag("resident"),
        capitals=table.flag("capitals"),
        shown=_shown(table),
    )
    for field in braced(element.template):
        _check_field(table, "text", field)
    table.finish()
    return element


def line(table: Table) -> LineElement:
    """Return a ``[[line]]``."""
    element = LineElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        length_mm=table.number("length_mm", 1, LONGEST_STOCK_MM),
        thickness_mm=table.number("thickness_mm", 0.1, 5, 0.25),
        upright=table.choice("direction", ("right", "down"), "right") == "down",
        dash_mm=table.number("dash_mm", 0.5, 20, 0.0),
        shown=_shown(table),
    )
    table.finish()
    return element


def box(table: Table) -> BoxElement:
    """Return a ``[[box]]``."""
    element = BoxElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        width_mm=table.number("width_mm", 2, LONGEST_STOCK_MM),
        height_mm=table.number("height_mm", 2, LONGEST_STOCK_MM),
        thickness_mm=table.number("thickness_mm", 0.1, 5, 0.25),
        shown=_shown(table),
    )
    table.finish()
    return element


def qr(table: Table) -> QrElement:
    """Return a ``[[qr]]``."""
    element = QrElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        size_mm=table.number("size_mm", SMALLEST_CODE_MM, LONGEST_STOCK_MM),
        shown=_shown(table),
    )
    table.finish()
    return element


def barcode(table: Table) -> BarcodeElement:
    """Return a ``[[barcode]]``."""
    height = table.number("height_mm", LOWEST_BARS_MM, LONGEST_STOCK_MM)
    element = BarcodeElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        width_mm=table.number("width_mm", SMALLEST_BARS_MM, LONGEST_STOCK_MM),
        height_mm=height,
        text_mm=_size(table, "text", 0.0),
        turn=_turn(table),
        shown=_shown(table),
    )
    if height - default_height_mm(element.text_mm, 1) < LOWEST_BARS_MM - 1e-6:
        most = (height - LOWEST_BARS_MM) / default_height_mm(1, 1)
        table.wrong("text_mm", element.text_mm, f"... {most:g}")
    table.finish()
    return element


def logo(table: Table, beside: FileBeside) -> LogoElement:
    """Return a ``[[logo]]`` with its picture."""
    file = table.text("file")
    shades = table.choice("shades", ("threshold", "dither"), "threshold")
    threshold = table.whole("threshold", 1, 255, 128)
    element = LogoElement(
        file=file,
        artwork=_artwork(table, file, beside),
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        width_mm=table.number("width_mm", 2, LONGEST_STOCK_MM),
        height_mm=table.number("height_mm", 2, LONGEST_STOCK_MM),
        threshold=_DITHER if shades == "dither" else threshold,
        turn=_turn(table),
        shown=_shown(table),
    )
    table.finish()
    return element


def _artwork(table: Table, file: str, beside: FileBeside) -> Artwork:
    if not file:
        return _NO_PICTURE
    place = table.at("file")
    if not NAME.fullmatch(file):
        table.faults.add("design_logo_elsewhere", place, file)
        return _NO_PICTURE
    data = beside(file)
    if data is None:
        table.faults.add("design_logo_missing", place, file)
        return _NO_PICTURE
    try:
        return read_png(data)
    except BadPicture as error:
        table.faults.add(error.code, place, *error.evidence)
        return _NO_PICTURE


def _size(table: Table, stem: str, default_mm: float | None = None) -> float:
    """Read ``<stem>_mm`` or ``<stem>_pt``."""
    points = f"{stem}_pt"
    if table.holds(points) and not table.holds(f"{stem}_mm"):
        low, high = SMALLEST_TYPE_MM / MM_PER_POINT, LARGEST_TYPE_MM / MM_PER_POINT
        return round(table.number(points, low, high) * MM_PER_POINT, 3)
    return table.number(f"{stem}_mm", SMALLEST_TYPE_MM, LARGEST_TYPE_MM, default_mm)


def _turn(table: Table) -> int:
    turn = table.whole("rotation", 0, 270, 0)
    if turn % 90:
        table.wrong("rotation", turn, "0, 90, 180, 270")
        return 0
    return turn


def _place(table: Table, key: str) -> float:
    return table.number(key, 0, LONGEST_STOCK_MM)


def _shown(table: Table) -> Shown:
    shown = Shown(table.text("when", ""), table.text("unless", ""))
    for key, field in (("when", shown.when), ("unless", shown.unless)):
        if field:
            _check_field(table, key, field)
    return shown


def _check_field(table: Table, key: str, field: str) -> None:
    if field in TICKET_FIELDS:
        return
    meant = re.sub(r"\W.*", "", field.strip("{} "))
    near = get_close_matches(meant, TICKET_FIELDS, n=1)
    code = "design_field_misspelt" if near else "design_field_unknown"
    table.faults.add(code, table.at(key), field, *near)
