from __future__ import annotations

import errno
from array import array
from collections.abc import Iterator

import pytest
import usb.core
import usb.util

from hardware.simulators.usb_bus import IN, OUT, PACKET, ROOM, Face, Plugged, UsbBus
from hardware.simulators.usb_door import UsbSocket
from hardware.transports import usb_found


@pytest.fixture
def bus() -> Iterator[UsbBus]:
    with UsbBus().in_place_of_libusb() as bus:
        yield bus


@pytest.fixture
def plugged(bus: UsbBus) -> Plugged:
    return bus.plug(Plugged(0x04B8, 0x0E15, "Š1", (Face(7, 2), Face(255, number=3))))


def found(bus: UsbBus) -> usb.core.Device:
    device = usb.core.find(backend=bus, idVendor=0x04B8)
    assert device is not None
    return device


def errno_of(raised: pytest.ExceptionInfo[usb.core.USBError]) -> int | None:
    return raised.value.errno


def test_it_stands_in_for_libusb_and_goes_again(bus: UsbBus) -> None:
    assert usb_found.libusb() is bus
    with UsbBus().in_place_of_libusb() as other:
        assert usb_found.libusb() is other
    assert usb_found.libusb() is bus


def test_pyusb_reads_what_a_device_says_of_itself(bus: UsbBus, plugged: Plugged) -> None:
    device = found(bus)
    assert (device.idVendor, device.idProduct) == (0x04B8, 0x0E15)
    assert device.serial_number == "Š1"
    printer, vendor = device.get_active_configuration()
    assert (printer.bInterfaceClass, vendor.bInterfaceNumber) == (7, 3)
    assert [one.bEndpointAddress for one in printer] == [OUT, IN]
    assert "Printer" in str(printer)
    usb.util.dispose_resources(device)


def test_packets_go_both_ways_and_nothing_in_time_is_a_timeout(
    bus: UsbBus, plugged: Plugged
) -> None:
    device = found(bus)
    usb.util.claim_interface(device, 0)
    wire = plugged.pipe
    assert wire is not None
    with pytest.raises(usb.core.USBTimeoutError):
        device.read(IN, PACKET, 10)
    wire.give(b"\x11\x13")
    assert device.read(IN, PACKET, 10) == array("B", b"\x11\x13")
    assert device.write(OUT, b"x" * (ROOM + 1), 10) == ROOM
    with pytest.raises(usb.core.USBTimeoutError):
        device.write(OUT, b"y", 10)
    assert wire.take(5) == b"x" * 5
    assert device.write(OUT, b"y", 10) == 1
    usb.util.dispose_resources(device)


def test_a_transfer_without_a_deadline_is_an_error(bus: UsbBus, plugged: Plugged) -> None:
    device = found(bus)
    with pytest.raises(usb.core.USBError) as raised:
        device.write(OUT, b"x", 0)
    assert errno_of(raised) == errno.EINVAL
    usb.util.dispose_resources(device)


def test_one_claims_it_at_a_time(bus: UsbBus, plugged: Plugged) -> None:
    first, second = found(bus), found(bus)
    usb.util.claim_interface(first, 0)
    with pytest.raises(usb.core.USBError) as raised:
        usb.util.claim_interface(second, 0)
    assert errno_of(raised) == errno.EBUSY
    usb.util.release_interface(first, 0)
    usb.util.claim_interface(second, 0)
    for device in (first, second):
        usb.util.dispose_resources(device)


def test_a_device_unplugged_is_gone_for_whoever_has_it(bus: UsbBus, plugged: Plugged) -> None:
    device = found(bus)
    usb.util.claim_interface(device, 0)
    bus.plug(plugged)
    for act in (lambda: device.read(IN, PACKET, 10), lambda: device.write(OUT, b"x", 10)):
        with pytest.raises(usb.core.USBError) as raised:
            act()
        assert errno_of(raised) == errno.ENODEV
    assert found(bus).address != device.address
    bus.unplug(plugged)
    bus.unplug(plugged)
    assert usb.core.find(backend=bus) is None
    usb.util.dispose_resources(device)


def test_a_door_tells_who_comes_and_goes(bus: UsbBus) -> None:
    plugged = Plugged(0x04B8, 0x0E15, "AB12", (Face(7, 2),))
    door = UsbSocket(bus, plugged).door()
    assert str(door.address) == "usb://04b8:0e15?serial=AB12"
    assert door.come() is None
    device = found(bus)
    usb.util.claim_interface(device, 0)
    host = door.come()
    assert host is not None
    assert door.come() is None  # the same
    assert host.take(10) == b""
    device.write(OUT, b"ticket", 10)
    assert host.take(4) == b"tick"
    assert host.give(b"\x06") == 1
    usb.util.release_interface(device, 0)
    assert host.take(4) == b"et"
    assert host.take(4) is None
    host.hang_up(reset=True)
    usb.util.dispose_resources(device)
    door.close()
    assert usb.core.find(backend=bus) is None


def test_a_device_that_another_program_holds_cannot_be_claimed(bus: UsbBus) -> None:
    door = UsbSocket(bus, Plugged(0x04B8, 0x0E15, None, (Face(7, 2),))).door()
    door.hold(held=True)
    device = found(bus)
    with pytest.raises(usb.core.USBError) as raised:
        usb.util.claim_interface(device, 0)
    assert errno_of(raised) == errno.EBUSY
    door.hold(held=False)
    usb.util.claim_interface(device, 0)
    usb.util.dispose_resources(device)
    door.close()
