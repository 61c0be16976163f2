from __future__ import annotations

from dataclasses import dataclass

import pytest

from pos.catalogue.seat_selection import matching
from pos.views.season import Selection


@dataclass(frozen=True)
class Place:
    guid: str
    section: str
    row: str
    number: str


PLACES = [
    Place(f"{section}-{row}-{number}", section, row, number)
    for section in ("Floor", "Gallery")
    for row in ("A", "B")
    for number in ("1", "2", "3", "4", "101", "X")
]


def found(**selection: object) -> tuple[list[str], tuple[str, ...]]:
    matched = matching(Selection(**selection), PLACES)  # type: ignore[arg-type]
    return [place.guid for place in matched.seats], matched.unmatched


def test_a_section_alone_is_all_of_it() -> None:
    guids, unmatched = found(section="Floor")
    assert len(guids) == 12
    assert unmatched == ()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("1", ["1"]),
        ("1, 3", ["1", "3"]),
        ("1-3", ["1", "2", "3"]),
        ("1-4 odd", ["1", "3"]),
        ("1-4 even, X", ["2", "4", "X"]),
        ("100-200", ["101"]),
        ("3 - 4", ["3", "4"]),
    ],
)
def test_numbers_as_people_write_them(numbers: str, expected: list[str]) -> None:
    guids, unmatched = found(section="Floor", rows=("A",), numbers=numbers)
    assert guids == [f"Floor-A-{number}" for number in expected]
    assert unmatched == ()


def test_each_part_that_means_no_seat_is_named() -> None:
    guids, unmatched = found(section="Floor", rows=("A", "Q"), numbers="1, 9, 50-60, odd")
    assert guids == ["Floor-A-1"]
    assert unmatched == ("Q", "9", "50-60", "odd")


def test_an_unknown_section_is_named() -> None:
    assert found(section="Attic", numbers="1") == ([], ("Attic",))


def test_ids_keep_the_order_they_were_asked_in() -> None:
    guids, unmatched = found(guids=("Gallery-B-X", "Floor-A-1", "nobody"))
    assert guids == ["Gallery-B-X", "Floor-A-1"]
    assert unmatched == ("nobody",)


def test_a_selection_reads_like_a_place() -> None:
    assert str(Selection("Floor", ("A", "B"), "1-3")) == "Floor / A B / 1-3"
    assert str(Selection(guids=("a", "b"))) == "a, b"
