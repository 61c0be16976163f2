"""Finding a printer on the USB, and the pair of endpoints that leads to it.

A device is known by vendor, product and serial number, never by bus and address: those change
whenever it is plugged in or starts anew. An interface that answers is wanted, in this order:

1. printer class (7), bidirectional (protocol 2), then whatever else has bulk both ways but 1284.4
   (3) and IPP over USB (4), which carry packets of their own (USB Device Class Definition for
   Printing Devices 1.1, section 4; IPP over USB 1.0: documented);
2. vendor-specific (255) with bulk both ways.

An HID interface, as BOCA printers set to ``<usbh>`` have (hardware facts 1.1), is refused: how its
reports frame the bytes is described nowhere we could read (unconfirmed), and a guess could print.
So is a printer interface without an endpoint inward: what never answers cannot be believed.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hardware.transports.address import UsbAddress
from hardware.transports.line import LineDown
from pos.ports.devices import Condition

PRINTER, HID, VENDOR = 7, 3, 255
"""bInterfaceClass."""
_BIDIRECTIONAL = 2
_PACKETS_OF_THEIR_OWN = (3, 4)
_BULK = 2
_INWARD = 0x80
_CONDITIONS = {
    errno.EACCES: Condition.NO_PERMISSION,
    errno.EPERM: Condition.NO_PERMISSION,
    errno.EBUSY: Condition.HELD_BY_OTHER,
    errno.ENOSYS: Condition.NOT_INSTALLED,
}


@dataclass(frozen=True, slots=True)
class Pipe:
    """One interface with bulk both ways. ``outward``, ``inward``: endpoint addresses; ``packet``:
    bytes of the largest packet inward.
    """

    interface: int
    alternate: int
    interface_class: int
    outward: int
    inward: int
    packet: int


def libusb() -> Any:
    """Return pyusb's way to libusb 1.0.

    Raises:
        LineDown: With NOT_INSTALLED: the library is not there.
    """
    import usb.backend.libusb1

    backend = usb.backend.libusb1.get_backend()
    if backend is None:
        raise LineDown(Condition.NOT_INSTALLED, "no libusb 1.0 on this computer")
    return backend


def why_not(error: Exception) -> Condition:
    """Return what kept a device from being opened, found or claimed."""
    if isinstance(error, NotImplementedError):  # Windows: no WinUSB driver is set for it
        return Condition.NOT_INSTALLED
    number = error.errno if isinstance(error, OSError) else None
    return _CONDITIONS.get(number or 0, Condition.UNREACHABLE)


def find_device(backend: Any, address: UsbAddress) -> Any:
    """Return the one device that ``address`` means, opened.

    Raises:
        LineDown: UNREACHABLE when it is not there, or when two are and no serial number tells them
            apart; NO_PERMISSION and others when one that fits cannot even be asked.
    """
    import usb.core
    import usb.util

    ids = {"idVendor": address.vendor, "idProduct": address.product}
    alike = list(usb.core.find(find_all=True, backend=backend, **ids) or ())
    fitting, refusals = [], []
    for device in alike:
        try:
            device.get_active_configuration()
            serial = _serial_of(device)
        except (usb.core.USBError, NotImplementedError) as error:
            refusals.append(LineDown(why_not(error), str(error)))
            continue
        if address.serial in (None, serial):
            fitting.append(device)
    only = fitting[0] if len(fitting) == 1 and not (refusals and address.serial is None) else None
    for device in alike:
        if device is not only:
            usb.util.dispose_resources(device)
    if only is not None:
        return only
    if refusals and not fitting:
        raise refusals[0]
    if alike and (address.serial is None or len(fitting) > 1):
        raise LineDown(Condition.UNREACHABLE, f"{len(alike)} alike: name its serial number")
    raise LineDown(Condition.UNREACHABLE, "not on the USB")


def find_pipe(device: Any, address: UsbAddress) -> Pipe:
    """Return the way to the printer.

    Raises:
        LineDown: UNINTELLIGIBLE: it has no interface that we can talk through.
    """
    interfaces = [
        one
        for one in device.get_active_configuration()
        if address.interface in (None, one.bInterfaceNumber)
    ]
    pipes = [(rank, pipe) for one in interfaces for rank, pipe in _ranked(one)]
    if pipes:
        return min(pipes, key=lambda ranked: ranked[0])[1]
    raise LineDown(Condition.UNINTELLIGIBLE, _none_of_use(interfaces))


def _serial_of(device: Any) -> str | None:
    """Return its serial number. None where it has none, or does not tell."""
    try:
        number = device.serial_number
    except ValueError:  # it lists no language
        return None
    return None if number is None else str(number)


def _ranked(interface: Any) -> Iterable[tuple[int, Pipe]]:
    bulk = [one for one in interface if one.bmAttributes & 3 == _BULK]
    inward = [one for one in bulk if one.bEndpointAddress & _INWARD]
    outward = [one for one in bulk if not one.bEndpointAddress & _INWARD]
    kind, protocol = interface.bInterfaceClass, interface.bInterfaceProtocol
    if not inward or not outward:
        return
    if kind == PRINTER and protocol not in _PACKETS_OF_THEIR_OWN:
        rank = 0 if protocol == _BIDIRECTIONAL else 1
    elif kind == VENDOR:
        rank = 2
    else:
        return
    yield (
        rank,
        Pipe(
            interface.bInterfaceNumber,
            interface.bAlternateSetting,
            kind,
            outward[0].bEndpointAddress,
            inward[0].bEndpointAddress,
            inward[0].wMaxPacketSize & 0x7FF,
        ),
    )


def _none_of_use(interfaces: list[Any]) -> str:
    kinds = {one.bInterfaceClass for one in interfaces}
    if PRINTER in kinds:
        return "its printer interface never answers, or speaks in packets of its own"
    if HID in kinds:
        return "an HID device, whose framing is not known: set the printer to virtual serial"
    return f"no printer interface, only classes {sorted(kinds)}"
