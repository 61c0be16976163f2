"""Letters on dot paper: the bundled font squeezed into a printer's character cell.

The printers' own typefaces are not ours to ship, so a letter stands in its documented cell and
keeps its advance; only its shape is another.
"""

from __future__ import annotations

from functools import lru_cache

import font_roboto
from PIL import Image, ImageDraw, ImageFont

WHITE, BLACK = 0, 255
"""Dots while a page is drawn: ink is 255, so that pages and glyphs paste as their own masks."""

_FACES = {False: "Roboto", True: "RobotoBold"}
_CUT = 110
"""How dark a scaled pixel must be to become a dot."""


@lru_cache(maxsize=8192)
def glyph(character: str, width: int, height: int, *, bold: bool = False) -> Image.Image:
    """Return one character as dots (mode ``1``, ink 255) that fill a cell of ``width`` x
    ``height``."""
    face = _face(height, bold=bold)
    advance = max(round(face.getlength(character)), 1)
    cell = Image.new("L", (max(advance, width), height), 0)
    draw = ImageDraw.Draw(cell)
    left = max((width - advance) // 2, 0)
    draw.text((left, _baseline(height)), character, fill=255, font=face, anchor="ls")
    if cell.width != width:
        cell = cell.resize((width, height), Image.Resampling.BOX)
    return cell.point(lambda level: 255 if level >= _CUT else 0).convert(
        "1", dither=Image.Dither.NONE
    )


@lru_cache(maxsize=128)
def _face(height: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_roboto.font_files[_FACES[bold]], max(round(height * 0.92), 4))


def _baseline(height: int) -> int:
    return round(height * 0.78)
