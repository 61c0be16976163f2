"""The free seats beside people who sit already, for who belongs to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from pos.views.catalogue import SeatView


def beside(
    free: Iterable[SeatView], sitting: Iterable[SeatView], party: int = 1
) -> tuple[SeatView, ...]:
    """Return the free seats right beside one of those that are sat on. First where most of a
    ``party`` that is still to come has room in a row, then the best ranks."""
    at = {_place(seat, 0): seat for seat in free}
    room: dict[SeatView, int] = {}
    for seat in sitting:
        for way in (-1, 1):
            steps = (_place(seat, way * step) for step in range(1, party + 1))
            run = list(takewhile(at.__contains__, steps))
            if run:
                room[at[run[0]]] = max(len(run), room.get(at[run[0]], 0))
    return tuple(sorted(room, key=lambda seat: (-room[seat], seat.rank, seat.seat_id)))


def _place(seat: SeatView, step: int) -> tuple[str, str, int]:
    return seat.section, seat.row, seat.row_order + step
