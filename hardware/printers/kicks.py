"""Drawer pulses on their way through a printer, and the sensor watched behind them.

Limits (hardware facts 4): a pulse of at most 510 ms, never while the printer prints. That the
pulse was sent and that the drawer was seen open are two facts.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from pos.ports.devices import Condition, KickResult

LONGEST_PULSE_MS = 510
_QUEUED_UNIT_MS = 2
_AT_ONCE_UNIT_MS = 100
_MOST_AT_ONCE = 5
_DRIVES = {2: 0, 5: 1}
PinWatcher = Callable[[bool | None], None]
"""Told the level of pin 3 at each change (True: high), None when it is not known any more."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """``pin`` 2 or 5 of the drawer's connector; ``on_ms`` even, 2 to 510."""

    pin: int
    on_ms: int

    def queued(self) -> bytes:
        """Return ESC p m t1 t2, which waits its turn. ``1B 70 00 32 32``: pin 2, 100 ms."""
        units = min(self.on_ms, LONGEST_PULSE_MS) // _QUEUED_UNIT_MS
        return b"\x1bp" + bytes((_DRIVES[self.pin], units, units))

    def at_once(self) -> bytes:
        """Return DLE DC4 1 m t, which an offline printer obeys too. ``10 14 01 00 01``: 100 ms."""
        units = min(math.ceil(self.on_ms / _AT_ONCE_UNIT_MS), _MOST_AT_ONCE)
        return b"\x10\x14\x01" + bytes((_DRIVES[self.pin], units))


class Kick:
    """One opening: ``wait_s`` for its turn, ``seen_s`` for the sensor; no sensor when
    ``open_is_high`` is None."""

    def __init__(
        self, pulse: Pulse, open_is_high: bool | None, wait_s: float, seen_s: float
    ) -> None:
        self.pulse = pulse
        self.open_is_high = open_is_high
        self.wait_s = wait_s
        self.seen_s = seen_s
        self.deadline_s = math.inf
        self.future: Future[KickResult] = Future()
        self._begun = False

    def begin(self) -> bool:
        """Return whether it may go out: False when its caller has cancelled it."""
        self._begun = self.future.set_running_or_notify_cancel()
        return self._begun

    def end(self, result: KickResult) -> None:
        """Resolve the future; a cancelled kick stays cancelled."""
        if self._begun or self.future.set_running_or_notify_cancel():
            self.future.set_result(result)

    def refuse(self, condition: Condition | None) -> None:
        """The pulse did not leave."""
        self.end(KickResult(sent=False, condition=condition))


class KickDesk:
    """Kicks that wait, the one going out and those whose sensor is watched. Thread: the
    device's.
    """

    def __init__(self) -> None:
        self._waiting: deque[Kick] = deque()
        self._leaving: Kick | None = None
        self._watched: list[Kick] = []
        self._watchers: list[PinWatcher] = []
        self._pin: bool | None = None
        self._free_at_s = -math.inf

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Tell ``watcher`` the level now and at each change."""
        self._watchers.append(watcher)
        watcher(self._pin)

    def accept(self, kick: Kick, now_s: float) -> None:
        """Queue a kick; kicks go before print jobs."""
        kick.deadline_s = now_s + kick.wait_s
        self._waiting.append(kick)

    def pulsing(self, now_s: float) -> bool:
        """Whether a pulse is on: nothing may be printed meanwhile."""
        return self._leaving is not None or now_s < self._free_at_s

    def next(self, now_s: float) -> Kick | None:
        """Take the next kick whose turn it is."""
        while self._waiting and not self.pulsing(now_s):
            kick = self._waiting.popleft()
            if kick.begin():
                self._leaving = kick
                return kick
        return None

    def left(self, now_s: float) -> None:
        """The bytes of the kick that was going out have left."""
        kick, self._leaving = self._leaving, None
        if kick is None:
            return
        self._free_at_s = now_s + kick.pulse.on_ms / 1000
        if kick.open_is_high is None or self._pin is None:
            kick.end(KickResult(sent=True))
        elif self._pin is kick.open_is_high:  # it was open already
            kick.end(KickResult(sent=True, seen_open=True, condition=Condition.DRAWER_OPEN))
        else:
            kick.deadline_s = now_s + kick.seen_s
            self._watched.append(kick)

    def pin(self, level: bool | None) -> None:
        """The printer reported pin 3."""
        if level is self._pin:
            return
        self._pin = level
        for watcher in tuple(self._watchers):
            watcher(level)
        for kick in tuple(self._watched):
            if level is kick.open_is_high:
                self._watched.remove(kick)
                kick.end(KickResult(sent=True, seen_open=True))

    def tick(self, now_s: float, why: Condition | None) -> None:
        """End what is overdue; ``why`` the printer could not take a kick."""
        for kick in [one for one in self._watched if now_s >= one.deadline_s]:
            self._watched.remove(kick)
            kick.end(KickResult(sent=True, seen_open=False))
        for kick in [one for one in self._waiting if now_s >= one.deadline_s]:
            self._waiting.remove(kick)
            kick.refuse(why)

    def due(self, now_s: float, *, jobs_wait: bool) -> float:
        """Return the second at which something is overdue, or the pulse that is on is over."""
        due_s = min(
            (kick.deadline_s for kick in (*self._waiting, *self._watched)), default=math.inf
        )
        if (self._waiting or jobs_wait) and now_s < self._free_at_s:
            due_s = min(due_s, self._free_at_s)
        return due_s

    def lost(self, why: Condition | None) -> None:
        """The line is gone: what was not sent is refused, what was sent was not seen."""
        if self._leaving is not None:
            kick, self._leaving = self._leaving, None
            kick.refuse(why)
        while self._waiting:
            self._waiting.popleft().refuse(why)
        for kick in self._watched:
            kick.end(KickResult(sent=True, condition=why))
        self._watched.clear()
        self.pin(None)
