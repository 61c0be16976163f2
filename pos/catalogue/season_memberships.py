"""The membership levels of a season file."""

from __future__ import annotations

import re
from calendar import monthrange

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes, basis_points, code_of
from pos.money import LARGEST_MINOR, Money
from pos.views.season import Membership

LONGEST_MEMBERSHIP = 120
"""Months."""
MOST_DAYS = 365
"""Before and after its end that a membership may be renewed."""
MOST_TICKETS = 1_000
"""At the member's price in a year."""
_DAY = re.compile(r"(\d{2})-(\d{2})")
_MONTHS = 12
_LEAP_YEAR = 2024


def read_memberships(fields: Fields, currency: str) -> tuple[Membership, ...]:
    """Return the levels in the order of the file; none is free."""
    levels: Codes[Membership] = Codes("membership")
    for each in fields.tables("memberships"):
        level = Membership(
            code=code_of(each),
            name=each.text("name"),
            price=_price(each, currency),
            discount_bp=basis_points(each, "percent_off"),
            tickets=each.integer("tickets", 0, lowest=0, highest=100),
            benefits=each.texts("benefits"),
            months=each.integer("months", 12, lowest=1, highest=LONGEST_MEMBERSHIP),
            until_day=_until_day(each),
            tickets_a_year=_tickets_a_year(each),
            renew_days=each.integer("renew_days", 60, lowest=0, highest=MOST_DAYS),
            grace_days=each.integer("grace_days", 30, lowest=0, highest=MOST_DAYS),
        )
        each.end()
        levels.add(each, level.code, level)
    return tuple(levels.values())


def _until_day(fields: Fields) -> tuple[int, int] | None:
    """Return the day of the year on which every membership of a level ends, "08-31"; one that ends
    so has no number of months."""
    if not fields.has("until_day"):
        return None
    text = fields.text("until_day")
    match = _DAY.fullmatch(text)
    day = (int(match.group(1)), int(match.group(2))) if match is not None else (0, 0)
    if not _is_day(*day):
        fields.fault("until_day", FaultCode.FIELD_WRONG_TYPE, "a day like 08-31", text)
    elif fields.has("months"):
        fields.fault("until_day", FaultCode.FIELD_CONFLICT, text, "months")
    return day if _is_day(*day) else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= _MONTHS and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]


def _tickets_a_year(fields: Fields) -> int | None:
    if not fields.has("tickets_a_year"):
        return None
    return fields.integer("tickets_a_year", 0, lowest=1, highest=MOST_TICKETS)


def _price(fields: Fields, currency: str) -> Money:
    before = fields.faults.errors
    price = fields.money("price", currency)
    if not price and fields.faults.errors == before:
        least, most = Money(1, currency), Money(LARGEST_MINOR, currency)
        fields.fault("price", FaultCode.FIELD_OUT_OF_RANGE, price, least, most)
    return price
