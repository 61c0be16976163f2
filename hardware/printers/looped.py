"""The ``Printer`` port over a driver and its loop."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from hardware.device_loop import Driver
from hardware.health import Health
from hardware.looped import LoopedDevice
from hardware.printers.job import Job
from hardware.transports.line import Transport
from pos.clock import Clock
from pos.ports.devices import Condition, PrintResult


class JobDriver(Driver, Protocol):
    """A driver that prints jobs."""

    def accept(self, job: Job) -> None:
        """Queue ``job``, or end it NOT_SENT when there is no connection."""
        ...


class LoopedPrinter(LoopedDevice):
    """A printer with a thread of its own. Implements ``pos.ports.devices.Printer``."""

    def __init__(
        self, health: Health, transport: Transport, driver: JobDriver, clock: Clock
    ) -> None:
        super().__init__(health, transport, driver, clock)
        self._driver = driver

    def print(self, data: bytes) -> Future[PrintResult]:
        """See the port. Without a connection, or closed, the job ends NOT_SENT at once."""
        job = Job(data)
        if not data or not self._loop.post(lambda: self._driver.accept(job)):
            job.lose(Condition.UNREACHABLE)
        return job.future
