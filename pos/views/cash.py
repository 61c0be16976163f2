"""Tills, counts and the day's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.ids import TillId, UserId
from pos.money import Money

NOTES = (10_000, 5_000, 2_000, 1_000, 500, 200, 100)
"""US notes in cents, largest first."""
COINS = (100, 50, 25, 10, 5, 1)
"""US coins in cents, largest first. The dollar coin and the dollar note are counted apart."""


@dataclass(frozen=True, slots=True)
class CountSheet:
    """What a person counted: pieces by denomination in minor units, notes and coins apart. No
    negative pieces."""

    notes: tuple[tuple[int, int], ...] = ()
    coins: tuple[tuple[int, int], ...] = ()
    currency: str = "USD"

    @property
    def total(self) -> Money:
        minor = sum(value * pieces for value, pieces in (*self.notes, *self.coins))
        return Money(minor, self.currency)


@dataclass(frozen=True, slots=True)
class TillView:
    """A till session. Carries no expected figure."""

    till_id: TillId
    user_id: UserId
    cashier: str
    window: str
    state: str
    opened_at: datetime
    opening_float: Money
    business_date: date
    counts_left: int


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that must be settled before a till or the day closes. ``kind``:
    ``print_in_doubt``, ``unprinted``,
    ``open_cart``, ``open_till``, ``till_not_approved``; its words are in ``kiosk/messages.py``."""

    kind: str
    count: int
    subject: str = ""


@dataclass(frozen=True, slots=True)
class TenderDifference:
    """Expected against counted for one tender, revealed only after the count is in."""

    kind: str
    expected: Money
    counted: Money

    @property
    def over_short(self) -> Money:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class TillResult:
    """A counted till: the differences, and whether a reason is asked for."""

    till: TillView
    differences: tuple[TenderDifference, ...]
    needs_reason: bool
    needs_manager: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a report: ``label``, how many, how much."""

    label: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class TillReportView:
    """An X report (``z_number`` None) or a Z report of one till or of the day (``scope``). Every
    figure is a sum over
    postings. X reports leave ``differences`` empty, and for those who still have to count
    ``by_tender`` hides cash."""

    scope: str
    """``till`` or ``day``."""
    z_number: int | None
    company: str
    window: str
    cashier: str
    business_date: date
    opened_at: datetime
    printed_at: datetime
    opening_float: Money
    by_tender: tuple[Row, ...]
    by_performance: tuple[Row, ...]
    by_price_type: tuple[Row, ...]
    by_quarter_hour: tuple[tuple[datetime, Money], ...]
    """Start of each quarter hour with sales, venue's zone, and the takings in it."""
    fees: Money
    sales: int
    tickets: int
    comps: int
    no_sales: int
    gross: Money
    differences: tuple[TenderDifference, ...]
    reason: str
    approved_by: str
    spoiled: int
    """Tickets voided because paper was ruined."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found by a check. ``severity``: ``error`` or ``warning``. Amounts in minor units
    where they apply."""

    severity: str
    code: str
    subject: str
    expected_minor: int | None = None
    actual_minor: int | None = None
    evidence: tuple[str, ...] = ()
