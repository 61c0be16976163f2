"""What devices with a thread of their own have in common: name, opening and closing, health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from hardware.device_loop import DeviceLoop, Driver
from hardware.device_thread import DeviceThread
from hardware.health import Health
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.ports.devices import DeviceStatus, Watcher

R = TypeVar("R")


class ThreadedDevice:
    """A device with a thread of its own. Implements ``pos.ports.devices.Device``."""

    def __init__(self, thread: DeviceThread) -> None:
        self._device = thread

    @property
    def name(self) -> str:
        return self._device.name

    @property
    def wire(self) -> WireLog:
        """The last exchanges with the device."""
        return self._device.wire

    def open(self) -> None:
        self._device.open()

    def stop(self) -> None:
        """Begin to close without waiting, so that several devices close at once."""
        self._device.stop()

    def close(self) -> None:
        self._device.close()

    def wake(self) -> None:
        """Have the device's thread look at the clock: for clocks that are moved by hand."""
        self._device.wake()

    def status(self) -> DeviceStatus:
        return self._device.health.status

    def watch(self, watcher: Watcher) -> None:
        self._device.health.watch(watcher)


class LoopedDevice(ThreadedDevice):
    """A device that is a driver on a line. Implements ``TellsFacts`` too."""

    def __init__(
        self,
        health: Health,
        transport: Transport,
        driver: Driver,
        clock: Clock,
        wire: WireLog | None = None,
    ) -> None:
        self._loop = DeviceLoop(health, transport, driver, clock, wire)
        super().__init__(self._loop)

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
