"""A party in pieces sits near each other: of choices that are alike in all else (as many pieces of
the same sizes, single seats left over, restricted views and price zones) the one whose pieces are
close.

The best pieces stay where they are in reach of the largest. Else the largest is the best one that
has others in reach, and around it each of them is the nearest there is; where none has, it is the
one whose others are least far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import hypot, inf
from typing import NamedTuple

from pos.ids import ZoneId
from pos.seating.rows import RESTRICTED, Rows, bits

_FEW = 64
"""So many places for a piece are all looked at."""
_MAINS = 12
"""So many places for the largest piece are tried."""

Run = tuple[int, int]
"""Seats side by side that may be offered: the number of their stretch, their first bit."""


class Piece(NamedTuple):
    """``size`` seats side by side from bit ``start`` of a stretch; the smaller the better."""

    worth: int
    stretch: int
    start: int
    size: int


class _Spot(NamedTuple):
    """Where a piece may be: its middle in plan units, and its run."""

    piece: Piece
    x: float
    y: float
    run: Run

    def away(self, other: _Spot) -> float:
        return hypot(self.x - other.x, self.y - other.y)


class Nearness:
    """One house in which a party was split. ``weighed``: which sums of the stretches count.
    ``alike``: where as many may begin as in a piece, and as many single seats are left over."""

    def __init__(self, rows: Rows, house: int, weighed: int, alike: Callable[[Piece], int]) -> None:
        self._rows, self._weighed, self._alike = rows, weighed, alike
        self._stretch = rows.cutter(house)
        self._known: dict[Piece, tuple[int, tuple[_Spot, ...] | None]] = {}

    def gather(self, pieces: Iterable[Piece], quantity: int) -> list[Piece]:
        """Return ``pieces``, or as good ones where these are not near each other: none further from
        the largest than ``quantity`` seats side by side are long, if that can be."""
        main, *others = given = sorted(pieces, key=lambda piece: (-piece.size, piece.worth))
        reach = quantity * self._rows.pitch
        here = self._spot(main)
        if all(self._spot(piece).away(here) <= reach for piece in others):
            return given
        best: tuple[float, list[Piece]] | None = None
        for spot in self._mains(main):
            found = self._around(spot, others)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
                if best[0] <= reach:
                    break
        return given if best is None else best[1]

    def _mains(self, main: Piece) -> Sequence[_Spot]:
        here = self._spot(main)
        _, few = self._places(main)
        return [here, *(spot for spot in (few or ())[:_MAINS] if spot != here)]

    def _around(self, main: _Spot, others: Sequence[Piece]) -> tuple[float, list[Piece]] | None:
        """Return the nearest pieces to ``main`` and how far the furthest is; None: there are too
        few."""
        used, chosen, furthest = {main.run}, [main.piece], 0.0
        for piece in others:
            near = self._nearest(main, piece, used)
            if near is None:
                return None
            used.add(near.run)
            chosen.append(near.piece)
            furthest = max(furthest, near.away(main))
        return furthest, chosen

    def _nearest(self, main: _Spot, piece: Piece, used: set[Run]) -> _Spot | None:
        starts, few = self._places(piece)
        if few is None:
            return self._nearest_of_many(main, piece, starts, used)
        best, nearest = inf, None
        for spot in few:
            away = hypot(spot.x - main.x, spot.y - main.y)
            if away < best and spot.run not in used:
                best, nearest = away, spot
        return nearest

    def _nearest_of_many(
        self, main: _Spot, piece: Piece, starts: int, used: set[Run]
    ) -> _Spot | None:
        best, nearest = inf, None
        cut = self._rows.cutter(starts)
        for gap, number in self._rows.near(main.piece.stretch):
            if gap >= best:
                break
            seats = self._rows.stretches[number].seats
            for start in bits(cut(number)):
                first, last = seats[start], seats[start + piece.size - 1]
                away = hypot((first.x + last.x) / 2 - main.x, (first.y + last.y) / 2 - main.y)
                if away < best:
                    spot = self._as_good(piece, number, start)
                    if spot is not None and spot.run not in used:
                        best, nearest = away, spot
        return nearest

    def _places(self, piece: Piece) -> tuple[int, tuple[_Spot, ...] | None]:
        """Return where as good pieces begin; those as well, the best first, if they are few."""
        if piece not in self._known:
            starts, few = self._alike(piece), None
            if starts.bit_count() <= _FEW:
                each = (
                    self._as_good(piece, number, start)
                    for number, mask in self._rows.parts(starts)
                    for start in bits(mask)
                )
                few = tuple(sorted(spot for spot in each if spot is not None))
            self._known[piece] = starts, few
        return self._known[piece]

    def _as_good(self, like: Piece, number: int, start: int) -> _Spot | None:
        """Return the piece there, if it is as good as ``like`` but for its seats' ranks: as many
        restricted views, as many seats of each price zone."""
        cost = self._cost(like)
        there = Piece(0, number, start, like.size)
        other = self._cost(there)
        if other // RESTRICTED != cost // RESTRICTED or self._zones(there) != self._zones(like):
            return None
        return self._spot(Piece(like.worth - cost + other, number, start, like.size))

    def _spot(self, piece: Piece) -> _Spot:
        seats = self._rows.stretches[piece.stretch].seats
        first, last = seats[piece.start], seats[piece.start + piece.size - 1]
        before = ~self._stretch(piece.stretch) & ((1 << piece.start) - 1)
        run = piece.stretch, before.bit_length()
        return _Spot(piece, (first.x + last.x) / 2, (first.y + last.y) / 2, run)

    def _zones(self, piece: Piece) -> dict[ZoneId, int]:
        zones = self._rows.stretches[piece.stretch].zones
        part = ((1 << piece.size) - 1) << piece.start
        return {
            zone: count for zone, seats in zones.items() if (count := (seats & part).bit_count())
        }

    def _cost(self, piece: Piece) -> int:
        sums = self._rows.stretches[piece.stretch].sums[self._weighed]
        return sums[piece.start + piece.size] - sums[piece.start]
