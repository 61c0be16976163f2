"""A USB in this process: pyusb's backend, with virtual printers plugged in.

Everything above pyusb is what runs with a real printer. libusb, the kernel and the cable are not
there. A device is a table of descriptors (USB 2.0, 9.6) and a pair of bulk endpoints; a packet that
the device has no room for is answered NAK until the transfer runs out of time, which here is a
tenth of the time asked for.

Thread: any; the transfers of one device may wait beside each other.
"""

from __future__ import annotations

import array
import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import usb.backend
from usb.core import USBError, USBTimeoutError

from hardware.transports import usb_found
from hardware.transports.line import Waker

HASTE = 10
"""Transfers time out so many times sooner than asked for."""
PACKET = 64
"""Bytes of a packet at full speed."""
ROOM = 256
"""Bytes that the device's end takes before its own buffer."""
IN, OUT = 0x81, 0x02
BULK, INTERRUPT = 2, 3
_GET_DESCRIPTOR = 6
_STRING = 3
_ENGLISH = 0x0409
_SERIAL_INDEX = 3
"""Number of the string with the serial number."""


@dataclass(frozen=True, slots=True)
class Face:
    """What one interface says of itself. ``endpoints``: addresses."""

    kind: int
    protocol: int = 0
    endpoints: tuple[int, ...] = (OUT, IN)
    transfer: int = BULK
    number: int = 0
    alternate: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """Descriptor fields under the names that USB 2.0 gives them."""

    values: dict[str, int | tuple[int, ...]]

    def __getattr__(self, name: str) -> int | tuple[int, ...]:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(eq=False)
class Plugged:
    """One device on the bus, and what may be the matter with it.

    ``address``: changes each time it is plugged in. ``permitted``: whether this account may open
    it. ``taken``: another program has claimed it. ``most``: bytes that a write takes at once.
    ``driver``: whether the system's own driver sits on it. ``empties``: it answers a read with an
    empty packet instead of NAK. ``halted``: endpoints that stall until they are cleared.
    """

    vendor: int
    product: int
    serial: str | None
    faces: tuple[Face, ...]
    address: int = 0
    present: bool = False
    permitted: bool = True
    taken: bool = False
    most: int | None = None
    driver: bool = False
    opened: int = 0
    """Handles that are open."""
    empties: bool = False
    halted: set[int] = field(default_factory=set)
    pipe: Wire | None = None
    """What the one who has claimed it moves bytes through."""
    came: Waker | None = None
    """Rung when somebody claims it."""
    acts: list[str] = field(default_factory=list)
    """Every control request and claim, in order."""


class Wire:
    """The bulk endpoints of a claimed device: bounded outward, packets inward."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._outward = bytearray()
        self._inward = bytearray()
        self._readers = 0
        self.ear = Waker()
        self.broken = False

    # ---- the host ----

    def send(self, data: bytes, timeout_s: float) -> int:
        """Take what there is room for, in time."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.broken or len(self._outward) < ROOM, timeout_s / HASTE
            )
            self._check()
            taken = data[: ROOM - len(self._outward)]
            self._outward += taken
            self.ear.ring()
        return len(taken)

    def receive(self, most: int, timeout_s: float) -> bytes | None:
        """Return what the device said, None when it said nothing in time."""
        with self._changed:
            self._readers += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.broken or self._inward, timeout_s / HASTE)
            self._readers -= 1
            self._check()
            data = bytes(self._inward[:most])
            del self._inward[:most]
        return data or None

    def _check(self) -> None:
        if self.broken:
            raise failure(errno.ENODEV)

    # ---- the device ----

    def take(self, most: int) -> bytes:
        """Return what the host sent."""
        with self._changed:
            self.ear.hush()
            data = bytes(self._outward[:most])
            del self._outward[:most]
            if self._outward or self.broken:
                self.ear.ring()
            self._changed.notify_all()
        return data

    def give(self, data: bytes) -> None:
        """Have the host read ``data``."""
        with self._changed:
            self._inward += data
            self._changed.notify_all()

    def end(self) -> None:
        """One end let go, or the cable was pulled. Harmless when it was already."""
        with self._changed:
            if self.broken:
                return
            self.broken = True
            self._changed.notify_all()
            self.ear.ring()

    def until_heard(self, timeout_s: float) -> bool:
        """Wait until the host has taken up all that was said and waits for more, or is gone; return
        whether it did in ``timeout_s`` real seconds.
        """
        with self._changed:
            return self._changed.wait_for(
                lambda: self.broken or (not self._inward and self._readers > 0), timeout_s
            )


@dataclass(eq=False)
class _Handle:
    """A device opened once; it is of no use after the device was plugged in anew."""

    device: Plugged
    address: int
    claimed: Wire | None = None


def failure(number: int) -> USBError:
    """Return what pyusb raises for an errno."""
    return USBError(errno.errorcode[number], None, number)


class UsbBus(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """A bus; ``plug`` and ``unplug`` what hangs on it. pyusb calls the rest."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._devices: list[Plugged] = []
        self._wires: list[Wire] = []
        self._next = 1
        self.broken = False
        """Nothing can be found out about what hangs on it."""

    @contextmanager
    def in_place_of_libusb(self) -> Iterator[UsbBus]:
        """Have every line of this process find this bus where libusb would be, until the end; the
        lines are closed by then.
        """
        real = usb_found.libusb
        usb_found.libusb = lambda: self
        try:
            yield self
        finally:
            usb_found.libusb = real
            for wire in self._wires:
                wire.ear.close()
            self._wires.clear()

    def plug(self, device: Plugged) -> Plugged:
        """Plug ``device`` in, anew if it was in: it comes under an address it never had."""
        self.unplug(device)
        with self._lock:
            device.address = self._next
            self._next += 1
            device.present = True
            device.halted.clear()
            self._devices.append(device)
        return device

    def unplug(self, device: Plugged) -> None:
        """Pull the cable. Harmless when it is out."""
        with self._lock:
            device.present = False
            if device in self._devices:
                self._devices.remove(device)
            wire, device.pipe = device.pipe, None
        if wire is not None:
            wire.end()

    # ---- descriptors ----

    def enumerate_devices(self) -> Iterator[Plugged]:
        with self._lock:
            if self.broken:
                raise failure(errno.EIO)
            return iter(tuple(self._devices))

    def get_device_descriptor(self, device: Plugged) -> _Table:
        return _table(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=device.vendor,
            idProduct=device.product, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=0 if device.serial is None else _SERIAL_INDEX, bNumConfigurations=1,
            address=device.address, bus=1, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, device: Plugged, index: int) -> _Table:
        if index:
            raise IndexError(index)
        return _table(
            bLength=9, bDescriptorType=2, wTotalLength=32, bConfigurationValue=1,
            bNumInterfaces=len({face.number for face in device.faces}), iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=(),
        )  # fmt: skip

    def get_interface_descriptor(
        self, device: Plugged, number: int, alternate: int, index: int
    ) -> _Table:
        face = _faces(device, number)[alternate]
        return _table(
            bLength=9, bDescriptorType=4, bInterfaceNumber=face.number,
            bAlternateSetting=face.alternate, bNumEndpoints=len(face.endpoints),
            bInterfaceClass=face.kind, bInterfaceSubClass=1, bInterfaceProtocol=face.protocol,
            iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, device: Plugged, at: int, number: int, alternate: int, index: int
    ) -> _Table:
        face = _faces(device, number)[alternate]
        return _table(
            bLength=7, bDescriptorType=5, bEndpointAddress=face.endpoints[at],
            bmAttributes=face.transfer, wMaxPacketSize=PACKET, bInterval=0, bRefresh=0,
            bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    # ---- opening ----

    def open_device(self, device: Plugged) -> _Handle:
        if not device.present:
            raise failure(errno.ENODEV)
        if not device.permitted:
            raise failure(errno.EACCES)
        device.opened += 1
        return _Handle(device, device.address)

    def close_device(self, handle: _Handle) -> None:
        handle.device.opened -= 1
        if handle.claimed is not None:
            self._let_go(handle)

    def get_configuration(self, handle: _Handle) -> int:
        self._here(handle)
        return 1

    def set_configuration(self, handle: _Handle, value: int) -> None:
        self._here(handle).acts.append("set_configuration")

    def set_interface_altsetting(self, handle: _Handle, number: int, alternate: int) -> None:
        self._here(handle).acts.append(f"alternate {alternate}")

    def claim_interface(self, handle: _Handle, number: int) -> None:
        with self._lock:
            device = self._here(handle)
            if device.taken or device.driver or device.pipe is not None:
                raise failure(errno.EBUSY)
            handle.claimed = device.pipe = Wire()
            self._wires.append(handle.claimed)
            device.acts.append(f"claim {number}")
            if device.came is not None:
                device.came.ring()

    def release_interface(self, handle: _Handle, number: int) -> None:
        self._here(handle).acts.append(f"release {number}")
        self._let_go(handle)

    def is_kernel_driver_active(self, handle: _Handle, number: int) -> bool:
        return self._here(handle).driver

    def detach_kernel_driver(self, handle: _Handle, number: int) -> None:
        device = self._here(handle)
        device.driver = False
        device.acts.append(f"detach {number}")

    def attach_kernel_driver(self, handle: _Handle, number: int) -> None:
        device = self._here(handle)
        device.driver = True
        device.acts.append(f"attach {number}")

    def reset_device(self, handle: _Handle) -> None:
        self._here(handle).acts.append("reset")

    # ---- transfers ----

    def bulk_write(
        self, handle: _Handle, endpoint: int, number: int, data: array.array[int], timeout: int
    ) -> int:
        device = self._ready(handle, endpoint, timeout)
        wire = self._wire(handle)
        sent = wire.send(data.tobytes()[: device.most], timeout / 1000)
        if not sent:
            raise USBTimeoutError("timeout", None, errno.ETIMEDOUT)
        return sent

    def bulk_read(
        self, handle: _Handle, endpoint: int, number: int, buffer: array.array[int], timeout: int
    ) -> int:
        device = self._ready(handle, endpoint, timeout)
        wire = self._wire(handle)
        data = wire.receive(len(buffer), timeout / 1000)
        if endpoint in device.halted:
            raise failure(errno.EPIPE)
        if data is None and not device.empties:
            raise USBTimeoutError("timeout", None, errno.ETIMEDOUT)
        said = data or b""
        buffer[: len(said)] = array.array("B", said)
        return len(said)

    def ctrl_transfer(
        self,
        handle: _Handle,
        kind: int,
        request: int,
        value: int,
        index: int,
        buffer: array.array[int],
        timeout: int,
    ) -> int:
        device = self._here(handle)
        if request != _GET_DESCRIPTOR or value >> 8 != _STRING or device.serial is None:
            raise failure(errno.EPIPE)
        text = device.serial.encode("utf-16-le")
        said = _ENGLISH.to_bytes(2, "little") if value & 0xFF == 0 else text
        answer = bytes((2 + len(said), _STRING)) + said
        buffer[: len(answer)] = array.array("B", answer)
        return len(answer)

    def clear_halt(self, handle: _Handle, endpoint: int) -> None:
        device = self._here(handle)
        device.halted.discard(endpoint)
        device.acts.append(f"clear {endpoint:02x}")

    # ---- for ourselves ----

    def _here(self, handle: _Handle) -> Plugged:
        if not handle.device.present or handle.device.address != handle.address:
            raise failure(errno.ENODEV)
        return handle.device

    def _wire(self, handle: _Handle) -> Wire:
        if handle.claimed is None:
            raise failure(errno.EBUSY)
        return handle.claimed

    def _ready(self, handle: _Handle, endpoint: int, timeout: int) -> Plugged:
        """Return the device for a transfer, which is to have a deadline."""
        if timeout <= 0:
            raise failure(errno.EINVAL)
        device = self._here(handle)
        if endpoint in device.halted:
            raise failure(errno.EPIPE)
        return device

    def _let_go(self, handle: _Handle) -> None:
        with self._lock:
            wire, handle.claimed = handle.claimed, None
            if wire is not None and handle.device.pipe is wire:
                handle.device.pipe = None
        if wire is not None:
            wire.end()


def _table(**values: int | tuple[int, ...]) -> _Table:
    return _Table(values)


def _faces(device: Plugged, at: int) -> list[Face]:
    """Return the alternate settings of the interface in place ``at``."""
    numbers = sorted({face.number for face in device.faces})
    return [face for face in device.faces if face.number == numbers[at]]
