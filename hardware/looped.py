"""What every device that is a driver and its loop has in common: name, thread, health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from hardware.device_loop import DeviceLoop, Driver
from hardware.health import Health
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.ports.devices import DeviceStatus, Watcher

R = TypeVar("R")


class LoopedDevice:
    """A device with a thread of its own. Implements ``Device`` and ``TellsFacts``."""

    def __init__(
        self,
        health: Health,
        transport: Transport,
        driver: Driver,
        clock: Clock,
        wire: WireLog | None = None,
    ) -> None:
        self._loop = DeviceLoop(health, transport, driver, clock, wire)

    @property
    def name(self) -> str:
        return self._loop.health.status.device

    @property
    def wire(self) -> WireLog:
        """The last exchanges with the device."""
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

    def facts(self) -> Mapping[str, str]:
        """Return why the line is down (``line``, in the system's words); nothing while it is up."""
        why = self._loop.why_down
        return {"line": why} if why else {}


class Listeners(Generic[R]):
    """Those who are told of each reading. Added from any thread, told on the device's."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[R], None], ...] = ()

    def add(self, listener: Callable[[R], None]) -> None:
        """Tell ``listener`` from now on. It returns at once and does not raise."""
        self._listeners = (*self._listeners, listener)

    def tell(self, reading: R) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            listener(reading)
