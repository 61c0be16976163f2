"""A socket on a virtual USB as the door of a virtual device.

The host comes when it claims the interface and goes when it lets go. A line that is cut is a device
that starts anew: everything open fails, and it comes back under another address.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.simulators.doors import HostLine
from hardware.simulators.usb_bus import Plugged, UsbBus, Wire
from hardware.transports.address import UsbAddress
from hardware.transports.line import Waker


@dataclass(frozen=True, eq=False)
class UsbSocket:
    """Where a device is plugged in. In text: the address that finds it."""

    bus: UsbBus
    device: Plugged

    def __str__(self) -> str:
        return str(UsbAddress(self.device.vendor, self.device.product, self.device.serial))

    def door(self) -> UsbDoor:
        """Plug it in."""
        return UsbDoor(self)


class UsbDoor:
    """See the module. While another program *holds* it, nobody else can claim it."""

    inlet = 256
    look_s: float | None = None

    def __init__(self, address: UsbSocket) -> None:
        self._address = address
        self._bell = Waker()
        self._last: Wire | None = None
        address.device.came = self._bell
        address.bus.plug(address.device)

    @property
    def address(self) -> UsbSocket:
        return self._address

    def fileno(self) -> int:
        return self._bell.fileno()

    def come(self) -> HostLine | None:
        self._bell.hush()
        wire = self._address.device.pipe
        if wire is None or wire is self._last:  # it let go before it was let in
            return None
        self._last = wire
        return UsbHost(wire)

    def hold(self, *, held: bool) -> None:
        self._address.device.taken = held

    def cut(self) -> None:
        self._address.bus.plug(self._address.device)

    def close(self) -> None:
        self._address.bus.unplug(self._address.device)
        self._address.device.came = None
        self._bell.close()


class UsbHost:
    """Whoever has claimed the device."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def fileno(self) -> int:
        return self._wire.ear.fileno()

    def take(self, most: int) -> bytes | None:
        data = self._wire.take(most)
        return None if self._wire.broken and not data else data

    def give(self, data: bytes) -> int:
        self._wire.give(data)
        return len(data)

    def hang_up(self, *, reset: bool) -> None:
        self._wire.end()
