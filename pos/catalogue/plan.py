"""A seating plan as its file says it: zones, rows, seats and drawn areas, positions still relative.

The shape is that of the public pretix seating-plan JSON (see the reference page on file formats).
Reading is in ``plan_reading``, writing in ``plan_writing``; what a hall looks like on the screen is
made from a plan in ``halls``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place or an extent in plan units; y points downwards."""

    x: float
    y: float

    def plus(self, other: Point) -> Point:
        """Return the sum, as positions in a plan add up, to a thousandth of a unit."""
        return Point(round(self.x + other.x, 3), round(self.y + other.y, 3))


ORIGIN = Point(0.0, 0.0)
ROW_NUMBER_POSITIONS = ("start", "end", "both")
START_DIRECTIONS = ("<", ">", "<>")
SHAPES = ("circle", "ellipse", "rectangle", "polygon", "text")
"""``text`` is an area that is nothing but its words."""
DEFAULT_RADIUS = 10.0


@dataclass(frozen=True, slots=True)
class Category:
    """A price zone; ``colour`` is ``#rrggbb``, or empty where the file gives none."""

    name: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """One place. ``guid`` is unique in the plan and never changes; ``position`` is relative to its
    row. ``start_direction``: a shop that fills rows in order begins here and goes that way; it is
    kept for the plan to be written back, and says nothing of where the stage is.
    """

    guid: str
    number: str
    category: str
    position: Point
    uuid: str = ""
    start_direction: str = ""
    radius: float = DEFAULT_RADIUS


@dataclass(frozen=True, slots=True)
class Row:
    """Seats with one row number; they need not stand on a line. ``number_position`` says where it
    is written.
    """

    number: str
    seats: tuple[Seat, ...]
    position: Point = ORIGIN
    label: str = ""
    seat_label: str = ""
    number_position: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class AreaText:
    """Words on the plan; ``position`` is relative to the area, ``size`` in plan units."""

    text: str
    position: Point = ORIGIN
    colour: str = ""
    size: float = 16.0


@dataclass(frozen=True, slots=True)
class Area:
    """A drawn shape, words, or both. ``extent`` is the radii of a circle or ellipse, or width and
    height.
    """

    position: Point = ORIGIN
    shape: str = ""
    extent: Point = ORIGIN
    points: tuple[Point, ...] = ()
    rotation: float = 0.0
    """Degrees clockwise about ``position``."""
    colour: str = ""
    border_colour: str = ""
    text: AreaText | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the hall: what patrons call a section."""

    position: Point
    rows: tuple[Row, ...]
    name: str = ""
    zone_id: str = ""
    areas: tuple[Area, ...] = ()
    uuid: str = ""

    @property
    def section(self) -> str:
        """What the section is called on tickets."""
        return self.name or self.zone_id


class Placed(NamedTuple):
    """A seat with its section and row, at its place in the hall."""

    zone: Zone
    row: Row
    seat: Seat
    at: Point

    @property
    def label(self) -> tuple[str, str, str]:
        """Section, row and number as on a ticket."""
        return self.zone.section, self.row.number, self.seat.number


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole seating plan, ``width`` by ``height`` plan units."""

    name: str
    width: int
    height: int
    categories: tuple[Category, ...]
    zones: tuple[Zone, ...]

    def placed(self) -> Iterator[Placed]:
        """Yield every seat in file order at its absolute position: zone + row + seat."""
        for zone in self.zones:
            for row in zone.rows:
                corner = zone.position.plus(row.position)
                for seat in row.seats:
                    yield Placed(zone, row, seat, corner.plus(seat.position))

    @property
    def seat_count(self) -> int:
        """How many seats the plan has."""
        return sum(len(row.seats) for zone in self.zones for row in zone.rows)
