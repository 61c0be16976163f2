"""A patron's account as its statement shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.money import Money


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A movement: ``what`` a batch kind, ``amount`` what it added, ``balance`` after it. ``at`` in
    the venue's zone."""

    at: datetime
    what: str
    amount: Money
    balance: Money
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """Every movement of an account since a day (None: since it was opened). ``opening`` and all
    amounts are ``closing`` together. Credit does not expire."""

    company: str
    address: tuple[str, ...]
    holder: str
    serial: str
    since: date | None
    as_of: datetime
    opening: Money
    lines: tuple[AccountLine, ...]
    closing: Money
