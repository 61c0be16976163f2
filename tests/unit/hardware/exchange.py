"""Drivers without a line: what they send is read, what a printer says is put in, time is moved."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future

from hardware.device_loop import Driver
from hardware.health import Health
from hardware.printers.escpos import EscposDriver
from hardware.printers.fgl import FglDriver
from hardware.printers.job import Job
from hardware.settings import PrinterSettings
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.address import TcpAddress
from hardware.transports.line import LineDown
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintResult

ANSWER_WITHIN_S = 20.0
REPLY_WITHIN_S = 2.0


def settings(driver: str, **changes: bool | str) -> PrinterSettings:
    address = TcpAddress("127.0.0.1", 9100)
    return PrinterSettings("printer", driver, address, **changes)  # type: ignore[arg-type]


class Exchange:
    """Plays the device loop for one driver."""

    def __init__(self, driver: Driver, health: Health, clock: SteppedClock) -> None:
        self.driver = driver
        self.health = health
        self.clock = clock
        self.down: LineDown | None = None
        health.opening()

    def up(self) -> bytes:
        """Connect; return what the driver sends first."""
        if self.health.status.state is DeviceState.LOST:
            self.health.retrying()
        self.down = None
        self.driver.line_up()
        return self.sent()

    def sent(self, most: int = 1 << 20) -> bytes:
        """Take what the driver sends, up to ``most`` bytes."""
        taken = b""
        while len(taken) < most and (chunk := self.driver.outgoing()):
            chunk = chunk[: most - len(taken)]
            taken += chunk
            self.driver.wrote(len(chunk))
        return taken

    def say(self, data: bytes) -> bytes:
        """The printer says ``data``; return what the driver sends upon it."""
        self.driver.received(data)
        return self.sent()

    def wait(self, seconds: float) -> bytes:
        """Let time pass; return what the driver sends."""
        self.clock.step(seconds)
        try:
            self.driver.tick()
        except LineDown as down:
            self.hang_up(down.condition)
            self.down = down
            return b""
        return self.sent()

    def hang_up(self, why: Condition = Condition.UNREACHABLE) -> None:
        """The line goes down."""
        self.health.lost(why)
        self.driver.line_down(why)

    def print(self, data: bytes) -> Future[PrintResult]:
        job = Job(data)
        assert isinstance(self.driver, FglDriver | EscposDriver)
        self.driver.accept(job)
        return job.future

    def told(self) -> Mapping[str, str]:
        assert isinstance(self.driver, FglDriver)
        return self.driver.told

    @property
    def state(self) -> DeviceState:
        return self.health.status.state

    @property
    def conditions(self) -> frozenset[Condition]:
        return self.health.status.conditions


def fgl(**changes: bool | str) -> Exchange:
    """An FGL driver that has not connected yet."""
    health, clock = Health("printer"), SteppedClock()
    return Exchange(FglDriver(health, clock, settings("fgl", **changes)), health, clock)


def escpos(**changes: bool | str) -> Exchange:
    """An ESC/POS driver that has not connected yet."""
    health, clock = Health("printer"), SteppedClock()
    return Exchange(EscposDriver(health, clock, settings("escpos", **changes)), health, clock)
