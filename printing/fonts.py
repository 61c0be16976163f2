"""The bundled typeface: what it can draw, how wide text is, and text as a 1-bit picture.

Widths are in em (1.0 = the font size) and add up letter by letter, without kerning, so a layout is
the same on every printer and machine. Drawing hints each letter to the printer's dots and may come
out a little wider: ``picture`` then takes a slightly smaller size until it fits.

Pillow is imported at the first measurement.
"""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SUBSTITUTE = "\u25af"
"""Stands for a character the typeface lacks, and is drawn as its empty box: seen, and never taken
for a letter."""

INK = 255
"""A set dot, as Pillow stores it in a picture of mode ``1``."""

ASCENT = 0.95
"""Em from the top of a line to its baseline: room for an acute above a circumflex above a
capital."""
LINE_HEIGHT = 1.2
"""Em from one line's top to the next."""

_REFERENCE_PX = 1000
_PROBE_PX = 40
_NOT_A_CHARACTER = "\U0010ffff"
_SHRINK = 0.99
_SIZES_KEPT = 128
"""Open sizes of the typeface; a design uses about twenty, shrunken names a few more."""
_PICTURES_KEPT = 200
"""Pictures of words: some ten tickets' worth, a few hundred kilobytes."""


class FontSource:
    """A family of two weights, from the bytes of its TrueType files.

    Keeps measurements it made; any thread may call it, and one object is to be shared by all
    papers.
    """

    def __init__(self, regular: bytes, bold: bytes) -> None:
        self.regular = regular
        self.bold = bold
        self._advances: dict[tuple[bool, str], float] = {}
        self._drawable: dict[str, bool] = {SUBSTITUTE: True}
        self._sized: dict[tuple[bool, float], FreeTypeFont] = {}
        self._pictures: dict[tuple[str, float, bool, int], Image] = {}

    def has(self, character: str) -> bool:
        """Return whether the typeface draws this character as itself."""
        known = self._drawable.get(character)
        if known is None:
            drawn = bytes(self._probe.getmask(character))
            known = self._drawable[character] = drawn != self._missing_glyph
        return known

    def width_em(self, text: str, *, bold: bool = False) -> float:
        """Return how far ``text`` advances, in em."""
        return sum(self._advance(character, bold) for character in text)

    def picture(self, text: str, px: float, *, bold: bool = False, max_dots: int) -> Image:
        """Return ``text`` as ink in mode ``1``, ``LINE_HEIGHT`` tall and at most ``max_dots`` wide.

        ``px`` is the em in dots. The picture is as wide as the text, at least one dot. It is kept
        for the next paper, where most words are the same: draw with it, never on it.
        """
        key = (text, round(px, 3), bold, max_dots)
        image = self._pictures.pop(key, None)
        if image is None:
            image = self._drawn(text, px, bold=bold, max_dots=max_dots)
        self._pictures[key] = image  # at the end, since it was used last
        if len(self._pictures) > _PICTURES_KEPT:
            self._pictures.pop(next(iter(self._pictures)), None)
        return image

    def drawn_px(self, text: str, px: float, *, bold: bool = False, max_dots: int) -> float:
        """Return the em in dots at which ``picture`` draws this after all."""
        return self._fitting(text, px, bold=bold, max_dots=max_dots)[0]

    def _fitting(self, text: str, px: float, *, bold: bool, max_dots: int) -> tuple[float, int]:
        """Return the largest em at which the hinted letters fit the line with all their accents,
        and how wide they are."""
        rows = _line_dots(px)
        while True:
            font = self._font(px, bold)
            width = ceil(font.getlength(text, mode="1"))
            if px <= 1 or (width <= max_dots and sum(_rows_of_ink(text, font)) <= rows):
                return px, width
            px *= _SHRINK

    def _drawn(self, text: str, px: float, *, bold: bool, max_dots: int) -> Image:
        from PIL import Image, ImageDraw

        drawn, width = self._fitting(text, px, bold=bold, max_dots=max_dots)
        font = self._font(drawn, bold)
        baseline = _baseline(px, *_rows_of_ink(text, font))
        image = Image.new("1", (max(1, min(width, max_dots)), _line_dots(px)))
        draw = ImageDraw.Draw(image)
        draw.fontmode = "1"
        draw.text((0, baseline), text, font=font, fill=INK, anchor="ls")
        return image

    def _advance(self, character: str, bold: bool) -> float:
        key = (bold, character)
        advance = self._advances.get(key)
        if advance is None:
            advance = self._font(_REFERENCE_PX, bold).getlength(character) / _REFERENCE_PX
            self._advances[key] = advance
        return advance

    def _font(self, px: float, bold: bool) -> FreeTypeFont:
        from PIL import ImageFont

        key = (bold, round(px, 3))
        font = self._sized.pop(key, None)
        if font is None:
            data = BytesIO(self.bold if bold else self.regular)
            font = ImageFont.truetype(data, key[1], layout_engine=ImageFont.Layout.BASIC)
        self._sized[key] = font  # at the end, since it was used last
        for oldest in list(self._sized)[:-_SIZES_KEPT]:
            self._sized.pop(oldest, None)
        return font

    @cached_property
    def _probe(self) -> FreeTypeFont:
        return self._font(_PROBE_PX, bold=False)

    @cached_property
    def _missing_glyph(self) -> bytes:
        return bytes(self._probe.getmask(_NOT_A_CHARACTER))


def _line_dots(px: float) -> int:
    return max(1, round(px * LINE_HEIGHT))


def _rows_of_ink(text: str, font: FreeTypeFont) -> tuple[int, int]:
    """Return how far the letters reach above and below the line they stand on."""
    box = font.getbbox(text, mode="1", anchor="ls")
    return ceil(-box[1]), ceil(box[3])


def _baseline(px: float, above: int, below: int) -> int:
    """Return how far below its top a line of ``px`` has its baseline: lower or higher than usual
    where capitals wear two accents, or much hangs below."""
    usual = round(px * ASCENT)
    return max(above, min(usual, _line_dots(px) - below))
