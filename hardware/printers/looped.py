"""The ``Printer`` port over a driver and its loop."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from hardware.device_loop import DeviceLoop, Driver
from hardware.health import Health
from hardware.printers.job import Job
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.ports.devices import Condition, DeviceStatus, PrintResult, Watcher


class JobDriver(Driver, Protocol):
    """A driver that prints jobs."""

    def accept(self, job: Job) -> None:
        """Queue ``job``, or end it NOT_SENT when there is no connection."""
        ...


class LoopedPrinter:
    """A printer with a thread of its own. Implements ``pos.ports.devices.Printer``."""

    def __init__(
        self, health: Health, transport: Transport, driver: JobDriver, clock: Clock
    ) -> None:
        self._driver = driver
        self._loop = DeviceLoop(health, transport, driver, clock)

    @property
    def name(self) -> str:
        return self._loop.health.status.device

    @property
    def wire(self) -> WireLog:
        """The last exchanges with the printer."""
        return self._loop.wire

    def open(self) -> None:
        self._loop.open()

    def stop(self) -> None:
        """Begin to close without waiting, so that several devices close at once."""
        self._loop.stop()

    def close(self) -> None:
        self._loop.close()

    def wake(self) -> None:
        """Have the device's thread look at the clock: for clocks that are moved by hand."""
        self._loop.wake()

    def status(self) -> DeviceStatus:
        return self._loop.health.status

    def watch(self, watcher: Watcher) -> None:
        self._loop.health.watch(watcher)

    def print(self, data: bytes) -> Future[PrintResult]:
        """See the port. Without a connection, or closed, the job ends NOT_SENT at once."""
        job = Job(data)
        if not data or not self._loop.post(lambda: self._driver.accept(job)):
            job.lose(Condition.UNREACHABLE)
        return job.future
