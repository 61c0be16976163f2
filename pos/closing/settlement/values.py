"""Single values of a settlement file: amounts exactly, moments to UTC, zones by every name they go
under.

Each function returns None for what it cannot read; nothing is guessed and no float is made.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pos.card_guard import looks_like_card
from pos.catalogue.order_values import amount_of, day_and_hour
from pos.money import LARGEST_MINOR, MINOR_DIGITS

_PLAIN = re.compile(r"(-?)([0-9]{1,11})(?:\.([0-9]{1,2}))?")
_STAMP = re.compile(
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
    r"(?:[ T][0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?)?"
)
_SHORTEST_NUMBER = 13
_DIGITS = re.compile(r"(?:[0-9][ \-._/\\,:|+*~;'()\t]{0,4}){12}")
"""Fewer digits close to each other than any card's number and any stripe have: no card."""
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?")
_ABBREVIATIONS = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "BST": 60,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
    "EET": 120,
    "EEST": 180,
    "AST": -240,
    "ADT": -180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
}
"""Minutes from UTC of the names that reports of processors for America and Europe use."""


def minor_of(text: str, currency: str) -> int | None:
    """Return an amount in minor units: ``12.50``, ``-1,234.50``, ``(12.00)``, ``12,50``."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None and MINOR_DIGITS[currency] == 2:
        sign, whole, part = plain.groups()
        minor = int(whole) * 100 + (int(part.ljust(2, "0")) if part else 0)
        return (-minor if sign else minor) if minor <= LARGEST_MINOR else None
    amount = amount_of(text, currency)
    return None if amount is None else amount.minor


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, of an abbreviation in use, or of an offset."""
    name = name.strip()
    minutes = _ABBREVIATIONS.get(name.upper())
    if minutes is not None:
        return timezone(timedelta(minutes=minutes))
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if size >= timedelta(hours=24):
            return None
        return timezone(-size if offset[1] == "-" else size)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment_of(text: str, zone: tzinfo) -> tuple[datetime | None, date] | None:
    """Return (moment in UTC, day as written); the moment is None where there is no hour.

    ``zone``: of a text that names none itself.
    """
    if _STAMP.fullmatch(text) is None:
        return _other_moment(text, zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    day = found.date()
    if len(text) == 10:
        return None, day
    aware = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    return aware.astimezone(UTC), day


def _other_moment(text: str, zone: tzinfo) -> tuple[datetime | None, date] | None:
    bare, seconds = text, 0
    with_seconds = re.fullmatch(r"(.*\d{1,2}:\d{2}):([0-5]\d)(\s*[AaPp]\.?[Mm]\.?)?", text)
    if with_seconds is not None:
        bare, seconds = with_seconds[1] + (with_seconds[3] or ""), int(with_seconds[2])
    found = day_and_hour(bare)
    if found is None:
        return None
    day, hour = found
    if hour is None:
        return None, day
    at = datetime.combine(day, time(hour.hour, hour.minute, seconds), zone)
    return at.astimezone(UTC), day


def holds_card(value: str) -> bool:
    """Return whether a card's number or stripe stands in a field. Quick on what cannot: moments,
    short texts, few digits."""
    if len(value) < _SHORTEST_NUMBER:
        return False
    if value.isascii() and (_STAMP.fullmatch(value) or not _DIGITS.search(value)):
        return False
    return looks_like_card(value)
