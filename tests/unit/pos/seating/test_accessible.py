"""Parties with wheelchairs: a row with room for all, or as near as can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from pos.ids import SeatId, ZoneId
from pos.seating.accessible import AccessibleWish, find_accessible
from pos.seating.best_available import Seated
from pos.views.catalogue import SeatKind, SeatView

GOLD = ZoneId("gold")
MARKS = {
    "o": SeatKind.ORDINARY,
    "w": SeatKind.WHEELCHAIR,
    "c": SeatKind.COMPANION,
    "r": SeatKind.RESTRICTED,
}


def a_house(*rows: str) -> list[SeatView]:
    """Return the seats of rows such as ``"ooc wcoo"``; a blank is an aisle."""
    return [
        SeatView(
            SeatId(f"{chr(65 + y)}{x}"),
            f"{chr(65 + y)}{x}",
            "Floor",
            chr(65 + y),
            str(x),
            float(x),
            float(y),
            GOLD,
            MARKS[mark],
            y * 100 + x,
            x,
        )
        for y, row in enumerate(rows)
        for x, mark in enumerate(row)
        if mark in MARKS
    ]


def found(house: list[SeatView], wheelchairs: int, companions: int = 0) -> list[str] | None:
    choice = find_accessible(house, AccessibleWish(wheelchairs, companions))
    return None if choice is None else sorted(seat.guid for seat in choice.seats)


def apart(house: list[SeatView], wheelchairs: int, companions: int) -> list[list[str]]:
    choice = find_accessible(house, AccessibleWish(wheelchairs, companions))
    assert choice is not None
    assert choice.seated is Seated.SPLIT
    return sorted([seat.guid for seat in piece] for piece in choice.pieces)


def alone(party: Sequence[SeatView], wheelchairs: int) -> int:
    """Return how many wheelchair users have nobody of the party beside them."""
    at = {(seat.row, seat.row_order) for seat in party}
    chairs = [seat for seat in party if seat.kind is SeatKind.WHEELCHAIR]
    lone = sum(not at & {(s.row, s.row_order - 1), (s.row, s.row_order + 1)} for s in chairs)
    return max(0, lone - (len(chairs) - wheelchairs))


def are_together(seats: list[SeatView]) -> bool:
    return all(a.row == b.row and a.row_order + 1 == b.row_order for a, b in pairwise(seats))


def test_one_alone_leaves_companion_places_to_others() -> None:
    assert found(a_house("oooo", "ocwco"), 1) == ["B2"]


def test_companions_sit_beside_on_companion_places_first() -> None:
    assert found(a_house("woo", "ocwcc"), 1, 1) == ["B1", "B2"]
    assert found(a_house("woo", "ocwcc"), 1, 3) == ["B1", "B2", "B3", "B4"]


def test_ordinary_seats_help_out_in_the_row() -> None:
    assert found(a_house("oooo", "oowco"), 1, 3) == ["B0", "B1", "B2", "B3"]


def test_two_wheelchairs_sit_side_by_side() -> None:
    assert found(a_house("wc cw", "cwwc"), 2, 2) == ["B0", "B1", "B2", "B3"]


def test_as_near_as_can_be_where_no_row_has_the_room() -> None:
    house = a_house("ooooo", "  w  ", "ooooo")
    choice = find_accessible(house, AccessibleWish(1, 2))
    assert choice is not None
    assert choice.seated is Seated.SPLIT
    assert sorted(seat.guid for seat in choice.seats) == ["A2", "B2", "C2"]


def test_whoever_comes_along_is_shared_out() -> None:
    pieces = [["A0", "A1"], ["B0", "B1"]]
    assert apart(a_house("wcc", "wcc"), 2, 2) == pieces
    assert apart(a_house("wcoo oooow"), 2, 2) == [["A0", "A1"], ["A8", "A9"]]
    assert apart(a_house("wcoo ooocw", "wc"), 2, 3) == [["A0", "A1", "A2"], ["B0", "B1"]]
    assert apart(a_house("w", "c", "wo"), 2, 1) == [["A0"], ["C0", "C1"]]


def test_no_wheelchair_place_is_no_answer() -> None:
    assert found(a_house("oooccc"), 1) is None
    assert found(a_house("w"), 1, 1) is None
    with pytest.raises(InvariantBroken):
        find_accessible([], AccessibleWish(0, 2))


def test_what_was_passed_is_not_offered_again() -> None:
    house = a_house("wc", "wc")
    first = find_accessible(house, AccessibleWish(1, 1))
    assert first is not None
    passed = {seat.seat_id for seat in first.seats}
    second = find_accessible(house, AccessibleWish(1, 1, passed=passed))
    assert second is not None
    assert not passed & {seat.seat_id for seat in second.seats}


@given(
    st.lists(st.text("owc r", min_size=1, max_size=6), min_size=1, max_size=3),
    st.integers(1, 2),
    st.integers(0, 3),
)
def test_the_party_is_whole_and_together_where_it_can_be_and_else_as_few_as_can_be_are_alone(
    rows: list[str], wheelchairs: int, companions: int
) -> None:
    house = a_house(*rows)
    size = wheelchairs + companions
    choice = find_accessible(house, AccessibleWish(wheelchairs, companions))
    chairs = [seat for seat in house if seat.kind is SeatKind.WHEELCHAIR]
    if choice is None:
        assert len(chairs) < wheelchairs or len(house) < size
        return
    assert len({seat.seat_id for seat in choice.seats}) == size
    kinds = [seat.kind for seat in choice.seats]
    assert kinds.count(SeatKind.WHEELCHAIR) >= wheelchairs
    there_is_room = any(
        are_together(sorted(party, key=lambda seat: (seat.row, seat.row_order)))
        and sum(seat.kind is SeatKind.WHEELCHAIR for seat in party) >= wheelchairs
        for party in combinations(house, size)
    )
    assert (choice.seated is Seated.TOGETHER) == there_is_room
    least = min(
        alone(party, wheelchairs)
        for party in combinations(house, size)
        if sum(seat.kind is SeatKind.WHEELCHAIR for seat in party) >= wheelchairs
    )
    assert alone(choice.seats, wheelchairs) == least
