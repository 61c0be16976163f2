"""Best available against an oracle that tries every choice there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from math import dist
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import Choice, Seated, Wish, best_available, find_best
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


def of_gold(chosen: Sequence[SeatView]) -> int:
    return sum(seat.zone_id == GOLD for seat in chosen)


def kinds(free: list[SeatView], pieces: Iterable[Sequence[SeatView]]) -> list[tuple[int, ...]]:
    """Return what is alike of pieces that are as good as each other but for their ranks."""
    return sorted((len(p), orphans(free, list(p)), restricted(list(p)), of_gold(p)) for p in pieces)


def restricted(chosen: list[SeatView]) -> int:
    return sum(s.kind is SeatKind.RESTRICTED for s in chosen)


def order_of(hall: list[SeatView], taste: Taste) -> dict[str, int]:
    """Return each seat's place in the order that a taste puts the hall in; dearer zones are first
    in any."""
    best = {seat.zone_id: seat.rank for seat in sorted(hall, key=lambda s: -s.rank)}
    across = [s.x for s in hall if best[s.zone_id] == 0]
    middle = (max(across) + min(across)) / 2 if hall else 0

    def before(seat: SeatView) -> tuple[float, ...]:
        if taste in (Taste.BEST, Taste.AISLE):
            return (seat.rank,)
        off = seat.y if taste is Taste.FRONT else abs(seat.x - middle)
        return best[seat.zone_id], off, seat.rank

    return {seat.guid: place for place, seat in enumerate(sorted(hall, key=before))}


class Oracle:
    """Looks at every choice there is in ``hall``, of which ``free`` is left. Values: less is
    better."""

    def __init__(self, hall: list[SeatView], free: list[SeatView], wish: Wish) -> None:
        self.hall, self.free, self.wish = hall, usable(free), wish
        self.order = order_of(hall, wish.taste)
        self.there = {(s.row, s.row_order) for s in hall}
        self.spread = len({(s.x, s.y) for s in hall}) > 1

    def best(self) -> object:
        """Return the value of the best choice, or None when there is none."""
        offered = [seat for seat in self.free if seat.seat_id not in self.wish.passed]
        pools = [[seat for seat in offered if seat.zone_id == zone] for zone in self.zones()]
        for pool in pools:
            together = [c for c in self.choices(pool) if len(blocks(c)) == 1]
            if together:
                return min(self.together(c) for c in together)
        for some in [*pools, [seat for pool in pools for seat in pool]]:
            if options := self.choices(some):
                return min(self.split(c) for c in options)
        return None

    def zones(self) -> list[ZoneId]:
        """Return those that the party would pay, the one with the hall's best seat first."""
        ranked = sorted(usable(self.hall), key=lambda seat: seat.rank)
        wanted = self.wish.zones
        every = dict.fromkeys(seat.zone_id for seat in ranked)
        return [zone for zone in every if wanted is None or zone in wanted]

    def choices(self, pool: list[SeatView]) -> list[list[SeatView]]:
        return [list(c) for c in combinations(pool, self.wish.quantity)]

    def value(self, found: Choice | None) -> object:
        if found is None:
            return None
        chosen = list(found.seats)
        alike = len({s.zone_id for s in chosen}) == 1
        return self.together(chosen) if alike and len(blocks(chosen)) == 1 else self.split(chosen)

    def together(self, chosen: list[SeatView]) -> tuple[int, ...]:
        return restricted(chosen), self.lone(chosen), self.no_aisle(chosen), self.liked(chosen)

    def split(self, chosen: list[SeatView]) -> tuple[int, ...]:
        groups = blocks(chosen)
        alone = sum(len(group) == 1 for group in groups)
        beside = sum(self.lone(group) for group in groups)
        liked = 0 if self.spread else self.liked(chosen)  # what is near comes before what is best
        return len(groups), alone, restricted(chosen), beside, liked

    def lone(self, chosen: list[SeatView]) -> int:
        return orphans(self.free, chosen) if self.wish.spare_single else 0

    def no_aisle(self, chosen: list[SeatView]) -> bool:
        """Whether an aisle is wished for and there are seats at both sides of the party."""
        row, orders = chosen[0].row, [seat.row_order for seat in chosen]
        beside = {(row, min(orders) - 1), (row, max(orders) + 1)}
        return self.wish.taste is Taste.AISLE and beside <= self.there

    def liked(self, chosen: list[SeatView]) -> int:
        return sum(self.order[seat.guid] for seat in chosen)


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


def two_rows(chance: Random) -> list[SeatView]:
    """Draw two rows of six, most of each side by side and all of a row in one zone: a party has a
    choice."""
    ranks = iter(chance.sample(range(12), 12))
    seats = []
    for row in "AB":
        zone, gap = chance.choice([GOLD, GOLD, SILVER]), chance.randint(0, 6)
        seats += [a_seat(row, n, next(ranks), zone) for n in range(7) if n != gap]
    return [replace(seat, x=0.0) for seat in seats]


def some_of(hall: list[SeatView], chance: Random) -> set[SeatId]:
    return {seat.seat_id for seat in hall if chance.random() < chance.choice([0, 0.1, 0.3])}


def a_wish(hall: list[SeatView], chance: Random) -> Wish:
    zones = chance.choice([None, None, (GOLD,), (SILVER,), (SILVER, GOLD)])
    taste, passed = chance.choice(list(Taste)), some_of(hall, chance)
    return Wish(chance.choice([1, 2, 2, 3, 4, 5]), zones, taste, passed, chance.random() < 0.5)


@settings(max_examples=40)
@given(halls(), st.randoms(use_true_random=False), st.booleans())
def test_nothing_better_exists(hall: list[SeatView], chance: Random, as_in_an_arena: bool) -> None:
    """Whatever is gone, and whatever parties wish and were offered before, standing apart or not.
    ``as_in_an_arena``: these few rows are sought as many are."""
    for seats in (hall, two_rows(chance), two_rows(chance)):
        apart = [replace(s, x=float(s.row_order), y=float(ord(s.row))) for s in seats]
        for house in (seats, apart):
            gone, wish = some_of(house, chance), a_wish(house, chance)
            hold_against_the_oracle(house, gone, wish, as_in_an_arena=as_in_an_arena)


def hold_against_the_oracle(
    hall: list[SeatView], gone: set[SeatId], wish: Wish, *, as_in_an_arena: bool
) -> None:
    rows = Rows(hall)
    with pytest.MonkeyPatch.context() as many:
        if as_in_an_arena:
            many.setattr("pos.seating.best_available._A_LOOK", 0)
            many.setattr("pos.seating.rows._LITTLE", 0)
        found = find_best(rows, rows.free(gone), wish)
    free = [seat for seat in hall if seat.seat_id not in gone]
    if found is not None:
        assert len(found.seats) == len({s.guid for s in found.seats}) == wish.quantity
        assert all(s in free and s.seat_id not in wish.passed for s in found.seats)
    oracle = Oracle(hall, free, wish)
    assert oracle.value(found) == oracle.best()


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


@given(st.randoms(use_true_random=False), st.booleans())
def test_what_is_near_is_as_good(chance: Random, as_in_an_arena: bool) -> None:
    """A party at two prices: too few seats at either. No seat of the better zone is given up."""
    seats = []
    ranks = {GOLD: iter(chance.sample(range(99), 99)), SILVER: iter(range(100, 199))}
    for row in "ABCDE":
        y, first = chance.choice([0.0, 1.0, 60.0]) + ord(row), chance.choice([GOLD, SILVER])
        gap = chance.randint(0, 9)
        for order in (n for n in range(6) if n != gap):
            zone = first if chance.random() < 0.8 else SILVER
            seats.append(replace(a_seat(row, order, next(ranks[zone]), zone), y=y))
    golden = of_gold(seats)
    rows, quantity = Rows(seats), min(max(golden, len(seats) - golden) + 1, len(seats))
    with pytest.MonkeyPatch.context() as patched:
        if as_in_an_arena:
            patched.setattr("pos.seating.nearness._FEW", 0)
        near = find_best(rows, rows.free(), Wish(quantity))
        patched.setattr("pos.seating.splits.Nearness.gather", lambda _, pieces, __: list(pieces))
        best = find_best(rows, rows.free(), Wish(quantity))
    assert near is not None
    assert best is not None
    assert kinds(seats, near.pieces) == kinds(seats, best.pieces)


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

    alike = partial(kinds, free)

    def apart(pieces: Sequence[Sequence[SeatView]]) -> float:
        middles = [((p[0].x + p[-1].x) / 2, p[0].y) for p in pieces]
        return dist(*middles)

    every = (blocks(list(each)) for each in combinations(pool, quantity))
    as_good = [two for two in every if len(two) == 2 and alike(two) == alike(choice.pieces)]
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
    oracle = Oracle(seats, here, Wish(quantity))
    assert oracle.value(find_best(rows, house, Wish(quantity))) == oracle.best()


@given(st.integers(0, 2**40), st.integers(1, 9))
def test_bits_are_what_a_string_of_them_says(mask: int, size: int) -> None:
    text = format(mask, "b")[::-1]
    assert list(bits(mask)) == [at for at, mark in enumerate(text) if mark == "1"]
    begin = [at for at in range(len(text)) if text[at : at + size] == "1" * size]
    assert list(bits(starts_of(mask, size))) == begin
