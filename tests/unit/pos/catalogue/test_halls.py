from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.catalogue.halls import ZONE_COLOURS, open_hall, reserved_hall
from pos.catalogue.plan import Area, AreaText, Category, Plan, Point, Row, Seat, Zone
from pos.catalogue.plan_reading import read_plan
from pos.ids import SeatId
from pos.seating.best_available import Wish, find_best
from pos.seating.rows import Rows, Taste
from pos.views.catalogue import HallView, Outlook, SeatKind, StageSide
from pos.views.season import HallRules, KindRule, Selection

GOOD = Path(__file__).parent / "good"


def small_plan() -> Plan:
    plan = read_plan((GOOD / "small-hall.json").read_bytes(), "small-hall.json").plan
    assert plan is not None
    return plan


@pytest.fixture(scope="module")
def hall() -> HallView:
    return reserved_hall("hall", "Small Hall", "Small House", small_plan())


def with_area(area: Area) -> HallView:
    row = Row("A", (Seat("A-1", "1", "A", Point(0, 0)),))
    zone = Zone(Point(100, 100), (row,), areas=(area,))
    return reserved_hall("h", "H", "V", Plan("H", 300, 300, (Category("A"),), (zone,)))


def test_every_seat_of_the_plan_is_there_once(hall: HallView) -> None:
    assert len(hall.seats) == 30
    assert len({seat.seat_id for seat in hall.seats}) == 30
    assert sorted(seat.rank for seat in hall.seats) == list(range(30))


def test_seats_stand_where_the_plan_says(hall: HallView) -> None:
    seat = next(seat for seat in hall.seats if seat.guid == "F-B-3")
    assert (seat.section, seat.row, seat.number) == ("Floor", "B", "3")
    assert (seat.x, seat.y) == (80.0, 85.0)
    assert seat.row_order == 2


def test_the_best_seat_is_in_the_middle_of_the_best_zone(hall: HallView) -> None:
    best = min(hall.seats, key=lambda seat: seat.rank)
    assert best.guid in ("F-A-4", "F-A-5", "F-B-4", "F-B-5")


def test_sections_can_be_put_in_order() -> None:
    rules = HallRules(best_sections=("Gallery", "Floor"))
    hall = reserved_hall("h", "H", "V", small_plan(), rules)
    rear = [seat for seat in hall.seats if seat.zone_id == hall.zones[1].zone_id]
    assert min(rear, key=lambda seat: seat.rank).section == "Gallery"


def turned(plan: Plan, stage: StageSide) -> Plan:
    """Return the same hall drawn with its stage at another side."""
    zones = []
    for zone in plan.zones:
        seats = {row.number: [] for row in zone.rows}  # type: dict[str, list[Seat]]
        for each in plan.placed():
            if each.zone is zone:
                at = Point(*Outlook(stage).point(*each.at)).plus(Point(500, 500))
                seats[each.row.number].append(replace(each.seat, position=at))
        rows = (Row(number, tuple(here)) for number, here in seats.items())
        zones.append(replace(zone, position=Point(0, 0), rows=tuple(rows), areas=()))
    return replace(plan, width=1000, height=1000, zones=tuple(zones))


@pytest.mark.parametrize("stage", StageSide)
def test_a_plan_that_is_turned_has_the_same_best_seats(hall: HallView, stage: StageSide) -> None:
    """Those nearest the stage are in front, wherever the plan draws it."""
    drawn = turned(small_plan(), stage)
    rules = HallRules(stage=stage)
    other = reserved_hall("hall", "Small Hall", "Small House", drawn, rules)
    assert {s.guid: s.rank for s in other.seats} == {s.guid: s.rank for s in hall.seats}
    untold = reserved_hall("hall", "Small Hall", "Small House", drawn)
    same = {s.guid: s.rank for s in untold.seats} == {s.guid: s.rank for s in hall.seats}
    assert same == (stage is StageSide.TOP)
    for taste in Taste:
        first, second = (_the_one(each, taste) for each in (hall, other))
        assert first == second, taste


def test_the_best_place_is_where_the_season_says() -> None:
    there = Selection("Floor", ("C",), "1-2")
    hall = reserved_hall("h", "H", "V", small_plan(), HallRules(best_place=there))
    zone = next(seat.zone_id for seat in hall.seats if seat.guid == "F-C-1")
    here = sorted((s for s in hall.seats if s.zone_id == zone), key=lambda seat: seat.rank)
    assert {seat.guid for seat in here[:2]} == {"F-C-1", "F-C-2"}
    rows = Rows(hall.seats, hall.outlook)
    choice = find_best(rows, rows.free(), Wish(1, zones=[zone], taste=Taste.CENTRE))
    assert choice is not None
    assert choice.seats[0].number in ("1", "2")


def _the_one(hall: HallView, taste: Taste) -> SeatId:
    rows = Rows(hall.seats, hall.outlook)
    choice = find_best(rows, rows.free(), Wish(1, taste=taste))
    assert choice is not None
    return choice.seats[0].seat_id


def test_kinds_are_given_by_id() -> None:
    rule = KindRule(SeatKind.WHEELCHAIR, Selection(guids=("G-A-1",)))
    hall = reserved_hall("h", "H", "V", small_plan(), HallRules((rule,)))
    assert [s.guid for s in hall.seats if s.kind is not SeatKind.ORDINARY] == ["G-A-1"]


def test_ids_come_from_the_codes(hall: HallView) -> None:
    again = reserved_hall("hall", "Renamed", "Elsewhere", small_plan())
    other = reserved_hall("other", "Small Hall", "Small House", small_plan())
    assert {s.seat_id for s in again.seats} == {s.seat_id for s in hall.seats}
    assert not {s.seat_id for s in other.seats} & {s.seat_id for s in hall.seats}


def test_row_letters_stand_one_seat_beyond_the_row(hall: HallView) -> None:
    letters = [(label.x, label.y) for label in hall.labels if label.text == "A"]
    assert letters == [(19.0, 60.0), (201.0, 60.0)]  # none in the gallery: it asks for none


def test_words_of_an_area_are_placed_and_turned() -> None:
    text = AreaText("BAR", Point(10, 0), "#123456", 12.0)
    hall = with_area(Area(Point(20, 30), rotation=90.0, text=text))
    (label,) = hall.labels
    assert (label.x, label.y, label.rotation) == (120.0, 140.0, 90.0)
    assert (label.text, label.size, label.colour) == ("BAR", 12.0, "#123456")


def test_a_rectangle_hangs_from_its_position_and_turns_clockwise() -> None:
    (shape,) = with_area(
        Area(Point(20, 30), "rectangle", Point(40, 10), rotation=90.0, colour="#eee")
    ).shapes
    assert shape.points == ((120.0, 130.0), (120.0, 170.0), (110.0, 170.0), (110.0, 130.0))
    assert shape.fill == "#eee"


def test_circles_and_ellipses_surround_their_position() -> None:
    (shape,) = with_area(Area(Point(0, 0), "ellipse", Point(40, 20))).shapes
    xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
    assert (min(xs), max(xs), min(ys), max(ys)) == (60.0, 140.0, 80.0, 120.0)


def test_a_polygon_is_drawn_as_it_is() -> None:
    corners = (Point(0, 0), Point(10, 0), Point(0, 10))
    (shape,) = with_area(Area(Point(5, 5), "polygon", points=corners)).shapes
    assert shape.points == ((105.0, 105.0), (115.0, 105.0), (105.0, 115.0))


def test_zones_without_a_colour_get_one() -> None:
    hall = with_area(Area())
    assert hall.zones[0].colour == ZONE_COLOURS[0]
    assert hall.shapes == ()


def test_an_open_hall_has_places_and_one_zone() -> None:
    hall = open_hall("studio", "Studio", "House", 180, "Floor")
    assert hall.general_admission
    assert (hall.places, [zone.name for zone in hall.zones]) == (180, ["Floor"])
