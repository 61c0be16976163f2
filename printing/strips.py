"""A page taken apart into the strips that FGL takes pictures in: eight rows, one byte a column.

A strip may begin at any row. The page is first parted along its white rows and columns, down to
single words; then each part gets the strips that need the fewest bytes. Strips may share rows with
their neighbours. As each holds all the page has in its place, it is the same on printers that add
dots to what is there and on those that overwrite it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

STRIP_ROWS = 8
"""Dots in one byte of an FGL strip, top first."""

BLANK_WORTH_A_JUMP = 16
"""Blank columns that cost more as dots than a new position does."""

_HEAD = 17
"""Bytes before a strip's dots: ``<RC184,612><G90>``."""

_JOINED_ROWS = 24
"""Taller parts fall into lines of text, which no strip does well to share; looking takes time."""

_SPREAD = (1, 2, 4, 8, 1)
"""Steps by which a column reaches ``BLANK_WORTH_A_JUMP`` further."""

_PARTS_KEPT = 512
"""Words whose strips are known: what a design says on every ticket, and tonight's names."""

_RUN = re.compile(rf"1+(?:0{{1,{BLANK_WORTH_A_JUMP}}}1+)*")
"""Columns with ink at both ends and no longer blank within."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Eight rows of dots from ``row`` down, one byte a column from ``column`` on, top dot in the
    highest bit."""

    row: int
    column: int
    data: bytes


def strips(page: Image) -> Iterator[Strip]:
    """Take a page of at least eight rows apart into strips that hold all its ink and little else.

    Blank columns at a strip's ends, longer blanks within, and blank rows are left out.
    """
    ink = page.getbbox()
    if ink is None:
        return
    inked, columns = _Rows.of(page), _Columns(page, ink)
    for row, needed in _plan(inked, _Part(0, page.height, (1 << page.width) - 1)).bands:
        for left, right in inked.runs(needed):
            yield Strip(row, left, columns.dots(row, left, right))


class _Columns:
    """A page column by column, eight dots a byte, as seen from each row that a strip begins at:
    what of it holds ``ink``, and a strip's rows above and below, for strips begin and end there.

    All columns one after another are one number: shifted by a dot, every column is seen from the
    row below. What a shift brings in from the next column lies below the page's last strip.
    """

    def __init__(self, page: Image, ink: tuple[int, int, int, int]) -> None:
        from PIL.Image import Transpose

        self._left, top, right, bottom = ink
        self._top = max(top - STRIP_ROWS, 0)
        bottom = min(bottom + STRIP_ROWS, page.height)
        self._across = (bottom - self._top + STRIP_ROWS - 1) // STRIP_ROWS
        inked = page.crop((self._left, self._top, right, bottom))
        whole = inked.transpose(Transpose.TRANSPOSE).tobytes()
        self._size = len(whole)
        self._dots = int.from_bytes(whole, "big")
        self._from = {0: whole}

    def dots(self, row: int, left: int, right: int) -> bytes:
        """Return the strip's bytes."""
        band, start = divmod(row - self._top, STRIP_ROWS)
        left, right = left - self._left, right - self._left
        seen = self._from.get(start)
        if seen is None:
            seen = self._from[start] = self._seen_from(start)
        return seen[left * self._across + band : right * self._across : self._across]

    def _seen_from(self, start: int) -> bytes:
        moved = self._dots << start
        return moved.to_bytes(self._size + 1, "big")[1:]


@dataclass(frozen=True, slots=True)
class _Rows:
    """A page as one number a row, a bit a dot, the leftmost dot highest: a thousand columns are
    joined or counted in one step."""

    rows: tuple[int, ...]
    width: int

    @classmethod
    def of(cls, page: Image) -> _Rows:
        across = (page.width + 7) // 8
        spare = across * 8 - page.width
        data = page.tobytes()
        starts = range(0, len(data), across)
        rows = (int.from_bytes(data[at : at + across], "big") >> spare for at in starts)
        return cls(tuple(rows), page.width)

    def runs(self, columns: int) -> list[tuple[int, int]]:
        """Return first and behind-last column of each run."""
        before = self.width - columns.bit_length()
        blank = (columns & -columns).bit_length() - 1  # behind the last, too many to look at
        return [
            (before + run.start(), before + run.end())
            for run in _RUN.finditer(f"{columns >> blank:b}" if columns else "")
        ]

    def bits(self, left: int, right: int) -> int:
        return ((1 << (right - left)) - 1) << (self.width - right)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows ``top`` to ``bottom``, and columns as bits."""

    top: int
    bottom: int
    columns: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What some bands of strips cost in bytes: first rows, and the columns they are needed for."""

    cost: int
    bands: list[tuple[int, int]]


def _plan(inked: _Rows, part: _Part) -> _Plan:
    """Return the cheaper of one plan for all of the part and a plan for each piece of it."""
    pieces: list[_Part] = []
    for band in _bands(inked, part):
        seen = 0
        for row in range(band.top, band.bottom):
            seen |= inked.rows[row] & band.columns
        pieces += (_Part(band.top, band.bottom, inked.bits(*run)) for run in inked.runs(seen))
    if pieces == [part]:
        return _cheapest(inked, part)
    plans = [_plan(inked, piece) for piece in pieces]
    apart = _Plan(sum(p.cost for p in plans), [band for p in plans for band in p.bands])
    if part.bottom - part.top > _JOINED_ROWS or not pieces:
        return apart
    return min(apart, _cheapest(inked, part), key=attrgetter("cost"))


def _bands(inked: _Rows, part: _Part) -> Iterator[_Part]:
    """Yield the rows with ink that follow one another."""
    top: int | None = None
    for row in range(part.top, part.bottom):
        if inked.rows[row] & part.columns:
            top = row if top is None else top
        elif top is not None:
            yield _Part(top, row, part.columns)
            top = None
    if top is not None:
        yield _Part(top, part.bottom, part.columns)


def _cheapest(inked: _Rows, part: _Part) -> _Plan:
    """Return the plan with the fewest bytes, not parted any more: strip under strip, from the best
    of the eight rows to begin at."""
    last = len(inked.rows) - STRIP_ROWS
    behind = (part.columns & -part.columns).bit_length() - 1
    rows = tuple((row & part.columns) >> behind for row in inked.rows[part.top : part.bottom])
    cost, stack = _stacked(rows, min(STRIP_ROWS - 1, part.top))
    return _Plan(cost, [(min(part.top + row, last), seen << behind) for row, seen in stack])


@lru_cache(maxsize=_PARTS_KEPT)
def _stacked(rows: tuple[int, ...], above: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return the bytes of the cheapest stack of strips over these rows, and its strips: first rows,
    counted from the first of ``rows``, and the columns they are needed for.

    The stack begins at most ``above`` rows, fewer than a strip's, over the first.
    """
    seen = [0] * (STRIP_ROWS - 1) + [*rows] + [0] * (STRIP_ROWS - 1)
    joined = 1
    while joined < STRIP_ROWS:  # what a strip sees that begins at each row
        seen = [here | below for here, below in zip(seen, seen[joined:], strict=False)]
        joined *= 2
    cost_of = {columns: _cost(columns) for columns in set(seen)}
    costs = [cost_of[columns] for columns in seen]
    starts = range(STRIP_ROWS - 1, STRIP_ROWS - 2 - above, -1)
    totals = {start: sum(costs[start::STRIP_ROWS]) for start in starts}
    best = min(starts, key=totals.__getitem__)
    return totals[best], tuple(
        (row - (STRIP_ROWS - 1), seen[row])
        for row in range(best, len(seen), STRIP_ROWS)
        if seen[row]
    )


def _cost(columns: int) -> int:
    """Return the bytes of one strip over these columns: blanks too short for a jump are sent."""
    spread = columns
    for step in _SPREAD:
        spread |= spread << step
    runs = (spread & ~(spread >> 1)).bit_count()
    return spread.bit_count() + runs * (_HEAD - BLANK_WORTH_A_JUMP)
