"""``[[venues.hold_codes]]`` of a season file: for which purposes places are kept from sale."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import code_of
from pos.views.holds import LAUNCH_CODES, HoldCode, HoldKind, keeper_of
from pos.views.people import Role

A_MONTH = 31 * 24 * 60
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def read_hold_codes(venue: Fields) -> tuple[HoldCode, ...]:
    """Return the codes of a venue in the order of its file; those of the launch profile where it
    names none. A code or letter that stands twice is a fault, and so is a kill that is sold."""
    found: list[HoldCode] = []
    for each in venue.tables("hold_codes"):
        code = _code(each, {other.letter for other in found})
        each.end()
        if any(code.holder == other.holder for other in found):
            each.fault("code", FaultCode.FIELD_REPEATED)
        if any(code.letter and code.letter == other.letter for other in found):
            each.fault("letter", FaultCode.FIELD_REPEATED)
        found.append(code)
    return tuple(found) or LAUNCH_CODES


def _free_letter(name: str, taken: Collection[str]) -> str:
    """Return the first letter of a code's name by which no code before it is known on the map."""
    letters = [letter for letter in name.upper() if letter.isalnum()]
    return next((letter for letter in letters if letter not in taken), name[:1])


def _code(fields: Fields, taken: Collection[str]) -> HoldCode:
    kind = fields.choice("kind", [kind.value for kind in HoldKind], HoldKind.HOLD.value)
    is_kill = kind == HoldKind.KILL.value
    code, name = code_of(fields), fields.text("name", longest=40)
    if keeper_of(f"hold:{code}") is not None:
        fields.fault("code", FaultCode.FIELD_NOT_ONE_OF, code, "")
    letter = fields.text("letter", _free_letter(name, taken), longest=1).upper()
    colour = fields.text("colour", "", blank=True)
    if colour and not _COLOUR.fullmatch(colour):
        fields.fault("colour", FaultCode.PLAN_COLOUR_UNKNOWN, colour)
    return HoldCode(
        code=code,
        name=name,
        kind=HoldKind(kind),
        letter=letter,
        colour=colour,
        roles=() if is_kill else _roles(fields),
        with_word=not is_kill and fields.flag("with_word", default=True),
        release_minutes=_minutes(fields),
        release_on=_day(fields),
    )


def _roles(fields: Fields) -> tuple[Role, ...]:
    if not fields.has("sold_by"):
        return (Role.MANAGER, Role.OWNER)
    allowed = {role.value: role for role in Role}
    found = []
    for word in fields.texts("sold_by"):
        if word in allowed:
            found.append(allowed[word])
        else:
            fields.fault("sold_by", FaultCode.FIELD_NOT_ONE_OF, word, ", ".join(allowed))
    return tuple(dict.fromkeys(found))


def _minutes(fields: Fields) -> int | None:
    """Return from ``release_minutes`` or ``release_hours`` before the curtain, at most one."""
    if fields.has("release_hours"):
        if fields.has("release_minutes"):
            fields.raw("release_minutes")
            fields.fault(
                "release_hours", FaultCode.FIELD_CONFLICT, "release_hours", "release_minutes"
            )
        return fields.integer("release_hours", highest=A_MONTH // 60) * 60
    if fields.has("release_minutes"):
        return fields.integer("release_minutes", highest=A_MONTH)
    return None


def _day(fields: Fields) -> date | None:
    """Return ``release_on``, a date of TOML."""
    value = fields.raw("release_on", required=False)
    if value is None:
        return None
    if type(value) is date:
        return value
    fields.fault("release_on", FaultCode.FIELD_NOT_A_DATE, value)
    return None
