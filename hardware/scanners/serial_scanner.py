"""A scanner on a line of its own: serial, USB that looks serial, or TCP.

It sends codes and says nothing of itself, so READY means no more than that the line is open
(hardware facts 8). Nothing is ever sent to it.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.health import NOTHING, Health
from hardware.looped import Listeners, LoopedDevice
from hardware.scanners.codes import Repeats, scan_of
from hardware.scanners.framing import Frame, ScanFrames
from hardware.settings import Section
from hardware.transports.address import parse_address, transport_for
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.errors import SettingsInvalid
from pos.ports.devices import Condition
from pos.ports.readers import Scan

NAME = "scanner"


class SerialScannerDriver:
    """Bytes in, codes out. Implements ``hardware.device_loop.Driver``."""

    def __init__(
        self, health: Health, clock: Clock, prefix: bytes, tell: Callable[[Scan], None]
    ) -> None:
        self._health = health
        self._clock = clock
        self._tell = tell
        self._frames = ScanFrames(prefix)
        self._repeats = Repeats()

    def line_up(self) -> None:
        self._frames.forget()
        self._health.report(NOTHING)

    def line_down(self, why: Condition) -> None:
        self._frames.forget()

    def received(self, data: bytes) -> None:
        self._read(self._frames.feed(data, self._clock.monotonic()))

    def outgoing(self) -> bytes:
        return b""

    def wrote(self, count: int) -> None:
        """Nothing is ever written."""

    def due(self) -> float | None:
        return self._frames.due()

    def tick(self) -> None:
        self._read(self._frames.quiet(self._clock.monotonic()))

    def end(self) -> None:
        self._frames.forget()

    def _read(self, frames: list[Frame]) -> None:
        for frame in frames:
            name = self._health.status.device
            scan = Scan(name, problem=frame.problem) if frame.problem else scan_of(name, frame.text)
            if self._repeats.is_new(scan, self._clock.monotonic()):
                self._tell(scan)


class SerialScanner(LoopedDevice):
    """Implements ``pos.ports.readers.Scanner``."""

    def __init__(self, line: Transport, clock: Clock, prefix: bytes = b"") -> None:
        health = Health(NAME)
        self._listeners: Listeners[Scan] = Listeners()
        driver = SerialScannerDriver(health, clock, prefix, self._listeners.tell)
        super().__init__(health, line, driver, clock, WireLog(hears_people=True))

    def listen(self, listener: Callable[[Scan], None]) -> None:
        self._listeners.add(listener)


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
