"""What parts of a season file name of its programme: zones of any hall, performances of any
production."""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes
from pos.ids import ZoneId
from pos.views.season import Hall, Performance, Production


def zones_named(fields: Fields, halls: Codes[Hall]) -> frozenset[ZoneId]:
    """Return the zones that ``zones`` names, in every hall that has one of that name."""
    found: set[ZoneId] = set()
    for name in fields.texts("zones"):
        here = {
            zone.zone_id for hall in halls.values() for zone in hall.view.zones if zone.name == name
        }
        if not here and halls.complete:
            known = ", ".join(hall.view.code for hall in halls.values())
            fields.fault("zones", FaultCode.SEASON_ZONE_UNKNOWN, name, known)
        found |= here
    return frozenset(found)


def performances_named(
    fields: Fields, productions: Codes[Production], performances: Codes[Performance]
) -> list[Performance]:
    """Return the performances that ``performances`` and ``productions`` name, in file order."""
    chosen = {each.code for each in performances.all_named(fields, "performances")}
    works = {each.code for each in productions.all_named(fields, "productions")}
    return [
        each for each in performances.values() if each.code in chosen or each.production in works
    ]
