"""Seats as people and tickets name them."""

from __future__ import annotations

import pytest

from pos.errors import NotFound
from pos.ids import HallId, SeatId, ZoneId
from pos.seat_names import places_label
from pos.seating.named_seats import example_of, seats_named
from pos.views.catalogue import HallView, SeatKind, SeatView

ROWS = {
    ("Orchestra", "C"): range(101, 121),
    ("Orchestra", "CC"): range(1, 4),
    ("Orchestra", "Z"): range(1, 9),
    ("Lower balcony", "C"): range(101, 121),
    ("Lower balcony", "D"): (5, 3, 1, 2, 4, 6),  # odd on the left, even on the right
    ("Boxes left", "2"): range(1, 7),
    ("Boxes left", "3"): range(1, 7),
    ("Lawn", ""): range(1, 5),
}


def hall() -> HallView:
    seats = [
        SeatView(
            SeatId(f"{section}/{row}/{number}"),
            f"{section}-{row}-{number}".replace(" ", "."),
            section,
            row,
            str(number),
            20.0 * order,
            0.0,
            ZoneId("all"),
            SeatKind.ORDINARY,
            order,
            order,
        )
        for (section, row), numbers in ROWS.items()
        for order, number in enumerate(numbers)
    ]
    names = (HallId("h"), "h", "Hall", "Venue")
    return HallView(*names, 900, 900, (), tuple(seats), (), (), 0)


def ids(section: str, row: str, *numbers: int) -> set[str]:
    return {f"{section}/{row}/{number}" for number in numbers}


BALCONY = ids("Lower balcony", "C", 117, 118, 119)


@pytest.mark.parametrize(
    "said",
    [
        "Lower balcony, C, 117 to 119",
        "Lower balcony C 117, C 118, C 119",
        "Lower balcony C 117, Lower balcony C 118, Lower balcony C 119",
        "Lower balcony C 117, 118, 119",
        "lower  BALCONY c 117-119",
        "Lower balcony C 117\u2013119",
        "Lower balcony; row C; seats 117 to 119",
        "Lower balcony C 117 - C 119;",
        "Lower balcony C119 to 117",
        "Lower balcony: C-117, C-118-119, C 118",
        "Lower.balcony-C-117, Lower balcony c 118\nc 119",
    ],
)
def test_three_seats_of_a_ticket_are_named_in_many_ways(said: str) -> None:
    assert {seat.seat_id for seat in seats_named(hall(), said)} == BALCONY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", set()),
        (" , ;", set()),
        ("z 1-2, cc 3", ids("Orchestra", "Z", 1, 2) | ids("Orchestra", "CC", 3)),
        ("Boxes left 3-1", ids("Boxes left", "3", 1)),
        ("Boxes left 3: 1, 2", ids("Boxes left", "3", 1, 2)),
        ("Boxes left 3-1-2", ids("Boxes left", "3", 1, 2)),
        ("Lawn 2-3; 4", ids("Lawn", "", 2, 3, 4)),
        ("D 2, 4, 6; Z 1", ids("Lower balcony", "D", 2, 4, 6) | ids("Orchestra", "Z", 1)),
        ("Lower balcony C 117, Z 1", {"Lower balcony/C/117", "Orchestra/Z/1"}),
        ("C, Lower balcony C 101", {"Lower balcony/C/101"}),
    ],
)
def test_a_section_or_row_may_be_left_out_where_one_only_has_it(said: str, meant: set[str]) -> None:
    assert {seat.seat_id for seat in seats_named(hall(), said)} == meant


@pytest.mark.parametrize(
    ("said", "kind", "key"),
    [
        ("Z 1, Z 99", "named_seat", "Z 99"),
        ("Lower balcony C 117, Q 4", "named_seat", "Q 4"),
        ("Lower balcony C 99 to 119", "named_seat", "Lower balcony C 99 to 119"),
        ("Upper balcony, C, 117", "named_seat", "Upper balcony"),
        ("Lower balcony", "named_seat", "Lower balcony"),
        ("Z 1; Lower balcony; Orchestra, C", "named_seat", "Lower balcony"),
        ("Lower balcony, C", "named_seat", "C"),
        ("D 2-6", "seat_range", "D 2-6"),  # 3 and 5 lie between by number, 4 alone as they stand
        ("Boxes left 2: 1, 3-5", "seat_range", "3-5"),  # row 3, seat 5, or seats 3 to 5
    ],
)
def test_what_is_not_understood_is_named(said: str, kind: str, key: str) -> None:
    with pytest.raises(NotFound) as refused:
        seats_named(hall(), said)
    assert refused.value.params == {"kind": kind, "key": key}


@pytest.mark.parametrize("said", ["C 117", "Z 1, C 117-119", "Lower balcony C 101; Z 2, C 117"])
def test_a_name_that_several_sections_have_is_refused_with_them(said: str) -> None:
    with pytest.raises(NotFound) as refused:
        seats_named(hall(), said)
    assert refused.value.params["kind"] == "seat_in_sections"
    assert refused.value.params["sections"] == "Orchestra, Lower balcony"


def test_every_seat_is_found_by_the_name_that_the_house_prints() -> None:
    whole = hall()
    for (section, row), numbers in ROWS.items():
        label = places_label((section, row, str(number)) for number in numbers)
        assert {seat.seat_id for seat in seats_named(whole, label)} == ids(section, row, *numbers)


@pytest.mark.parametrize(
    ("among", "example"),
    [
        (BALCONY, "Lower balcony C 117-119"),
        (ids("Lower balcony", "D", 2, 3, 6), "Lower balcony D 2, 3, 6"),
        (ids("Orchestra", "Z", 4), "Orchestra Z 4"),
        (ids("Boxes left", "3", 1, 2, 3), "Boxes left 3: 1, 2, 3"),
        (set(), ""),
    ],
)
def test_an_example_names_seats_that_are_there(among: set[str], example: str) -> None:
    whole = hall()
    assert example_of(whole, map(SeatId, among)) == example
    assert {seat.seat_id for seat in seats_named(whole, example)} <= among
