"""A check as the cashier types it, made into what the box office takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pos.errors import TextRefused
from pos.text import checked_text
from pos.views.paying import CheckGiven

CHECK_NUMBER_LONGEST = 20
PAYER_LONGEST = 80
PHONE_LONGEST = 40

_AHEAD = timedelta(days=31)
"""Further ahead than this nobody dates a check by month and day alone: it is an old one."""
_YEARS_BACK = 8
"""A February 29 may lie that far back."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?")


@dataclass(frozen=True, slots=True)
class ReadCheck:
    """What the check reader read; empty where it could not. ``account_last4``: four digits at
    most."""

    number: str = ""
    routing: str = ""
    account_last4: str = ""


@dataclass(frozen=True, slots=True)
class CheckSlip:
    """The fields as typed. ``dated``: month/day, month/day/year or an ISO date; empty: today."""

    number: str
    payer: str
    dated: str = ""
    phone: str = ""
    id_seen: bool = False


def check_given(slip: CheckSlip, read: ReadCheck, today: date | None) -> CheckGiven:
    """Return the check.

    Raises:
        TextRefused: A field is empty that may not be, too long, or no date.
        CardNumberRefused: A field looks like a payment card.
    """
    number = checked_text("check_number", slip.number, longest=CHECK_NUMBER_LONGEST, required=True)
    payer = checked_text("check_payer", slip.payer, longest=PAYER_LONGEST, required=True)
    phone = checked_text("phone", slip.phone, longest=PHONE_LONGEST)
    same = read.number in ("", number)
    return CheckGiven(
        number,
        payer,
        _day(slip.dated, today),
        phone,
        read.routing if same else "",
        read.account_last4 if same else "",
        slip.id_seen,
    )


def read_of(given: CheckGiven) -> ReadCheck:
    """Return what a check reader read of this check; nothing where none did."""
    if not given.routing and not given.account_last4:
        return ReadCheck()
    return ReadCheck(given.number, given.routing, given.account_last4)


def _day(text: str, today: date | None) -> date:
    """Return the date on the check; a month and day alone are the latest such day that is past,
    or one that is less than a month ahead."""
    cleaned = text.strip()
    if not cleaned and today is not None:
        return today
    try:
        if iso := _ISO.fullmatch(cleaned):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if (found := _AMERICAN.fullmatch(cleaned)) and today is not None:
            month, day = int(found[1]), int(found[2])
            if found[3] is not None:
                return date(int(found[3]) % 2000 + 2000, month, day)
            years = range(today.year - _YEARS_BACK, today.year + 2)
            days = [date(year, month, day) for year in years if _is_a_day(year, month, day)]
            return max(one for one in days if one - today <= _AHEAD)
    except ValueError:
        raise TextRefused(field="check_date", limit=10) from None
    raise TextRefused(field="check_date", limit=10)


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
