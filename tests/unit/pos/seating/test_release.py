"""When accessible seats may go to others: each row of the reference's truth table (8.2)."""

from __future__ import annotations

import pytest

from pos.ids import SeatId, ZoneId
from pos.seating.release import Trigger, unsold_of
from pos.views.catalogue import SeatKind, SeatStatus, SeatView

P, OTHER = ZoneId("p"), ZoneId("other")
A, B, C = Trigger.HOUSE, Trigger.AREA, Trigger.PRICE
FREE: SeatStatus | None = None
SOLD_IN_Y = ("Y", OTHER, SeatStatus.SOLD, False)


def house(
    *ordinary: tuple[str, ZoneId, SeatStatus | None, bool],
) -> tuple[list[SeatView], dict[SeatId, SeatStatus], list[SeatId]]:
    """Return a house of an accessible seat in X at P and these: section, zone, status, kept."""
    seats = [_seat("s", "X", P, SeatKind.WHEELCHAIR)]
    statuses, kept = {}, []
    for number, (section, zone, status, is_kept) in enumerate(ordinary):
        seat = _seat(str(number), section, zone, SeatKind.ORDINARY)
        seats.append(seat)
        if status is not None:
            statuses[seat.seat_id] = status
        if is_kept:
            kept.append(seat.seat_id)
    return seats, statuses, kept


def _seat(name: str, section: str, zone: ZoneId, kind: SeatKind) -> SeatView:
    return SeatView(SeatId(name), name, section, "A", name, 0, 0, zone, kind, 0, 0)


@pytest.mark.parametrize(
    ("row", "ordinary", "may"),
    [
        (1, [("X", P, FREE, False)], set()),
        (2, [("X", OTHER, FREE, False), ("Y", P, SeatStatus.SOLD, False)], {C}),
        (3, [("X", OTHER, SeatStatus.SOLD, False), ("Y", P, FREE, False)], {B}),
        (4, [("X", P, SeatStatus.SOLD, False), ("Y", OTHER, FREE, False)], {B, C}),
        (5, [("X", OTHER, FREE, False), ("Y", P, FREE, False)], set()),
        (6, [("X", P, SeatStatus.HELD, True), SOLD_IN_Y, ("Box", OTHER, FREE, True)], {A}),
        (7, [("X", P, SeatStatus.SOLD, False)], {A, B, C}),
        (8, [("X", P, SeatStatus.IN_CART, False)], set()),
        (8, [("X", P, SeatStatus.HELD, False)], set()),
        (8, [("X", P, SeatStatus.TAKEN, False)], set()),
        (8, [("X", P, SeatStatus.BLOCKED, False)], set()),
        (10, [("X", P, SeatStatus.KILLED, False)], {A, B, C}),
    ],
)
def test_the_truth_table(
    row: int, ordinary: list[tuple[str, ZoneId, SeatStatus | None, bool]], may: set[Trigger]
) -> None:
    seats, statuses, kept = house(*ordinary)
    assert unsold_of(seats, statuses, kept).triggers("X", P) == may, f"row {row}"


@pytest.mark.parametrize(
    "ordinary", [[], [("Y", OTHER, FREE, True)], [("Y", OTHER, SeatStatus.SOLD, True)]]
)
def test_nothing_is_sold_out_where_nothing_counts(
    ordinary: list[tuple[str, ZoneId, SeatStatus | None, bool]],
) -> None:
    """A section and a price of accessible places alone, in a house of nothing but boxes."""
    seats, statuses, kept = house(*ordinary)
    assert unsold_of(seats, statuses, kept).triggers("X", P) == set()
    assert unsold_of(seats, statuses, kept).triggers_of_places() == set()
    of_places = unsold_of(seats, statuses, kept, places_counted=1)
    assert of_places.triggers_of_places() == {A, B}


def test_a_refund_takes_the_release_back() -> None:
    """Row 9: what is unsold of the released ones goes back on hold."""
    seats, statuses, _ = house(("X", P, SeatStatus.SOLD, False))
    assert unsold_of(seats, statuses).triggers("X", P)
    assert not unsold_of(seats, {}).triggers("X", P)
