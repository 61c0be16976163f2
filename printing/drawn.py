"""Laid-out tickets as dots, whatever printer they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from printing.fonts import LINE_HEIGHT
from printing.paper import TextLine
from printing.raster import aligned, ink, turned

if TYPE_CHECKING:
    from PIL.Image import Image

    from printing.fonts import FontSource

_MM_PER_INCH = 25.4


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
