"""Blocks: how many places of each performance a window should hold, and which.

A block is what a window can go on selling when the hub is gone. It is sized by what the window
sells in the time an outage may last, between a floor and a ceiling; near the curtain it may be
larger. It is topped up when it has run low and trimmed when it has grown far too large, with room
between the two, so that it stands still while nothing happens.

Pure: reads no clock, no database. What is chosen here is a wish: the hub may have given a seat away
meanwhile, and refuses then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt

from pos.ids import PerformanceId, SeatId, ZoneId
from pos.views.catalogue import SeatKind, SeatView

_ACCESSIBLE = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
_SOON = timedelta(hours=3)
_TODAY = timedelta(hours=24)
_LOW = 0.75
"""Part of the wanted size under which a block is topped up."""
_HIGH = 1.5
"""Multiple of the wanted size above which it is trimmed ..."""
_SLACK = 4
"""... and so many places more."""
_FEW = 2
"""Wheelchair places that a window holds at the least, where there are as many."""
_LARGEST_PIECE = 10
"""Seats taken side by side in one row, so that one window's block is not the whole row."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``cover``: for how long a window should be able to sell on its own. ``far``, ``today``,
    ``soon``: the least it holds of a performance whose curtain is more than a day, less than a day,
    less than three hours away. ``share``: how much of its fair part of the free places a window may
    hold at most, of those three."""

    cover: timedelta = timedelta(hours=2)
    far: int = 4
    today: int = 20
    soon: int = 40
    share: tuple[float, float, float] = (0.2, 0.5, 0.8)

    @classmethod
    def of(cls, minutes: int, least: int) -> Policy:
        """Return the policy of a window that should be able to sell so many minutes alone, and hold
        so many places at the least near the curtain: half of them that day, a tenth before."""
        return cls(timedelta(minutes=minutes), max(least // 10, 1), max(least // 2, 1), least)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Which one of how many windows this is: ``place`` 0, 1, ... ``windows`` - 1."""

    place: int
    windows: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A performance, as this window knows it.

    ``seats``: the hall's. ``own``: leased here, not sold and in no cart. ``free``: nobody's, at the
    hub. ``own_places``, ``free_places``: the same of general admission. ``an_hour``: how many
    places of it this window sells in an hour. ``given``: how many of them managers moved here.
    """

    performance_id: PerformanceId
    starts_at: datetime
    ends_at: datetime
    seats: Sequence[SeatView] = ()
    own: frozenset[SeatId] = frozenset()
    free: frozenset[SeatId] = frozenset()
    own_places: int = 0
    free_places: int = 0
    an_hour: float = 0.0
    given: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a window would like to have, or to be rid of."""

    take: tuple[SeatId, ...] = ()
    give_back: tuple[SeatId, ...] = ()
    take_places: int = 0
    give_places: int = 0

    def __bool__(self) -> bool:
        return bool(self.take or self.give_back or self.take_places or self.give_places)


def wanted(offer: Offer, policy: Policy, fleet: Fleet, now: datetime) -> int:
    """Return how many unsold places the window should hold of a performance; 0 when it is over."""
    if now >= offer.ends_at:
        return 0
    left = max(offer.starts_at - now, timedelta(0))
    tier = 2 if left <= _SOON else 1 if left <= _TODAY else 0
    least = (policy.far, policy.today, policy.soon)[tier]
    expected = offer.an_hour * (min(policy.cover, offer.ends_at - now) / timedelta(hours=1))
    need = ceil(expected + 2 * sqrt(expected))  # a busy hour is busier than the usual one
    at_hand = len(offer.own) + len(offer.free) + offer.own_places + offer.free_places
    most = int(at_hand / fleet.windows * policy.share[tier])
    return min(max(least, need), most)


def top_up(offer: Offer, policy: Policy, fleet: Fleet, now: datetime) -> Wish:
    """Return what to ask the hub for: nothing while the block has not run low."""
    want = wanted(offer, policy, fleet, now)
    if offer.own_places or offer.free_places:
        short = want - offer.own_places
        if offer.own_places >= want * _LOW:
            return Wish()
        return Wish(take_places=min(short, offer.free_places))
    if not want:
        return Wish()
    take, own = list(_accessible(offer, want, fleet)), len(_usual(offer))
    if own < want * _LOW:
        take += _ordinary(offer, want - own, fleet)
    return Wish(take=tuple(take))


def trim(offer: Offer, policy: Policy, fleet: Fleet, now: datetime) -> Wish:
    """Return what to give back: nothing before the block is far too large for a window that was
    ``given`` so much besides, and never what is sold or in a cart, which is not in ``offer.own``.
    """
    want = wanted(offer, policy, fleet, now) + offer.given
    if now >= offer.ends_at:
        return Wish()  # nobody sells it any more; the hub clears it away
    if offer.own_places > want * _HIGH + _SLACK:
        return Wish(give_places=offer.own_places - want)
    own = _usual(offer)
    if len(own) > want * _HIGH + _SLACK:
        return Wish(give_back=tuple(_surplus(own, len(own) - want)))
    return Wish()


def _usual(offer: Offer) -> list[SeatView]:
    """Return the window's unsold seats without the accessible ones, which are counted apart."""
    return [s for s in offer.seats if s.seat_id in offer.own and s.kind not in _ACCESSIBLE]


# ------------------------------------------------------------------------------------ which seats


def _runs(seats: Iterable[SeatView]) -> list[list[SeatView]]:
    """Return seats side by side: of one row, one zone, without a gap."""
    rows: dict[tuple[str, str, ZoneId], list[SeatView]] = defaultdict(list)
    for seat in seats:
        rows[seat.section, seat.row, seat.zone_id].append(seat)
    runs: list[list[SeatView]] = []
    for row in rows.values():
        row.sort(key=lambda seat: seat.row_order)
        for seat in row:
            if runs and runs[-1][-1].row_order == seat.row_order - 1 and seat is not row[0]:
                runs[-1].append(seat)
            else:
                runs.append([seat])
    return runs


def _rank(run: Sequence[SeatView]) -> int:
    return min(seat.rank for seat in run)


def _ordinary(offer: Offer, short: int, fleet: Fleet) -> Iterator[SeatId]:
    """Yield the best pieces of rows for this window: every zone gives its part, and of a zone's
    rows each window begins with others, so the best are spread over all of them."""
    free = [s for s in offer.seats if s.seat_id in offer.free and s.kind not in _ACCESSIBLE]
    zones: dict[ZoneId, list[list[SeatView]]] = defaultdict(list)
    for run in sorted(_runs(free), key=lambda run: (len(run) == 1, _rank(run))):
        zones[run[0].zone_id].append(run)
    took: set[SeatId] = set()
    for runs in zones.values():
        room = sum(len(run) for run in runs)
        part = min(round(short * room / len(free)), short - len(took))
        took.update(_pieces(_in_turn(runs, fleet), part))
    rest = [seat for seat in free if seat.seat_id not in took]  # what the parts were rounded by
    took.update(_pieces(sorted(_runs(rest), key=_rank), short - len(took)))
    yield from (seat.seat_id for seat in free if seat.seat_id in took)


def _in_turn(runs: Sequence[list[SeatView]], fleet: Fleet) -> Iterator[list[SeatView]]:
    """Yield a zone's runs beginning with this window's own turns, then the others'."""
    for turn in range(fleet.windows):
        yield from runs[(fleet.place + turn) % fleet.windows :: fleet.windows]


def _pieces(runs: Iterable[list[SeatView]], wanted: int) -> Iterator[SeatId]:
    """Yield about ``wanted`` seats from the ends of rows, none alone and leaving none alone where
    the row allows it: one more or less than wanted is better than an orphan."""
    for run in runs:
        if wanted <= 0:
            return
        size = min(wanted, len(run), _LARGEST_PIECE)
        if len(run) > 1:
            size = max(size, 2)
            if len(run) - size == 1:
                size += 1
        wanted -= size
        at_left = _rank(run[:size]) <= _rank(run[-size:])
        for seat in run[:size] if at_left else run[-size:]:
            yield seat.seat_id


def _accessible(offer: Offer, want: int, fleet: Fleet) -> Iterator[SeatId]:
    """Yield this window's part of the wheelchair places, each with the companions beside it: a few,
    or as many of them as it wants of the house."""
    runs = _runs(s for s in offer.seats if s.kind in _ACCESSIBLE)
    units = [unit for run in runs for unit in _units(run)]
    whole = [unit for unit in units if all(seat.seat_id in offer.free for seat in unit)]
    own = [unit for unit in units if any(seat.seat_id in offer.own for seat in unit)]
    there = len(whole) + len(own)
    of_house = there * want // max(len(offer.own) + len(offer.free), 1)
    part = min(there // (fleet.windows + 1), max(_FEW, of_house))  # the hub keeps one window's part
    for unit in list(_in_turn(whole, fleet))[: max(part - len(own), 0)]:
        yield from (seat.seat_id for seat in unit)


def _units(run: Sequence[SeatView]) -> Iterator[list[SeatView]]:
    """Yield each wheelchair place of a run with the companions up to the next one; those before the
    first go with it."""
    starts = [n for n, seat in enumerate(run) if seat.kind is SeatKind.WHEELCHAIR]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(run)
        yield list(run[start if number else 0 : end])


def _surplus(own: Sequence[SeatView], going: int) -> Iterator[SeatId]:
    """Yield what goes back: single seats first, then whole rows from the worst, the last one from
    its worse end, leaving nobody alone; never more than ``going``."""
    for run in sorted(_runs(own), key=lambda run: (len(run) > 1, -_rank(run))):
        if going <= 0:
            return
        size = min(going, len(run))
        if len(run) - size == 1:
            size -= 1  # one more would have to be asked for again
        if not size:
            continue
        going -= size
        at_right = _rank(run[:-size] or run) <= _rank(run[size:] or run)
        for seat in run[-size:] if at_right else run[:size]:
            yield seat.seat_id
