from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.catalogue import fields, plan_reading
from pos.catalogue.plan import (
    Area,
    AreaText,
    Category,
    Plan,
    Point,
    Row,
    Seat,
    Zone,
)
from pos.catalogue.plan_reading import read_plan
from pos.catalogue.plan_writing import write_plan
from tests.unit.pos.catalogue.golden import bad_files, check


def a_document(**more: Any) -> dict[str, Any]:
    """Return the smallest hall there is: one seat."""
    seat = {"seat_guid": "A-1", "seat_number": "1", "position": {"x": 1, "y": 2}, "category": "A"}
    return {
        "name": "Small",
        "size": {"width": 100, "height": 100},
        "categories": [{"name": "A", "color": "#336699"}],
        "zones": [{"position": {"x": 10, "y": 20}, "rows": [{"row_number": "A", "seats": [seat]}]}],
        **more,
    }


def as_bytes(document: object) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize("bad", bad_files("plan_*.json"), ids=lambda path: path.stem)
def test_each_fault_is_listed_with_its_place(bad: Path) -> None:
    read = read_plan(bad.read_bytes(), bad.name)
    assert read.plan is None
    assert any(finding.severity == "error" for finding in read.findings)
    check(bad, read.findings)


def test_positions_add_up() -> None:
    document = a_document()
    document["zones"][0]["rows"][0]["position"] = {"x": 0.5, "y": -3}
    plan = read_plan(as_bytes(document), "hall.json").plan
    assert plan is not None
    (placed,) = plan.placed()
    assert placed.at == (11.5, 19.0)
    assert placed.label == ("", "A", "1")


def test_what_an_editor_leaves_open_is_null() -> None:
    document = a_document()
    row = document["zones"][0]["rows"][0]
    row |= {"row_label": None, "seat_label": None, "row_number_position": None}
    row["seats"][0]["start_direction"] = None
    read = read_plan(as_bytes(document), "hall.json")
    assert read.findings == ()
    assert read.plan is not None
    assert read.plan.zones[0].rows[0].label == ""


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_plan(b"\xef\xbb\xbf" + as_bytes(a_document()), "hall.json").plan is not None


def test_warnings_do_not_stop_a_plan() -> None:
    document = a_document(categories=[{"name": "A", "color": "rebeccapurple"}])
    read = read_plan(as_bytes(document), "hall.json")
    assert read.plan is not None
    assert [(f.severity, f.code) for f in read.findings] == [("warning", "plan.colour_unknown")]


def test_seats_on_one_spot_are_told_with_their_places() -> None:
    document = a_document()
    seats = document["zones"][0]["rows"][0]["seats"]
    seats.append({**seats[0], "seat_guid": "A-2", "seat_number": "2"})
    read = read_plan(as_bytes(document), "hall.json")
    assert read.plan is not None
    (told,) = read.findings
    assert (told.severity, told.code) == ("warning", "plan.seats_stacked")
    assert told.subject == "hall.json:1 zones[0].rows[0].seats[1].position"
    assert told.evidence == ("zones[0].rows[0].seats[0]",)


def test_short_colours_are_written_out() -> None:
    read = read_plan(as_bytes(a_document(categories=[{"name": "A", "color": "#AbC"}])), "hall.json")
    assert read.plan is not None
    assert read.plan.categories[0].colour == "#aabbcc"


def test_more_seats_than_any_hall_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_reading, "MOST_SEATS", 2)
    document = a_document()
    seat = document["zones"][0]["rows"][0]["seats"][0]
    document["zones"][0]["rows"][0]["seats"] = [
        {**seat, "seat_guid": f"A-{n}", "seat_number": str(n)} for n in range(3)
    ]
    read = read_plan(as_bytes(document), "hall.json")
    assert [f.code for f in read.findings] == ["plan.too_many_seats"]


def test_a_file_too_large_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_reading, "LARGEST_FILE", 100)
    read = read_plan(as_bytes(a_document()), "hall.json")
    assert read.plan is None
    assert [f.code for f in read.findings] == ["file.too_large"]


@pytest.mark.parametrize(
    "hostile",
    [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5_000, b'{"name": 1e999}', b"\x00", b'"\\ud800"'],
    ids=["lists", "tables", "digits", "infinity", "null", "surrogate"],
)
def test_hostile_files_are_refused_calmly(hostile: bytes) -> None:
    read = read_plan(hostile, "hall.json")
    assert read.plan is None
    assert read.findings


@pytest.mark.parametrize("mark", ["\ud800", "\0", "\n", "\u202e"])
def test_labels_that_no_ticket_can_bear_are_told_with_their_place(mark: str) -> None:
    document = a_document()
    row = document["zones"][0]["rows"][0]
    row["seats"][0]["seat_number"] = row["row_number"] = document["name"] = f"1{mark}2"
    document[mark] = 1
    read = read_plan(as_bytes(document), "hall.json")
    assert read.plan is None
    found = sorted((told.code, *told.evidence) for told in read.findings)
    seen = f"U+{ord(mark):04X}"
    assert found == [("field.unknown",)] + [("field.unprintable", seen)] * 3
    assert all(told.subject.isprintable() for told in read.findings)


def test_a_text_as_long_as_a_book_is_refused_before_anybody_looks_into_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []

    def look(text: str) -> bool:
        looked.append(len(text))
        return False

    monkeypatch.setattr(fields, "looks_like_card", look)
    document = a_document()
    book = "1" * 1_000_000
    seat = document["zones"][0]["rows"][0]["seats"][0]
    seat["seat_guid"] = seat["seat_number"] = seat["category"] = seat["start_direction"] = book
    read = read_plan(as_bytes(document), "hall.json")
    assert [told.code for told in read.findings] == ["field.too_long"] * 4
    assert max(looked) < 10


points = st.builds(
    Point, st.integers(0, 900).map(float), st.integers(0, 900_000).map(lambda v: v / 1000)
)
words = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8)
texts = st.one_of(st.none(), st.builds(AreaText, words, points, st.just("#000"), st.just(12.5)))
areas = st.one_of(
    st.builds(Area, points, st.just("circle"), st.just(Point(4.0, 4.0)), text=texts),
    st.builds(
        Area, points, st.sampled_from(["ellipse", "rectangle"]), points, rotation=st.just(45.0)
    ),
    st.builds(Area, points, st.just("polygon"), points=st.tuples(points, points, points)),
    st.builds(Area, points, text=texts),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    categories = tuple(Category(name, "#102030") for name in draw(st.sets(words, min_size=1)))
    guids = iter(draw(st.lists(words, unique=True, min_size=24, max_size=24)))
    of_category = st.sampled_from([category.name for category in categories])
    zones = []
    for _ in range(draw(st.integers(1, 2))):
        rows = []
        for _ in range(draw(st.integers(1, 3))):
            seats = tuple(
                Seat(next(guids), draw(words), draw(of_category), draw(points), radius=7.5)
                for _ in range(draw(st.integers(1, 4)))
            )
            where = draw(st.sampled_from(["", "start", "end", "both"]))
            rows.append(Row(draw(words), seats, draw(points), number_position=where))
        zones.append(Zone(draw(points), tuple(rows), draw(words), areas=(draw(areas),)))
    return Plan(draw(words), 1000, 1000, categories, tuple(zones))


@given(plans())
def test_what_is_written_is_read_back(plan: Plan) -> None:
    read = read_plan(write_plan(plan).encode(), "hall.json")
    assert read.plan == plan
