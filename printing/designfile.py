"""Reads designs from TOML. Every fault is listed with its place; a design with a fault is not used
at all.

Codes of findings: ``design_unreadable``, ``design_line_too_long``, ``design_key_missing``,
``design_key_unknown``, ``design_key_misspelt``, ``design_value_wrong``, ``design_value_quoted``,
``design_field_unknown``, ``design_field_misspelt``, ``design_too_many_elements``,
``design_outside_stock``,
``design_crosses_perforation``, ``design_crowds_code``, ``design_no_code``,
``design_logo_elsewhere``, ``design_logo_missing``, ``design_logo_too_large``,
``design_logo_unreadable``, ``design_block_missing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos.errors import FileRefused
from printing import designelements as read
from printing.design import (
    RECEIPT_BLOCKS,
    CodeElement,
    Element,
    LineElement,
    ReceiptBlockDesign,
    ReceiptDesign,
    Shown,
    TicketDesign,
    inked,
)
from printing.designelements import LONGEST_STOCK_MM, FileBeside
from printing.paper import ALIGNMENTS, LEFT, NORMAL, SIZES
from printing.tomlreader import Faults, Table, parse

LARGEST_FILE = 2**18
"""Bytes; a full ticket is near 6 kB."""
MOST_ELEMENTS = 200
"""Of all kinds together; a ticket has some forty."""

MANDATORY_BLOCKS = ("header", "details", "lines", "total", "fees", "tenders", "change", "policy")
"""A receipt without these misleads a patron or breaks a rule: fees are shown, the refund policy is
printed."""

Placed = tuple[Element, Table]


def nothing_beside(_: str) -> bytes | None:
    """Say that no file lies beside the design."""
    return None


def kind(data: bytes) -> str:
    """Return what a design calls itself, ``ticket`` or ``receipt``; empty where it cannot be
    read. Its faults are told when it is read as one of them."""
    top = _document(data, Faults())
    return "" if top is None else top.text("kind", "")


def ticket_design(data: bytes, file: str, beside: FileBeside = nothing_beside) -> TicketDesign:
    """Return the ticket design in ``data``; ``file`` names it in the refusal.

    ``beside`` brings the pictures it names.

    Raises:
        FileRefused: With every fault found, as ``findings``.
    """
    faults = Faults()
    top = _document(data, faults)
    design = _ticket(top, beside) if top is not None else None
    if design is None or faults.found:
        raise FileRefused(faults.found, file=file, count=len(faults.found))
    return design


def receipt_design(data: bytes, file: str) -> ReceiptDesign:
    """Return the receipt design in ``data``.

    Raises:
        FileRefused: With every fault found, as ``findings``.
    """
    faults = Faults()
    top = _document(data, faults)
    design = _receipt(top) if top is not None else None
    if design is None or faults.found:
        raise FileRefused(faults.found, file=file, count=len(faults.found))
    return design


def _document(data: bytes, faults: Faults) -> Table | None:
    if len(data) > LARGEST_FILE:
        faults.add(
            "design_unreadable", "", f"it has {len(data)} bytes, at most {LARGEST_FILE} are read"
        )
        return None
    return parse(data, faults)


def _ticket(top: Table, beside: FileBeside) -> TicketDesign:
    top.choice("kind", ("ticket",))
    name = top.text("name")
    length = width = LONGEST_STOCK_MM
    clear = 0.0
    if stock := top.table("stock"):
        length = stock.number("length_mm", 30, LONGEST_STOCK_MM)
        width = stock.number("width_mm", 20, LONGEST_STOCK_MM)
        clear = stock.number("clear_mm", 0, 10, 1.5)
        stock.finish()
        if not stock.sound:  # nothing can be told of what stands beyond it
            length, width, clear = LONGEST_STOCK_MM, LONGEST_STOCK_MM, 0.0
    perforation: float | None = None
    if stub := top.table("stub", required=False):
        perforation = stub.number("perforation_mm", 10, LONGEST_STOCK_MM)
        stub.finish()
        if not stub.sound:
            perforation = None
    arrays = {kind: top.tables(kind) for kind in ("text", "line", "box", "qr", "barcode", "logo")}
    top.finish()
    count = sum(len(tables) for tables in arrays.values())
    if count > MOST_ELEMENTS:
        top.faults.add("design_too_many_elements", "", count, MOST_ELEMENTS)
        arrays = dict.fromkeys(arrays, ())
    texts = [(read.text(table), table) for table in arrays["text"]]
    lines = [(read.line(table), table) for table in arrays["line"]]
    boxes = [(read.box(table), table) for table in arrays["box"]]
    codes = [(read.qr(table), table) for table in arrays["qr"]]
    barcodes = [(read.barcode(table), table) for table in arrays["barcode"]]
    logos = [(read.logo(table, beside), table) for table in arrays["logo"]]
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
        barcodes=tuple(code for code, _ in barcodes),
        logos=tuple(logo for logo, _ in logos),
    )
    marks: list[Placed] = [*texts, *lines, *boxes, *logos]
    readable: list[Placed] = [*codes, *barcodes]
    _check_places(design, [*marks, *readable], top.faults)
    _check_codes([*codes, *barcodes], marks, top)
    return design


def _check_places(design: TicketDesign, placed: Iterable[Placed], faults: Faults) -> None:
    """Everything stands on the stock and on one side of the perforation; only a broken line may
    stand on the perforation itself, to show where it is."""
    near = design.clear_mm - 1e-6
    for element, table in placed:
        if not table.sound:
            continue  # where it stands is not known
        box = element.box
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
        drawn = isinstance(element, LineElement) and element.upright and element.dash_mm
        if cut is not None and not drawn and box.x < cut + near and right > cut - near:
            faults.add("design_crosses_perforation", table.place, f"{cut:g} mm")


def _check_codes(
    codes: Sequence[tuple[CodeElement, Table]], marks: Iterable[Placed], top: Table
) -> None:
    """Every ticket shows a code, and nothing stands in a code or its quiet zone."""
    if not _always_one([code.shown for code, _ in codes]):
        top.faults.add("design_no_code", "qr")
    crowding: list[Placed] = [*marks, *codes]
    for number, (code, own) in enumerate(codes, len(crowding) - len(codes)):
        for other, (element, table) in enumerate(crowding):
            apart = element.shown.never_with(code.shown) or other >= number
            met = [edge for edge in inked(element) if edge.meets(code.box)]
            if met and not apart and table.sound and own.sound:
                deep = max(edge.depth_mm(code.box) for edge in met)
                at = top.faults.told(own.place)
                top.faults.add("design_crowds_code", table.place, at, f"{deep:.1f} mm")


def _always_one(codes: Sequence[Shown]) -> bool:
    """Return whether some code has no condition, or two between them leave no ticket out."""
    only_when = {shown.when for shown in codes if shown.when and not shown.unless}
    only_unless = {shown.unless for shown in codes if shown.unless and not shown.when}
    return Shown() in codes or bool(only_when & only_unless)


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
