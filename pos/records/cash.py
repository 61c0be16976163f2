"""Tills, drawers, counts and locks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DrawerOpening:
    """The reason to open a drawer, on disk before the pulse."""

    opening_id: str
    till_id: str | None
    reason: str
    note: str
    subject_id: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class DrawerOutcome:
    """What the drawer did after a kick."""

    opening_id: str
    sent: bool
    seen_open: bool | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawerSeen:
    """What the drawer's sensor told apart from a kick: ``by_key`` (opened with no kick of ours),
    ``left_open`` or ``closed`` after either. ``open_ms``: for how long it had been open."""

    seen_id: str
    window_id: str
    till_id: str | None
    user_id: str
    what: str
    open_ms: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Till:
    """A till session as it was opened."""

    till_id: str
    window_id: str
    user_id: str
    opened_at: datetime
    business_date: date
    currency: str
    float_minor: int
    sheet: str
    """The counted float as a ``CountSheet`` in JSON."""
    window_name: str
    """What its window was called then: a day that waits for it says so by name."""


@dataclass(frozen=True, slots=True)
class TillCount:
    """One blind count."""

    count_id: str
    till_id: str
    attempt: int
    at: datetime
    user_id: str
    sheet: str
    total_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class TillClose:
    """A till locked by a second person; ``report`` is the Z report in JSON, as it was printed.

    ``left`` and ``rest``: what of the counted cash is the next float and what goes to the bank, as
    ``CountSheet`` in JSON; together they are what was counted. ``forgotten``: somebody else than
    the till's cashier closed it.
    """

    till_id: str
    z_number: int
    window_id: str
    at: datetime
    user_id: str
    approved_by: str
    reason: str
    counted_minor: int
    expected_minor: int
    report: str
    left: str = ""
    rest: str = ""
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class DayClose:
    """A business day locked."""

    window_id: str
    business_date: date
    at: datetime
    user_id: str
    approved_by: str
    report: str
