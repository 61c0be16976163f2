"""A scanner on a line of its own: serial, USB that looks serial, or TCP.

It sends codes and says nothing of itself, so READY means no more than that the line is open
(hardware facts 8). Nothing is ever sent to it.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.framing import Frame, FramedDriver, Frames
from hardware.health import Health
from hardware.looped import Listeners, LoopedDevice
from hardware.scanners.codes import Repeats, scan_of
from hardware.settings import Section
from hardware.transports.address import parse_address, transport_for
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.errors import SettingsInvalid
from pos.ports.readers import Scan

NAME = "scanner"


class SerialScanner(LoopedDevice):
    """Implements ``pos.ports.readers.Scanner``."""

    def __init__(self, line: Transport, clock: Clock, prefix: bytes = b"") -> None:
        health = Health(NAME)
        self._clock = clock
        self._listeners: Listeners[Scan] = Listeners()
        self._repeats = Repeats()
        driver = FramedDriver(health, clock, Frames(prefix), self.read)
        super().__init__(health, line, driver, clock, WireLog(hears_people=True))

    def listen(self, listener: Callable[[Scan], None]) -> None:
        self._listeners.add(listener)

    def read(self, frame: Frame) -> None:
        """Tell what ``frame`` is, unless it was told just now. Thread: the device's."""
        if frame.problem is None:
            scan = scan_of(NAME, frame.text)
        else:
            scan = Scan(NAME, problem=frame.problem)
        if self._repeats.is_new(scan, self._clock.monotonic()):
            self._listeners.tell(scan)


def serial_scanner(section: Section, clock: Clock) -> SerialScanner:
    """Return the scanner of ``section``, closed.

    Raises:
        SettingsInvalid: An address nobody can read; a prefix that is no hex or would end a code.
    """
    address = parse_address(str(section.get("address", "")), f"{NAME}.address")
    prefix = prefix_of(section)
    return SerialScanner(transport_for(address, one_client=False), clock, prefix)


def prefix_of(section: Section) -> bytes:
    """Return what the scanner sends before each code, empty for nothing.

    Raises:
        SettingsInvalid: See ``serial_scanner``.
    """
    written = str(section.get("prefix", ""))
    try:
        prefix = bytes.fromhex(written)
    except ValueError:
        prefix = b"\r"
    if set(prefix) & set(b"\r\n\t"):
        raise SettingsInvalid(place=f"{NAME}.prefix", reason="not_one_of", value=written, hint="07")
    return prefix
