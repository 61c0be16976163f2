"""A printer with a thread of its own and a port for a drawer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hardware.health import Health
from hardware.printers.kicks import Kick, KickDesk, PinWatcher
from hardware.printers.looped import JobDriver, LoopedPrinter
from hardware.transports.line import Transport
from pos.clock import Clock
from pos.ports.devices import Condition


class KickingDriver(JobDriver, Protocol):
    """A driver that prints jobs and kicks a drawer between them."""

    @property
    def kicks(self) -> KickDesk:
        """The kicks on their way; without a sensor its pin is never told."""
        ...

    def accept_kick(self, kick: Kick) -> None:
        """Queue a kick before all waiting jobs, or refuse it when there is no connection."""
        ...


class KickingPrinterDevice(LoopedPrinter):
    """Implements ``pos.ports.devices.Printer`` and ``hardware.drawers.KickingPrinter``."""

    def __init__(
        self, health: Health, transport: Transport, driver: KickingDriver, clock: Clock
    ) -> None:
        self._kicker = driver
        super().__init__(health, transport, driver, clock)

    def kick(self, kick: Kick) -> None:
        """Send the pulse between two papers. Thread: any."""
        if not self._loop.post(lambda: self._kicker.accept_kick(kick)):
            kick.refuse(Condition.UNREACHABLE)

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Call ``watcher`` at once, and on the device's thread at each change of the sensor."""
        self._kicker.kicks.watch_pin(watcher)

    def call_at(self, due_s: float, call: Callable[[], None]) -> None:
        """Have ``call`` run on the device's thread at a second of the clock. Thread: any.

        Dropped when the device is closed; late when it is not connected then.
        """
        self._loop.post(lambda: self._kicker.kicks.call_at(due_s, call))
