"""An FGL ticket printer with a thread of its own and a port for a drawer."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.health import Health
from hardware.printers.fgl import FglDriver
from hardware.printers.kicking import KickingPrinterDevice
from hardware.settings import PrinterSettings
from hardware.transports.line import Transport
from pos.clock import Clock


class FglPrinterDevice(KickingPrinterDevice):
    """Implements ``Printer`` and ``TellsFacts`` of ``pos.ports.devices`` and
    ``hardware.drawers.KickingPrinter``; its drawer has no sensor."""

    def __init__(self, settings: PrinterSettings, transport: Transport, clock: Clock) -> None:
        health = Health(settings.name)
        self._fgl = FglDriver(health, clock, settings)
        super().__init__(health, transport, self._fgl, clock)

    def facts(self) -> Mapping[str, str]:
        """See ``FglDriver.told``."""
        return {**super().facts(), **self._fgl.told}
