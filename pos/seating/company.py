"""A party with wheelchairs for which no row has the room: whoever comes along is shared out so that
as few wheelchair users as can be sit alone, then everybody as near as the house allows.

Nobody is alone who has one of the party side by side: a companion, or another wheelchair user. Two
or three places are enough for that (``_Group``); parties are looked for as groups of that size, and
who is left over gets what is nearest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import dist, inf

from pos.seating.rows import side_by_side
from pos.views.catalogue import SeatKind, SeatView

COMES_ALONG = (SeatKind.COMPANION, SeatKind.ORDINARY, SeatKind.RESTRICTED, SeatKind.WHEELCHAIR)
"""On what a companion sits, the first choice first. Another wheelchair place only where there is
nothing else: its chair is brought in, and the place is gone for whoever needs it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Places side by side and how many wheelchair users and others sit in them. ``spare``: others
    in a wheelchair place."""

    seats: tuple[SeatView, ...]
    wheelchairs: int
    others: int
    spare: int = 0

    def away(self, anchor: SeatView) -> float:
        return max(_away(anchor, seat) for seat in self.seats)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who has no place yet. ``alone``: how many of the wheelchair users may be."""

    wheelchairs: int
    others: int
    alone: int

    def without(self, group: _Group) -> _Wanted | None:
        """Return who is left when ``group`` has its places; None: it does not suit."""
        left = _Wanted(
            self.wheelchairs - group.wheelchairs,
            self.others - group.others,
            self.alone - (len(group.seats) == 1),
        )
        return None if min(left.wheelchairs, left.others, left.alone) < 0 else left


def seats_apart(
    seats: Sequence[SeatView], wheelchairs: int, companions: int
) -> tuple[SeatView, ...]:
    """Return places for all of the party, not side by side; none where there are too few.

    For the few wheelchairs of one party: every way to share them out may be tried.
    """
    chairs = [seat for seat in seats if seat.kind is SeatKind.WHEELCHAIR]
    if len(chairs) < wheelchairs or len(seats) < wheelchairs + companions:
        return ()
    groups = [*_groups(seats), *(_Group((chair,), 1, 0) for chair in chairs)]
    near = _Near(seats)
    best: tuple[tuple[float, ...], tuple[SeatView, ...]] | None = None
    for alone in range(wheelchairs + 1):
        for anchor in chairs:
            found = _shared_out(groups, anchor, _Wanted(wheelchairs, companions, alone))
            if found is None:
                continue
            spare = sum(group.spare for group in found)
            farthest = best[0][1] if best is not None and best[0][0] <= spare else inf
            party = near.filled(found, anchor, wheelchairs + companions, farthest)
            if len(party) == wheelchairs + companions:
                away = round(max(_away(anchor, seat) for seat in party), 3)
                cost = (spare, away, sum(seat.rank for seat in party))
                if best is None or cost < best[0]:
                    best = cost, party
        if best is not None:
            return best[1]
    return ()


def _groups(seats: Sequence[SeatView]) -> Iterator[_Group]:
    """Yield the places in which nobody is alone: two side by side, or three of which the one in the
    middle is company for both."""
    for row in side_by_side(seats):
        for size in (2, 3):
            for start in range(len(row) - size + 1):
                part = tuple(row[start : start + size])
                kinds = [seat.kind is SeatKind.WHEELCHAIR for seat in part]
                chairs = sum(kinds)
                if chairs == size:
                    yield _Group(part, chairs, 0)
                    yield _Group(part, chairs - 1, 1, spare=1)
                elif chairs == size - 1 and (size == 2 or not kinds[1]):
                    yield _Group(part, chairs, 1)


def _shared_out(
    groups: Sequence[_Group], anchor: SeatView, wanted: _Wanted
) -> tuple[_Group, ...] | None:
    """Return groups for all wheelchair users, one of them in ``anchor``, the others near it."""
    options = sorted(groups, key=lambda group: (group.spare, group.away(anchor)))
    for first in options:
        if anchor in first.seats and (left := wanted.without(first)) is not None:
            rest = _rest(options, 0, left, frozenset(first.seats))
            if rest is not None:
                return first, *rest
    return None


def _rest(
    options: Sequence[_Group], start: int, wanted: _Wanted, used: frozenset[SeatView]
) -> tuple[_Group, ...] | None:
    if not wanted.wheelchairs:
        return ()
    for number in range(start, len(options)):
        group = options[number]
        if (left := wanted.without(group)) is not None and used.isdisjoint(group.seats):
            rest = _rest(options, number + 1, left, used.union(group.seats))
            if rest is not None:
                return group, *rest
    return None


class _Near:
    """Free seats, found by where they are."""

    def __init__(self, seats: Sequence[SeatView]) -> None:
        self._seats = sorted(seats, key=lambda seat: seat.x)
        self._xs = [seat.x for seat in self._seats]

    def filled(
        self, groups: Sequence[_Group], anchor: SeatView, size: int, farthest: float
    ) -> tuple[SeatView, ...]:
        """Return the groups and the nearest places for who of ``size`` people has none yet; fewer
        where not all of them are as near as ``farthest``."""
        party = [seat for group in groups for seat in group.seats]
        if len(party) < size:
            begin = bisect_left(self._xs, anchor.x - farthest - 1)
            end = bisect_right(self._xs, anchor.x + farthest + 1)
            used = {seat.seat_id for seat in party}
            free = (seat for seat in self._seats[begin:end] if seat.seat_id not in used)
            party += nsmallest(size - len(party), free, key=lambda seat: _comes_along(anchor, seat))
        return tuple(party)


def _comes_along(anchor: SeatView, seat: SeatView) -> tuple[bool, float, int, int]:
    away = _away(anchor, seat)
    return seat.kind is SeatKind.WHEELCHAIR, away, COMES_ALONG.index(seat.kind), seat.rank


def _away(anchor: SeatView, seat: SeatView) -> float:
    return dist((anchor.x, anchor.y), (seat.x, seat.y))
