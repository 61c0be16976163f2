"""A clock moved by hand that wakes those who wait on it: simulators and drivers in tests and
demos.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pos.clock import ManualClock

_START = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


class SteppedClock(ManualClock):
    """Stands still until ``step``; then every waker is called. Thread: any."""

    def __init__(self, start: datetime = _START) -> None:
        super().__init__(start)
        self._wakers: list[Callable[[], None]] = []

    def wakes(self, waker: Callable[[], None]) -> None:
        """Call ``waker`` after each step."""
        self._wakers.append(waker)

    def step(self, seconds: float) -> None:
        """Move on and wake everybody."""
        self.advance(timedelta(seconds=seconds))
        for waker in tuple(self._wakers):
            waker()
