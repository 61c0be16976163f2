"""Tickets in FGL, the language of BOCA and compatible ticket printers.

Invariants: only the commands in ``ALLOWED`` leave; a text leaves as text only when each of its
characters is in ``PLAIN``, and is drawn as dots otherwise, so no name can say a command; one ticket
ends in exactly one ``<p>``.

Source: FGL46 programming guide (positions, fonts, lines, graphics). ``<RCr,c>`` takes the row
first; rows run across the print head, columns along the feed. Example: ``<RC24,40><F9><HW1,1>ORDER
7`` prints at row 24, column 40.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pos.errors import InvariantBroken
from pos.views.cash import Finding
from printing.fonts import LINE_HEIGHT
from printing.marks import draw_marks
from printing.paper import Frame, QrCode, Stroke, TextLine, TicketPaper
from printing.profiles import FglProfile, QrForm, RasterForm, ResidentFont, ResidentUse
from printing.raster import aligned, blank_page, ink, qr_modules, qr_picture, turned
from printing.strips import Strip, strips

if TYPE_CHECKING:
    from PIL.Image import Image

    from printing.fonts import FontSource

ALLOWED = frozenset({"CB", "RC", "F", "HW", "LT", "HX", "VX", "BX", "QR", "g", "G", "p"})
"""Every command this module can send. None of them writes the printer's flash memory."""

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/()$'&#%+")
"""What is sent as text: no delimiter of any command, and no sign that OCR-B lacks."""

_QR_SAFE = re.compile(r"[A-Z0-9]+")
_QR_SIZES = range(3, 17)
_SMALLEST_FIT, _LARGEST_FIT = 0.7, 1.1
"""How tall a resident cell may be against the size that the design asks for."""


def encode(paper: TicketPaper, profile: FglProfile, fonts: FontSource) -> bytes:
    """Return the bytes that print and cut one ticket.

    What lies outside the printable rows and columns is left out (``check`` names it beforehand).
    """
    page = blank_page(profile.columns, profile.rows)
    draw_marks(page, paper, profile.dots)
    resident: list[bytes] = []
    for _, group in groupby(paper.texts, key=attrgetter("element")):
        lines = list(group)
        texts = _resident_text(lines, profile)
        resident += texts or ()
        for line in lines if texts is None else ():
            _draw_text(page, line, profile, fonts)
    for code in paper.codes:
        sent = _resident_code(code, profile)
        if sent is None:
            _draw_code(page, code, profile)
        else:
            resident.append(sent)
    return b"".join(
        (
            _command("CB"),
            *(_stroke(stroke, profile) for stroke in paper.strokes),
            *(_frame(frame, profile) for frame in paper.frames),
            *(_strip(strip, profile.raster_form) for strip in strips(page)),
            *resident,
            _command("p"),
        )
    )


def check(paper: TicketPaper, profile: FglProfile) -> tuple[Finding, ...]:
    """Return what of a paper this printer cannot reach: ``ticket_outside_printable``, one for each
    item."""
    far_x = profile.columns * 25.4 / profile.dots_per_inch
    far_y = profile.rows * 25.4 / profile.dots_per_inch
    return tuple(
        Finding(
            "error",
            "ticket_outside_printable",
            subject,
            evidence=(f"{right:.1f} x {bottom:.1f} mm", f"{far_x:.1f} x {far_y:.1f} mm"),
        )
        for subject, right, bottom in _extents(paper)
        if right > far_x or bottom > far_y
    )


def _extents(paper: TicketPaper) -> Iterator[tuple[str, float, float]]:
    for line in paper.texts:
        along, across = line.width_mm, line.size_mm * LINE_HEIGHT
        dx, dy = (across, along) if line.turn in (90, 270) else (along, across)
        yield line.text, line.x_mm + dx, line.y_mm + dy
    for stroke in paper.strokes:
        dx, dy = (0.0, stroke.length_mm) if stroke.upright else (stroke.length_mm, 0.0)
        yield "line", stroke.x_mm + dx, stroke.y_mm + dy
    for frame in paper.frames:
        yield "box", frame.x_mm + frame.width_mm, frame.y_mm + frame.height_mm
    for code in paper.codes:
        yield "qr", code.x_mm + code.size_mm, code.y_mm + code.size_mm
    for kind, items in (("barcode", paper.bars), ("logo", paper.pictures)):
        for item in items:
            room = item.width_mm, item.height_mm
            dx, dy = room[::-1] if item.turn in (90, 270) else room
            yield kind, item.x_mm + dx, item.y_mm + dy


def _command(name: str, *numbers: int) -> bytes:
    if name not in ALLOWED:
        raise InvariantBroken("fgl.command_not_allowed", command=name)
    return f"<{name}{','.join(str(number) for number in numbers)}>".encode("ascii")


# ---- text ----


def _resident_text(lines: Sequence[TextLine], profile: FglProfile) -> list[bytes] | None:
    """Return the lines of one text in a typeface of the printer, or None where they have to be
    drawn."""
    use = profile.resident_use
    for line in lines:
        wanted = use is ResidentUse.WHEREVER_IT_FITS or (
            use is ResidentUse.WHERE_DESIGNED and line.resident
        )
        if not wanted or line.turn or not PLAIN.issuperset(line.text):
            return None
    for font in profile.resident_fonts:
        placed = [_positioned(line, font, profile) for line in lines]
        sent = [line for line in placed if line is not None]
        if len(sent) == len(lines):
            return sent
    return None


def _positioned(line: TextLine, font: ResidentFont, profile: FglProfile) -> bytes | None:
    """Return the line in this typeface, or None where its letters are too small, too large or too
    many."""
    room, height = profile.dots(line.width_mm), profile.dots(line.size_mm)
    width = len(line.text) * font.advance
    fits = height * _SMALLEST_FIT <= font.height <= height * _LARGEST_FIT and width <= room
    row = profile.dots(line.y_mm) + (round(height * LINE_HEIGHT) - font.height) // 2
    column = profile.dots(line.x_mm) + aligned(width, room, line.align)
    if not fits or row + font.line > profile.rows or column + width > profile.columns:
        return None
    where = _command("RC", row, column) + _command("F", font.number) + _command("HW", 1, 1)
    return where + line.text.encode("ascii")


def _draw_text(page: Image, line: TextLine, profile: FglProfile, fonts: FontSource) -> None:
    room = profile.dots(line.width_mm)
    px = line.size_mm * profile.dots_per_inch / 25.4
    picture = fonts.picture(line.text, px, bold=line.bold, max_dots=room)
    along = aligned(picture.width, room, line.align)
    back = room - along - picture.width
    dx, dy = {0: (along, 0), 90: (0, along), 180: (back, 0), 270: (0, back)}[line.turn]
    x, y = profile.dots(line.x_mm), profile.dots(line.y_mm)
    ink(page, turned(picture, line.turn), x + dx, y + dy)


# ---- codes, lines, dots ----


def _resident_code(code: QrCode, profile: FglProfile) -> bytes | None:
    if profile.qr_form is not QrForm.RESIDENT or not _QR_SAFE.fullmatch(code.text):
        return None
    modules = len(qr_modules(code.text)) + 8
    size = profile.dots(code.size_mm) // modules
    if size not in _QR_SIZES:
        return None
    offset = (profile.dots(code.size_mm) - size * (modules - 8)) // 2
    row, column = profile.dots(code.y_mm) + offset, profile.dots(code.x_mm) + offset
    correction = 3  # Q: 0 is M, 1 is L, 2 is H
    command = _command("RC", row, column) + _command("QR", size, 0, 1, correction)
    return command + b"{" + code.text.encode("ascii") + b"}"


def _draw_code(page: Image, code: QrCode, profile: FglProfile) -> None:
    room = profile.dots(code.size_mm)
    picture = qr_picture(code.text, room)
    spare = max(0, (room - picture.width) // 2)
    ink(page, picture, profile.dots(code.x_mm) + spare, profile.dots(code.y_mm) + spare)


def _stroke(stroke: Stroke, profile: FglProfile) -> bytes:
    row, column = profile.dots(stroke.y_mm), profile.dots(stroke.x_mm)
    room = (profile.rows - row) if stroke.upright else (profile.columns - column)
    length = min(profile.dots(stroke.length_mm), room)
    thickness = max(1, profile.dots(stroke.thickness_mm))
    if length < 1 or row + thickness > profile.rows or column + thickness > profile.columns:
        return b""
    draw = _command("VX" if stroke.upright else "HX", length)
    return _command("RC", row, column) + _command("LT", thickness) + draw


def _frame(frame: Frame, profile: FglProfile) -> bytes:
    row, column = profile.dots(frame.y_mm), profile.dots(frame.x_mm)
    rows, columns = profile.dots(frame.height_mm), profile.dots(frame.width_mm)
    thickness = max(1, profile.dots(frame.thickness_mm))
    if row + rows > profile.rows or column + columns > profile.columns:
        return b""
    draw = _command("BX", rows, columns)
    return _command("RC", row, column) + _command("LT", thickness) + draw


def _strip(strip: Strip, form: RasterForm) -> bytes:
    where = _command("RC", strip.row, strip.column)
    if form is RasterForm.RAW:
        return where + _command("G", len(strip.data)) + strip.data
    return where + _command("g", 2 * len(strip.data)) + strip.data.hex().upper().encode("ascii")
