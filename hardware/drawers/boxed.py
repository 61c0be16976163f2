"""A cash drawer behind a trigger box on a line of its own.

Such a box pulses its drawer when it hears certain bytes, often any byte or BEL, and says nothing
back: no sensor, no acknowledgement (hardware facts 4, unconfirmed). So *sent* means that the line
took every byte, *seen open* is never known, and the health is the line's. Example: ``07``.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future

from hardware.health import NOTHING, Health
from hardware.looped import LoopedDevice
from hardware.printers.job import Outbox
from hardware.printers.kicks import LONGEST_PULSE_MS, Kick, Pulse
from hardware.settings import DrawerSettings
from hardware.transports.line import LineDown, Transport
from pos.clock import Clock
from pos.ports.devices import Condition, KickResult

log = logging.getLogger("foyer.device.drawer")

REST_S = 2 * LONGEST_PULSE_MS / 1000
"""Between two triggers. How long a box pulses is its own secret; no solenoid may be driven longer
than 510 ms (hardware facts 4), so twice that is pulse and rest."""


class BoxDriver:
    """The protocol half: one trigger at a time. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, trigger: bytes) -> None:
        self._health = health
        self._clock = clock
        self._trigger = trigger
        self._up = False
        self._why_down = Condition.UNREACHABLE
        self._out = Outbox()
        self._waiting: deque[Kick] = deque()
        self._leaving: Kick | None = None
        self._free_at_s = -math.inf

    def accept_kick(self, kick: Kick) -> None:
        """Queue a kick, or refuse it when there is no line."""
        if not self._up:
            kick.refuse(self._why_down)
            return
        kick.deadline_s = self._clock.monotonic() + kick.wait_s
        self._waiting.append(kick)
        self._next()

    def _next(self) -> None:
        while self._waiting and not self._leaving and self._clock.monotonic() >= self._free_at_s:
            kick = self._waiting.popleft()
            if kick.begin():
                self._leaving = kick
                self._out.put(self._trigger)

    def line_up(self) -> None:
        self._up = True
        self._health.report(NOTHING)

    def line_down(self, why: Condition) -> None:
        self._why_down = why
        self._settle(why)

    def end(self) -> None:
        self._settle(None)

    def _settle(self, why: Condition | None) -> None:
        self._up = False
        self._out.clear()
        if self._leaving is not None:
            self._waiting.appendleft(self._leaving)
            self._leaving = None
        while self._waiting:
            self._waiting.popleft().refuse(why)

    def outgoing(self) -> bytes:
        return self._out.next()

    def wrote(self, count: int) -> None:
        self._out.took(count)
        if self._out.empty and self._leaving is not None:
            kick, self._leaving = self._leaving, None
            self._free_at_s = self._clock.monotonic() + REST_S
            kick.end(KickResult(sent=True))

    def received(self, data: bytes) -> None:
        log.info("the drawer box said %s", data[:16].hex(" "))

    def due(self) -> float | None:
        kicks = [*self._waiting, self._leaving] if self._leaving else list(self._waiting)
        soonest_s = min((kick.deadline_s for kick in kicks), default=math.inf)
        if self._waiting and self._clock.monotonic() < self._free_at_s:
            soonest_s = min(soonest_s, self._free_at_s)
        return None if math.isinf(soonest_s) else soonest_s

    def tick(self) -> None:
        now_s = self._clock.monotonic()
        if self._leaving is not None and now_s >= self._leaving.deadline_s:
            raise LineDown(Condition.SILENT, "the line does not take the trigger")
        for kick in [one for one in self._waiting if now_s >= one.deadline_s]:
            self._waiting.remove(kick)
            kick.refuse(Condition.SILENT)
        self._next()


class BoxedDrawer(LoopedDevice):
    """Implements ``CashDrawer`` and ``TellsFacts`` of ``pos.ports.devices``."""

    def __init__(self, settings: DrawerSettings, transport: Transport, clock: Clock) -> None:
        health = Health(settings.name)
        self._settings = settings
        self._box = BoxDriver(health, clock, settings.trigger)
        super().__init__(health, transport, self._box, clock)

    def kick(self) -> Future[KickResult]:
        """See the port. A trigger of which the line takes only a part counts as not sent."""
        settings = self._settings
        pulse = Pulse(settings.pin, settings.on_ms)  # the box has its own
        kick = Kick(pulse, None, settings.kick_within_s, settings.seen_within_s)
        if not self._loop.post(lambda: self._box.accept_kick(kick)):
            kick.refuse(Condition.UNREACHABLE)
        return kick.future

    def sensor_level(self) -> bool | None:
        """Return None: the box has no way to tell."""
        return None

    def facts(self) -> Mapping[str, str]:
        trigger = self._settings.trigger.hex(" ")
        return {**super().facts(), "sensor": "none", "trigger": trigger}
