"""What the parts of a season file share while it is read: codes that other parts name, days
counted from today, percentages.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.lines import item
from pos.money import LARGEST_MINOR, Money

T = TypeVar("T")

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,2})?")


class Codes(Generic[T]):
    """Things of one kind by their code: each code once, and known where it is named."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._known: dict[str, T] = {}
        self._spoiled: set[str] = set()

    def spoil(self, code: str) -> None:
        """Remember that the code is there, though its thing has faults: naming it is no fault."""
        self._spoiled.add(code)

    def add(self, fields: Fields, code: str, value: T) -> None:
        """Keep a thing under its ``code``; a repeated code is a fault."""
        if code in self._known:
            fields.fault("code", FaultCode.SEASON_CODE_REPEATED, self.kind, code)
        elif code:
            self._known[code] = value

    @property
    def complete(self) -> bool:
        """Whether everything in the file could be read; otherwise what is missing here proves
        nothing.
        """
        return not self._spoiled

    def named(self, fields: Fields, key: str, code: str) -> T | None:
        """Return the thing that ``key`` names; an unknown code is a fault, an empty one was
        reported before.
        """
        if code and code not in self._known and code not in self._spoiled:
            fields.fault(key, FaultCode.SEASON_CODE_UNKNOWN, self.kind, code)
        return self._known.get(code)

    def all_named(self, fields: Fields, key: str) -> list[T]:
        """Return the things that a list of codes names."""
        found = []
        for index, code in enumerate(fields.texts(key)):
            if code in self._known:
                found.append(self._known[code])
            elif code not in self._spoiled:
                place = item(fields.place(key), index)
                fields.faults.error(place, FaultCode.SEASON_CODE_UNKNOWN, self.kind, code)
        return found

    def values(self) -> list[T]:
        """Return everything in file order."""
        return list(self._known.values())


def code_of(fields: Fields, key: str = "code") -> str:
    """Return a code: letters, digits, ``-``, ``_`` and ``.``, at most 40."""
    code = fields.text(key)
    if code and not _CODE.fullmatch(code):
        fields.fault(key, FaultCode.FIELD_NOT_ONE_OF, code, "A-Z a-z 0-9 - _ .")
        return ""
    return code


def basis_points(fields: Fields, key: str) -> int:
    """Return a percentage written as text, ``"12.5"``, in basis points, 0 to 10,000. Absent is
    zero.
    """
    text = fields.text(key, "0")
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        fields.fault(key, FaultCode.FIELD_OUT_OF_RANGE, text, 0, 100)
        return 0
    return int(Decimal(text) * 100)


def check_fee(fields: Fields, key: str, price: Money, fee: Money) -> bool:
    """Return whether a whole price leaves something for the seat: with nothing but its fee left it
    would be free, and a free ticket bears no fee. Otherwise it is a fault."""
    if price < fee:
        fields.fault(key, FaultCode.SEASON_FEE_ABOVE_PRICE, price, fee)
        return False
    if fee and price == fee:
        least, most = Money(fee.minor + 1, fee.currency), Money(LARGEST_MINOR, fee.currency)
        fields.fault(key, FaultCode.FIELD_OUT_OF_RANGE, price, least, most)
        return False
    return True


def day_of(fields: Fields, key: str, today: date) -> date | None:
    """Return the day under ``key`` (a TOML date) or ``key_day`` (days from today); None when
    neither is there.
    """
    relative = f"{key}_day"
    if fields.has(key) and fields.has(relative):
        fields.fault(key, FaultCode.FIELD_CONFLICT, key, relative)
    if fields.has(relative):
        fields.raw(key, required=False)
        return today + timedelta(days=fields.integer(relative, lowest=-3_700, highest=3_700))
    if not fields.has(key):
        return None
    value = fields.raw(key)
    if type(value) is not date:
        fields.fault(key, FaultCode.FIELD_NOT_A_DATE, value)
        return None
    return value


def time_of(fields: Fields, key: str) -> time | None:
    """Return an hour written ``"19:30"``, or as a TOML time; a fault when it is absent."""
    value = fields.raw(key)
    if type(value) is time:
        return value
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if fields.has(key):
            fields.fault(key, FaultCode.FIELD_NOT_A_TIME, value)
        return None
    return time(int(match.group(1)), int(match.group(2)))


def zone_of(fields: Fields, key: str) -> str:
    """Return the name of an IANA time zone that this machine knows."""
    name = fields.text(key)
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.fault(key, FaultCode.SEASON_TIME_ZONE, name)
        return "UTC"
    return name or "UTC"


def local_moment(fields: Fields, key: str, local: datetime, zone: str) -> datetime:
    """Return the local time as an aware moment; an hour that the clocks skip is a fault."""
    moment = local.replace(tzinfo=ZoneInfo(zone))
    if moment.astimezone(ZoneInfo("UTC")).astimezone(moment.tzinfo).replace(tzinfo=None) != local:
        fields.fault(key, FaultCode.SEASON_NO_SUCH_HOUR, local.isoformat(sep=" "), zone)
    return moment
