"""Tickets in FGL, the language of BOCA and compatible ticket printers.

Invariants: only the commands in ``ALLOWED`` leave; only characters of
``resident.PLAIN`` leave as text, and all others are drawn as dots, so no name can say a command;
one ticket ends in exactly one ``<p>``.

Source: FGL46 programming guide (positions, fonts, lines, graphics). ``<RCr,c>`` takes the row
first; rows run across the print head, columns along the feed. Example: ``<RC24,40><F9><HW1,1>ORDER
7`` prints at row 24, column 40.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from pos.errors import InvariantBroken
from pos.views.cash import Finding
from printing.barlines import BarLine, bar_lines
from printing.drawn import draw_text, smaller
from printing.fonts import ASCENT, LINE_HEIGHT
from printing.marks import draw_marks
from printing.paper import Frame, QrCode, Stroke, TicketPaper
from printing.profiles import FglProfile, QrForm, RasterForm
from printing.raster import blank_page, ink, qr_modules, qr_picture
from printing.resident import Placed, placed
from printing.strips import Strip, strips

if TYPE_CHECKING:
    from PIL.Image import Image

    from printing.fonts import FontSource

ALLOWED = frozenset({"CB", "RC", "F", "HW", "LT", "HX", "VX", "BX", "QR", "g", "G", "p"})
"""Every command this module can send. None of them writes the printer's flash memory."""

_QR_SAFE = re.compile(r"[A-Z0-9]+")
_QR_SIZES = range(3, 17)
_DRAWN_SIZES_MM = tuple(
    size / 10 for size in (400, 90, 70, 60, 52, 46, 41, 37, 33, 30, 27, 25, 23, 21, 19, 18, 17)
)
"""Largest em of drawn letters, tried on a line too slow for more."""
_BASELINE = 0.8
"""Where the letters of a resident cell stand, in parts of its height."""
_FLOW = re.compile(rb"[\x11\x13]+")
_NO_FLOW = bytes.maketrans(b"\x11\x13", b"\0\0")


def encode(paper: TicketPaper, profile: FglProfile, fonts: FontSource) -> bytes:
    """Return the bytes that print and cut one ticket.

    What lies outside the printable rows and columns is left out (``check`` names it beforehand).
    With a ``bytes_limit`` pictures are left out where they are too much, and drawn letters are as
    large as it allows, at last as small as can be read: a long ticket is better than none.
    """
    job = _encoded(paper, profile, fonts)
    if profile.bytes_limit is None or len(job) <= profile.bytes_limit:
        return job
    paper = replace(paper, pictures=())
    fitting = b""
    low, high = 0, len(_DRAWN_SIZES_MM) - 1
    while low <= high:  # the first size that is small enough
        middle = (low + high) // 2
        job = _encoded(paper, profile, fonts, _DRAWN_SIZES_MM[middle])
        if len(job) <= profile.bytes_limit:
            fitting, high = job, middle - 1
        else:
            low = middle + 1
    return fitting or job


def _encoded(
    paper: TicketPaper, profile: FglProfile, fonts: FontSource, largest_mm: float = inf
) -> bytes:
    """Return the ticket with drawn letters no larger than ``largest_mm``."""
    page = blank_page(profile.columns, profile.rows)
    bars = paper.bars if profile.bytes_limit is not None else ()
    draw_marks(page, replace(paper, bars=()) if bars else paper, profile.dots)
    resident: list[bytes] = []
    for _, group in groupby(paper.texts, key=attrgetter("element")):
        lines = list(group)
        sent = placed(lines, profile)
        for line in smaller(lines, largest_mm) if sent is None else ():
            draw_text(page, line, profile.dots_per_inch, fonts)
        for there in sent or ():
            resident.append(_resident_text(there))
            _draw_signs(page, there, fonts)
    for code in paper.codes:
        command = _resident_code(code, profile)
        if command is None:
            _draw_code(page, code, profile)
        else:
            resident.append(command)
    return b"".join(
        (
            _command("CB"),
            *(_stroke(stroke, profile) for stroke in paper.strokes),
            *(_frame(frame, profile) for frame in paper.frames),
            *(_bar_line(line, profile) for bar in bars for line in bar_lines(bar, profile.dots)),
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


def _resident_text(line: Placed) -> bytes:
    font = line.font
    where = _command("RC", line.row, line.column)
    typeface = _command("F", font.number) + _command("HW", font.tall, font.wide)
    return where + typeface + line.text.encode("ascii")


def _draw_signs(page: Image, line: Placed, fonts: FontSource) -> None:
    font = line.font
    for cell, sign in line.signs:
        picture = fonts.picture(sign, font.height, max_dots=font.advance)
        x = line.column + cell * font.advance + (font.advance - picture.width) // 2
        ink(page, picture, x, line.row + round(font.height * (_BASELINE - ASCENT)))


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
    module = profile.code_module_mm
    largest = None if module is None else max(1, profile.dots(module))
    picture = qr_picture(code.text, room, largest)
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


def _bar_line(line: BarLine, profile: FglProfile) -> bytes:
    down, right = (line.length, line.thickness) if line.upright else (line.thickness, line.length)
    if line.row + down > profile.rows or line.column + right > profile.columns:
        return b""
    draw = _command("VX" if line.upright else "HX", line.length)
    return _command("RC", line.row, line.column) + _command("LT", line.thickness) + draw


def _strip(strip: Strip, form: RasterForm) -> bytes:
    if form is RasterForm.HEX:
        return _hex_strip(strip)
    where = _command("RC", strip.row, strip.column) + _command("G", len(strip.data))
    if form is RasterForm.RAW:
        return where + strip.data
    again = (
        Strip(strip.row, strip.column + run.start(), run.group())
        for run in _FLOW.finditer(strip.data)
    )
    return where + strip.data.translate(_NO_FLOW) + b"".join(map(_hex_strip, again))


def _hex_strip(strip: Strip) -> bytes:
    where = _command("RC", strip.row, strip.column) + _command("g", 2 * len(strip.data))
    return where + strip.data.hex().upper().encode("ascii")
