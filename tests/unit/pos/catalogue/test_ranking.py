from __future__ import annotations

from math import cos, pi, sin

from hypothesis import given
from hypothesis import strategies as st

from pos.catalogue.plan import Point
from pos.catalogue.ranking import (
    LONGEST_WALK,
    focus_of,
    row_orders,
    row_walk,
    seat_ranks,
)


def on_a_line(*xs: float) -> list[Point]:
    return [Point(x, 0.0) for x in xs]


def horseshoe(count: int) -> list[Point]:
    """Return seats three quarters round a circle, open towards the stage."""
    turns = [-1.25 * pi + 1.5 * pi * n / (count - 1) for n in range(count)]
    return [Point(100 * cos(turn), -100 * sin(turn)) for turn in turns]


def test_a_row_is_walked_from_left_to_right_whatever_the_file_says() -> None:
    assert row_walk(on_a_line(40, 0, 60, 20)) == [1, 3, 0, 2]


def test_a_row_along_the_side_wall_is_walked_from_the_stage() -> None:
    assert row_walk([Point(0, 60), Point(2, 20), Point(1, 40)]) == [1, 2, 0]


@given(st.permutations(range(21)))
def test_a_horseshoe_is_walked_round(order: list[int]) -> None:
    shape = horseshoe(21)
    walk = row_walk([shape[place] for place in order])
    found = [order[index] for index in walk]
    assert found in (list(range(21)), list(range(20, -1, -1)))


def test_a_very_long_row_is_sorted_along_its_length() -> None:
    xs = [float(x) for x in range(LONGEST_WALK + 5)]
    assert row_walk(on_a_line(*reversed(xs))) == list(range(len(xs)))[::-1]


def test_nobody_walks_an_empty_row() -> None:
    assert row_walk([]) == []
    assert row_orders([[]]) == [[]]


def test_neighbours_differ_by_one_and_an_aisle_by_more() -> None:
    (orders,) = row_orders([on_a_line(0, 20, 40, 100, 120)])
    assert orders == [0, 1, 2, 5, 6]


def test_a_short_row_learns_the_step_from_its_section() -> None:
    orders = row_orders([on_a_line(0, 20, 40, 60, 80), on_a_line(0, 50)])
    assert orders[1] == [0, 2]


def test_seats_on_one_spot_are_neighbours_and_no_measure_of_the_step() -> None:
    drawn_twice = on_a_line(0, 0, 20, 20, 40, 40, 100, 100)
    assert row_orders([drawn_twice]) == [[0, 1, 2, 3, 4, 5, 8, 9]]
    assert row_orders([on_a_line(0, 0, 20)]) == [[0, 1, 2]]
    assert row_orders([on_a_line(7, 7, 7)]) == [[0, 1, 2]]


def test_slightly_uneven_steps_are_no_aisle() -> None:
    (orders,) = row_orders([on_a_line(0, 20, 43, 62, 90)])
    assert orders == [0, 1, 2, 3, 4]


def test_the_best_zone_comes_first_however_near_another_is() -> None:
    points = on_a_line(0, 20, 40)
    assert seat_ranks(points, [1, 0, 1], [0, 0, 0], Point(0, 0)) == [1, 0, 2]


def test_sections_order_the_seats_of_one_zone() -> None:
    points = on_a_line(0, 20, 40)
    assert seat_ranks(points, [0, 0, 0], [1, 0, 0], Point(0, 0)) == [2, 0, 1]


def test_the_two_sides_of_a_hall_are_told_apart_the_same_way_each_time() -> None:
    points = [Point(10, 0), Point(-10, 0)]
    assert seat_ranks(points, [0, 0], [0, 0], Point(0, 0)) == [1, 0]


def test_the_focus_is_in_the_middle_of_the_best_zone() -> None:
    points = [Point(0, 0), Point(100, 100), Point(500, 500)]
    assert focus_of(points, [0, 0, 1]) == (50.0, 35.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=30
    )
)
def test_every_seat_has_a_rank_of_its_own(seats: list[tuple[int, int, int]]) -> None:
    points = [Point(x, y) for x, y, _ in seats]
    ranks = seat_ranks(points, [zone for *_, zone in seats], [0] * len(seats), Point(4, 2))
    assert sorted(ranks) == list(range(len(seats)))
