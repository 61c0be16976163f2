"""What time it is at the hub, when only this machine can be asked: never too early.

A lease ends at a time of the hub's clock. The window's own wall clock may be wrong by hours and may
be set at any moment, so it is not asked: the hub's word is taken once, and this machine's monotonic
clock says how long ago that was. Every error is put on the side of *later*, since a window that
believes it is later stops selling sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.clock import BootClock, Clock

DRIFT = 200e-6
"""How much of itself a monotonic clock may lose: 200 ppm, 17 s a day; quartz in a warm case keeps
50."""
KEPT_S = 30.0
"""How old the hub's time on disk may be. The watermark of this machine's clock goes with it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """This machine's clocks at one moment.

    ``boot`` names the start of the machine whose monotonic clock ``monotonic`` is (seconds): only
    readings of one boot can be subtracted. ``wall`` is aware and proves nothing.
    """

    boot: str
    monotonic: float
    wall: datetime


@dataclass(frozen=True, slots=True)
class MachineClocks:
    """What this machine's clocks show whenever it is called. ``clock``: for the wall only."""

    boots: BootClock
    clock: Clock

    def __call__(self) -> Reading:
        return Reading(self.boots.boot, self.boots.seconds(), self.clock.now())


@dataclass(frozen=True, slots=True)
class HubTime:
    """The hub's word for the time, and when it was asked for.

    ``said`` is what the hub's clock showed. ``asked`` was read *before* the question was sent: what
    the answer took on its way counts as gone by.
    """

    said: datetime
    asked: Reading

    def latest(self, now: Reading) -> datetime | None:
        """Return the latest that it can be at the hub, or None when nothing here proves it: the
        machine was started again since."""
        if now.boot != self.asked.boot:
            return None
        gone_by = max(now.monotonic - self.asked.monotonic, 0.0)
        return self.said + timedelta(seconds=gone_by * (1 + DRIFT))

    def presumed(self, now: Reading, watermark: datetime) -> datetime | None:
        """Return what this machine's wall clock makes it at the hub, or None when that clock cannot
        be right: it shows less than ``watermark``, the newest time of it that was ever written
        down.

        Good enough only where being wrong harms nobody (``pos.hub.leases``).
        """
        if now.wall < watermark:
            return None
        return self.said + max(now.wall - self.asked.wall, timedelta(0))
