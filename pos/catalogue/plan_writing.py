"""Writes the public pretix seating-plan JSON, one line a seat, so that versions of a hall can be
compared.

Source: pretix seating-plan JSON; the keys are tabled in the reference page on file formats.
"""

from __future__ import annotations

import json
from typing import Any

from pos.catalogue.plan import DEFAULT_RADIUS, Area, Plan, Point, Row, Seat, Zone


def write_plan(plan: Plan) -> str:
    """Return the plan as JSON text that ``read_plan`` reads back to an equal plan, coordinates to
    a thousandth of a unit.
    """
    head = {
        "name": plan.name,
        "size": {"width": plan.width, "height": plan.height},
        "categories": [_present({"name": c.name, "color": c.colour}) for c in plan.categories],
    }
    lines = [f" {_compact(key)}: {_compact(value)}," for key, value in head.items()]
    zones = ",\n".join(_write_zone(zone) for zone in plan.zones)
    return "\n".join(["{", *lines, ' "zones": [', zones, " ]", "}"]) + "\n"


def _write_zone(zone: Zone) -> str:
    head: dict[str, Any] = {
        **_present({"name": zone.name, "zone_id": zone.zone_id, "uuid": zone.uuid}),
        "position": _write_point(zone.position),
    }
    parts = [f"   {_compact(key)}: {_compact(value)}" for key, value in head.items()]
    areas = ",\n".join(f"    {_compact(_write_area(area))}" for area in zone.areas)
    if areas:
        parts.append(f'   "areas": [\n{areas}\n   ]')
    rows = ",\n".join(_write_row(row) for row in zone.rows)
    parts.append(f'   "rows": [\n{rows}\n   ]')
    return "  {\n" + ",\n".join(parts) + "\n  }"


def _write_row(row: Row) -> str:
    head = {
        "row_number": row.number,
        **_present({"row_label": row.label, "seat_label": row.seat_label, "uuid": row.uuid}),
        "row_number_position": row.number_position or None,
        "position": _write_point(row.position),
    }
    seats = ",\n".join(f"     {_compact(_write_seat(seat))}" for seat in row.seats)
    return f'    {_compact(head)[:-1]}, "seats": [\n{seats}\n    ]}}'


def _write_seat(seat: Seat) -> dict[str, Any]:
    return {
        "seat_guid": seat.guid,
        "seat_number": seat.number,
        "position": _write_point(seat.position),
        "category": seat.category,
        **_present({"uuid": seat.uuid, "start_direction": seat.start_direction}),
        **({} if seat.radius == DEFAULT_RADIUS else {"radius": _plain(seat.radius)}),
    }


def _write_area(area: Area) -> dict[str, Any]:
    wide, high = _plain(area.extent.x), _plain(area.extent.y)
    shapes: dict[str, Any] = {
        "circle": {"radius": wide},
        "ellipse": {"radius": {"x": wide, "y": high}},
        "rectangle": {"width": wide, "height": high},
        "polygon": {"points": [_write_point(point) for point in area.points]},
    }
    written: dict[str, Any] = {"position": _write_point(area.position)}
    if area.shape:
        written["shape"] = area.shape
    if area.shape in shapes:
        written[area.shape] = shapes[area.shape]
    if area.text is not None:
        written["text"] = {
            "text": area.text.text,
            "position": _write_point(area.text.position),
            **_present({"color": area.text.colour}),
            "size": _plain(area.text.size),
        }
    written["rotation"] = _plain(area.rotation)
    colours = {"color": area.colour, "border_color": area.border_colour, "uuid": area.uuid}
    return written | _present(colours)


def _write_point(point: Point) -> dict[str, float]:
    return {"x": _plain(point.x), "y": _plain(point.y)}


def _plain(value: float) -> float:
    value = round(value, 3)
    return int(value) if value == int(value) else value


def _present(table: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in table.items() if value}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
