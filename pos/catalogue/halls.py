"""Makes the hall that screens show and windows sell from a seating plan: seats in place, words
and shapes drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, radians, sin

from pos.catalogue.hall_rules import with_rules
from pos.catalogue.plan import Area, Placed, Plan, Point, Row, Zone
from pos.catalogue.ranking import row_orders
from pos.catalogue.stable_ids import hall_id, seat_id, zone_id
from pos.views.catalogue import HallView, LabelView, SeatKind, SeatView, ShapeView, ZoneView
from pos.views.season import NO_RULES, HallRules

ZONE_COLOURS = ("#b4532a", "#2f6f9f", "#3d7a4a", "#7a5aa6", "#a37b16", "#5c6670", "#9a3f6b")
"""For zones whose plan names no colour, in turn; apart from each other for colour-blind eyes
too.
"""
CURVE_POINTS = 48
"""Corners that stand for a circle; a plan is never drawn so large that they show."""


def reserved_hall(
    code: str, name: str, venue: str, plan: Plan, rules: HallRules = NO_RULES
) -> HallView:
    """Return the hall of a plan. Ids are made from ``code``."""
    return with_rules(plain_hall(code, name, venue, plan), rules)


def plain_hall(code: str, name: str, venue: str, plan: Plan) -> HallView:
    """Return the hall of a plan for ``with_rules``: its seats are all ordinary and of one rank."""
    zones = _zones(code, plan)
    return HallView(
        hall_id=hall_id(code),
        code=code,
        name=name,
        venue=venue,
        width=float(plan.width),
        height=float(plan.height),
        zones=zones,
        seats=_seats(code, plan, zones),
        labels=tuple(_labels(plan)),
        shapes=tuple(_shapes(plan)),
        places=0,
    )


def open_hall(code: str, name: str, venue: str, places: int, zone: str) -> HallView:
    """Return a general-admission hall: one zone, ``places`` sold by count."""
    zones = (ZoneView(zone_id(code, zone), zone, ZONE_COLOURS[0], 0),)
    return HallView(hall_id(code), code, name, venue, 0.0, 0.0, zones, (), (), (), places)


def _zones(code: str, plan: Plan) -> tuple[ZoneView, ...]:
    return tuple(
        ZoneView(
            zone_id(code, category.name),
            category.name,
            category.colour or ZONE_COLOURS[position % len(ZONE_COLOURS)],
            position,
        )
        for position, category in enumerate(plan.categories)
    )


def _seats(code: str, plan: Plan, zones: Sequence[ZoneView]) -> tuple[SeatView, ...]:
    placed = list(plan.placed())
    zone_of = {zone.name: zone for zone in zones}
    orders = _row_orders(placed)
    return tuple(
        SeatView(
            seat_id=seat_id(code, each.seat.guid),
            guid=each.seat.guid,
            section=each.zone.section,
            row=each.row.number,
            number=each.seat.number,
            x=each.at.x,
            y=each.at.y,
            zone_id=zone_of[each.seat.category].zone_id,
            kind=SeatKind.ORDINARY,
            rank=0,
            row_order=order,
        )
        for each, order in zip(placed, orders, strict=True)
    )


def _row_orders(placed: Sequence[Placed]) -> list[int]:
    """Return each seat's ``row_order``. Blocks of one section with one row number are one row."""
    sections: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, each in enumerate(placed):
        sections[each.zone.section][each.row.number].append(index)
    result = [0] * len(placed)
    for rows in sections.values():
        orders = row_orders([[placed[i].at for i in row] for row in rows.values()])
        for row, row_order in zip(rows.values(), orders, strict=True):
            for index, order in zip(row, row_order, strict=True):
                result[index] = order
    return result


# ---- what is drawn besides seats ----


def _labels(plan: Plan) -> Iterator[LabelView]:
    for zone in plan.zones:
        for area in zone.areas:
            if area.text is not None and area.text.text:
                words, corner = area.text, zone.position.plus(area.position)
                at = _turned(words.position, area.rotation, corner)
                yield LabelView(words.text, *_drawn(at), words.size, words.colour, area.rotation)
        for row in zone.rows:
            yield from _row_labels(zone, row)


def _drawn(point: Point) -> Point:
    """Return the point to a tenth of a unit.

    Nobody sees less, and two such numbers side by side never hold the 13 digits of a card number.
    """
    return Point(round(point.x, 1), round(point.y, 1))


def _row_labels(zone: Zone, row: Row) -> Iterator[LabelView]:
    """Yield the row's letter beside its first seat, its last, or both."""
    text = row.label or row.number
    if not row.seats or not text:
        return
    corner = zone.position.plus(row.position)
    points = [corner.plus(seat.position) for seat in row.seats]
    radius = row.seats[0].radius
    if row.number_position in ("start", "both"):
        at = _beyond(points[0], points[1] if len(points) > 1 else None, radius)
        yield LabelView(text, *_drawn(at), radius * 1.3)
    if row.number_position in ("end", "both"):
        at = _beyond(points[-1], points[-2] if len(points) > 1 else None, radius)
        yield LabelView(text, *_drawn(at), radius * 1.3)


def _beyond(end: Point, neighbour: Point | None, radius: float) -> Point:
    """Return the point one seat farther out than ``end``, seen from its neighbour."""
    across, down = (-1.0, 0.0) if neighbour is None else (end.x - neighbour.x, end.y - neighbour.y)
    length = hypot(across, down) or 1.0
    return Point(end.x + across / length * 2.1 * radius, end.y + down / length * 2.1 * radius)


def _shapes(plan: Plan) -> Iterator[ShapeView]:
    for zone in plan.zones:
        for area in zone.areas:
            if outline := _outline(area):
                corner = zone.position.plus(area.position)
                points = tuple(_drawn(_turned(point, area.rotation, corner)) for point in outline)
                yield ShapeView(points, area.colour, area.border_colour)


def _outline(area: Area) -> list[Point]:
    """Return the corners relative to the area's position: a rectangle hangs from it, a circle
    surrounds it.
    """
    wide, high = area.extent
    if area.shape in ("circle", "ellipse"):
        turns = [2 * pi * step / CURVE_POINTS for step in range(CURVE_POINTS)]
        return [Point(wide * cos(turn), high * sin(turn)) for turn in turns]
    if area.shape == "rectangle":
        return [Point(0, 0), Point(wide, 0), Point(wide, high), Point(0, high)]
    return list(area.points)


def _turned(point: Point, degrees: float, corner: Point) -> Point:
    """Return ``corner`` + ``point`` turned clockwise (y points down) about the corner."""
    turn = radians(degrees)
    across = point.x * cos(turn) - point.y * sin(turn)
    down = point.x * sin(turn) + point.y * cos(turn)
    return corner.plus(Point(across, down))
