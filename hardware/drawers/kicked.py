"""A cash drawer behind a printer.

It has no thread of its own: everything happens on the printer's, and its health follows the
printer's connection. A printer that waits for paper still opens its drawer. The sensor's level and
which level means open are two things: hardware facts 4 (polarity depends on the drawer).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Protocol

from hardware.drawers.standing import Standing
from hardware.health import DOWN, Health
from hardware.printers.kicks import Kick, PinWatcher, Pulse
from hardware.settings import DrawerSettings
from pos.clock import Clock
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, KickResult, OpenSpell, Watcher

_OPEN_LEVELS = {"high": True, "low": False, "none": None}
LEVEL_WORDS = {True: "high", False: "low", None: ""}


class KickingPrinter(Protocol):
    """A printer with a drawer port."""

    def kick(self, kick: Kick) -> None:
        """Send the pulse between two papers, before those that wait."""
        ...

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Call ``watcher`` with the sensor's level now and at each change."""
        ...

    def call_at(self, due_s: float, call: Callable[[], None]) -> None:
        """Have ``call`` run on the printer's thread at a second of the clock."""
        ...

    def watch(self, watcher: Watcher) -> None: ...

    def status(self) -> DeviceStatus: ...


class KickedDrawer:
    """Implements ``CashDrawer``, ``TellsOpenings`` and ``TellsFacts`` of ``pos.ports.devices``.

    Watchers are called on the printer's thread.
    """

    def __init__(self, printer: KickingPrinter, settings: DrawerSettings, clock: Clock) -> None:
        self._printer = printer
        self._settings = settings
        self._clock = clock
        self._health = Health(settings.name)
        self._lock = threading.RLock()
        self._open_level = _OPEN_LEVELS[settings.open_level]
        self._standing = Standing(settings.alarm_after_s)
        self._openings: tuple[Callable[[OpenSpell], None], ...] = ()
        self._wanted = False
        self._attached = False
        self._level: bool | None = None

    @property
    def name(self) -> str:
        return self._settings.name

    def open(self) -> None:
        with self._lock:
            if self._wanted:
                return
            self._wanted = True
            self._health.opening()
        if self._attached:
            self._pin(self._level)
            self._follow(self._printer.status())
        else:
            self._attached = True
            self._printer.watch_pin(self._pin)
            self._printer.watch(self._follow)

    def close(self) -> None:
        with self._lock:
            if self._wanted:
                self._wanted = False
                self._spell_over(seen_shut=False)
                self._health.closed()

    def status(self) -> DeviceStatus:
        return self._health.status

    def watch(self, watcher: Watcher) -> None:
        self._health.watch(watcher)

    def kick(self) -> Future[KickResult]:
        """See the port. Goes out before every receipt that waits; in doubt it does not go out."""
        settings = self._settings
        kick = Kick(
            Pulse(settings.pin, settings.on_ms),
            self._open_level,
            settings.kick_within_s,
            settings.seen_within_s,
        )
        if self._wanted:
            self._printer.kick(kick)
        else:
            kick.refuse(Condition.UNREACHABLE)
        return kick.future

    def sensor_level(self) -> bool | None:
        return self._level

    def open_for_s(self) -> float | None:
        return self._standing.open_for_s(self._clock.monotonic())

    def watch_openings(self, watcher: Callable[[OpenSpell], None]) -> None:
        with self._lock:
            self._openings = (*self._openings, watcher)

    def facts(self) -> Mapping[str, str]:
        settings = self._settings
        told = {"via": settings.via, "sensor": settings.open_level}
        return told if self._level is None else {**told, "level": LEVEL_WORDS[self._level]}

    # ---- the sensor ----

    def _pin(self, level: bool | None) -> None:
        with self._lock:
            self._level = level
            if not self._wanted:
                return
            if level is not None and level is self._open_level:
                self._opened()
            else:
                self._spell_over(seen_shut=level is not None)
            self._report()

    def _opened(self) -> None:
        self._standing.opened(self._clock.monotonic())
        alarm_at_s = self._standing.alarm_at_s
        if alarm_at_s is not None:
            self._printer.call_at(alarm_at_s, self._look)

    def _look(self) -> None:
        """Whether it stands open too long; a spell that is over meanwhile is no matter."""
        with self._lock:
            if self._wanted and self._standing.look(self._clock.monotonic()):
                self._report()

    def _spell_over(self, *, seen_shut: bool) -> None:
        spell = self._standing.ended(self._clock.monotonic(), seen_shut=seen_shut)
        if spell is not None:
            for watcher in self._openings:
                watcher(spell)

    # ---- health ----

    def _report(self) -> None:
        if self._health.status.state not in _NO_LINE:
            self._health.report(self._conditions())

    def _follow(self, printer: DeviceStatus) -> None:
        """Take over whether there is a connection; what ails the printer itself is its own."""
        with self._lock:
            if not self._wanted:
                return
            state = self._health.status.state
            if printer.state in DOWN:
                if state is not DeviceState.LOST:
                    why = min(printer.conditions, key=lambda one: one.value, default=None)
                    self._health.lost(why or Condition.UNREACHABLE)
                return
            if state is DeviceState.LOST:
                self._health.retrying()
            if printer.state is not DeviceState.CONNECTING:
                self._health.report(self._conditions())

    def _conditions(self) -> frozenset[Condition]:
        found = {Condition.DRAWER_OPEN: self._standing.is_open}
        found[Condition.DRAWER_LEFT_OPEN] = self._standing.too_long
        return frozenset(condition for condition, true in found.items() if true)


_NO_LINE = DOWN | {DeviceState.CONNECTING}
