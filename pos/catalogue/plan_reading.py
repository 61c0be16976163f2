"""Reads the public pretix seating-plan JSON.

Strict: no key that the format does not know, at any level; every fault is listed with its place
and line; a plan comes out only when there is none. The two things the format's schema cannot say
are checked too: seat ids are unique and categories exist. Limits keep a wrong or hostile file from
eating the machine.

Source: pretix seating-plan JSON; the keys are tabled in the reference page on file formats.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.fields import REPEATED, Fields
from pos.catalogue.lines import item, json_lines
from pos.catalogue.plan import (
    DEFAULT_RADIUS,
    ORIGIN,
    ROW_NUMBER_POSITIONS,
    SHAPES,
    START_DIRECTIONS,
    Area,
    AreaText,
    Category,
    Plan,
    Point,
    Row,
    Seat,
    Zone,
)
from pos.views.cash import Finding

LARGEST_FILE = 64 * 2**20
"""Bytes. A plan of 60,000 seats written with indents takes about 20 MB."""
MOST_SEATS = 60_000
LARGEST_SIDE = 100_000
"""Plan units. The largest public plans are near 10,000 pixels wide."""
LARGEST_RADIUS = 1_000.0
_HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class PlanRead:
    """What came out of a file: a plan and at most warnings, or no plan and at least one error."""

    plan: Plan | None
    findings: tuple[Finding, ...]


def read_plan(data: bytes, file: str) -> PlanRead:
    """Return the plan in ``data``, or every fault. ``file`` is only used to name places. Raises
    nothing.
    """
    faults = Faults(file)
    document = _document(data, faults)
    if document is None:
        return PlanRead(None, faults.findings())
    plan = _plan(Fields(document, "", faults))
    _check_seats(plan, faults)
    return PlanRead(None if faults.errors else plan, faults.findings())


# ----------------------------------------------------------------------------------------- the text


def _document(data: bytes, faults: Faults) -> Any:
    """Return the parsed JSON, or None after a fault; lets ``faults`` find lines in the text."""
    if len(data) > LARGEST_FILE:
        faults.error("", FaultCode.FILE_TOO_LARGE, len(data), LARGEST_FILE)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.error("", FaultCode.FILE_NOT_TEXT, line=data.count(b"\n", 0, error.start) + 1)
        return None
    if not text.strip():
        faults.error("", FaultCode.FILE_EMPTY)
        return None
    try:
        document = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        code = FaultCode.FILE_TRUNCATED if cut else FaultCode.FILE_NOT_JSON
        faults.error("", code, error.msg, line=error.lineno)
        return None
    except (ValueError, RecursionError) as error:  # NaN, numbers of thousands of digits, deep nests
        faults.error("", FaultCode.FILE_NOT_JSON, type(error).__name__)
        return None
    faults.line_of = json_lines(text)
    return document


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        table[REPEATED] = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return table


def _no_constant(name: str) -> Any:
    raise ValueError(name)


# --------------------------------------------------------------------------------------- the tables


def _plan(fields: Fields) -> Plan:
    name = fields.text("name")
    size = fields.table("size")
    width = height = 1
    if size is not None:
        width = size.integer("width", lowest=1, highest=LARGEST_SIDE)
        height = size.integer("height", lowest=1, highest=LARGEST_SIDE)
        size.end()
    categories = tuple(_category(each) for each in fields.tables("categories", required=True))
    zones = tuple(_zone(each) for each in fields.tables("zones", required=True))
    fields.end()
    return Plan(name, width, height, categories, zones)


def _category(fields: Fields) -> Category:
    name = fields.text("name")
    colour = fields.text("color", "", blank=True)
    if colour and not _HEX_COLOUR.fullmatch(colour):
        fields.faults.warning(fields.place("color"), FaultCode.PLAN_COLOUR_UNKNOWN, colour)
        colour = ""
    if len(colour) == 4:
        colour = "#" + "".join(digit * 2 for digit in colour[1:])
    fields.end()
    return Category(name, colour.lower())


def _zone(fields: Fields) -> Zone:
    zone = Zone(
        position=_point(fields, "position"),
        rows=tuple(_row(each) for each in fields.tables("rows", required=True)),
        name=fields.text("name", "", blank=True),
        zone_id=fields.text("zone_id", "", blank=True),
        areas=tuple(_area(each) for each in fields.tables("areas")),
        uuid=fields.text("uuid", "", blank=True),
    )
    fields.end()
    return zone


def _row(fields: Fields) -> Row:
    where = ""
    if fields.has("row_number_position") and fields.raw("row_number_position") is not None:
        where = fields.choice("row_number_position", ROW_NUMBER_POSITIONS)
    row = Row(
        number=fields.text("row_number", blank=True),
        seats=tuple(_seat(each) for each in fields.tables("seats", required=True)),
        position=_point(fields, "position", required=False),
        label=_text_or_null(fields, "row_label"),
        seat_label=_text_or_null(fields, "seat_label"),
        number_position=where,
        uuid=fields.text("uuid", "", blank=True),
    )
    fields.end()
    return row


def _text_or_null(fields: Fields, key: str) -> str:
    if fields.has(key) and fields.raw(key) is None:
        return ""
    return fields.text(key, "", blank=True)


def _seat(fields: Fields) -> Seat:
    start = ""
    if fields.has("start_direction") and fields.raw("start_direction") is not None:
        start = fields.choice("start_direction", START_DIRECTIONS)
    seat = Seat(
        guid=fields.text("seat_guid"),
        number=fields.text("seat_number"),
        category=fields.text("category"),
        position=_point(fields, "position"),
        uuid=fields.text("uuid", "", blank=True),
        start_direction=start,
        radius=fields.number("radius", DEFAULT_RADIUS, lowest=0.1, highest=LARGEST_RADIUS),
    )
    fields.end()
    return seat


def _area(fields: Fields) -> Area:
    shape = fields.choice("shape", SHAPES) if fields.has("shape") else ""
    extent, points = _shape(fields, shape)
    words = fields.table("text", required=False)
    area = Area(
        position=_point(fields, "position", required=False),
        shape=shape,
        extent=extent,
        points=points,
        rotation=fields.number("rotation", 0.0, lowest=-3_600.0, highest=3_600.0),
        colour=fields.text("color", "", blank=True),
        border_colour=fields.text("border_color", "", blank=True),
        text=None if words is None else _words(words),
        uuid=fields.text("uuid", "", blank=True),
    )
    fields.end()
    return area


def _shape(fields: Fields, shape: str) -> tuple[Point, tuple[Point, ...]]:
    """Return the extent and the points of the shape. Editors leave old shapes behind, so others
    may stand there too.
    """
    extents: dict[str, Point] = {}
    if (circle := fields.table("circle", required=False)) is not None:
        radius = circle.number("radius", lowest=0.0)
        extents["circle"] = Point(radius, radius)
        circle.end()
    if (ellipse := fields.table("ellipse", required=False)) is not None:
        extents["ellipse"] = _point(ellipse, "radius", lowest=0.0)
        ellipse.end()
    if (rectangle := fields.table("rectangle", required=False)) is not None:
        width, height = (rectangle.number(key, lowest=0.0) for key in ("width", "height"))
        extents["rectangle"] = Point(width, height)
        rectangle.end()
    points: tuple[Point, ...] = ()
    if (polygon := fields.table("polygon", required=False)) is not None:
        points = tuple(_xy(each) for each in polygon.tables("points", required=True))
        extents["polygon"] = ORIGIN
        polygon.end()
    if shape not in ("", "text") and shape not in extents:
        fields.fault("shape", FaultCode.PLAN_SHAPE_MISMATCH, shape)
    return extents.get(shape, ORIGIN), points if shape == "polygon" else ()


def _words(fields: Fields) -> AreaText:
    words = AreaText(
        text=fields.text("text", blank=True, longest=1_000),
        position=_point(fields, "position", required=False),
        colour=fields.text("color", "", blank=True),
        size=fields.number("size", 16.0, lowest=0.1, highest=float(LARGEST_SIDE)),
    )
    fields.end()
    return words


def _point(fields: Fields, key: str, *, required: bool = True, lowest: float = -1e6) -> Point:
    table = fields.table(key, required=required)
    return ORIGIN if table is None else _xy(table, lowest)


def _xy(fields: Fields, lowest: float = -1e6) -> Point:
    point = Point(fields.number("x", lowest=lowest), fields.number("y", lowest=lowest))
    fields.end()
    return point


# ------------------------------------------------------------------------- what a schema cannot say


def _check_seats(plan: Plan, faults: Faults) -> None:
    names: set[str] = set()
    for index, category in enumerate(plan.categories):
        if category.name in names:
            place = f"{item('categories', index)}.name"
            faults.error(place, FaultCode.PLAN_CATEGORY_REPEATED, category.name)
        names.add(category.name)
    if plan.seat_count > MOST_SEATS:
        faults.error("zones", FaultCode.PLAN_TOO_MANY_SEATS, plan.seat_count, MOST_SEATS)
        return
    if plan.seat_count == 0 and not faults.errors:
        faults.error("zones", FaultCode.PLAN_NO_SEATS)
    checker = _SeatCheck(plan, names, faults)
    for z, zone in enumerate(plan.zones):
        for r, row in enumerate(zone.rows):
            corner = zone.position.plus(row.position)
            for s, seat in enumerate(row.seats):
                checker.check(f"zones[{z}].rows[{r}].seats[{s}]", zone, row, seat, corner)


class _SeatCheck:
    """Looks at seats one after the other and remembers what it has seen."""

    def __init__(self, plan: Plan, categories: set[str], faults: Faults) -> None:
        self._plan, self._categories, self._faults = plan, categories, faults
        self._guids: dict[str, str] = {}
        self._labels: set[tuple[str, str, str]] = set()
        self._spots: dict[Point, str] = {}
        self._measured = not faults.errors  # otherwise size and positions may be stand-ins

    def check(self, path: str, zone: Zone, row: Row, seat: Seat, corner: Point) -> None:
        first = self._guids.setdefault(seat.guid, path)
        if first != path and seat.guid:
            self._faults.error(f"{path}.seat_guid", FaultCode.PLAN_GUID_REPEATED, seat.guid, first)
        if seat.category and seat.category not in self._categories:
            self._faults.error(f"{path}.category", FaultCode.PLAN_CATEGORY_UNKNOWN, seat.category)
        label = (zone.section, row.number, seat.number)
        if label in self._labels:
            self._faults.warning(path, FaultCode.PLAN_PLACE_REPEATED, *label)
        self._labels.add(label)
        if self._measured:
            self._check_spot(path, corner.plus(seat.position))

    def _check_spot(self, path: str, at: Point) -> None:
        first = self._spots.setdefault(at, path)
        if first != path:
            self._faults.warning(f"{path}.position", FaultCode.PLAN_SEATS_STACKED, first)
        if not (0 <= at.x <= self._plan.width and 0 <= at.y <= self._plan.height):
            self._faults.warning(f"{path}.position", FaultCode.PLAN_SEAT_OUTSIDE, at.x, at.y)
