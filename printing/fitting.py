"""Makes a text fit a box: shrink, then wrap, then cut with an ellipsis that can be seen.

The largest size wins at which the whole text stands in the box. The same text in the same box
always comes out the same: widths are sums of advances, sizes are tried in fixed steps, and nothing
depends on a printer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from printing.fonts import LINE_HEIGHT, FontSource

ELLIPSIS = "…"
_STEP = 5
"""Hundredths of a millimetre between the sizes that are tried."""
_SLACK = 1e-9
_PART = re.compile(r" ?[^ -]*-+| ?[^ -]+")

Measure = Callable[[str], float]
"""Returns a text's width in the unit that the room is given in. Widths of parts add up to the width
of the whole."""


@dataclass(frozen=True, slots=True)
class Room:
    """A box to be filled, millimetres. ``height`` holds the lines; at most ``max_lines`` of
    them."""

    width: float
    height: float
    max_lines: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines at one size. ``cut``: the text did not go in whole."""

    lines: tuple[str, ...]
    size_mm: float
    cut: bool


def fit(
    text: str, room: Room, largest_mm: float, smallest_mm: float, fonts: FontSource, *, bold: bool
) -> Fitted:
    """Return ``text`` (safe, one line) broken into lines for ``room``."""
    measured: dict[str, float] = {}

    def measure(part: str) -> float:
        width = measured.get(part)
        if width is None:
            width = measured[part] = fonts.width_em(part, bold=bold)
        return width

    for size in _sizes(largest_mm, smallest_mm):
        lines = wrap(text, room.width / size, measure)
        if lines is not None and len(lines) <= _lines_at(size, room):
            return Fitted(lines, size, cut=False)
    return _cut(text, room, smallest_mm, measure)


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...] | None:
    """Return ``text`` in lines of at most ``width``, broken at spaces and after hyphens, or None
    where a part is wider."""
    parts = [(part, measure(part)) for part in _parts(text)]
    gap = measure(" ")
    if any(size - gap * part.startswith(" ") > width + _SLACK for part, size in parts):
        return None
    return _filled(parts, width, measure)


def wrap_hard(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Return ``text`` in lines of at most ``width``, within words where it must be."""
    pieces: list[str] = []
    for part in _parts(text):
        first, *rest = _pieces(part.removeprefix(" "), width, measure)
        pieces += [f" {first}" if part.startswith(" ") else first, *rest]
    return _filled([(piece, measure(piece)) for piece in pieces], width, measure)


def _parts(text: str) -> list[str]:
    """Take ``text`` apart where a line may end; a part that follows a space begins with it."""
    return _PART.findall(text)


def _filled(parts: list[tuple[str, float]], width: float, measure: Measure) -> tuple[str, ...]:
    gap = measure(" ")
    lines: list[str] = []
    used = width
    for part, size in parts:
        bare = part.removeprefix(" ")
        if lines and used + size <= width + _SLACK:
            lines[-1] += part
            used += size
        else:
            lines.append(bare)
            used = size - (gap if bare != part else 0.0)
    return tuple(lines) or ("",)


def _sizes(largest_mm: float, smallest_mm: float) -> tuple[float, ...]:
    largest, smallest = round(largest_mm * 100), round(smallest_mm * 100)
    steps = (*range(largest, smallest, -_STEP), smallest)
    return tuple(step / 100 for step in steps)


def _lines_at(size_mm: float, room: Room) -> int:
    by_height = int(room.height / (size_mm * LINE_HEIGHT) + 1e-6)
    return max(1, min(room.max_lines, by_height))


def _cut(text: str, room: Room, size_mm: float, measure: Measure) -> Fitted:
    width = room.width / size_mm
    lines = wrap_hard(text, width, measure)
    allowed = _lines_at(size_mm, room)
    if len(lines) <= allowed:
        return Fitted(lines, size_mm, cut=False)
    last = lines[allowed - 1].rstrip()
    while last and measure(last + ELLIPSIS) > width + _SLACK:
        last = last[:-1].rstrip()
    return Fitted((*lines[: allowed - 1], last + ELLIPSIS), size_mm, cut=True)


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """Break one part; each piece has at least one character, however narrow the room."""
    if measure(word) <= width + _SLACK:
        return [word]
    pieces: list[str] = []
    piece = ""
    for character in word:
        if piece and measure(piece + character) > width + _SLACK:
            pieces.append(piece)
            piece = character
        else:
            piece += character
    return [*pieces, piece]
