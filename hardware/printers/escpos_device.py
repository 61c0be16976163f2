"""An ESC/POS printer with a thread of its own and a port for a drawer."""

from __future__ import annotations

from hardware.health import Health
from hardware.printers.escpos import EscposDriver
from hardware.printers.kicks import Kick, PinWatcher
from hardware.printers.looped import LoopedPrinter
from hardware.settings import PrinterSettings
from hardware.transports.line import Transport
from pos.clock import Clock
from pos.ports.devices import Condition


class EscposPrinterDevice(LoopedPrinter):
    """Implements ``pos.ports.devices.Printer`` and ``hardware.drawers.KickingPrinter``."""

    def __init__(self, settings: PrinterSettings, transport: Transport, clock: Clock) -> None:
        health = Health(settings.name)
        self._escpos = EscposDriver(health, clock, settings)
        super().__init__(health, transport, self._escpos, clock)

    def kick(self, kick: Kick) -> None:
        """Send the pulse between two receipts. Thread: any."""
        if not self._loop.post(lambda: self._escpos.accept_kick(kick)):
            kick.refuse(Condition.UNREACHABLE)

    def watch_pin(self, watcher: PinWatcher) -> None:
        """Call ``watcher`` at once, and on the device's thread at each change of the sensor."""
        self._escpos.kicks.watch_pin(watcher)
