"""Text in a ticket printer's own typefaces: which text may be, and where each line stands.

Letters, digits and a few signs are sent. Any other sign (a dash, a middle dot, a substitute) leaves
a blank cell that is drawn into; any other letter has its whole text drawn, since half a name in one
typeface and half in another is no name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from printing.fonts import LINE_HEIGHT
from printing.paper import TextLine
from printing.profiles import FglProfile, ResidentFont, ResidentUse
from printing.raster import aligned

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/()$'&#%+:")
"""What is sent as text: nothing that begins a command or ends a field, and no sign that OCR-B
lacks."""

_SPACES = frozenset("\u00a0")
_SIGNS = frozenset("PS")
"""First letters of the categories of signs."""
_LARGEST_FIT = 1.1
"""How tall a resident cell may be against the size that the design asks for."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in a typeface of the printer: ``text`` is all ``PLAIN``; ``signs`` are to be drawn
    into the blank cells with these numbers."""

    text: str
    font: ResidentFont
    row: int
    column: int
    signs: tuple[tuple[int, str], ...]


def placed(lines: Sequence[TextLine], profile: FglProfile) -> list[Placed] | None:
    """Return the lines of one text in one typeface of the printer, or None where they have to be
    drawn."""
    if not all(_is_wanted(line, profile.resident_use) and _can_be_sent(line) for line in lines):
        return None
    for font in profile.resident_fonts:
        found = [_positioned(line, font, profile) for line in lines]
        sent = [line for line in found if line is not None]
        if len(sent) == len(lines):
            return sent
    return None


def _is_wanted(line: TextLine, use: ResidentUse) -> bool:
    return use is ResidentUse.WHEREVER_IT_FITS or (
        use is ResidentUse.WHERE_DESIGNED and line.resident
    )


def _can_be_sent(line: TextLine) -> bool:
    """Return whether a line is one of plain characters and, fewer than these, signs."""
    others = [character for character in line.text if character not in PLAIN | _SPACES]
    signs = all(unicodedata.category(character)[0] in _SIGNS for character in others)
    return not line.turn and signs and 2 * len(others) < len(line.text)


def _positioned(line: TextLine, font: ResidentFont, profile: FglProfile) -> Placed | None:
    """Return the line in this typeface, or None where its letters are too small, too large or too
    many."""
    room, height = profile.dots(line.width_mm), profile.dots(line.size_mm)
    width = len(line.text) * font.advance
    fits = height * profile.smallest_resident <= font.height <= height * _LARGEST_FIT
    row = profile.dots(line.y_mm) + (round(height * LINE_HEIGHT) - font.height) // 2
    column = profile.dots(line.x_mm) + aligned(width, room, line.align)
    if not fits or width > room:
        return None
    if row + font.line > profile.rows or column + width > profile.columns:
        return None
    text = "".join(character if character in PLAIN else " " for character in line.text)
    signs = tuple(
        (cell, character)
        for cell, character in enumerate(line.text)
        if character not in PLAIN | _SPACES
    )
    return Placed(text, font, row, column, signs)
