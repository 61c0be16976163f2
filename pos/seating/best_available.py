"""Best available: the seats a party gets when it says how many and leaves the choice to the
house.

Wheelchair and companion places are never offered this way (``accessible``). In this order:
everybody side by side in one row; unrestricted view; no single seat left over beside them; an aisle
where one is wished for; the best seats by the party's taste. A party that fits nowhere in one piece
is split into the fewest pieces, nobody alone where that can be, then as one that sits together:
view, no single seat left over, best seats, but near each other. One price zone where one has the
room.

Pure: takes the free seats, changes nothing. Taking the rights is the caller's next step, and may
find a seat gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.nearness import Piece
from pos.seating.rows import FreeSeats, Rows, Taste, bits, starts_of, weighed_as
from pos.seating.splits import ORPHAN, Splits, orphans_beside
from pos.views.catalogue import SeatKind, SeatView

_NO_AISLE = 10**9
"""What it costs, as ``ORPHAN``: more than any ranks of a party add up to."""
_A_LOOK = 24
"""After so many stretches without room the whole house is asked at once."""


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
        if pieces := search.splits.split([zone], wish.quantity):
            return search.choice(pieces, Seated.SPLIT)
    if len(zones) > 1 and (pieces := search.splits.split(zones, wish.quantity)):
        return search.choice(pieces, Seated.MIXED)
    return None


class _Search:
    """One wish over one house. ``free``: all that are free, for who is left alone; ``left``: those
    that may be offered."""

    def __init__(self, rows: Rows, free: Sequence[int], left: Sequence[int], wish: Wish) -> None:
        self._rows, self._free, self._left, self._wish = rows, free, left, wish
        self._weighed = weighed_as(wish.taste)
        self._orphan = ORPHAN if wish.spare_single else 0
        self._no_aisle = _NO_AISLE if wish.taste is Taste.AISLE else 0
        self._splits: Splits | None = None

    @property
    def splits(self) -> Splits:
        """The house as a party in pieces is sought in it; made when it is asked for."""
        if self._splits is None:
            self._splits = Splits(
                self._rows, self._free, self._left, self._wish.taste, self._orphan
            )
        return self._splits

    # ---- side by side ----

    def together(self, zone: ZoneId) -> Piece | None:
        """Return the best place for the whole party in one zone."""
        size, best = self._wish.quantity, None
        promising = self._rows.promising(zone, self._wish.taste, size)
        for looked, (least, number) in enumerate(promising):
            if best is not None and least >= best.worth:
                break
            if looked == _A_LOOK and best is None and not self.splits.has_room(zone, size):
                break
            mask = self._left[number] & self._rows.stretches[number].zones[zone]
            for start in bits(starts_of(mask, size)):
                piece = Piece(self._worth(number, start, size), number, start, size)
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

    # ---- what it comes to ----

    def choice(self, pieces: Sequence[Piece], seated: Seated) -> Choice:
        """Return the pieces as seats."""
        ordered = sorted(pieces, key=lambda piece: (-piece.size, self._weight(piece)))
        seats = tuple(
            self._rows.stretches[p.stretch].seats[p.start : p.start + p.size] for p in ordered
        )
        restricted = sum(s.kind is SeatKind.RESTRICTED for piece in seats for s in piece)
        orphans = sum(self._orphans(p.stretch, p.start, p.size) for p in pieces)
        return Choice(seats, seated, orphans, restricted)

    def _weight(self, piece: Piece) -> int:
        sums = self._rows.stretches[piece.stretch].sums[self._weighed]
        return sums[piece.start + piece.size] - sums[piece.start]
