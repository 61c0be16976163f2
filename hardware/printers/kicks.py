"""Drawer pulses on their way through a printer, and the sensor watched behind them.

Limits (hardware facts 4, documented): a pulse of at most 510 ms, never both drives at once, never
while the printer prints. A pulse is followed by a rest of the same length (ESC p t2, hardware facts
2.3); a receipt waits for the end of the pulse, the next pulse for the end of the rest. That the
pulse was sent and that the drawer was seen open are two facts.
"""

from __future__ import annotations

import heapq
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

    @property
    def lasts_s(self) -> float:
        """Seconds that the drive may be on, in the longer of its two forms; it rests as long."""
        units = min(math.ceil(self.on_ms / _AT_ONCE_UNIT_MS), _MOST_AT_ONCE)
        return max(min(self.on_ms, LONGEST_PULSE_MS), units * _AT_ONCE_UNIT_MS) / 1000


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
    """Kicks that wait, the one going out, those whose sensor is watched, and calls for later.
    Thread: the device's.
    """

    def __init__(self) -> None:
        self._waiting: deque[Kick] = deque()
        self._leaving: Kick | None = None
        self._watched: list[Kick] = []
        self._watchers: list[PinWatcher] = []
        self._pin: bool | None = None
        self._lasts_s = 0.0
        self._on_until_s = self._rests_until_s = -math.inf
        self._look_until_s = -math.inf
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._later_number = 0

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Tell ``watcher`` the level now and at each change."""
        self._watchers.append(watcher)
        watcher(self._pin)

    def call_at(self, due_s: float, call: Callable[[], None]) -> None:
        """Have ``call`` run at a second of the clock, or when the printer is back after it."""
        self._later_number += 1
        heapq.heappush(self._later, (due_s, self._later_number, call))

    def accept(self, kick: Kick, now_s: float) -> None:
        """Queue a kick; kicks go before print jobs."""
        kick.deadline_s = now_s + kick.wait_s
        self._waiting.append(kick)

    def watching(self, now_s: float) -> bool:
        """Whether the sensor may be about to change because of a pulse."""
        return bool(self._watched) or now_s < self._look_until_s

    def pulsing(self, now_s: float) -> bool:
        """Whether a pulse is on: nothing may be printed meanwhile."""
        return self._leaving is not None or now_s < self._on_until_s

    def ready(self, now_s: float) -> bool:
        """Whether it is the turn of one that waits: never before the rest of the last pulse is
        over."""
        return bool(self._waiting) and self._leaving is None and now_s >= self._rests_until_s

    def next(self, now_s: float) -> Kick | None:
        """Take the next kick whose turn it is."""
        while self.ready(now_s):
            kick = self._waiting.popleft()
            if kick.begin():
                self._leaving = kick
                return kick
        return None

    def left(self, now_s: float) -> bool:
        """The bytes of the kick that was going out have left; False when none was."""
        kick, self._leaving = self._leaving, None
        if kick is None:
            return False
        self._lasts_s = kick.pulse.lasts_s
        self.obeyed(now_s)
        seen = self._pin is not None and self._pin is kick.open_is_high
        self._look_until_s = now_s if seen or self._pin is None else now_s + kick.seen_s
        if kick.open_is_high is None or self._pin is None:
            kick.end(KickResult(sent=True))
        elif self._pin is kick.open_is_high:  # it was open already
            kick.end(KickResult(sent=True, seen_open=True, condition=Condition.DRAWER_OPEN))
        else:
            kick.deadline_s = now_s + kick.seen_s
            self._watched.append(kick)
        return True

    def obeyed(self, now_s: float) -> None:
        """The last pulse began at ``now_s`` at the latest: an answer behind it proves that."""
        self._on_until_s = now_s + self._lasts_s
        self._rests_until_s = self._on_until_s + self._lasts_s

    def pin(self, level: bool | None) -> None:
        """The printer reported pin 3."""
        if level is self._pin:
            return
        self._pin = level
        self._look_until_s = -math.inf
        for watcher in tuple(self._watchers):
            watcher(level)
        for kick in tuple(self._watched):
            if level is kick.open_is_high:
                self._watched.remove(kick)
                kick.end(KickResult(sent=True, seen_open=True))

    def stalled(self, now_s: float) -> bool:
        """Whether the line does not take the pulse that is going out: hang up, or it would open the
        drawer whenever the line wakes."""
        return self._leaving is not None and now_s >= self._leaving.deadline_s

    def tick(self, now_s: float, why: Condition | None) -> None:
        """End what is overdue; ``why`` the printer could not take a kick."""
        for kick in [one for one in self._watched if now_s >= one.deadline_s]:
            self._watched.remove(kick)
            kick.end(KickResult(sent=True, seen_open=False))
        for kick in [one for one in self._waiting if now_s >= one.deadline_s]:
            self._waiting.remove(kick)
            kick.refuse(why)
        while self._later and now_s >= self._later[0][0]:
            heapq.heappop(self._later)[2]()

    def due(self, now_s: float, *, jobs_wait: bool) -> float:
        """Return the second at which something is overdue, or what waits for a pulse may go."""
        ends = [kick.deadline_s for kick in (*self._waiting, *self._watched)]
        if self._leaving is not None:
            ends.append(self._leaving.deadline_s)
        if self._later:
            ends.append(self._later[0][0])
        if self._waiting and now_s < self._rests_until_s:
            ends.append(self._rests_until_s)
        if jobs_wait and now_s < self._on_until_s:
            ends.append(self._on_until_s)
        return min(ends, default=math.inf)

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
