"""A page on a roll: bands of dots to be sent, and blank lines to be fed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

BAND_ROWS = 128
"""Rows sent at once: a printer begins to print the first while the next are on their way. One
manual allows 2303 (hardware facts 2.3)."""


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of dots, as wide as their ink, in whole bytes."""

    picture: Image


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines of the printer's own height."""

    lines: int


def bands(page: Image, line_rows: int) -> Iterator[Band | Feed]:
    """Take a page apart, top to bottom; nothing of its height is lost, blank rows at its end too.

    Args:
        page: Ink on a page, its left edge at the printer's first dot.
        line_rows: Rows that one line feed moves the paper. Blank rows that make no whole line are
            sent with the band below them.
    """
    top = 0
    for first, behind in (*_inked(page, line_rows), (page.height, page.height)):
        lines = (first - top) // line_rows
        if lines:
            yield Feed(lines)
            top += lines * line_rows
        for row in range(top, behind, BAND_ROWS):
            yield _band(page, row, min(row + BAND_ROWS, behind))
        top = behind


def _inked(page: Image, line_rows: int) -> list[tuple[int, int]]:
    """Return first and behind-last row of what is parted by a blank line or more."""
    across = (page.width + 7) // 8
    dots, blank = page.tobytes(), bytes(across)
    runs: list[tuple[int, int]] = []
    for row in range(page.height):
        if dots[row * across : (row + 1) * across] == blank:
            continue
        if runs and row - runs[-1][1] < line_rows:
            runs[-1] = runs[-1][0], row + 1
        else:
            runs.append((row, row + 1))
    return runs


def _band(page: Image, top: int, bottom: int) -> Band:
    box = page.crop((0, top, page.width, bottom)).getbbox()
    width = 8 if box is None else (box[2] + 7) // 8 * 8
    return Band(page.crop((0, top, width, bottom)))
