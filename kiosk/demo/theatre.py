"""The Lyceum Theatre: 880 reserved seats, stalls and one balcony, numbered straight through from
the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kiosk.demo.arcs import (
    FLOOR,
    INK,
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

SEATS = 880

ZONE_1, ZONE_2, ZONE_3, LOGES = (
    Category("Zone 1", "#9c3848"),
    Category("Zone 2", "#c77f2a"),
    Category("Zone 3", "#2e7f78"),
    Category("Loges", "#6d5a9c"),
)


def _blocks(aisle: float, outer: float) -> tuple[Block, ...]:
    return (
        Block("left", -outer, -aisle, "right", odd_outwards, "start"),
        Block("middle", -aisle, aisle, "both", hundreds, "both"),
        Block("right", aisle, outer, "left", even_outwards, "end"),
    )


def _orchestra_zone(row: int, block: Block) -> str:
    if row < 9 and block.name == "middle":
        return ZONE_1.name
    return (ZONE_2 if row < 12 else ZONE_3).name


ORCHESTRA = Section(
    "Orchestra",
    "O",
    1_250.0,
    ROW_LETTERS[:17],
    _blocks(0.14, 0.325),
    _orchestra_zone,
    missing=places("S", *range(1, 25)),  # the doors
)
BALCONY = Section(
    "Balcony",
    "B",
    1_750.0,
    ROW_LETTERS[:7],
    _blocks(0.112, 0.275),
    lambda row, block: (ZONE_2 if row < 2 else ZONE_3).name,
    missing=places("D E", 9, 11, 13, 10, 12, 14) | places("A", 108),  # stairs; a camera
)
LOGES_LEFT = Boxes("Loges left", "LL", -1, ("A", "B", "C"), 4, LOGES.name, "Loge")
LOGES_RIGHT = Boxes("Loges right", "LR", 1, ("A", "B", "C"), 4, LOGES.name, "Loge")
_LOGE_WALL = Wall(0.325, 1_236.0, 52.0)


def _through(section: Section, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows numbered 1, 2, 3 ... from the left wall to the right one."""
    result = []
    for letter, blocks in groupby(rows, key=lambda row: row.number):
        number = 0
        for block in blocks:
            seats = []
            for seat in block.seats:
                number += 1
                guid = f"{section.code}-{letter}-{number}"
                seats.append(replace(seat, guid=guid, number=str(number)))
            result.append(replace(block, seats=tuple(seats)))
    return tuple(result)


def _zone(section: Section, angle: float) -> Zone:
    inner = section.first_radius - 20.0
    outer = section.radius(len(section.letters) - 1) + 20.0
    name = words(section.name.upper(), Point(0.0, inner - 18.0), 22.0, INK)
    floor = band((inner, outer), angle, FLOOR, WALL)
    rows = _through(section, section_rows(section))
    return Zone(ORIGIN, rows, section.name, section.name.lower(), (floor, name))


def theatre() -> Plan:
    """Return the plan; the same on every run and machine."""
    stage = (
        band((1_065.0, 1_188.0), 0.28, STAGE, STAGE),
        words("STAGE", Point(0.0, 1_126.0), 34.0, "#f4efe6"),
    )
    zones = (
        Zone(ORIGIN, (), "", "stage", stage),
        _zone(ORCHESTRA, 0.352),
        box_zone(LOGES_LEFT, _LOGE_WALL),
        box_zone(LOGES_RIGHT, _LOGE_WALL),
        _zone(BALCONY, 0.292),
    )
    categories = (ZONE_1, ZONE_2, LOGES, ZONE_3)
    return fitted(Plan("Lyceum Theatre", 1, 1, categories, zones), 40.0)
