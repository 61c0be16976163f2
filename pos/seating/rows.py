"""The rows of a hall, made ready for searching: who sits beside whom, as bits of whole numbers.

A ``Stretch`` is what of a row stands side by side, from aisle to aisle; its free seats are the bits
of one number, so a party's places are found with a few shifts and no seat is looked at that cannot
win. What is asked of all rows at once is asked of a house: the stretches as one number, each from a
new byte on, with a bit between them that is never set. Made once for a hall, never changed;
``FreeSeats`` is what changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, groupby
from math import hypot
from statistics import median

from pos.ids import SeatId, ZoneId
from pos.views.catalogue import AS_DRAWN, Outlook, SeatKind, SeatView

OFFERED = (SeatKind.ORDINARY, SeatKind.RESTRICTED)
"""What is offered to everybody. Wheelchair and companion places have a search of their own."""
RESTRICTED = 10**12
"""What a restricted view costs: more than any ranks of a party add up to."""


_LITTLE = 64
"""So few are sooner looked at one by one than put in order."""
_NEIGHBOURS = 48


class Taste(Enum):
    """What a party would rather have. ``AISLE``: somebody sits at an aisle or at a row's end, the
    best ranks among those; so it weighs the seats as ``BEST`` does."""

    BEST = "best"
    FRONT = "front"
    CENTRE = "centre"
    AISLE = "aisle"


class Stretch:
    """Seats side by side. Bit 0 is the first of them."""

    __slots__ = ("_cheapest", "every", "seats", "sums", "zones")

    def __init__(self, seats: Sequence[SeatView], worths: Iterable[Sequence[int]]) -> None:
        self.seats = tuple(seats)
        self.every = sum(1 << bit for bit, seat in enumerate(seats) if seat.kind in OFFERED)
        """The seats that are offered."""
        self.zones: dict[ZoneId, int] = defaultdict(int)
        """The offered seats of each price zone."""
        for bit, seat in enumerate(seats):
            if seat.kind in OFFERED:
                self.zones[seat.zone_id] |= 1 << bit
        self.sums = tuple(tuple(accumulate(worth, initial=0)) for worth in worths)
        """For each way to weigh seats what the seats before each one cost together."""

        self._cheapest: dict[tuple[int, int], tuple[int, ...]] = {}

    def cheapest(self, weighed: int, size: int) -> tuple[int, ...]:
        """Return where ``size`` of its seats begin, those that cost least first."""
        found = self._cheapest.get((weighed, size))
        if found is None:
            sums = self.sums[weighed]
            starts = range(len(self.seats) - size + 1)
            found = tuple(sorted(starts, key=lambda start: sums[start + size] - sums[start]))
            self._cheapest[weighed, size] = found
        return found

    def of_zone(self, zone: ZoneId | None) -> int:
        """Return the offered seats of a zone, of all of them for None."""
        return self.every if zone is None else self.zones.get(zone, 0)


_WEIGHED = (Taste.BEST, Taste.FRONT, Taste.CENTRE)


def weighed_as(taste: Taste) -> int:
    """Return which of a stretch's sums count for ``taste``."""
    return 0 if taste is Taste.AISLE else _WEIGHED.index(taste)


class Rows:
    """A hall's stretches. ``outlook``: which way it looks. ``zones``: its price zones, the one with
    the best seat first."""

    def __init__(self, seats: Iterable[SeatView], outlook: Outlook = AS_DRAWN) -> None:
        every = tuple(seats)
        ranks = _ranks(every, outlook)
        self.stretches: list[Stretch] = []
        self._places: dict[SeatId, tuple[int, int]] = {}
        for part in side_by_side(every):
            worths = [[rank[seat.seat_id] for seat in part] for rank in ranks]
            for bit, seat in enumerate(part):
                self._places[seat.seat_id] = (len(self.stretches), bit)
            self.stretches.append(Stretch(part, worths))
        best: dict[ZoneId, int] = {}
        for seat in every:
            if seat.kind in OFFERED:
                best[seat.zone_id] = min(seat.rank, best.get(seat.zone_id, seat.rank))
        self.zones: tuple[ZoneId, ...] = tuple(sorted(best, key=best.__getitem__))
        self._promising: dict[tuple[ZoneId | None, int, int], list[tuple[int, int]]] = {}
        self._bytes = [len(stretch.seats) // 8 + 1 for stretch in self.stretches]
        self._begins = list(accumulate(self._bytes, initial=0))
        self._stretch_of = [n for n, size in enumerate(self._bytes) for _ in range(size)]
        self._houses: dict[ZoneId, int] = {}
        self._near: dict[int, list[tuple[float, int]]] = {}

    def free(self, taken: Iterable[SeatId] = ()) -> FreeSeats:
        """Return the house with these seats gone; ids that the hall does not have are passed
        over."""
        free = FreeSeats(self, [stretch.every for stretch in self.stretches])
        for seat_id in taken:
            free.take(seat_id)
        return free

    def place(self, seat_id: SeatId) -> tuple[int, int] | None:
        """Return the number of a seat's stretch and its bit; None: no such seat."""
        return self._places.get(seat_id)

    # ---- all stretches as one number ----

    def house(self, masks: Iterable[int]) -> int:
        """Return the house of which these are the stretches."""
        each = zip(masks, self._bytes, strict=True)
        return int.from_bytes(b"".join(mask.to_bytes(n, "little") for mask, n in each), "little")

    def house_of(self, zone: ZoneId) -> int:
        """Return the offered seats of a price zone."""
        found = self._houses.get(zone)
        if found is None:
            found = self._houses[zone] = self.house(s.of_zone(zone) for s in self.stretches)
        return found

    def cutter(self, house: int) -> Callable[[int], int]:
        """Return what gives the part of ``house`` that is the stretch of a number."""
        found = house.to_bytes(self._begins[-1], "little")
        begins = self._begins
        return lambda number: int.from_bytes(found[begins[number] : begins[number + 1]], "little")

    def parts(self, house: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches that have anything in ``house``: number and what they have. For
        little: bit by bit."""
        cut = self.cutter(house)
        for number in dict.fromkeys(self._stretch_of[bit >> 3] for bit in bits(house)):
            yield number, cut(number)

    def where(
        self, house: int, promising: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[int, int, int]]:
        """Yield those of ``promising`` that have anything in ``house``, each with what it has;
        where that is little, in the order they stand and as if they cost nothing."""
        if house.bit_count() <= _LITTLE:
            yield from ((0, number, mask) for number, mask in self.parts(house))
            return
        cut = self.cutter(house)
        for least, number in promising:
            if mask := cut(number):
                yield least, number, mask

    # ---- where they are ----

    @cached_property
    def pitch(self) -> float:
        """How far it usually is from a seat to the one beside it, in plan units."""
        ends = (stretch.seats[:2] for stretch in self.stretches if len(stretch.seats) > 1)
        found = [hypot(b.x - a.x, b.y - a.y) for a, b in ends]
        return median(found) if found else 0.0

    @cached_property
    def _boxes(self) -> list[tuple[float, float, float, float]]:
        """The middle of each stretch and half of how far it reaches, across and along."""
        found = []
        for stretch in self.stretches:
            xs, ys = [s.x for s in stretch.seats], [s.y for s in stretch.seats]
            left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
            middle = (left + right) / 2, (top + bottom) / 2
            found.append((*middle, (right - left) / 2, (bottom - top) / 2))
        return found

    def near(self, number: int) -> list[tuple[float, int]]:
        """Return the stretches nearest to that of ``number``, itself among them: how far away they
        are at the least, in plan units, and their numbers, the nearest first."""
        found = self._near.get(number)
        if found is None:
            x, y, wide, high = self._boxes[number]
            found = self._near[number] = nsmallest(
                _NEIGHBOURS,
                (
                    (hypot(max(abs(a - x) - wide - w, 0), max(abs(b - y) - high - h, 0)), other)
                    for other, (a, b, w, h) in enumerate(self._boxes)
                ),
            )
        return found

    # ---- what they cost ----

    def promising(self, zone: ZoneId | None, taste: Taste, size: int) -> list[tuple[int, int]]:
        """Return what ``size`` seats side by side in one zone (None: in any) cost at the least, and
        the number of their stretch, the cheapest first; were they all free."""
        key = (zone, weighed_as(taste), size)
        found = self._promising.get(key)
        if found is None:
            found = self._promising[key] = sorted(self._least(*key))
        return found

    def _least(self, zone: ZoneId | None, weighed: int, size: int) -> Iterator[tuple[int, int]]:
        for number, stretch in enumerate(self.stretches):
            starts = starts_of(stretch.of_zone(zone), size)
            if starts:
                sums = stretch.sums[weighed]
                yield min(sums[s + size] - sums[s] for s in bits(starts)), number


class FreeSeats:
    """Which seats of a hall are free. ``masks``: the free ones of each stretch."""

    __slots__ = ("_rows", "masks")

    def __init__(self, rows: Rows, masks: list[int]) -> None:
        self._rows = rows
        self.masks = masks

    def take(self, seat_id: SeatId) -> None:
        """Mark a seat as gone."""
        place = self._rows.place(seat_id)
        if place is not None:
            self.masks[place[0]] &= ~(1 << place[1])

    def give(self, seat_id: SeatId) -> None:
        """Mark a seat as free, if it is one that is offered."""
        place = self._rows.place(seat_id)
        if place is not None:
            self.masks[place[0]] |= self._rows.stretches[place[0]].every & (1 << place[1])

    def without(self, seats: Iterable[SeatId]) -> FreeSeats:
        """Return a copy with these gone too."""
        copy = FreeSeats(self._rows, list(self.masks))
        for seat_id in seats:
            copy.take(seat_id)
        return copy

    def only(self, seats: Iterable[SeatId]) -> FreeSeats:
        """Return a copy in which none but these are free, those of them that are."""
        chosen = FreeSeats(self._rows, [0] * len(self.masks))
        for seat_id in seats:
            chosen.give(seat_id)
        both = [mine & mask for mine, mask in zip(chosen.masks, self.masks, strict=True)]
        return FreeSeats(self._rows, both)

    def count(self, zone: ZoneId | None = None) -> int:
        """Return how many are free, of one price zone or in all."""
        stretches = zip(self._rows.stretches, self.masks, strict=True)
        return sum((stretch.of_zone(zone) & mask).bit_count() for stretch, mask in stretches)


def starts_of(mask: int, size: int) -> int:
    """Return the bits of ``mask`` at which ``size`` of them begin side by side."""
    have = 1
    while have < size and mask:
        more = min(have, size - have)
        mask &= mask >> more
        have += more
    return mask


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, from the first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def side_by_side(seats: Iterable[SeatView]) -> Iterator[list[SeatView]]:
    """Yield what of ``seats`` stands side by side, from aisle to aisle."""
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in seats:
        rows[seat.section, seat.row].append(seat)
    for row in rows.values():
        row.sort(key=lambda seat: seat.row_order)
        steps = enumerate(row)
        for _, part in groupby(steps, key=lambda step: step[1].row_order - step[0]):
            yield [seat for _, seat in part]


def _ranks(seats: Sequence[SeatView], outlook: Outlook) -> tuple[dict[SeatId, int], ...]:
    """Return what each seat costs for each of ``_WEIGHED``: its place in that order, and more for a
    restricted view. The zones' order stays as it is."""
    if not seats:
        return ({}, {}, {})
    facing = {seat.seat_id: outlook.facing(seat.x, seat.y) for seat in seats}
    plain = [seat for seat in seats if seat.kind in OFFERED] or seats
    best_zone = min(plain, key=lambda seat: seat.rank).zone_id
    xs = [facing[seat.seat_id][0] for seat in plain if seat.zone_id == best_zone]
    if outlook.best is not None:
        xs = [outlook.facing(*outlook.best)[0]]
    middle = (min(xs) + max(xs)) / 2
    zones: dict[ZoneId, int] = {}
    for seat in sorted(seats, key=lambda seat: (seat.kind not in OFFERED, seat.rank)):
        zones.setdefault(seat.zone_id, len(zones))
    front = sorted(seats, key=lambda s: (zones[s.zone_id], facing[s.seat_id][1], s.rank))
    centre = sorted(
        seats, key=lambda s: (zones[s.zone_id], abs(facing[s.seat_id][0] - middle), s.rank)
    )
    extra = {s.seat_id: RESTRICTED if s.kind is SeatKind.RESTRICTED else 0 for s in seats}
    return (
        {seat.seat_id: seat.rank + extra[seat.seat_id] for seat in seats},
        {seat.seat_id: place + extra[seat.seat_id] for place, seat in enumerate(front)},
        {seat.seat_id: place + extra[seat.seat_id] for place, seat in enumerate(centre)},
    )
