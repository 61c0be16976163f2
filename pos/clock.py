"""Where time comes from. Nothing else in ``pos``, ``hardware`` or ``kiosk`` reads a clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Wall time for facts, monotonic time for deadlines. Callable from any thread."""

    def now(self) -> datetime:
        """Return the time in UTC, aware, microsecond resolution."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go backwards; only differences mean anything."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is moved: demo, training and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, by: timedelta) -> None:
        """Move both times on; a negative step moves only the wall time back."""
        self._now += by
        self._monotonic += max(by.total_seconds(), 0.0)


def business_date(moment: datetime, zone: ZoneInfo, cutoff_hour: int) -> date:
    """Return the day a fact belongs to: local time before ``cutoff_hour`` (0-11) is still
    yesterday."""
    return (moment.astimezone(zone) - timedelta(hours=cutoff_hour)).date()
