"""Places for parties with wheelchairs: a search of its own, for those seats are offered to nobody
else.

Together in one row where that can be: each wheelchair in a wheelchair place, whoever comes along on
companion places first, ordinary seats next. Where no row has the room each wheelchair user has
somebody of the party beside them if that can be, and the rest sit as near as the house allows
(``company``; money and compliance 8.1: up to three side by side in the row, else as near as
possible; groups kept together, and no wheelchair user alone when a group is split).

Pure, as ``best_available``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import Choice, Seated
from pos.seating.company import seats_apart
from pos.seating.rows import side_by_side
from pos.views.catalogue import SeatKind, SeatView


@dataclass(frozen=True, slots=True)
class AccessibleWish:
    """``wheelchairs``: at least 1. ``companions``: who comes along; any number. ``zones``: the
    price zones they would pay; None: any. ``passed``: seats that were offered and not wanted."""

    wheelchairs: int
    companions: int = 0
    zones: Collection[ZoneId] | None = None
    passed: Collection[SeatId] = ()


def find_accessible(free: Iterable[SeatView], wish: AccessibleWish) -> Choice | None:
    """Return the best places for the party; None when there are too few."""
    if wish.wheelchairs < 1 or wish.companions < 0:
        raise InvariantBroken("accessible.wish", wheelchairs=wish.wheelchairs)
    seats = [
        seat
        for seat in free
        if (wish.zones is None or seat.zone_id in wish.zones) and seat.seat_id not in wish.passed
    ]
    found = _together(seats, wish)
    if found is not None:
        return _choice([found], Seated.TOGETHER)
    near = seats_apart(seats, wish.wheelchairs, wish.companions)
    return _choice(_pieces(near), Seated.SPLIT) if near else None


# ---- in one row ----


def _together(seats: Sequence[SeatView], wish: AccessibleWish) -> tuple[SeatView, ...] | None:
    size = wish.wheelchairs + wish.companions
    best: tuple[tuple[int, ...], tuple[SeatView, ...]] | None = None
    for run in _pieces(seats):
        for start in range(len(run) - size + 1):
            window = run[start : start + size]
            cost = _cost(window, wish)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, window)
    return None if best is None else best[1]


def _cost(window: Sequence[SeatView], wish: AccessibleWish) -> tuple[int, ...] | None:
    """Return what a row's part costs, the smaller the better; None where it has too few wheelchair
    places, or puts two prices into one party."""
    kinds = [seat.kind for seat in window]
    spare = kinds.count(SeatKind.WHEELCHAIR) - wish.wheelchairs
    if spare < 0 or len({seat.zone_id for seat in window}) > 1:
        return None
    restricted = kinds.count(SeatKind.RESTRICTED)
    ordinary = kinds.count(SeatKind.ORDINARY)
    return restricted, spare, ordinary, sum(seat.rank for seat in window)


# ---- what it comes to ----


def _pieces(seats: Iterable[SeatView]) -> list[tuple[SeatView, ...]]:
    return [tuple(part) for part in side_by_side(seats)]


def _choice(pieces: Sequence[tuple[SeatView, ...]], seated: Seated) -> Choice:
    ordered = tuple(sorted(pieces, key=lambda piece: (-len(piece), piece[0].rank)))
    restricted = sum(s.kind is SeatKind.RESTRICTED for piece in ordered for s in piece)
    return Choice(ordered, seated, 0, restricted)
