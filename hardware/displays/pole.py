"""A display of two lines on a pole: serial, USB that looks serial, or TCP.

It never answers, so READY means no more than that the line is open; a line that takes no byte for
``STALLS_S`` is hung up and tried again. Source: hardware facts 9.
"""

from __future__ import annotations

from hardware.displays.commands import MODELS, Model
from hardware.displays.lettering import fitted
from hardware.health import NOTHING, Health
from hardware.looped import LoopedDevice
from hardware.settings import Section
from hardware.transports.address import parse_address, transport_for
from hardware.transports.line import LineDown, Transport
from pos.clock import Clock
from pos.errors import SettingsInvalid
from pos.ports.devices import Condition

NAME = "customer_display"
STALLS_S = 5.0
"""Two lines are a tenth of a second at 9600 baud."""
Lines = tuple[str, str]


class PoleDriver:
    """Keeps the display at what is wanted. Implements ``hardware.device_loop.Driver``."""

    def __init__(self, health: Health, clock: Clock, model: Model) -> None:
        self._health = health
        self._clock = clock
        self._model = model
        self._shown: Lines | None = None
        self._out = b""
        self._moved_s = 0.0
        self.wanted: Lines | None = None
        """The newest that is to be shown; set from any thread, read on the device's."""

    def line_up(self) -> None:
        self._shown = None
        self._put(self._model.begin)
        self._health.report(NOTHING)

    def line_down(self, why: Condition) -> None:
        self._out = b""

    def received(self, data: bytes) -> None:
        """A display says nothing; what one says all the same has no meaning."""

    def outgoing(self) -> bytes:
        wanted = self.wanted
        if not self._out and wanted is not None and wanted != self._shown:
            self._shown = wanted
            upper, lower = (fitted(line).encode("ascii") for line in wanted)
            self._put(self._model.draw(upper, lower))
        return self._out

    def wrote(self, count: int) -> None:
        self._put(self._out[count:])

    def due(self) -> float | None:
        return self._moved_s + STALLS_S if self._out else None

    def tick(self) -> None:
        due_s = self.due()
        if due_s is not None and self._clock.monotonic() >= due_s:
            raise LineDown(Condition.SILENT, "takes no bytes")

    def end(self) -> None:
        self._out = b""

    def _put(self, data: bytes) -> None:
        self._out, self._moved_s = data, self._clock.monotonic()


class Pole(LoopedDevice):
    """Implements ``pos.ports.readers.PoleDisplay``."""

    def __init__(self, line: Transport, clock: Clock, model: Model) -> None:
        health = Health(NAME)
        self._driver = PoleDriver(health, clock, model)
        super().__init__(health, line, self._driver, clock)

    def show(self, upper: str, lower: str) -> None:
        self._driver.wanted = (upper, lower)
        self.wake()


def pole_display_of(section: Section, clock: Clock) -> Pole:
    """Return the display of ``section``, closed.

    Raises:
        SettingsInvalid: An address nobody can read, or an unknown model.
    """
    address = parse_address(str(section.get("address", "")), f"{NAME}.address")
    name = str(section.get("model", "cd5220"))
    if name not in MODELS:
        hint = ", ".join(MODELS)
        raise SettingsInvalid(place=f"{NAME}.model", reason="not_one_of", value=name, hint=hint)
    return Pole(transport_for(address, one_client=False), clock, MODELS[name])
