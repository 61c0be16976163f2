"""Reads designs from TOML. Every fault is listed with its place; a design with a fault is not used
at all.

Codes of findings: ``design_unreadable``, ``design_key_missing``, ``design_key_unknown``,
``design_value_wrong``, ``design_field_unknown``, ``design_outside_stock``,
``design_crosses_perforation``, ``design_crowds_code``, ``design_no_code``,
``design_block_missing``.
"""

from __future__ import annotations

from pos.errors import FileRefused
from printing.design import (
    FIELD,
    RECEIPT_BLOCKS,
    TOP,
    VERTICAL_ALIGNMENTS,
    Box,
    BoxElement,
    LineElement,
    QrElement,
    ReceiptBlockDesign,
    ReceiptDesign,
    Shown,
    TextElement,
    TicketDesign,
    default_height_mm,
)
from printing.fields import TICKET_FIELDS
from printing.paper import ALIGNMENTS, LEFT, NORMAL, SIZES
from printing.tomlreader import Faults, Table, parse

MM_PER_POINT = 25.4 / 72
LONGEST_STOCK_MM = 400.0
SMALLEST_TYPE_MM, LARGEST_TYPE_MM = 1.5, 40.0
SMALLEST_CODE_MM = 15.0
"""29 modules of half a millimetre: scanners at a door read it in bad light."""

MANDATORY_BLOCKS = ("header", "details", "lines", "total", "fees", "tenders", "change", "policy")
"""A receipt without these misleads a patron or breaks a rule: fees are shown, the refund policy is
printed."""


def ticket_design(data: bytes, file: str) -> TicketDesign:
    """Return the ticket design in ``data``; ``file`` names it in the refusal.

    Raises:
        FileRefused: With every fault found, as ``findings``.
    """
    faults = Faults()
    top = parse(data, faults)
    design = _ticket(top) if top is not None else None
    if design is None or faults.found:
        raise FileRefused(faults.found, file=file, count=len(faults.found))
    return design


def receipt_design(data: bytes, file: str) -> ReceiptDesign:
    """Return the receipt design in ``data``.

    Raises:
        FileRefused: With every fault found, as ``findings``.
    """
    faults = Faults()
    top = parse(data, faults)
    design = _receipt(top) if top is not None else None
    if design is None or faults.found:
        raise FileRefused(faults.found, file=file, count=len(faults.found))
    return design


def _ticket(top: Table) -> TicketDesign:
    top.choice("kind", ("ticket",))
    name = top.text("name")
    length = width = LONGEST_STOCK_MM
    clear = 0.0
    if stock := top.table("stock"):
        length = stock.number("length_mm", 30, LONGEST_STOCK_MM)
        width = stock.number("width_mm", 20, LONGEST_STOCK_MM)
        clear = stock.number("clear_mm", 0, 10, 1.5)
        stock.finish()
    perforation: float | None = None
    if stub := top.table("stub", required=False):
        perforation = stub.number("perforation_mm", 10, LONGEST_STOCK_MM)
        stub.finish()
    texts = [(_text(table), table) for table in top.tables("text")]
    lines = [(_line(table), table) for table in top.tables("line")]
    boxes = [(_box(table), table) for table in top.tables("box")]
    codes = [(_code(table), table) for table in top.tables("qr")]
    top.finish()
    design = TicketDesign(
        name=name,
        length_mm=length,
        width_mm=width,
        clear_mm=clear,
        perforation_mm=perforation,
        texts=tuple(text for text, _ in texts),
        lines=tuple(line for line, _ in lines),
        boxes=tuple(box for box, _ in boxes),
        codes=tuple(code for code, _ in codes),
    )
    inked = [(text.box, t) for text, t in texts] + [(line.box, t) for line, t in lines]
    placed = [*inked, *((box.box, t) for box, t in boxes), *((code.box, t) for code, t in codes)]
    _check_places(design, placed, top.faults)
    _check_codes(design, inked, top)
    return design


def _size(table: Table, stem: str, default_mm: float | None = None) -> float:
    """Read ``<stem>_mm`` or ``<stem>_pt``."""
    points = f"{stem}_pt"
    if table.holds(points) and not table.holds(f"{stem}_mm"):
        low, high = SMALLEST_TYPE_MM / MM_PER_POINT, LARGEST_TYPE_MM / MM_PER_POINT
        return round(table.number(points, low, high) * MM_PER_POINT, 3)
    return table.number(f"{stem}_mm", SMALLEST_TYPE_MM, LARGEST_TYPE_MM, default_mm)


def _text(table: Table) -> TextElement:
    size = _size(table, "size")
    smallest = _size(table, "shrink_to", size)
    if smallest > size:
        table.faults.add("design_value_wrong", table.at("shrink_to_mm"), smallest, f"... {size:g}")
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
    for field in FIELD.findall(element.template):
        _check_field(table, "text", field)
    table.finish()
    return element


def _turn(table: Table) -> int:
    turn = table.whole("rotation", 0, 270, 0)
    if turn % 90:
        table.faults.add("design_value_wrong", table.at("rotation"), turn, "0, 90, 180, 270")
        return 0
    return turn


def _line(table: Table) -> LineElement:
    element = LineElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        length_mm=table.number("length_mm", 1, LONGEST_STOCK_MM),
        thickness_mm=table.number("thickness_mm", 0.1, 5, 0.25),
        upright=table.choice("direction", ("right", "down"), "right") == "down",
        shown=_shown(table),
    )
    table.finish()
    return element


def _box(table: Table) -> BoxElement:
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


def _code(table: Table) -> QrElement:
    element = QrElement(
        x_mm=_place(table, "x_mm"),
        y_mm=_place(table, "y_mm"),
        size_mm=table.number("size_mm", SMALLEST_CODE_MM, LONGEST_STOCK_MM),
    )
    table.finish()
    return element


def _place(table: Table, key: str) -> float:
    return table.number(key, 0, LONGEST_STOCK_MM)


def _shown(table: Table) -> Shown:
    shown = Shown(table.text("when", ""), table.text("unless", ""))
    for key, field in (("when", shown.when), ("unless", shown.unless)):
        if field:
            _check_field(table, key, field)
    return shown


def _check_field(table: Table, key: str, field: str) -> None:
    if field not in TICKET_FIELDS:
        table.faults.add("design_field_unknown", table.at(key), field, ", ".join(TICKET_FIELDS))


def _check_places(design: TicketDesign, placed: list[tuple[Box, Table]], faults: Faults) -> None:
    """Everything stands on the stock and on one side of the perforation."""
    near = design.clear_mm - 1e-6
    for box, table in placed:
        right, bottom = box.x + box.width, box.y + box.height
        inside = (
            box.x >= near
            and box.y >= near
            and right <= design.length_mm - near
            and bottom <= design.width_mm - near
        )
        if not inside:
            faults.add("design_outside_stock", table.place, f"{right:.2f} x {bottom:.2f} mm")
        cut = design.perforation_mm
        if cut is not None and box.x < cut + near and right > cut - near:
            faults.add("design_crosses_perforation", table.place, f"{cut:g} mm")


def _check_codes(design: TicketDesign, others: list[tuple[Box, Table]], top: Table) -> None:
    """There is a code, and nothing in its quiet zone."""
    if not design.codes:
        top.faults.add("design_no_code", "qr")
    for code in design.codes:
        for box, table in others:
            if box.meets(code.box):
                top.faults.add("design_crowds_code", table.place)


def _receipt(top: Table) -> ReceiptDesign:
    top.choice("kind", ("receipt",))
    name = top.text("name")
    blocks = tuple(_block(table) for table in top.tables("block"))
    top.finish()
    kinds = {block.kind for block in blocks}
    for kind in MANDATORY_BLOCKS:
        if kind not in kinds:
            top.faults.add("design_block_missing", "block", kind)
    return ReceiptDesign(name, blocks)


def _block(table: Table) -> ReceiptBlockDesign:
    kind = table.choice("kind", RECEIPT_BLOCKS)
    block = ReceiptBlockDesign(
        kind=kind,
        text=table.text("text", None if kind == "text" else ""),
        align=table.choice("align", ALIGNMENTS, LEFT),
        bold=table.choice("weight", ("regular", "bold"), "regular") == "bold",
        size=table.choice("size", SIZES, NORMAL),
        lines=table.whole("lines", 1, 10, 1),
    )
    table.finish()
    return block
