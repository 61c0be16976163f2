"""The real line over a virtual bus: what hangs on it says what the test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hardware.simulators.usb_bus import IN, INTERRUPT, OUT, Face, Plugged, UsbBus
from hardware.transports import usb_found
from hardware.transports.address import UsbAddress
from hardware.transports.line import LineDown, Waker
from hardware.transports.usb_line import UsbLine
from pos.ports.devices import Condition

PATIENCE_S = 300.0
BOCA = 0x0A43
ADDRESS = UsbAddress(BOCA, 1)
PRINTER = Face(7, 2)


@pytest.fixture
def bus() -> Iterator[UsbBus]:
    with UsbBus().in_place_of_libusb() as bus:
        yield bus


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    waker.close()


@pytest.fixture
def lines(bus: UsbBus, waker: Waker) -> Iterator[list[UsbLine]]:
    """Whatever is in it is closed at the end, before the bus and the waker go."""
    lines: list[UsbLine] = []
    yield lines
    for line in lines:
        line.close()
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("-usb")]


@pytest.fixture
def printer(bus: UsbBus) -> Plugged:
    return bus.plug(Plugged(BOCA, 1, "AB12", (PRINTER,)))


def wanted() -> bool:
    return True


def opened(lines: list[UsbLine], waker: Waker, address: UsbAddress = ADDRESS) -> UsbLine:
    line = UsbLine(address)
    lines.append(line)
    line.open(1.0, waker, wanted)
    return line


def refused(lines: list[UsbLine], waker: Waker, address: UsbAddress = ADDRESS) -> LineDown:
    with pytest.raises(LineDown) as down:
        opened(lines, waker, address)
    return down.value


def heard(line: UsbLine, count: int) -> bytes:
    data = b""
    while len(data) < count:
        line.wait(PATIENCE_S, for_writing=False)
        data += line.read()
    return data


def until_down(line: UsbLine) -> LineDown:
    with pytest.raises(LineDown) as down:
        heard(line, 1)
    return down.value


# ---- bytes ----


def test_every_byte_goes_both_ways(printer: Plugged, lines: list[UsbLine], waker: Waker) -> None:
    line = opened(lines, waker)
    assert printer.pipe is not None
    data = bytes(range(256))
    sent, received = 0, b""
    while sent < len(data):
        sent += line.write(data[sent : sent + line.chunk])
        received += printer.pipe.take(1000)
    assert received == data
    printer.pipe.give(data)
    assert heard(line, len(data)) == data
    assert line.read() == b""
    assert line.stuck() == 0


def test_a_busy_printer_takes_nothing_and_is_tried_again(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    line = opened(lines, waker)
    assert printer.pipe is not None
    taken = 0
    while count := line.write(b"x" * line.chunk):
        taken += count
    assert len(printer.pipe.take(100_000)) == taken
    line.wait(PATIENCE_S, for_writing=True)
    assert line.write(b"y") == 1


def test_what_counts_as_taken_is_what_was_transferred(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    printer.most = 3
    line = opened(lines, waker)
    assert line.write(b"ticket") == 3
    assert printer.pipe is not None
    assert printer.pipe.take(100) == b"tic"


def test_a_ring_ends_the_wait_and_silence_is_no_fault(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    line = opened(lines, waker)
    waker.ring()
    line.wait(PATIENCE_S, for_writing=False)
    line.wait(0.1, for_writing=False)  # several reads run out of time meanwhile
    assert line.read() == b""


def test_empty_packets_are_nothing_said(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    printer.empties = True
    line = opened(lines, waker)
    line.wait(0.1, for_writing=False)
    assert line.read() == b""
    assert printer.pipe is not None
    printer.pipe.give(b"\x11")
    assert heard(line, 1) == b"\x11"


def test_the_reader_is_named_after_the_device(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    opener = threading.Thread(target=opened, args=(lines, waker), name="device-ticket_printer")
    opener.start()
    opener.join(PATIENCE_S)
    assert "device-ticket_printer-usb" in {thread.name for thread in threading.enumerate()}


# ---- which device, which interface ----


def test_no_device_is_unreachable(bus: UsbBus, lines: list[UsbLine], waker: Waker) -> None:
    assert refused(lines, waker).condition is Condition.UNREACHABLE


def test_a_bus_that_cannot_be_looked_over(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    bus.broken = True
    assert refused(lines, waker).condition is Condition.UNREACHABLE
    bus.broken = False
    opened(lines, waker)


def test_a_line_that_is_closed_leaves_nothing_open(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    opened(lines, waker).close()
    printer.taken = True
    refused(lines, waker)
    assert printer.opened == 0


def test_the_serial_number_tells_two_alike_apart(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    other = bus.plug(Plugged(BOCA, 1, "CD34", (PRINTER,)))
    opened(lines, waker, UsbAddress(BOCA, 1, "CD34"))
    assert other.pipe is not None
    assert printer.pipe is None
    assert (other.opened, printer.opened) == (1, 0)
    down = refused(lines, waker, UsbAddress(BOCA, 1, "EF56"))
    assert down.condition is Condition.UNREACHABLE


def test_of_two_alike_none_is_guessed(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    bus.plug(Plugged(BOCA, 1, "CD34", (PRINTER,)))
    down = refused(lines, waker)
    assert down.condition is Condition.UNREACHABLE
    assert "serial number" in down.detail
    assert printer.pipe is None


def test_two_that_say_the_same_number_are_not_guessed_either(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    bus.plug(Plugged(BOCA, 1, "AB12", (PRINTER,)))
    assert "alike" in refused(lines, waker, UsbAddress(BOCA, 1, "AB12")).detail


def test_one_without_a_serial_number_is_found_by_its_ids(
    bus: UsbBus, lines: list[UsbLine], waker: Waker
) -> None:
    bus.plug(Plugged(BOCA, 1, None, (PRINTER,)))
    opened(lines, waker)
    down = refused(lines, waker, UsbAddress(BOCA, 1, "AB12"))
    assert down.condition is Condition.UNREACHABLE


def test_the_interface_that_answers_is_chosen(
    bus: UsbBus, lines: list[UsbLine], waker: Waker
) -> None:
    faces = (
        Face(255, 0, (0x05, 0x86)),
        Face(7, 1, (0x04,), number=1),
        Face(7, 4, (0x03, 0x83), number=1, alternate=1),
        Face(7, 2, (OUT, IN), number=1, alternate=2),
    )
    printer = bus.plug(Plugged(BOCA, 1, "AB12", faces))
    opened(lines, waker)
    assert printer.acts == ["claim 1", "alternate 2"]
    vendor = UsbAddress(BOCA, 1, "AB12", interface=0)
    lines.pop().close()
    opened(lines, waker, vendor)
    assert printer.acts[-1] == "claim 0"


@pytest.mark.parametrize(
    ("faces", "says"),
    [
        ((Face(3, 0, (OUT, IN), INTERRUPT),), "HID"),
        ((Face(7, 1, (OUT,)),), "never answers"),
        ((Face(7, 4), Face(3, 0, (OUT, IN), INTERRUPT, 1)), "packets of its own"),
        ((Face(8, 80),), "classes [8]"),
    ],
)
def test_what_cannot_be_talked_with_is_refused(
    bus: UsbBus, lines: list[UsbLine], waker: Waker, faces: tuple[Face, ...], says: str
) -> None:
    printer = bus.plug(Plugged(BOCA, 1, "AB12", faces))
    down = refused(lines, waker)
    assert down.condition is Condition.UNINTELLIGIBLE
    assert says in down.detail
    assert printer.acts == []


# ---- the system and other programs ----


def test_without_permission(printer: Plugged, lines: list[UsbLine], waker: Waker) -> None:
    printer.permitted = False
    for address in (ADDRESS, UsbAddress(BOCA, 1, "AB12")):
        assert refused(lines, waker, address).condition is Condition.NO_PERMISSION


def test_one_that_may_not_be_asked_may_be_the_one(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    bus.plug(Plugged(BOCA, 1, "CD34", (PRINTER,), permitted=False))
    assert refused(lines, waker).condition is Condition.UNREACHABLE  # two alike
    opened(lines, waker, UsbAddress(BOCA, 1, "AB12"))


def test_held_by_another_program(printer: Plugged, lines: list[UsbLine], waker: Waker) -> None:
    printer.taken = True
    assert refused(lines, waker).condition is Condition.HELD_BY_OTHER
    printer.taken = False
    opened(lines, waker)
    assert refused(lines, waker).condition is Condition.HELD_BY_OTHER


def test_the_systems_driver_is_moved_aside_and_given_back(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    printer.driver = True
    line = opened(lines, waker)
    line.close()
    assert printer.acts == ["detach 0", "claim 0", "release 0", "attach 0"]
    assert printer.driver


def test_it_is_given_back_too_where_the_claim_fails(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    printer.driver = printer.taken = True
    refused(lines, waker)
    assert printer.acts == ["detach 0", "attach 0"]


def test_it_stays_where_the_address_says_so(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    printer.driver = True
    down = refused(lines, waker, UsbAddress(BOCA, 1, detach=False))
    assert down.condition is Condition.HELD_BY_OTHER
    assert printer.acts == []


def test_a_driver_of_another_kind_is_left_alone(
    bus: UsbBus, lines: list[UsbLine], waker: Waker
) -> None:
    """A vendor interface with a driver is a serial adapter, or something else in use."""
    adapter = bus.plug(Plugged(BOCA, 1, "AB12", (Face(255),), driver=True))
    assert refused(lines, waker).condition is Condition.HELD_BY_OTHER
    assert adapter.acts == []


def test_opening_neither_resets_nor_configures(
    printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    opened(lines, waker)
    assert printer.acts == ["claim 0"]


def test_without_libusb(waker: Waker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda: None)
    with pytest.raises(LineDown) as down:
        UsbLine(ADDRESS).open(1.0, waker, wanted)
    assert down.value.condition is Condition.NOT_INSTALLED


def test_without_a_driver_for_it_on_windows() -> None:
    """libusb says NOT_SUPPORTED, which pyusb makes a NotImplementedError."""
    assert usb_found.why_not(NotImplementedError("x")) is Condition.NOT_INSTALLED


def test_the_library_itself_loads_where_it_is_installed() -> None:
    """No device is asked for, and no bus need be there."""
    backend = usb_found.libusb()
    assert type(backend).__module__ == "usb.backend.libusb1"


# ---- plugs ----


def test_unplugged_and_found_under_its_new_address(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    line = opened(lines, waker)
    before = printer.address
    bus.unplug(printer)
    assert until_down(line).condition is Condition.UNREACHABLE
    with pytest.raises(LineDown):
        line.write(b"x")
    line.close()
    assert refused(lines, waker).condition is Condition.UNREACHABLE
    bus.plug(printer)
    assert printer.address != before
    again = opened(lines, waker)
    assert printer.pipe is not None
    printer.pipe.give(b"\x12")
    assert heard(again, 1) == b"\x12"


def test_what_was_said_before_the_plug_was_pulled_is_heard(
    bus: UsbBus, printer: Plugged, lines: list[UsbLine], waker: Waker
) -> None:
    line = opened(lines, waker)
    assert printer.pipe is not None
    printer.pipe.give(b"\x06")
    assert printer.pipe.until_heard(PATIENCE_S)
    bus.unplug(printer)
    assert heard(line, 1) == b"\x06"
    until_down(line)


@pytest.mark.parametrize("endpoint", [IN, OUT])
def test_a_halted_endpoint_is_cleared_before_the_next_try(
    printer: Plugged, lines: list[UsbLine], waker: Waker, endpoint: int
) -> None:
    line = opened(lines, waker)
    printer.halted.add(endpoint)
    if endpoint == IN:
        assert until_down(line).condition is Condition.UNREACHABLE
    else:
        with pytest.raises(LineDown):
            line.write(b"x")
    line.close()
    assert printer.acts == ["claim 0", f"clear {endpoint:02x}", "release 0"]
    assert opened(lines, waker).write(b"x") == 1


def test_a_closed_line_does_nothing() -> None:
    line = UsbLine(ADDRESS)
    for act in (line.read, lambda: line.write(b"x"), lambda: line.wait(0, for_writing=False)):
        with pytest.raises(LineDown):
            act()
    line.close()
