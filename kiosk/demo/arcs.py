"""Rows of seats on arcs, the way halls are built: every row curves round one point beyond the
stage.

A section is a stack of arcs, cut into blocks by aisles that run towards that point, and by the side
walls. All numbers are plan units; angles are radians from the middle line, negative to the left as
the audience sees the stage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, pi, sin

from pos.catalogue.plan import ORIGIN, Area, AreaText, Plan, Point, Row, Seat, Zone

PITCH = 22.0
"""From one seat's middle to the next."""
RADIUS = 9.0
ROW_DEPTH = 25.0

FLOOR, WALL, INK, STAGE = "#efebe4", "#d8d0c4", "#5b534a", "#3b3530"
"""What sections stand on, its edge, words, and the stage."""

ROW_LETTERS = tuple("ABCDEFGHJKLMNPQRSTUVWXYZ")
"""No I and no O: they read as one and zero."""

Numbers = Callable[[int], Sequence[str]]
"""Seat numbers of a block of that many seats, left to right."""


def odd_outwards(count: int) -> Sequence[str]:
    """Return 1, 3, 5 ... counted from the aisle at the right end outwards to the left."""
    return [str(2 * place + 1) for place in reversed(range(count))]


def even_outwards(count: int) -> Sequence[str]:
    """Return 2, 4, 6 ... counted from the aisle at the left end outwards to the right."""
    return [str(2 * place + 2) for place in range(count)]


def hundreds(count: int) -> Sequence[str]:
    """Return 101, 102 ... from left to right: the middle block."""
    return [str(101 + place) for place in range(count)]


def places(letters: str, *numbers: int) -> frozenset[tuple[str, str]]:
    """Return row letter and seat number for each letter and each number."""
    return frozenset((letter, str(number)) for letter in letters.split() for number in numbers)


@dataclass(frozen=True)
class Block:
    """Seats between two angles. ``numbers`` runs left to right; ``label`` says where the row's
    letter stands.

    ``aisle`` is the side or sides that keep a straight edge along an aisle: ``left``, ``right`` or
    ``both``.
    """

    name: str
    left: float
    right: float
    aisle: str
    numbers: Numbers
    label: str = ""


@dataclass(frozen=True)
class Section:
    """A stack of rows. ``wall`` is how far from the middle line a seat may be; blocks end there."""

    name: str
    code: str
    first_radius: float
    letters: Sequence[str]
    blocks: Sequence[Block]
    category: Callable[[int, Block], str]
    """Price zone of a row index and block."""
    missing: frozenset[tuple[str, str]] = frozenset()
    """Row letter and seat number where a pillar, a door or a camera stands."""
    wall: float = 10_000.0
    pitch: float = PITCH
    half_aisle: float = 27.0
    """From the line of an aisle to the edge of the seats along it."""

    def radius(self, row: int) -> float:
        """Return the radius of the row of that index."""
        return self.first_radius + row * ROW_DEPTH


def block_points(section: Section, radius: float, block: Block) -> list[Point]:
    """Return as many points as fit in the block, pushed against its aisle or in the middle between
    two.
    """
    limit = asin(min(section.wall / radius, 1.0))
    left = max(block.left, -limit) + (section.half_aisle / radius if block.aisle != "right" else 0)
    right = min(block.right, limit) - (section.half_aisle / radius if block.aisle != "left" else 0)
    step = section.pitch / radius
    count = max(int((right - left) / step + 1e-9), 0)
    slack = right - left - count * step
    start = left + step / 2 + {"left": 0.0, "right": slack, "both": slack / 2}[block.aisle]
    angles = [start + place * step for place in range(count)]
    return [Point(radius * sin(angle), radius * cos(angle)) for angle in angles]


def section_rows(section: Section) -> list[Row]:
    """Return the rows of a section, block by block."""
    rows = []
    for index, letter in enumerate(section.letters):
        for block in section.blocks:
            points = block_points(section, section.radius(index), block)
            if seats := _seats(section, index, letter, block, points):
                rows.append(Row(letter, tuple(seats), number_position=block.label))
    return rows


def _seats(
    section: Section, index: int, letter: str, block: Block, points: Sequence[Point]
) -> list[Seat]:
    places = zip(points, block.numbers(len(points)), strict=True)
    category = section.category(index, block)
    return [
        Seat(f"{section.code}-{letter}-{number}", number, category, tidy(point), radius=RADIUS)
        for point, number in places
        if (letter, number) not in section.missing
    ]


def tidy(point: Point) -> Point:
    """Return the point to a tenth of a unit, so that files read well and compare."""
    return Point(round(point.x, 1), round(point.y, 1))


# ---- drawing ----


def band(radii: tuple[float, float], angle: float, colour: str, border: str) -> Area:
    """Return the floor of a section: the part of a ring between two radii, ``angle`` to each
    side.
    """
    steps = 24
    turns = [-angle + 2 * angle * step / steps for step in range(steps + 1)]
    inner = [Point(radii[0] * sin(turn), radii[0] * cos(turn)) for turn in turns]
    outer = [Point(radii[1] * sin(turn), radii[1] * cos(turn)) for turn in reversed(turns)]
    points = tuple(tidy(point) for point in (*inner, *outer))
    return Area(ORIGIN, "polygon", points=points, colour=colour, border_colour=border)


def words(text: str, at: Point, size: float, colour: str, rotation: float = 0.0) -> Area:
    """Return words whose middle is at a place."""
    return Area(tidy(at), "text", text=AreaText(text, ORIGIN, colour, size), rotation=rotation)


# ---- boxes along the side walls ----


@dataclass(frozen=True)
class Boxes:
    """The boxes of one side (-1 left, 1 right), from the stage on; each is one row along the
    wall.
    """

    name: str
    code: str
    side: int
    numbers: Sequence[str]
    seats: int
    category: str
    word: str


@dataclass(frozen=True)
class Wall:
    """Where boxes hang: at this angle, from this radius on, so far outside the seats."""

    angle: float
    first_radius: float
    out: float
    gap: float = 14.0


def box_zone(boxes: Boxes, wall: Wall) -> Zone:
    """Return the plan's zone for the boxes of one side, each with its outline and name."""
    length = (boxes.seats - 1) * PITCH
    turn = boxes.side * (90 - wall.angle * 180 / pi)
    rows, areas = [], []
    for place, number in enumerate(boxes.numbers):
        start = wall.first_radius + place * (length + PITCH + wall.gap)
        points = [_along(boxes, wall, start + n * PITCH, 0.0) for n in range(boxes.seats)]
        seats = tuple(
            Seat(f"{boxes.code}-{number}-{n}", str(n), boxes.category, point, radius=RADIUS)
            for n, point in enumerate(points, 1)
        )
        rows.append(Row(number, seats, label=f"{boxes.word} {number}"))
        near, far = start - 16.0, start + length + 16.0
        corners = ((near, -16.0), (far, -16.0), (far, 16.0), (near, 16.0))
        outline = tuple(_along(boxes, wall, radius, out) for radius, out in corners)
        areas.append(Area(ORIGIN, "polygon", points=outline, colour=FLOOR, border_colour=WALL))
        middle = _along(boxes, wall, start + length / 2, 30.0)
        areas.append(words(f"{boxes.word} {number}", middle, 15.0, INK, round(turn, 1)))
    return Zone(ORIGIN, tuple(rows), boxes.name, boxes.code.lower(), tuple(areas))


def _along(boxes: Boxes, wall: Wall, radius: float, out: float) -> Point:
    """Return the point that far along the wall and that far behind the chairs."""
    across = wall.out + out
    x = radius * sin(wall.angle) + across * cos(wall.angle)
    y = radius * cos(wall.angle) - across * sin(wall.angle)
    return tidy(Point(boxes.side * x, y))


def fitted(plan: Plan, margin: float) -> Plan:
    """Return the plan moved and sized so that every seat and shape is inside, with a margin
    around.
    """
    points = [
        zone.position.plus(area.position).plus(point)
        for zone in plan.zones
        for area in zone.areas
        for point in area.points
    ]
    points += [placed.at for placed in plan.placed()]
    left, top = min(p.x for p in points) - margin, min(p.y for p in points) - margin
    right, bottom = max(p.x for p in points) + margin, max(p.y for p in points) + margin
    shift = Point(round(-left), round(-top))
    zones = tuple(replace(zone, position=tidy(zone.position.plus(shift))) for zone in plan.zones)
    return replace(plan, width=round(right - left), height=round(bottom - top), zones=zones)
