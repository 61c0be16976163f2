"""The seats of one party at several dates in one hall: the same ones at every date, where the house
has them.

In this order: everybody side by side; the same seats at as many dates as can be, for the dates that
are left over the same again; no single seat left over; the best seats. Where a date has no room for
the party side by side any more, it sits in pieces, in the same ones at all such dates if that can
be.

Pure: takes the free seats of each date, changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import Seated, Wish, find_best
from pos.seating.rows import FreeSeats, Rows, bits, starts_of, weighed_as
from pos.seating.splits import ORPHAN, orphans_beside
from pos.views.catalogue import SeatView


@dataclass(frozen=True, slots=True)
class PartySeats:
    """Where the party sits at one date. ``usual``: in the seats it has at the most dates."""

    seats: tuple[SeatView, ...]
    together: bool
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Seats side by side that are free at the dates of these numbers; the smaller ``worth``, the
    better."""

    worth: int
    stretch: int
    start: int
    dates: tuple[int, ...]


def seats_at_all(
    rows: Rows, houses: Sequence[FreeSeats], zone: ZoneId, wish: Wish
) -> tuple[PartySeats | None, ...]:
    """Return where the party sits at each date; None where too few seats of the zone are free."""
    if wish.quantity < 1:
        raise InvariantBroken("series_seats.quantity", quantity=wish.quantity)
    wish = replace(wish, zones=(zone,))
    found: list[PartySeats | None] = [None] * len(houses)
    left = list(range(len(houses)))
    while left:
        run = most_dates(rows, [houses[date] for date in left], zone, wish)
        if run is None:
            break
        seats = rows.stretches[run.stretch].seats[run.start : run.start + wish.quantity]
        here = [left[number] for number in run.dates]
        for date in here:
            found[date] = PartySeats(seats, together=True)
        left = [date for date in left if date not in here]
    _in_pieces(rows, houses, wish, left, found)
    return _with_usual(found)


def best_at_each(
    rows: Rows, houses: Sequence[FreeSeats], zone: ZoneId, wish: Wish
) -> tuple[PartySeats | None, ...]:
    """Return the best seats of each date by itself."""
    wish = replace(wish, zones=(zone,))
    return _with_usual([_best(rows, house, wish) for house in houses])


def most_dates(rows: Rows, houses: Sequence[FreeSeats], zone: ZoneId, wish: Wish) -> Run | None:
    """Return the seats for the party side by side that are free at the most dates, the best of
    those; None where no date has any."""
    masks = [(house.without(wish.passed) if wish.passed else house).masks for house in houses]
    starts: dict[int, list[int]] = {}
    often: dict[int, list[int]] = {}
    promising = rows.promising(zone, wish.taste, wish.quantity)
    for _, number in promising:
        here = rows.stretches[number].of_zone(zone)
        starts[number] = [starts_of(mask[number] & here, wish.quantity) for mask in masks]
        often[number] = _at_least(starts[number])
    count = max((len(dates) for dates in often.values()), default=0)
    if not count:
        return None
    best: Run | None = None
    for least, number in promising:
        if best is not None and least >= best.worth:
            break
        if len(often[number]) == count:
            for start in bits(often[number][-1]):
                dates = tuple(n for n, mask in enumerate(starts[number]) if mask >> start & 1)
                free = [houses[date].masks[number] for date in dates]
                run = Run(_worth(rows, number, start, free, wish), number, start, dates)
                if best is None or (run.worth, number, start) < (
                    best.worth,
                    best.stretch,
                    best.start,
                ):
                    best = run
    return best


def _at_least(masks: Sequence[int]) -> list[int]:
    """Return the bits that are set in one mask or more, in two or more ..., as far as there are
    any."""
    found: list[int] = []
    for mask in masks:
        carried = mask
        for number, have in enumerate(found):
            found[number], carried = have | carried, have & carried
        if carried:
            found.append(carried)
    return found


def _worth(rows: Rows, number: int, start: int, free: Sequence[int], wish: Wish) -> int:
    sums = rows.stretches[number].sums[weighed_as(wish.taste)]
    worth = sums[start + wish.quantity] - sums[start]
    if wish.spare_single:
        worth += ORPHAN * sum(orphans_beside(mask, start, wish.quantity) for mask in free)
    return worth


def _in_pieces(
    rows: Rows,
    houses: Sequence[FreeSeats],
    wish: Wish,
    dates: Sequence[int],
    found: list[PartySeats | None],
) -> None:
    """Seat the party at dates that have no room for it side by side."""
    if not dates:
        return
    every = zip(*(houses[date].masks for date in dates), strict=True)
    common = FreeSeats(rows, [reduce(int.__and__, masks) for masks in every])
    same = _best(rows, common, wish)
    for date in dates:
        found[date] = same if same is not None else _best(rows, houses[date], wish)


def _best(rows: Rows, house: FreeSeats, wish: Wish) -> PartySeats | None:
    choice = find_best(rows, house, wish)
    if choice is None:
        return None
    return PartySeats(choice.seats, choice.seated is Seated.TOGETHER)


def _with_usual(found: Sequence[PartySeats | None]) -> tuple[PartySeats | None, ...]:
    places = [
        None if one is None else frozenset(seat.seat_id for seat in one.seats) for one in found
    ]
    counted: Counter[frozenset[SeatId]] = Counter(each for each in places if each is not None)
    usual = counted.most_common(1)[0][0] if counted else None
    return tuple(
        None if one is None else replace(one, usual=where == usual)
        for one, where in zip(found, places, strict=True)
    )
