"""A printer port over a real driver, a real socket and a virtual printer, on one clock moved by
hand.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import select
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from PIL import Image

from hardware.registry import build
from hardware.simulators.control import Json
from hardware.simulators.device import VirtualDevice
from hardware.simulators.escpos_printer import EscposPrinter, Make
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.server import LOOPBACK
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from hardware.simulators.usb_bus import Face, Plugged, UsbBus
from hardware.simulators.usb_door import UsbSocket
from hardware.transports.address import SerialAddress, TcpAddress
from pos.lifecycles import DeviceState
from pos.ports.devices import (
    CashDrawer,
    Condition,
    DeviceStatus,
    Printer,
    PrintOutcome,
    PrintResult,
)
from tests.contract.patience import PATIENCE_S, looks

ANSWER_WITHIN_S = 4
WORKS = frozenset({DeviceState.READY, DeviceState.ATTENTION})
TALKS = WORKS | {DeviceState.STOPPED}
A_LOOK_S = 0.05
"""How often it is asked whether a line's reader has ended meanwhile."""

T = TypeVar("T")
Device = VirtualDevice[Any]


def fgl_job(number: int) -> bytes:
    """A ticket unlike any other, part resident text and part dots."""
    dots = bytes((number * 7 + column) & 0xFF for column in range(300))
    text = b"<CB><RC24,40><F3><HW2,2>TICKET %d" % number
    return text + b"<RC120,40><G300>" + dots + b"<RC200,40><LT3><HX600><p>"


def escpos_job(number: int, rows: int = 20) -> bytes:
    """A receipt unlike any other, part text and part dots; 32 bytes to a row of dots."""
    dots = bytes((number * 7 + column) & 0xFF for column in range(32 * rows))
    text = b"\x1b@\x1ba\x01Receipt %d\n\x1ba\x00" % number
    picture = b"\x1dv0\x00\x20\x00" + rows.to_bytes(2, "little") + dots
    return text + picture + b"Total 12.00\n" * 6 + b"\x1dVB\x03"


MAKES = {"escpos-clone": Make.CLONE, "escpos-star": Make.STAR}
"""By the name of the kind; every other is a whole Epson."""


class Kind:
    """One driver on its virtual printer."""

    def __init__(
        self, name: str, driver: str, job: Callable[[int], bytes], **section: str | bool
    ) -> None:
        self.name = name
        self.driver = driver
        self.job = job
        self.section = section
        self.tty = False
        self.usb = False

    @property
    def label(self) -> str:
        if self.usb:
            return f"{self.name}-usb"
        return f"{self.name}-tty" if self.tty else self.name

    def over_a_tty(self) -> Kind:
        """The same on a pseudo-terminal instead of TCP."""
        other = Kind(self.name, self.driver, self.job, **self.section)
        other.tty = True
        return other

    def over_usb(self) -> Kind:
        """The same on a virtual USB."""
        other = Kind(self.name, self.driver, self.job, **self.section)
        other.usb = True
        return other

    def device(self, clock: SteppedClock, tray: PaperTray, plan: FaultPlan) -> Device:
        if self.driver == "fgl":
            return FglPrinter(
                clock,
                tray,
                plan,
                STOCKS["boca-200dpi-5.5x2"],
                stock=500,
                mode=str(self.section.get("status_mode", "normal")),
                purge=bool(self.section.get("purge", False)),
            )
        make = MAKES.get(self.name, Make.EPSON)
        return EscposPrinter(clock, tray, plan, ROLLS["TM-T88V"], stock=500, make=make)


FGL = Kind("fgl", "fgl", fgl_job)
PURGING = Kind("fgl-purge", "fgl", fgl_job, purge=True)
SINGLE = Kind("fgl-s90", "fgl", fgl_job, status_mode="s90")
ESCPOS = Kind("escpos", "escpos", escpos_job)
CLONE = Kind("escpos-clone", "escpos", escpos_job)
"""An ESC/POS printer without GS ( H: fenced with GS r."""


FGL_TTY = FGL.over_a_tty()
ESCPOS_TTY = ESCPOS.over_a_tty()
FGL_USB = FGL.over_usb()
ESCPOS_USB = ESCPOS.over_usb()

STAR = Kind("escpos-star", "escpos", escpos_job)
"""Star in ESC/POS emulation: as a clone, and DLE EOT tells nothing."""


class _Said:
    """What a virtual printer said to one host: bytes given to the line, and of them lost on it."""

    def __init__(self) -> None:
        self.given = self.lost = 0


class _UnderWay:
    """Counts the bytes between a virtual printer and the driver that is to hear them."""

    def __init__(self, device: Any, printer: Any) -> None:
        self._said = _Said()
        self._heard = 0
        self._loop = printer._loop
        driver = self._loop._driver
        connected, take_output = device.connected, device.take_output
        line_up, received = driver.line_up, driver.received

        def count_said_afresh() -> None:
            self._said = _Said()
            connected()

        def count_said() -> bytes:
            data: bytes = take_output()
            self._said.given += len(data)
            return data

        def count_heard_afresh() -> None:
            self._heard = 0
            line_up()

        def count_heard(data: bytes) -> None:
            self._heard += len(data)
            received(data)

        device.connected, device.take_output = count_said_afresh, count_said
        driver.line_up, driver.received = count_heard_afresh, count_heard

    def settle(self, go_round: Callable[[], bool]) -> None:
        """Go round until nothing is under way. What was not heard though the line has nothing more
        to give was lost on it: flushed as it was opened, or said to a host that is gone."""
        for _ in looks():
            said, given = self._said, self._said.given
            if given - said.lost <= self._heard or not go_round():
                return
            self._until_line_is_empty()
            go_round()
            go_round()  # the second begins behind what the driver took in the first
            said.lost = max(said.lost, given - self._heard)
        raise AssertionError(f"bytes under way for ever: {vars(self._said)} {self._heard}")

    def _until_line_is_empty(self) -> None:
        """Return once a look at the line has found nothing: the driver's own look, or that of the
        reader it has there. Looking has the kernel carry over what it still holds (n_tty)."""
        line = self._loop._transport
        listener = getattr(line, "_listener", None)
        if listener is not None:
            _until_reader_finds_nothing(listener)
            return
        for _ in looks():
            nothing: Future[bool] = Future()
            if not self._loop.post(lambda to=nothing: to.set_result(_has_nothing(line))):
                return
            if nothing.result(PATIENCE_S):
                return
        raise AssertionError("the line is never empty")


def _has_nothing(line: Any) -> bool:
    """Thread: the device's."""
    return line._serial is None or not select.select([line._serial], [], [], 0)[0]


def _until_reader_finds_nothing(listener: Any) -> None:
    """Wait until a look that begins from now on brings nothing, or the reader has ended."""
    listen, found_nothing = listener._listen, threading.Event()

    def listen_and_tell() -> bytes:
        data: bytes = listen()
        if not data:
            found_nothing.set()
        return data

    listener._listen = listen_and_tell
    try:
        for _ in looks():
            if found_nothing.wait(A_LOOK_S) or not listener._thread.is_alive():
                return
    finally:
        listener._listen = listen
    raise AssertionError("the line is never empty")


class Rig:
    """Drives one printer through the port and looks at its paper."""

    def __init__(
        self,
        kind: Kind,
        folder: Path,
        plan: FaultPlan,
        drawer: dict[str, str | int | bool],
    ) -> None:
        self.kind = kind
        self.clock = SteppedClock()
        self._folder = folder
        self.device = kind.device(self.clock, PaperTray(folder, "paper"), plan)
        folder.mkdir(parents=True, exist_ok=True)
        self._tty = folder / "tty"
        self._bus = contextlib.ExitStack()
        self.simulator = RunningSimulator(self.device, self.clock, self._address())
        self.simulator.__enter__()
        self.control = self.simulator.control()
        self._sections: dict[str, dict[str, str | int | bool]] = {
            "receipt_printer": {
                "driver": kind.driver,
                "address": str(self.simulator.address),
                "answer_within": ANSWER_WITHIN_S,
                **kind.section,
            },
            "cash_drawer": {"driver": "kick", "via": "receipt_printer", **drawer},
        }
        self._devices = build(self._sections, self.clock)
        self._under_way = _UnderWay(self.device, self.printer)
        self.futures: dict[int, Future[PrintResult]] = {}
        self._looked_at: dict[Path, bytes] = {}
        self.clock.wakes(self.simulator.wake)
        self.clock.wakes(self.printer.wake)  # type: ignore[attr-defined]

    @property
    def printer(self) -> Printer:
        assert self._devices.receipt_printer is not None
        return self._devices.receipt_printer

    @property
    def drawer(self) -> CashDrawer:
        assert self._devices.cash_drawer is not None
        return self._devices.cash_drawer

    def open(self) -> None:
        """Open and wait until the printer works."""
        self._devices.open()
        self.until(WORKS)

    def close(self) -> None:
        self.control.close()
        self._devices.close()
        self.simulator.stop()
        self._bus.close()

    def _address(self) -> SerialAddress | TcpAddress | UsbSocket:
        if self.kind.tty:
            return SerialAddress(str(self._tty))
        if not self.kind.usb:
            return TcpAddress(LOOPBACK, 0)
        self.usb = self._bus.enter_context(UsbBus().in_place_of_libusb())
        self.plugged = Plugged(0x0A43, 0x0001, "AB12", (Face(7, 2),))
        return UsbSocket(self.usb, self.plugged)

    # ---- acts ----

    def print(self, number: int) -> Future[PrintResult]:
        future = self.printer.print(self.kind.job(number))
        self.futures[number] = future
        return future

    def do(self, what: str, **values: object) -> Json:
        return self.control.do(what, values)

    def fault(self, kind: str, **values: object) -> Json:
        return self.do("fault", kind=kind, **values)

    # ---- waiting ----

    def result(self, future: Future[T]) -> T:
        """The answer, which needs no time to pass."""
        done, _ = concurrent.futures.wait([future], PATIENCE_S)
        assert done, "\n".join(
            [f"{self.printer.status()} {self.do('state')}"]
            + [str(exchange) for exchange in self.printer.wire.last()[-40:]]  # type: ignore[attr-defined]
        )
        return future.result(0)

    def after_a_while(self, future: Future[T]) -> T:
        """The answer, for which the clock has to go on."""
        for _ in looks():
            if future.done():
                break
            self.let_pass(0.25)
        return future.result(0)

    def let_pass(self, seconds: float) -> None:
        """Move the clock once driver and simulator have done what they could without that, so that
        a busy machine makes nobody late."""
        for _ in range(3):
            self._round()
            self._until_taken_up()
        self.clock.step(seconds)

    def _until_taken_up(self) -> None:
        """Wait until the driver has what the printer said: a tty takes its time, and so does the
        line's own reader, where it has one."""
        wire = self.plugged.pipe if self.kind.usb else None
        assert wire is None or wire.until_heard(PATIENCE_S)
        if self.kind.tty:
            self._under_way.settle(self._round)

    def _round(self) -> bool:
        """Have both ends do what they can; return whether anything could still arrive."""
        self.simulator.wake()
        self.control.do("state")
        seen = threading.Event()
        if self.printer._loop.post(seen.set):  # type: ignore[attr-defined]
            assert seen.wait(PATIENCE_S)
        return self.printer.status().state in TALKS and not self.device.stalled

    def until(
        self, states: frozenset[DeviceState], condition: Condition | None = None
    ) -> DeviceStatus:
        """Wait, letting time pass, until the printer is in one of ``states`` (with
        ``condition``).
        """
        for _ in looks():
            now = self.printer.status()
            if now.state in states and (condition is None or condition in now.conditions):
                return now
            self.let_pass(0.25)
        raise AssertionError(f"never {states} {condition}: {self.printer.status()}")

    def until_printed(self, count: int) -> None:
        """Wait until the virtual printer has put out ``count`` papers."""
        with self.simulator.control() as watching:
            state = watching.do("watch")
            while int(str(state["papers"])) < count:
                watching.until("paper")
                state = watching.do("state")

    # ---- paper ----

    def whole_papers(self) -> list[bytes]:
        """The dots of every good paper, in order."""
        names = [file for file in sorted(self._folder.glob("paper-*.png")) if _is_whole(file)]
        return [self._seen(name) for name in names]

    def _seen(self, file: Path) -> bytes:
        """The dots of a paper, which is looked at once."""
        if file not in self._looked_at:
            self._looked_at[file] = _dots(file)
        return self._looked_at[file]

    def came_out(self, number: int) -> bool:
        """Whether job ``number`` is on paper, be it in two pieces because the roll was changed."""
        wanted, papers = self.expected(number), self.whole_papers()
        if (self.kind.tty or self.kind.usb) and any(one.endswith(wanted) for one in papers):
            return True  # a line cut within a chunk leaves a half, which stands above the next
        halves = [self._seen(file) for file in sorted(self._folder.glob("paper-*-half.png"))]
        return wanted in papers or any(
            half + rest == wanted for half in halves for rest in papers if wanted.endswith(rest)
        )

    def expected(self, number: int) -> bytes:
        """What job ``number`` looks like, drawn by a printer of its own."""
        return _drawn(self.kind, number)

    def check(self) -> None:
        """What holds for every driver and every fault."""
        papers = self.whole_papers()
        assert len(papers) == len(set(papers)), "a paper came out twice"
        for number, future in self.futures.items():
            if future.cancelled():
                outcome = PrintOutcome.NOT_SENT
            else:
                outcome = future.result(0).outcome
            came_out = self.came_out(number)
            if outcome is PrintOutcome.PRINTED:
                assert came_out, f"job {number} was believed printed"
            if outcome is PrintOutcome.NOT_SENT:
                assert not came_out, f"job {number} was said not to have been sent"
        assert self.device.errors == 0, "the driver broke the protocol"


def _is_whole(file: Path) -> bool:
    return file.stem.count("-") == 1


@lru_cache(512)
def _drawn(kind: Kind, number: int) -> bytes:
    """The dots of a job on a printer that nothing happens to; drawn once for all tests."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        device = kind.device(SteppedClock(), PaperTray(folder, "paper"), FaultPlan())
        device.connected()
        device.received(kind.job(number))
        (file,) = folder.glob("*.png")
        return _dots(file)


def _dots(file: Path) -> bytes:
    with Image.open(file) as image:
        return image.tobytes()
