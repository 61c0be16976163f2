"""Best available: the seats a party gets when it says how many and leaves the choice to the
house.

Wheelchair and companion places are never offered this way (``accessible``). In this order:
everybody side by side in one row; unrestricted view; no single seat left over beside them; an aisle
where one is wished for; the best seats by the party's taste. A party that fits nowhere in one piece
is split into the fewest pieces, nobody alone where that can be, then as one that sits together:
view, no single seat left over, best seats. One price zone where one has the room.

Pure: takes the free seats, changes nothing. Taking the rights is the caller's next step, and may
find a seat gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import heappush, heapreplace

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.rows import FreeSeats, Rows, Taste, bits, runs, starts_of, weighed_as
from pos.views.catalogue import SeatKind, SeatView

# A choice is worth one whole number, the smaller the better; what matters more stands in higher
# digits (``rows.RESTRICTED`` among them). A party's ranks add up to less than the first of them.
_NO_AISLE = 10**9
ORPHAN = 10**10
_ALONE = 10**15
_PIECE = 10**18


class Seated(Enum):
    """How a party sits."""

    TOGETHER = "together"
    SPLIT = "split"
    """In several pieces: nowhere are so many free side by side."""
    MIXED = "mixed"
    """At more than one price: no zone has so many."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a party asks for. ``zones``: the price zones it would pay, best first as the hall has
    them; None: any. ``passed``: seats that were offered and not wanted. ``spare_single``: the
    venue's rule that no single seat is to be left over if it can be helped."""

    quantity: int
    zones: Collection[ZoneId] | None = None
    taste: Taste = Taste.BEST
    passed: Collection[SeatId] = ()
    spare_single: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """``pieces``: what sits side by side, the largest first; seats as they stand in their row.
    ``orphans``: single seats left over beside them. ``restricted``: how many see less."""

    pieces: tuple[tuple[SeatView, ...], ...]
    seated: Seated
    orphans: int
    restricted: int

    @property
    def seats(self) -> tuple[SeatView, ...]:
        return tuple(seat for piece in self.pieces for seat in piece)


def best_available(
    free: Iterable[SeatView], quantity: int, zone: ZoneId | None = None
) -> tuple[SeatView, ...]:
    """Return ``quantity`` of the free seats, side by side where that can be; none at all when too
    few are free. For a house that is looked at once; see ``find_best``.

    ``zone`` limits the choice to one price zone; otherwise the best zone that has the room is
    taken, and several zones only when none has it alone. Seats come in the order they stand.
    """
    rows = Rows(free)
    choice = find_best(rows, rows.free(), Wish(quantity, None if zone is None else (zone,)))
    return () if choice is None else choice.seats


def find_best(rows: Rows, free: FreeSeats, wish: Wish) -> Choice | None:
    """Return the best that ``free`` has for ``wish``; None when too few are free."""
    if wish.quantity < 1:
        raise InvariantBroken("best_available.quantity", quantity=wish.quantity)
    zones = [z for z in rows.zones if wish.zones is None or z in wish.zones]
    left = free.without(wish.passed) if wish.passed else free
    search = _Search(rows, free.masks, left.masks, wish)
    for zone in zones:
        if (found := search.together(zone)) is not None:
            return search.choice([found], Seated.TOGETHER)
    for zone in zones:
        if pieces := search.split([zone]):
            return search.choice(pieces, Seated.SPLIT)
    if len(zones) > 1 and (pieces := search.split(zones)):
        return search.choice(pieces, Seated.MIXED)
    return None


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    """``size`` seats side by side from bit ``start`` of a stretch; the smaller the better."""

    worth: int
    stretch: int
    start: int
    size: int


class _Search:
    """One wish over one house. ``free``: all that are free, for who is left alone; ``left``: those
    that may be offered."""

    def __init__(self, rows: Rows, free: Sequence[int], left: Sequence[int], wish: Wish) -> None:
        self._rows, self._free, self._left, self._wish = rows, free, left, wish
        self._shut: set[int] = set()
        """Stretches of which all that is free may be offered: beside their runs all is taken."""
        self._lengths: Counter[int] = Counter()
        self._shut_lengths: Counter[int] = Counter()
        self._weighed = weighed_as(wish.taste)
        self._orphan = ORPHAN if wish.spare_single else 0
        self._no_aisle = _NO_AISLE if wish.taste is Taste.AISLE else 0

    # ---- side by side ----

    def together(self, zone: ZoneId) -> _Piece | None:
        """Return the best place for the whole party in one zone."""
        size, best = self._wish.quantity, None
        for least, number in self._rows.promising(zone, self._wish.taste, size):
            if best is not None and least >= best.worth:
                break
            mask = self._left[number] & self._rows.stretches[number].zones[zone]
            for start in bits(starts_of(mask, size)):
                piece = _Piece(self._worth(number, start, size), number, start, size)
                if best is None or piece < best:
                    best = piece
        return best

    def _worth(self, number: int, start: int, size: int) -> int:
        stretch = self._rows.stretches[number]
        sums = stretch.sums[self._weighed]
        worth = sums[start + size] - sums[start]
        if self._orphan:
            worth += self._orphan * self._orphans(number, start, size)
        if self._no_aisle and start and start + size < len(stretch.seats):
            worth += self._no_aisle
        return worth

    def _orphans(self, number: int, start: int, size: int) -> int:
        return orphans_beside(self._free[number], start, size)

    # ---- in pieces ----

    def split(self, zones: Sequence[ZoneId]) -> list[_Piece]:
        """Return the best seats in the fewest pieces, or nothing. Each run gives at most one piece:
        two would be one."""
        found = self._runs(zones)
        fewest = _fewest_pieces(self._lengths, self._wish.quantity)
        if not fewest:
            return []
        best: list[tuple[int, tuple[_Piece, ...]] | None]
        best = [(0, ())] + [None] * self._wish.quantity
        for offers in self._offers(found, zones, fewest).values():
            for total in range(self._wish.quantity, 0, -1):
                for piece in offers:
                    before = best[total - piece.size] if piece.size <= total else None
                    now = best[total]
                    if before is not None and (now is None or before[0] + piece.worth < now[0]):
                        best[total] = (before[0] + piece.worth, (*before[1], piece))
        chosen = best[-1]
        if chosen is None:
            raise InvariantBroken("best_available.no_split", quantity=self._wish.quantity)
        return list(chosen[1])

    def _runs(self, zones: Sequence[ZoneId]) -> dict[int, list[tuple[int, int]]]:
        """Return by stretch what may be offered of it side by side: start and length."""
        zone = zones[0] if len(zones) == 1 else None
        found = {}
        self._shut.clear()
        for _, number in self._rows.promising(zone, self._wish.taste, 1):
            of_zone = self._rows.stretches[number].zones
            mask = 0
            for each in zones:
                mask |= of_zone.get(each, 0)
            if mask := mask & self._left[number]:
                if mask == self._free[number]:
                    self._shut.add(number)
                found[number] = list(runs(mask))
        self._lengths = Counter(length for each in found.values() for _, length in each)
        if len(self._shut) == len(found):
            self._shut_lengths = self._lengths
        else:
            shut = (found[number] for number in self._shut)
            self._shut_lengths = Counter(length for each in shut for _, length in each)
        return found

    def _offers(
        self, found: Mapping[int, Sequence[tuple[int, int]]], zones: Sequence[ZoneId], fewest: int
    ) -> dict[tuple[int, int], list[_Piece]]:
        """Return by run its best pieces; only those that an optimum could use.

        No choice has more than ``fewest`` pieces, so for each size that many of the best runs are
        enough: a piece of any other run could be swapped for an unused one of these and be no
        worse.
        """
        offers: dict[tuple[int, int], list[_Piece]] = {}
        zone = zones[0] if len(zones) == 1 else None
        longest = max(self._lengths)
        for size in range(1, min(self._wish.quantity, longest) + 1):
            promising = self._rows.promising(zone, self._wish.taste, size)
            for piece, run in self._best_pieces(found, promising, size, fewest):
                offers.setdefault(run, []).append(piece)
        return offers

    def _best_pieces(
        self,
        found: Mapping[int, Sequence[tuple[int, int]]],
        promising: Sequence[tuple[int, int]],
        size: int,
        count: int,
    ) -> list[tuple[_Piece, tuple[int, int]]]:
        kept: list[tuple[int, int, _Piece, tuple[int, int]]] = []
        extra = _PIECE + (_ALONE if size == 1 else 0)
        tight = self._shut_lengths[size + 1]  # whatever they take, a single seat is left over
        spared = sum(n for length, n in self._lengths.items() if length >= size) - tight
        for least, number in promising:
            least += extra
            if len(kept) == count and least + (0 if spared else self._orphan) >= -kept[0][0]:
                break
            for start, length in found.get(number, ()):
                if length < size:
                    continue
                if length == size + 1 and number in self._shut:
                    if len(kept) == count and least + self._orphan >= -kept[0][0]:
                        continue
                else:
                    spared -= 1
                piece = self._best_in(number, start, length, size, extra)
                entry = (-piece.worth, -len(kept), piece, (number, start))
                if len(kept) < count:
                    heappush(kept, entry)
                elif piece.worth < -kept[0][0]:
                    heapreplace(kept, entry)
        return [(piece, run) for _, _, piece, run in kept]

    def _best_in(self, number: int, start: int, length: int, size: int, extra: int) -> _Piece:
        sums, end = self._rows.stretches[number].sums[self._weighed], start + length - size
        best: tuple[int, int] | None = None
        for at in range(start, end + 1):
            worth = sums[at + size] - sums[at]
            if self._orphan and (at - start < 2 or end - at < 2):  # a single seat is at an end
                worth += self._orphan * self._orphans(number, at, size)
            if best is None or worth < best[0]:
                best = worth, at
        assert best is not None
        return _Piece(extra + best[0], number, best[1], size)

    # ---- what it comes to ----

    def choice(self, pieces: Sequence[_Piece], seated: Seated) -> Choice:
        """Return the pieces as seats."""
        ordered = sorted(pieces, key=lambda piece: (-piece.size, self._weight(piece)))
        seats = tuple(
            self._rows.stretches[p.stretch].seats[p.start : p.start + p.size] for p in ordered
        )
        restricted = sum(s.kind is SeatKind.RESTRICTED for piece in seats for s in piece)
        orphans = sum(self._orphans(p.stretch, p.start, p.size) for p in pieces)
        return Choice(seats, seated, orphans, restricted)

    def _weight(self, piece: _Piece) -> int:
        sums = self._rows.stretches[piece.stretch].sums[self._weighed]
        return sums[piece.start + piece.size] - sums[piece.start]


def orphans_beside(mask: int, start: int, size: int) -> int:
    """Return how many single seats are left over beside ``size`` of them from bit ``start``, of
    those that are free in ``mask``."""
    end = start + size
    before = start > 0 and mask >> (start - 1) & 1 and not (start > 1 and mask >> (start - 2) & 1)
    after = mask >> end & 1 and not mask >> (end + 1) & 1
    return bool(before) + bool(after)


def _fewest_pieces(lengths: Mapping[int, int], quantity: int) -> int:
    """Return how many runs at the least have so many seats, of so many of each length; 0: all of
    them have not."""
    count = 0
    for length in sorted(lengths, reverse=True):
        needed = -(-quantity // length)
        if needed <= lengths[length]:
            return count + needed
        count += lengths[length]
        quantity -= length * lengths[length]
    return 0
