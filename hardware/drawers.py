"""A cash drawer behind a printer.

It has no thread of its own: everything happens on the printer's, and its health follows the
printer's connection. A printer that waits for paper still opens its drawer.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Protocol

from hardware.health import DOWN, NOTHING, Health
from hardware.printers.kicks import Kick, PinWatcher, Pulse
from hardware.settings import DrawerSettings
from pos.lifecycles import DeviceState
from pos.ports.devices import CashDrawer, Condition, DeviceStatus, KickResult, Watcher

_OPEN_LEVELS = {"high": True, "low": False, "none": None}


class KickingPrinter(Protocol):
    """A printer with a drawer port."""

    def kick(self, kick: Kick) -> None:
        """Send the pulse between two papers, before those that wait."""
        ...

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Call ``watcher`` with the sensor's level now and at each change."""
        ...

    def watch(self, watcher: Watcher) -> None: ...

    def status(self) -> DeviceStatus: ...


def kick_through(printer: KickingPrinter, settings: DrawerSettings) -> CashDrawer:
    """Return the drawer that hangs on ``printer``."""
    return KickedDrawer(printer, settings)


class KickedDrawer:
    """Implements ``pos.ports.devices.CashDrawer``. Watchers are called on the printer's thread."""

    def __init__(self, printer: KickingPrinter, settings: DrawerSettings) -> None:
        self._printer = printer
        self._settings = settings
        self._health = Health(settings.name)
        self._lock = threading.RLock()
        self._open_level = _OPEN_LEVELS[settings.open_level]
        self._wanted = False
        self._attached = False
        self._is_open = False
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
            self._follow(self._printer.status())
        else:
            self._attached = True
            self._printer.watch_pin(self._pin)
            self._printer.watch(self._follow)

    def close(self) -> None:
        with self._lock:
            if self._wanted:
                self._wanted = False
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

    def _pin(self, level: bool | None) -> None:
        with self._lock:
            self._level = level
            self._is_open = level is not None and level is self._open_level
            if self._wanted and self._health.status.state not in _NO_LINE:
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
        return frozenset({Condition.DRAWER_OPEN}) if self._is_open else NOTHING


_NO_LINE = DOWN | {DeviceState.CONNECTING}
