"""The Rosewall Auditorium: 2,776 reserved seats on five levels, all in one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.demo.arcs import (
    FLOOR,
    INK,
    ROW_DEPTH,
    ROW_LETTERS,
    STAGE,
    WALL,
    Block,
    Boxes,
    Section,
    Wall,
    band,
    box_zone,
    even_outwards,
    fitted,
    hundreds,
    odd_outwards,
    places,
    section_rows,
    words,
)
from pos.catalogue.plan import ORIGIN, Category, Plan, Point, Row, Zone

SEATS = 2_776

PREMIUM, ZONE_A, BOXES, ZONE_B, ZONE_C, ZONE_D = (
    Category("Premium", "#9c3848"),
    Category("Zone A", "#c77f2a"),
    Category("Boxes", "#6d5a9c"),
    Category("Zone B", "#2e7f78"),
    Category("Zone C", "#3c6ea6"),
    Category("Zone D", "#6c7683"),
)
_AISLE = 0.182
"""Where the two aisles of the orchestra run; those upstairs stand a little closer."""
_SIDE = 0.52
"""Where the side walls begin."""


def _blocks(aisle: float, outer: float) -> tuple[Block, ...]:
    return (
        Block("left", -outer, -aisle, "right", odd_outwards, "start"),
        Block("middle", -aisle, aisle, "both", hundreds, "both"),
        Block("right", aisle, outer, "left", even_outwards, "end"),
    )


def _orchestra_zone(row: int, block: Block) -> str:
    if block.name == "middle":
        return (ZONE_A if row < 2 or row > 15 else PREMIUM).name
    return (ZONE_A if row < 14 else ZONE_B).name


def _front_middle(rows: int, front: Category, rest: Category) -> Callable[[int, Block], str]:
    """Return the zones of a balcony: the first rows of the middle are a class better."""

    def zone(row: int, block: Block) -> str:
        return (front if row < rows and block.name == "middle" else rest).name

    return zone


ORCHESTRA = Section(
    "Orchestra",
    "ORC",
    900.0,
    ROW_LETTERS,
    _blocks(_AISLE, _SIDE),
    _orchestra_zone,
    missing=places("Y Z", 1, 2, 3, 4),  # doors to the foyer
    wall=728.0,
)
WHEELCHAIR_ROW = Section(
    "Orchestra",
    "ORC",
    900.0 + len(ROW_LETTERS) * ROW_DEPTH + 8,
    ("ZZ",),
    (
        Block("left", -0.46, -_AISLE, "right", odd_outwards, "start"),
        Block("middle", -_AISLE, _AISLE, "both", hundreds),
        Block("right", _AISLE, 0.46, "left", even_outwards, "end"),
    ),
    lambda row, block: (ZONE_A if block.name == "middle" else ZONE_B).name,
    pitch=30.0,
    half_aisle=34.0,
)
DRESS_CIRCLE = Section(
    "Dress circle",
    "DC",
    1_650.0,
    ("AA", "BB", "CC", "DD", "EE"),
    _blocks(0.17, 0.505),
    _front_middle(3, ZONE_A, ZONE_B),
    missing=places("DD EE", 15, 17, 19, 16, 18, 20) | places("AA", 112),  # stairs; a camera
)
LOWER_BALCONY = Section(
    "Lower balcony",
    "LB",
    1_860.0,
    ROW_LETTERS[:6],
    _blocks(0.158, 0.486),
    _front_middle(2, ZONE_B, ZONE_C),
    missing=places("D", 13, 14),  # pillars
)
UPPER_BALCONY = Section(
    "Upper balcony",
    "UB",
    2_095.0,
    ROW_LETTERS[:8],
    _blocks(0.145, 0.468),
    _front_middle(2, ZONE_C, ZONE_D),
    missing=places("H", *range(108, 121)),  # the follow-spot booth
)


BOXES_LEFT = Boxes("Boxes left", "BXL", -1, ("1", "3", "5", "7", "9"), 6, BOXES.name, "Box")
BOXES_RIGHT = Boxes("Boxes right", "BXR", 1, ("2", "4", "6", "8", "10"), 6, BOXES.name, "Box")
_BOX_WALL = Wall(_SIDE, 880.0, 62.0)


def _stage() -> Zone:
    name = words("STAGE", Point(0.0, 772.0), 42.0, "#f4efe6")
    return Zone(ORIGIN, (), "", "stage", (band((705.0, 838.0), 0.44, STAGE, STAGE), name))


def _zone(section: Section, angle: float, more: Sequence[Row] = ()) -> Zone:
    """Return a section with the ring it stands on and its name on the front edge."""
    rows = (*section_rows(section), *more)
    inner = section.first_radius - 20.0
    outer = section.radius(len(section.letters) - 1) + (54.0 if more else 20.0)
    name = words(section.name.upper(), Point(0.0, inner - 20.0), 30.0, INK)
    floor = band((inner, outer), angle, FLOOR, WALL)
    return Zone(ORIGIN, rows, section.name, section.code.lower(), (floor, name))


def auditorium() -> Plan:
    """Return the plan; the same on every run and machine."""
    zones = (
        _stage(),
        _zone(ORCHESTRA, 0.545, section_rows(WHEELCHAIR_ROW)),
        box_zone(BOXES_LEFT, _BOX_WALL),
        box_zone(BOXES_RIGHT, _BOX_WALL),
        _zone(DRESS_CIRCLE, 0.52),
        _zone(LOWER_BALCONY, 0.499),
        _zone(UPPER_BALCONY, 0.479),
    )
    categories = (PREMIUM, ZONE_A, BOXES, ZONE_B, ZONE_C, ZONE_D)
    return fitted(Plan("Rosewall Auditorium", 1, 1, categories, zones), 50.0)
