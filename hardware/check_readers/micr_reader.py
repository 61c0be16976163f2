"""A check reader on a line of its own: serial, USB that looks serial, or TCP.

It sends each line ended by CR and says nothing of itself. Two drivers, which differ in how they
read a line: ``magtek`` its host forms, ``raw`` the line as printed. Source: hardware facts 7.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.check_readers.micr import Parser, check_of, magtek, raw
from hardware.framing import Frame, FramedDriver, Frames
from hardware.health import Health
from hardware.looped import Listeners, LoopedDevice
from hardware.settings import Section
from hardware.transports.address import parse_address, transport_for
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.errors import SettingsInvalid
from pos.ports.readers import CheckRead

NAME = "check_reader"
SYMBOLS = "TU$-"
"""Letters for transit, on-us, amount and dash unless others are configured; unconfirmed."""


class MicrReader(LoopedDevice):
    """Implements ``pos.ports.readers.CheckReader``."""

    def __init__(self, line: Transport, clock: Clock, parse: Parser) -> None:
        health = Health(NAME)
        self._parse = parse
        self._listeners: Listeners[CheckRead] = Listeners()
        driver = FramedDriver(health, clock, Frames(suffixed=True), self.read)
        super().__init__(health, line, driver, clock, WireLog(hears_people=True))

    def listen(self, listener: Callable[[CheckRead], None]) -> None:
        self._listeners.add(listener)

    def read(self, frame: Frame) -> None:
        """Tell what ``frame`` says. Thread: the device's."""
        if frame.problem is None:
            self._listeners.tell(check_of(NAME, frame.text, self._parse))
        else:
            self._listeners.tell(CheckRead(NAME, problem=frame.problem))


def check_reader(section: Section, clock: Clock) -> MicrReader:
    """Return the check reader of ``section``, closed.

    Raises:
        SettingsInvalid: An address nobody can read; symbols that are not four different ones.
    """
    address = parse_address(str(section.get("address", "")), f"{NAME}.address")
    parse = raw(_symbols(section)) if section.get("driver") == "raw" else magtek
    return MicrReader(transport_for(address, one_client=False), clock, parse)


def _symbols(section: Section) -> str:
    symbols = str(section.get("symbols", SYMBOLS))
    apart = len(symbols) == 4 == len(set(symbols))
    if not apart or any(symbol.isdigit() or symbol in " ?/" for symbol in symbols):
        raise SettingsInvalid(
            place=f"{NAME}.symbols", reason="not_one_of", value=symbols, hint=SYMBOLS
        )
    return symbols
