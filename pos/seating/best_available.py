"""Best available: the seats a party gets when it says how many and leaves the choice to the
house.

Wheelchair and companion places are never offered this way. In this order: everybody side by side in
one row; unrestricted view; no single seat left over beside them; the best ranks. A party that fits
nowhere in one piece is split into the fewest pieces, nobody alone where that can be, best ranks
again. One price zone where one has the room.

Pure: takes the free seats, changes nothing. Taking the rights is the caller's next step, and may
find a seat gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from pos.errors import InvariantBroken
from pos.ids import ZoneId
from pos.views.catalogue import SeatKind, SeatView

_OFFERED = (SeatKind.ORDINARY, SeatKind.RESTRICTED)

# A choice is worth one whole number, the smaller the better; what matters more stands in higher
# digits. A party's ranks add up to less than the first of them.
_ORPHAN = 10**10
_RESTRICTED = 10**12
_ALONE = 10**15
_PIECE = 10**18

_Run = Sequence[SeatView]
"""Free seats side by side, with nothing free at either end."""


def best_available(
    free: Iterable[SeatView], quantity: int, zone: ZoneId | None = None
) -> tuple[SeatView, ...]:
    """Return ``quantity`` seats, side by side where that can be; none at all when too few are
    free.

    ``zone`` limits the choice to one price zone; otherwise the best zone that has the room is
    taken, and several zones only when none has it alone. Seats come in the order they stand.
    """
    if quantity < 1:
        raise InvariantBroken("best_available.quantity", quantity=quantity)
    runs = _runs(free)
    zones = [zone] if zone is not None else _by_worth(runs)
    together = _together(runs, quantity)
    for each in zones:
        if each in together:
            return together[each][1]
    for each in zones:
        if split := _split(_pieces(runs, each), quantity):
            return split
    return () if zone is not None else _split(runs, quantity)


def are_together(seats: Sequence[SeatView]) -> bool:
    """Return whether seats, in the order they stand, are side by side in one row; not when there
    are none."""
    return bool(seats) and all(
        (a.section, a.row, a.row_order + 1) == (b.section, b.row, b.row_order)
        for a, b in pairwise(seats)
    )


def _runs(free: Iterable[SeatView]) -> list[_Run]:
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in free:
        if seat.kind in _OFFERED:
            rows[seat.section, seat.row].append(seat)
    runs: list[_Run] = []
    for row in rows.values():
        row.sort(key=_row_order)
        start, before = 0, row[0].row_order
        for index, seat in enumerate(row):
            if seat.row_order - before > 1:
                runs.append(row[start:index])
                start = index
            before = seat.row_order
        runs.append(row[start:])
    return runs


def _row_order(seat: SeatView) -> int:
    return seat.row_order


def _by_worth(runs: Sequence[_Run]) -> list[ZoneId]:
    """Return the zones with free seats, the one with the best seat first."""
    best: dict[ZoneId, int] = {}
    for run in runs:
        for seat in run:
            if seat.rank < best.get(seat.zone_id, seat.rank + 1):
                best[seat.zone_id] = seat.rank
    return sorted(best, key=lambda zone: best[zone])


def _together(runs: Sequence[_Run], size: int) -> dict[ZoneId, tuple[int, tuple[SeatView, ...]]]:
    """Return for each zone the best window of ``size`` seats and its worth."""
    best: dict[ZoneId, tuple[int, tuple[SeatView, ...]]] = {}
    for run in runs:
        for start, worth in _windows(run, size):
            zone = run[start].zone_id
            if zone not in best or worth < best[zone][0]:
                best[zone] = (worth, tuple(run[start : start + size]))
    return best


def _windows(run: _Run, size: int) -> Iterator[tuple[int, int]]:
    """Yield start and worth of every window of one zone, orphans counted."""
    length = len(run)
    if length < size:
        return
    worths = [_worth(seat) for seat in run]
    worth = sum(worths[:size])
    same_zone = 0  # how many seats up to here are of one zone
    for end, seat in enumerate(run):
        same_zone = same_zone + 1 if end and seat.zone_id == run[end - 1].zone_id else 1
        start = end - size + 1
        if start > 0:
            worth += worths[end] - worths[start - 1]
        if start >= 0 and same_zone >= size:
            orphans = (start == 1) + (length - end - 1 == 1)
            yield start, worth + orphans * _ORPHAN


def _worth(seat: SeatView) -> int:
    return seat.rank + (_RESTRICTED if seat.kind is SeatKind.RESTRICTED else 0)


def _pieces(runs: Sequence[_Run], zone: ZoneId) -> list[_Run]:
    """Return the parts of the runs that belong to the zone."""
    return [
        tuple(part)
        for run in runs
        for of_zone, part in groupby(run, key=lambda seat: seat.zone_id)
        if of_zone == zone
    ]


def _split(runs: Sequence[_Run], quantity: int) -> tuple[SeatView, ...]:
    """Return the best seats in the fewest pieces, or nothing. Each run gives at most one piece:
    two would be one.
    """
    if sum(len(run) for run in runs) < quantity:
        return ()
    offers = _offers(runs, quantity)
    best: list[tuple[int, tuple[tuple[SeatView, ...], ...]] | None] = [(0, ())] + [None] * quantity
    for offer in offers:
        for total in range(quantity, 0, -1):
            for size, (worth, seats) in offer.items():
                before = best[total - size] if size <= total else None
                if before is not None:
                    now = best[total]
                    if now is None or before[0] + worth < now[0]:
                        best[total] = (before[0] + worth, (*before[1], seats))
    chosen = best[quantity]
    if chosen is None:
        raise InvariantBroken("best_available.no_split", quantity=quantity)
    pieces = sorted(chosen[1], key=lambda piece: (-len(piece), piece[0].rank))
    return tuple(seat for piece in pieces for seat in piece)


def _offers(
    runs: Sequence[_Run], quantity: int
) -> list[dict[int, tuple[int, tuple[SeatView, ...]]]]:
    """Return per run, by size, its best piece and worth; only the runs that an optimum could
    use.

    No choice takes more than ``quantity`` pieces, so for each size the ``quantity`` best runs are
    enough: a piece from any other run could be swapped for an unused one of these and be no worse.
    """
    offers = [_best_pieces(run, quantity) for run in runs]
    kept: set[int] = set()
    for size in range(1, quantity + 1):
        able = [index for index, offer in enumerate(offers) if size in offer]
        able.sort(key=lambda index: offers[index][size][0])
        kept.update(able[:quantity])
    return [offers[index] for index in sorted(kept)]


def _best_pieces(run: _Run, quantity: int) -> dict[int, tuple[int, tuple[SeatView, ...]]]:
    worths = [_worth(seat) for seat in run]
    offer: dict[int, tuple[int, tuple[SeatView, ...]]] = {}
    for size in range(1, min(len(run), quantity) + 1):
        worth, start = min(
            (sum(worths[start : start + size]), start) for start in range(len(run) - size + 1)
        )
        piece = _PIECE + (_ALONE if size == 1 else 0)
        offer[size] = (piece + worth, tuple(run[start : start + size]))
    return offer
