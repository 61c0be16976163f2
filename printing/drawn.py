"""Laid-out tickets as dots, whatever printer they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from printing.fonts import INK, LINE_HEIGHT
from printing.marks import draw_marks
from printing.paper import Frame, QrCode, Stroke, TextLine, TicketPaper
from printing.raster import aligned, blank_page, ink, qr_picture, turned

if TYPE_CHECKING:
    from PIL.Image import Image

    from printing.fonts import FontSource

_MM_PER_INCH = 25.4


def ticket_page(paper: TicketPaper, dots_per_inch: float, fonts: FontSource) -> Image:
    """Return a whole ticket as a page of its own size."""
    scale = _Scale(dots_per_inch)
    page = blank_page(scale(paper.length_mm), scale(paper.width_mm))
    draw_marks(page, paper, scale)
    for line in paper.texts:
        draw_text(page, line, dots_per_inch, fonts)
    for code in paper.codes:
        _draw_code(page, code, scale)
    for stroke in paper.strokes:
        _draw_stroke(page, stroke, scale)
    for frame in paper.frames:
        _draw_frame(page, frame, scale)
    return page


class _Scale:
    """Millimetres to whole dots."""

    def __init__(self, dots_per_inch: float) -> None:
        self._dots_per_mm = dots_per_inch / _MM_PER_INCH

    def __call__(self, length_mm: float) -> int:
        return round(length_mm * self._dots_per_mm)


def _draw_code(page: Image, code: QrCode, scale: _Scale) -> None:
    room = scale(code.size_mm)
    picture = qr_picture(code.text, room)
    spare = max(0, (room - picture.width) // 2)
    ink(page, picture, scale(code.x_mm) + spare, scale(code.y_mm) + spare)


def _draw_stroke(page: Image, stroke: Stroke, scale: _Scale) -> None:
    x, y = scale(stroke.x_mm), scale(stroke.y_mm)
    length, thickness = scale(stroke.length_mm), max(1, scale(stroke.thickness_mm))
    across, down = (thickness, length) if stroke.upright else (length, thickness)
    page.paste(INK, (x, y, x + across, y + down))


def _draw_frame(page: Image, frame: Frame, scale: _Scale) -> None:
    x, y = frame.x_mm, frame.y_mm
    right, bottom = x + frame.width_mm, y + frame.height_mm
    thick = frame.thickness_mm
    for stroke in (
        Stroke(x, y, frame.width_mm, thick),
        Stroke(x, bottom - thick, frame.width_mm, thick),
        Stroke(x, y, frame.height_mm, thick, upright=True),
        Stroke(right - thick, y, frame.height_mm, thick, upright=True),
    ):
        _draw_stroke(page, stroke, scale)


def draw_text(page: Image, line: TextLine, dots_per_inch: float, fonts: FontSource) -> None:
    """Put a line of text on the page, aligned in its room and turned."""
    scale = dots_per_inch / _MM_PER_INCH
    room = round(line.width_mm * scale)
    picture = fonts.picture(line.text, line.size_mm * scale, bold=line.bold, max_dots=room)
    along = aligned(picture.width, room, line.align)
    back = room - along - picture.width
    dx, dy = {0: (along, 0), 90: (0, along), 180: (back, 0), 270: (0, back)}[line.turn]
    ink(
        page,
        turned(picture, line.turn),
        round(line.x_mm * scale) + dx,
        round(line.y_mm * scale) + dy,
    )


def smaller(lines: Sequence[TextLine], largest_mm: float) -> list[TextLine]:
    """Return the lines of one text with letters no larger, closer together about their middle."""
    if all(line.size_mm <= largest_mm for line in lines):
        return list(lines)
    size = lines[0].size_mm
    middles = [_across(line) + size * LINE_HEIGHT / 2 for line in lines]
    middle = sum(middles) / len(middles)
    return [
        _moved(line, middle + (own - middle) * largest_mm / size, largest_mm)
        for line, own in zip(lines, middles, strict=True)
    ]


def _across(line: TextLine) -> float:
    return line.x_mm if line.turn in (90, 270) else line.y_mm


def _moved(line: TextLine, middle_mm: float, size_mm: float) -> TextLine:
    start = round(middle_mm - size_mm * LINE_HEIGHT / 2, 4)
    if line.turn in (90, 270):
        return replace(line, size_mm=size_mm, x_mm=start)
    return replace(line, size_mm=size_mm, y_mm=start)
