"""Where time comes from. Nothing else in ``pos``, ``hardware`` or ``kiosk`` reads a clock."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


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


class BootClock:
    """How long this machine has been running since it was started, counted through suspend and
    hibernation, and which start that was. No setting of the wall clock touches it.

    Linux: ``CLOCK_BOOTTIME`` (``clock_gettime(2)``: like CLOCK_MONOTONIC, but includes time
    suspended) and the kernel's ``random/boot_id`` (``random(4)``). Darwin's CLOCK_MONOTONIC, and
    what ``time.monotonic`` reads on Windows, count through sleep as well; which start it was has no
    name there that can be read without asking another program, so every start of the *program*
    counts as one: what was known before it proves nothing, which is the safe side.
    """

    @cached_property
    def boot(self) -> str:
        """The name of this start of the machine, or of the program where it has none."""
        try:
            return _BOOT_ID.read_text("ascii").strip()
        except OSError:
            return os.urandom(16).hex()

    def seconds(self) -> float:
        """Return seconds since some moment of this boot."""
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        if sys.platform == "darwin":
            return time.clock_gettime(time.CLOCK_MONOTONIC)
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
