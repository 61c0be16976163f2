"""A party that fits nowhere in one piece, in the fewest: nobody alone where that can be, no single
seat left over, the best seats, near each other (``nearness``).

The whole house is one number here, a bit a seat. A few shifts of it say where so many are free side
by side and where they leave no single seat over; only the best stretches are then looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pos.errors import InvariantBroken
from pos.ids import ZoneId
from pos.seating.nearness import Nearness, Piece, Run
from pos.seating.rows import RESTRICTED, Rows, Taste, starts_of, weighed_as

# A choice is worth one whole number, the smaller the better; what matters more stands in higher
# digits (``rows.RESTRICTED`` among them).
ORPHAN = 10**10
_ALONE = 10**15
_PIECE = 10**18
_NEVER = 10**21


class Splits:
    """One house and what a party of ``quantity`` gets of it in pieces. ``free``: all that are free,
    for who is left alone; ``left``: those that may be offered; of each stretch. ``orphan``: what a
    single seat left over costs."""

    def __init__(
        self, rows: Rows, free: Sequence[int], left: Sequence[int], taste: Taste, orphan: int
    ) -> None:
        self._rows, self._free, self._left = rows, free, left
        self._taste, self._weighed, self._orphan = taste, weighed_as(taste), orphan
        self._house_left = rows.house(left)
        self._house_free = self._house_left if left is free else rows.house(free)
        self._lone_before = (self._house_free & ~(self._house_free << 1)) << 1
        """Where who begins leaves the first seat of a run alone."""
        self._last = self._house_free & ~(self._house_free >> 1)
        """The last seats of the runs: where who ends before it leaves it alone."""

    def has_room(self, zone: ZoneId, size: int) -> bool:
        """Return whether so many may be offered side by side in one zone."""
        return bool(starts_of(self._house_left & self._rows.house_of(zone), size))

    def split(self, zones: Sequence[ZoneId], quantity: int) -> list[Piece]:
        """Return the best seats in the fewest pieces, or nothing. Each run gives at most one piece:
        two would be one."""
        house = 0
        for zone in zones:
            house |= self._rows.house_of(zone)
        house &= self._house_left
        if house.bit_count() < quantity:
            return []
        starts = _starts_by_size(house, quantity)
        fewest = _fewest_pieces(starts, quantity)
        one_zone = zones[0] if len(zones) == 1 else None
        offers: dict[Run, list[Piece]] = {}
        for size in _sizes(starts, quantity, fewest):
            for piece, run in self._best_pieces(house, starts[size - 1], size, one_zone, fewest):
                offers.setdefault(run, []).append(piece)
        pieces = _cheapest(offers.values(), quantity)
        alike = partial(self._alike, starts)
        return Nearness(self._rows, house, self._weighed, alike).gather(pieces, quantity)

    def _alike(self, starts: Sequence[int], piece: Piece) -> int:
        """Return where as many may begin as in ``piece``, and leave as many single seats over."""
        classes = tuple(self._by_orphans(starts[piece.size - 1], piece.size))
        return classes[piece.worth % RESTRICTED // ORPHAN if self._orphan else 0]

    def _best_pieces(
        self, house: int, starts: int, size: int, zone: ZoneId | None, count: int
    ) -> Iterator[tuple[Piece, Run]]:
        """Yield the best pieces of ``size``, each with its run, of so many runs for as many single
        seats left over.

        No choice has more than the fewest pieces, so that many runs are enough: a piece of any
        other could be swapped for an unused one of these and be no worse.
        """
        promising = self._rows.promising(zone, self._taste, size)
        stretch = self._rows.cutter(house)
        extra, limit = _PIECE + (_ALONE if size == 1 else 0), _NEVER
        for here in self._by_orphans(starts, size):
            kept: dict[Run, Piece] = {}
            for least, number, mask in self._rows.where(here, promising):
                if extra + least >= limit:
                    break
                row = self._rows.stretches[number]
                sums = row.sums[self._weighed]
                for at in row.cheapest(self._weighed, size):
                    worth = extra + sums[at + size] - sums[at]
                    if worth >= limit:
                        break
                    if mask >> at & 1:
                        run = number, (~stretch(number) & ((1 << at) - 1)).bit_length()
                        if run not in kept or worth < kept[run].worth:
                            kept[run] = Piece(worth, number, at, size)
                        if len(kept) > count:
                            del kept[max(kept, key=lambda one: kept[one].worth)]
                        if len(kept) == count:
                            limit = min(limit, max(piece.worth for piece in kept.values()))
            for run, piece in kept.items():
                yield piece, run
            extra += self._orphan

    def _by_orphans(self, starts: int, size: int) -> Iterator[int]:
        """Yield where so many may begin and no, one, two single seats are left over."""
        if not self._orphan:
            yield starts
            return
        after = self._last >> size
        both = self._lone_before & after
        yield starts & ~(self._lone_before | after)
        yield starts & (self._lone_before | after) & ~both
        yield starts & both


def orphans_beside(mask: int, start: int, size: int) -> int:
    """Return how many single seats are left over beside ``size`` of them from bit ``start``, of
    those that are free in ``mask``."""
    end = start + size
    before = start > 0 and mask >> (start - 1) & 1 and not (start > 1 and mask >> (start - 2) & 1)
    after = mask >> end & 1 and not mask >> (end + 1) & 1
    return bool(before) + bool(after)


def _starts_by_size(house: int, quantity: int) -> list[int]:
    """Return where one begins, two side by side, and so on up to ``quantity``."""
    found = [house]
    while len(found) < quantity and (more := found[-1] & (house >> len(found))):
        found.append(more)
    return found


def _fewest_pieces(starts: Sequence[int], quantity: int) -> int:
    """Return how many runs at the least have so many seats; there are as many."""
    reaching = [(each & ~(each << 1)).bit_count() for each in starts]
    pieces = longer = 0
    for length in range(len(starts), 0, -1):
        of_length = reaching[length - 1] - longer
        longer = reaching[length - 1]
        needed = -(-quantity // length)
        if needed <= of_length:
            return pieces + needed
        pieces += of_length
        quantity -= length * of_length
    raise InvariantBroken("best_available.no_split", quantity=quantity)


def _sizes(starts: Sequence[int], quantity: int, pieces: int) -> range:
    """Return how many seats a piece may have where there are so many pieces: two at the least,
    where nobody needs to sit alone."""
    least = 1
    if quantity >= 2 * pieces and len(starts) > 1:
        longer = starts[1] & ~(starts[1] << 1)
        least = 2 if longer.bit_count() >= pieces else 1
    others, longest = pieces - 1, len(starts)
    most = min(quantity - others * least, longest)
    return range(max(least, quantity - others * longest), most + 1)


def _cheapest(offers: Iterable[Sequence[Piece]], quantity: int) -> list[Piece]:
    """Return the pieces of the least worth that are ``quantity`` seats, one of a run at most."""
    best: list[tuple[int, tuple[Piece, ...]] | None]
    best = [(0, ())] + [None] * quantity
    for pieces in offers:
        for total in range(quantity, 0, -1):
            for piece in pieces:
                before = best[total - piece.size] if piece.size <= total else None
                now = best[total]
                if before is not None and (now is None or before[0] + piece.worth < now[0]):
                    best[total] = (before[0] + piece.worth, (*before[1], piece))
    chosen = best[-1]
    if chosen is None:
        raise InvariantBroken("best_available.no_split", quantity=quantity)
    return list(chosen[1])
