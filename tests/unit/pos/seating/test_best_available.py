"""Best available against an oracle that tries every choice there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import Seated, Wish, best_available, find_best
from pos.seating.rows import Rows, Taste, bits, starts_of
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


def oracle(
    free: list[SeatView], quantity: int, zone: ZoneId | None, hall: list[SeatView] | None = None
) -> object:
    """Return the value of the best choice: (contiguous?, ...), or None when there is none. The
    zones are as good as their best seat of the whole ``hall``, whoever has it."""
    every, free = usable(hall or free), usable(free)
    zones = {s.zone_id: min(t.rank for t in every if t.zone_id == s.zone_id) for s in free}
    order = [zone] if zone else sorted(zones, key=lambda z: zones[z])
    for pool in [[s for s in free if s.zone_id == z] for z in order]:
        options = [list(c) for c in combinations(pool, quantity)]
        together = [c for c in options if len(blocks(c)) == 1]
        if together:
            return min(together_value(free, c) for c in together)
    for pool in [[s for s in free if s.zone_id == z] for z in order] + ([] if zone else [free]):
        options = [list(c) for c in combinations(pool, quantity)]
        if options:
            return min(split_value(free, c) for c in options)
    return None


def restricted(chosen: list[SeatView]) -> int:
    return sum(s.kind is SeatKind.RESTRICTED for s in chosen)


def together_value(free: list[SeatView], chosen: list[SeatView]) -> tuple[int, ...]:
    return restricted(chosen), orphans(free, chosen), sum(s.rank for s in chosen)


def split_value(free: list[SeatView], chosen: list[SeatView]) -> tuple[int, ...]:
    groups = blocks(chosen)
    alone = sum(len(group) == 1 for group in groups)
    beside = sum(orphans(free, group) for group in groups)
    return len(groups), alone, restricted(chosen), beside, sum(s.rank for s in chosen)


def value(free: list[SeatView], chosen: tuple[SeatView, ...]) -> object:
    if not chosen:
        return None
    if len(blocks(list(chosen))) == 1 and len({s.zone_id for s in chosen}) == 1:
        return together_value(usable(free), list(chosen))
    return split_value(usable(free), list(chosen))


@st.composite
def halls(draw: st.DrawFn) -> list[SeatView]:
    """Draw up to 12 free seats: four rows, two zones, some special kinds, ranks in any order; all
    on one spot, so that nothing is nearer than anything."""
    places = draw(
        st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 6)), unique=True, max_size=12)
    )
    ranks = draw(st.permutations(range(len(places))))
    zones = st.sampled_from([GOLD, GOLD, SILVER])
    kinds = st.sampled_from([SeatKind.ORDINARY] * 6 + list(SeatKind))
    return [
        replace(a_seat(row, order, rank, draw(zones), draw(kinds)), x=0.0)
        for (row, order), rank in zip(places, ranks, strict=True)
    ]


@given(halls(), st.integers(1, 5), st.sampled_from([None, GOLD, SILVER]), st.booleans())
def test_nothing_better_exists(
    free: list[SeatView], quantity: int, zone: ZoneId | None, as_in_an_arena: bool
) -> None:
    """``as_in_an_arena``: these few rows are sought as many are."""
    with pytest.MonkeyPatch.context() as many:
        if as_in_an_arena:
            many.setattr("pos.seating.best_available._A_LOOK", 0)
            many.setattr("pos.seating.rows._LITTLE", 0)
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


def test_a_party_is_split_so_that_no_single_seat_is_left_over() -> None:
    free = a_row("A", "xxxxx", 0) + a_row("B", "xxxxx", 5)
    assert [len(piece) for piece in wanted(free, quantity=6) or ()] == [3, 3]
    assert [len(piece) for piece in wanted(free, quantity=6, spare_single=False) or ()] != [3, 3]


def test_a_party_in_pieces_sits_on_one_side_of_the_hall() -> None:
    boxes = [("L1", 0, 0, 30), ("L3", 0, 7, 0), ("R2", 60, 0, 6), ("R4", 60, 7, 12)]
    house = [
        replace(seat, x=float(x), y=float(y + seat.row_order))
        for box, x, y, rank in boxes
        for seat in a_row(box, "xxxxxx", rank)
    ]
    assert [piece[0][:2] for piece in wanted(house, quantity=8) or ()] == ["L3", "L1"]
    rest = [seat for seat in house if seat.row != "L1"]
    assert [piece[0][:2] for piece in wanted(rest, quantity=8) or ()] == ["R2", "R4"]


@given(halls(), st.integers(2, 5), st.booleans())
def test_two_pieces_are_in_reach_of_each_other_where_as_good_ones_are(
    hall: list[SeatView], quantity: int, as_in_an_arena: bool
) -> None:
    """In an arena no other largest piece is tried."""
    seats = [replace(s, x=float(s.row_order), y=ord(s.row) * 1.5) for s in hall]
    rows, free = Rows(seats), usable(seats)
    with pytest.MonkeyPatch.context() as many:
        if as_in_an_arena:
            many.setattr("pos.seating.nearness._FEW", 0)
        choice = find_best(rows, rows.free(), Wish(quantity))
    if choice is None or len(choice.pieces) != 2:
        return
    pool = [
        s for s in free if choice.seated is Seated.MIXED or s.zone_id == choice.seats[0].zone_id
    ]

    def kinds(pieces: Iterable[Sequence[SeatView]]) -> list[tuple[int, ...]]:
        return sorted((len(p), orphans(free, list(p)), restricted(list(p))) for p in pieces)

    def apart(pieces: Sequence[Sequence[SeatView]]) -> float:
        middles = [((p[0].x + p[-1].x) / 2, p[0].y) for p in pieces]
        return dist(*middles)

    every = (blocks(list(each)) for each in combinations(pool, quantity))
    as_good = [two for two in every if len(two) == 2 and kinds(two) == kinds(choice.pieces)]
    largest = [list(p) for p in choice.pieces if len(p) == len(choice.pieces[0])]
    least = [
        min(apart(two) for two in as_good if piece in two or not as_in_an_arena)
        for piece in largest
    ]
    assert apart(choice.pieces) <= max(*least, quantity * rows.pitch) + 1e-9


def test_nobody_asks_for_no_seats() -> None:
    with pytest.raises(InvariantBroken):
        best_available([], 0)


def test_too_few_free_seats_is_an_empty_answer() -> None:
    assert best_available(a_row("A", "xx", 0), 3) == ()


# ---- what a party would rather have ----


def wanted(free: list[SeatView], **wish: object) -> list[list[str]] | None:
    rows = Rows(free)
    choice = find_best(rows, rows.free(), Wish(**wish))  # type: ignore[arg-type]
    return None if choice is None else [labels(piece) for piece in choice.pieces]


def a_house(rows: int, across: int) -> list[SeatView]:
    """Return rows A, B, ... with the best seat in the middle of the second, an aisle at each
    end."""
    found = []
    for y, row in enumerate("ABCDEFGH"[:rows]):
        for x in range(across):
            worth = int(10 * (abs(x - (across - 1) / 2) + 2 * abs(y - 1)))
            found.append((worth, y, x, row))
    found.sort()
    return [
        SeatView(
            SeatId(f"{row}-{x}"),
            f"{row}-{x}",
            "Floor",
            row,
            str(x),
            float(x),
            float(y),
            GOLD,
            SeatKind.ORDINARY,
            rank,
            x,
        )
        for rank, (_, y, x, row) in enumerate(found)
    ]


def test_each_taste_has_its_seats() -> None:
    house = a_house(5, 9)
    assert wanted(house, quantity=2) == [["B-3", "B-4"]]
    assert wanted(house, quantity=2, taste=Taste.FRONT) == [["A-3", "A-4"]]
    assert wanted(house, quantity=2, taste=Taste.AISLE) in ([["B-0", "B-1"]], [["B-7", "B-8"]])
    back = [seat for seat in house if seat.row in "DE"]
    assert wanted(back, quantity=1, taste=Taste.CENTRE) == [["D-4"]]


def test_an_aisle_is_not_bought_with_a_seat_left_alone() -> None:
    house = [s for s in a_house(1, 9) if s.row_order < 3 or s.row_order > 3]
    assert wanted(house[:], quantity=2, taste=Taste.AISLE) != [["A-0", "A-1"]]


def test_the_next_best_shares_no_seat_with_what_was_passed() -> None:
    house = a_house(3, 6)
    rows = Rows(house)
    passed: set[SeatId] = set()
    offers = []
    while (choice := find_best(rows, rows.free(), Wish(2, passed=passed))) is not None:
        offers.append(labels(choice.seats))
        passed |= {seat.seat_id for seat in choice.seats}
    seats = [label for offer in offers for label in offer]
    assert len(seats) == len(set(seats)) == 18
    assert offers[0] == ["B-2", "B-3"]


def test_a_house_may_leave_single_seats() -> None:
    free = a_row("A", "xxx", 0) + a_row("B", "xx", 50)
    assert wanted(free, quantity=2, spare_single=False) == [["A-0", "A-1"]]


def test_it_says_how_the_party_sits() -> None:
    free = a_row("A", "xxx", 0) + a_row("B", "xx", 10, kind=SeatKind.RESTRICTED)
    rows = Rows(free)
    alone = find_best(rows, rows.free(), Wish(2))
    assert alone is not None
    assert (alone.seated, alone.orphans, alone.restricted) == (Seated.TOGETHER, 1, 0)
    apart = find_best(rows, rows.free(), Wish(5))
    assert apart is not None
    assert (apart.seated, apart.restricted) == (Seated.SPLIT, 2)
    mixed = Rows(a_row("A", "xx", 0) + a_row("B", "xx", 9, zone=SILVER))
    both = find_best(mixed, mixed.free(), Wish(4))
    assert both is not None
    assert both.seated is Seated.MIXED


def test_only_the_zones_that_were_asked_for() -> None:
    free = a_row("A", "xx", 0) + a_row("B", "xx", 9, zone=SILVER)
    assert wanted(free, quantity=2, zones=[SILVER]) == [["B-0", "B-1"]]
    assert wanted(free, quantity=3, zones=[SILVER]) is None


@given(halls(), st.integers(1, 4), st.data())
def test_a_house_that_changes_is_one_that_is_new(
    seats: list[SeatView], quantity: int, data: st.DataObject
) -> None:
    rows = Rows(seats)
    ids = [seat.seat_id for seat in seats]
    gone = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    back = data.draw(st.sets(st.sampled_from(sorted(gone)))) if gone else set()
    house = rows.free(gone)
    for seat_id in back:
        house.give(seat_id)
    here = [seat for seat in seats if seat.seat_id not in gone - back]
    found = find_best(rows, house, Wish(quantity))
    chosen = () if found is None else found.seats
    assert value(here, chosen) == oracle(here, quantity, None, seats)


@given(st.integers(0, 2**40), st.integers(1, 9))
def test_bits_are_what_a_string_of_them_says(mask: int, size: int) -> None:
    text = format(mask, "b")[::-1]
    assert list(bits(mask)) == [at for at, mark in enumerate(text) if mark == "1"]
    begin = [at for at in range(len(text)) if text[at : at + size] == "1" * size]
    assert list(bits(starts_of(mask, size))) == begin
