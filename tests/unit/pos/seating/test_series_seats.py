"""The same seats at several dates, against an oracle that tries every run of seats there is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.best_available import Wish, find_best
from pos.seating.rows import Rows
from pos.seating.series_seats import PartySeats, best_at_each, most_dates, seats_at_all
from pos.views.catalogue import SeatKind, SeatView
from tests.unit.pos.seating.test_best_available import (
    GOLD,
    SILVER,
    a_row,
    blocks,
    halls,
    orphans,
    restricted,
    usable,
)

Hall = list[SeatView]


def found(
    hall: Hall, gone: Sequence[str], quantity: int, zone: ZoneId = GOLD
) -> list[tuple[str, bool, bool] | None]:
    """Return by date the seats' ids, whether they are together and whether they are the usual ones;
    ``gone``: by date the ids of seats that are not free."""
    rows = Rows(hall)
    houses = [rows.free(SeatId(seat) for seat in each.split()) for each in gone]
    every = seats_at_all(rows, houses, zone, Wish(quantity))
    return [None if one is None else said(one) for one in every]


def said(one: PartySeats) -> tuple[str, bool, bool]:
    return " ".join(sorted(seat.guid for seat in one.seats)), one.together, one.usual


def test_the_same_seats_at_every_date_before_better_ones_at_one() -> None:
    hall = a_row("A", "xxxx", 0) + a_row("B", "xxxx", 10)
    assert found(hall, ["", "A-0 A-3", "A-1"], 2) == [("B-0 B-1", True, True)] * 3


def test_where_no_seats_are_free_at_all_dates_the_fewest_change() -> None:
    hall = a_row("A", "xxx", 0)
    assert found(hall, ["", "A-0", "A-0", "A-2"], 2) == [
        ("A-1 A-2", True, True),
        ("A-1 A-2", True, True),
        ("A-1 A-2", True, True),
        ("A-0 A-1", True, False),
    ]


def test_the_dates_that_are_left_over_share_their_seats_too() -> None:
    hall = a_row("A", "xx.xx.xx", 0)
    away = "A-0 A-1"
    every = found(hall, ["A-3 A-6", "A-3 A-6", "A-3 A-6", away, f"{away} A-3"], 2)
    assert every == [("A-0 A-1", True, True)] * 3 + [("A-6 A-7", True, False)] * 2


def test_a_party_that_fits_nowhere_sits_in_the_same_pieces() -> None:
    hall = a_row("A", "xx", 0) + a_row("B", "xx", 2)
    assert found(hall, ["", ""], 3) == [("A-0 A-1 B-0", False, True)] * 2
    assert found(hall, ["A-0", "B-0"], 3) == [
        ("A-1 B-0 B-1", False, True),
        ("A-0 A-1 B-1", False, False),
    ]


def test_a_date_with_too_few_seats_is_said() -> None:
    hall = a_row("A", "xxx", 0)
    assert found(hall, ["", "A-0 A-1"], 2) == [("A-0 A-1", True, True), None]


def test_other_zones_and_other_places_are_left_alone() -> None:
    hall = a_row("A", "xx", 0, zone=SILVER) + a_row("B", "xx", 2, kind=SeatKind.WHEELCHAIR)
    assert found(hall, [""], 1) == [None]
    assert found(hall, ["", "A-0"], 1, SILVER) == [("A-1", True, True)] * 2


def test_what_was_passed_is_not_offered_again() -> None:
    rows = Rows(a_row("A", "xxxx", 0))
    wish = Wish(2, passed=frozenset({SeatId("A-0"), SeatId("A-1")}))
    every = seats_at_all(rows, [rows.free(), rows.free()], GOLD, wish)
    assert [said(one)[0] for one in every if one] == ["A-2 A-3"] * 2


def test_each_date_by_itself_has_its_best() -> None:
    rows = Rows(a_row("A", "xxxx", 0))
    houses = [
        rows.free(),
        rows.free([SeatId("A-0")]),
        rows.free(SeatId(f"A-{n}") for n in range(4)),
    ]
    every = best_at_each(rows, houses, GOLD, Wish(2))
    assert [one and said(one) for one in every] == [
        ("A-0 A-1", True, True),
        ("A-1 A-2", True, False),
        None,
    ]


def test_nobody_asks_for_no_seats() -> None:
    rows = Rows(a_row("A", "x", 0))
    with pytest.raises(InvariantBroken):
        seats_at_all(rows, [rows.free()], GOLD, Wish(0))


@given(halls(), st.integers(1, 3), st.data())
@settings(max_examples=50)
def test_no_seats_are_free_at_more_dates_and_none_of_those_are_better(
    hall: Hall, quantity: int, data: st.DataObject
) -> None:
    gone = data.draw(
        st.lists(st.sets(st.sampled_from(hall)) if hall else st.just(set()), max_size=4)
    )
    rows = Rows(hall)
    houses = [rows.free(seat.seat_id for seat in each) for each in gone]
    run = most_dates(rows, houses, GOLD, Wish(quantity))
    best = oracle(hall, gone, quantity)
    if run is None:
        assert best is None
        return
    chosen = list(rows.stretches[run.stretch].seats[run.start : run.start + quantity])
    assert best == value(hall, gone, chosen)
    every = seats_at_all(rows, houses, GOLD, Wish(quantity))
    for each, house, seats in zip(gone, houses, every, strict=True):
        alone = find_best(rows, house, Wish(quantity, (GOLD,)))
        assert (seats is None) == (alone is None)
        if seats is not None and alone is not None:
            assert not {seat.seat_id for seat in seats.seats} & {seat.seat_id for seat in each}
            assert seats.together == (len(alone.pieces) == 1)


def oracle(hall: Hall, gone: Sequence[set[SeatView]], quantity: int) -> tuple[int, ...] | None:
    """Return the value of the best run: minus its dates, restricted views, orphans, ranks."""
    options = []
    for block in blocks([s for s in usable(hall) if s.zone_id == GOLD]):
        options += [block[at : at + quantity] for at in range(len(block) - quantity + 1)]
    values = [value(hall, gone, option) for option in options]
    return min((each for each in values if each[0]), default=None)


def value(hall: Hall, gone: Sequence[set[SeatView]], chosen: Hall) -> tuple[int, ...]:
    free = [[seat for seat in usable(hall) if seat not in each] for each in gone]
    dates = [each for each in free if all(seat in each for seat in chosen)]
    alone = sum(orphans(each, chosen) for each in dates)
    return -len(dates), restricted(chosen), alone, sum(seat.rank for seat in chosen)
