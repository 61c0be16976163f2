"""Best available against an oracle that tries every choice there is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import best_available
from pos.views.catalogue import SeatKind, SeatView

GOLD, SILVER = ZoneId("gold"), ZoneId("silver")


def a_seat(
    row: str, order: int, rank: int, zone: ZoneId = GOLD, kind: SeatKind = SeatKind.ORDINARY
) -> SeatView:
    guid = f"{row}-{order}"
    return SeatView(SeatId(guid), guid, "Floor", row, str(order), order, 0, zone, kind, rank, order)


def a_row(row: str, orders: str, first_rank: int, **more: object) -> list[SeatView]:
    """Return seats at the positions marked ``x``: ``"xx.x"`` is seats 0, 1 and 3."""
    places = [order for order, mark in enumerate(orders) if mark == "x"]
    return [a_seat(row, order, first_rank + i, **more) for i, order in enumerate(places)]  # type: ignore[arg-type]


def labels(seats: tuple[SeatView, ...]) -> list[str]:
    return [seat.guid for seat in seats]


# ---- the oracle: its own words for the same rules ----


def blocks(seats: list[SeatView]) -> list[list[SeatView]]:
    """Return the groups of seats that stand side by side."""
    found: list[list[SeatView]] = []
    for seat in sorted(seats, key=lambda s: (s.row, s.row_order)):
        if (
            found
            and found[-1][-1].row == seat.row
            and found[-1][-1].row_order == seat.row_order - 1
        ):
            found[-1].append(seat)
        else:
            found.append([seat])
    return found


def usable(free: list[SeatView]) -> list[SeatView]:
    return [s for s in free if s.kind in (SeatKind.ORDINARY, SeatKind.RESTRICTED)]


def orphans(free: list[SeatView], chosen: list[SeatView]) -> int:
    """Return how many seats are alone after the choice that had a free neighbour before it."""
    before = {s.guid for block in blocks(free) if len(block) == 1 for s in block}
    rest = [seat for seat in free if seat not in chosen]
    after = {s.guid for block in blocks(rest) if len(block) == 1 for s in block}
    return len(after - before)


def oracle(free: list[SeatView], quantity: int, zone: ZoneId | None) -> object:
    """Return the value of the best choice: (contiguous?, ...), or None when there is none."""
    free = usable(free)
    zones = {s.zone_id: min(t.rank for t in free if t.zone_id == s.zone_id) for s in free}
    order = [zone] if zone else sorted(zones, key=lambda z: zones[z])
    for pool in [[s for s in free if s.zone_id == z] for z in order]:
        options = [list(c) for c in combinations(pool, quantity)]
        together = [c for c in options if len(blocks(c)) == 1]
        if together:
            return min(together_value(free, c) for c in together)
    for pool in [[s for s in free if s.zone_id == z] for z in order] + ([] if zone else [free]):
        options = [list(c) for c in combinations(pool, quantity)]
        if options:
            return min(split_value(c) for c in options)
    return None


def restricted(chosen: list[SeatView]) -> int:
    return sum(s.kind is SeatKind.RESTRICTED for s in chosen)


def together_value(free: list[SeatView], chosen: list[SeatView]) -> tuple[int, ...]:
    return restricted(chosen), orphans(free, chosen), sum(s.rank for s in chosen)


def split_value(chosen: list[SeatView]) -> tuple[int, ...]:
    groups = blocks(chosen)
    alone = sum(len(group) == 1 for group in groups)
    return len(groups), alone, restricted(chosen), sum(s.rank for s in chosen)


def value(free: list[SeatView], chosen: tuple[SeatView, ...]) -> object:
    if not chosen:
        return None
    if len(blocks(list(chosen))) == 1 and len({s.zone_id for s in chosen}) == 1:
        return together_value(usable(free), list(chosen))
    return split_value(list(chosen))


@st.composite
def halls(draw: st.DrawFn) -> list[SeatView]:
    """Draw up to 12 free seats: four rows, two zones, some special kinds, ranks in any order."""
    places = draw(
        st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 6)), unique=True, max_size=12)
    )
    ranks = draw(st.permutations(range(len(places))))
    zones = st.sampled_from([GOLD, GOLD, SILVER])
    kinds = st.sampled_from([SeatKind.ORDINARY] * 6 + list(SeatKind))
    return [
        a_seat(row, order, rank, draw(zones), draw(kinds))
        for (row, order), rank in zip(places, ranks, strict=True)
    ]


@given(halls(), st.integers(1, 5), st.sampled_from([None, GOLD, SILVER]))
def test_nothing_better_exists(free: list[SeatView], quantity: int, zone: ZoneId | None) -> None:
    chosen = best_available(free, quantity, zone)
    assert len(chosen) in (0, quantity)
    assert len({s.guid for s in chosen}) == len(chosen)
    assert all(s in free for s in chosen)
    assert value(free, chosen) == oracle(free, quantity, zone)


# ---- the rules one by one, readable ----


def test_the_best_ranks_win() -> None:
    free = a_row("A", "xxxx", 10) + a_row("B", "xxxx", 0)
    assert labels(best_available(free, 2)) == ["B-0", "B-1"]


def test_no_single_seat_is_left_over() -> None:
    free = a_row("A", "xxx", 0) + a_row("B", "xx", 50)
    assert labels(best_available(free, 2)) == ["B-0", "B-1"]


def test_a_single_seat_is_filled_before_a_pair_is_broken() -> None:
    free = a_row("A", "xx..x", 0)
    assert labels(best_available(free, 1)) == ["A-4"]


def test_an_orphan_is_better_than_sitting_apart() -> None:
    assert labels(best_available(a_row("A", "xxx", 0), 2)) == ["A-0", "A-1"]


def test_an_aisle_is_no_neighbour() -> None:
    free = a_row("A", "xx.xx", 0) + a_row("B", "xxxx", 50)
    assert labels(best_available(free, 4)) == ["B-0", "B-1", "B-2", "B-3"]


def test_wheelchair_and_companion_places_are_left_alone() -> None:
    free = a_row("A", "xx", 0, kind=SeatKind.WHEELCHAIR) + a_row("B", "x", 9)
    free += a_row("C", "xx", 2, kind=SeatKind.COMPANION)
    assert labels(best_available(free, 1)) == ["B-0"]
    assert best_available(free, 2) == ()


def test_a_restricted_view_comes_last() -> None:
    free = a_row("A", "xx", 0, kind=SeatKind.RESTRICTED) + a_row("B", "xx", 40)
    assert labels(best_available(free, 2)) == ["B-0", "B-1"]
    assert labels(best_available(free[:2], 2)) == ["A-0", "A-1"]


def test_one_zone_before_two() -> None:
    free = a_row("A", "xx", 0) + a_row("B", "xxx", 10, zone=SILVER)
    assert labels(best_available(free, 3)) == ["B-0", "B-1", "B-2"]
    assert best_available(free, 3, GOLD) == ()


def test_a_party_is_split_so_that_nobody_sits_alone() -> None:
    free = a_row("A", "xxx", 0) + a_row("B", "xx", 10) + a_row("C", "x", 3)
    assert labels(best_available(free, 4)) == ["A-0", "A-1", "B-0", "B-1"]


def test_nobody_asks_for_no_seats() -> None:
    with pytest.raises(InvariantBroken):
        best_available([], 0)


def test_too_few_free_seats_is_an_empty_answer() -> None:
    assert best_available(a_row("A", "xx", 0), 3) == ()
