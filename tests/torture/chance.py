"""One FGL driver and one virtual printer, without threads: chance decides what moves next.

Every byte waits on the way, in both directions, until chance lets it go on; lines break and may
keep what nobody read, as boxes between do; a person helps now and then. Nothing waits for anything,
so an evening takes a few hundredths of a second and the same seed gives the same one.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from hardware.health import Health
from hardware.printers.fgl import FglDriver
from hardware.printers.job import Job
from hardware.settings import PrinterSettings
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.fgl_tokens import Do, Dots, Say, Wrapped
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from hardware.transports.address import TcpAddress
from hardware.transports.line import LineDown
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from tests.torture.faults import AT_REST, ON_PAPERS

STEPS = 60_000
ON_THE_WAY = 8192
"""Bytes that the line holds between the two."""
STRIP = 1000
NUMBER = 5
"""Letters of a ticket's number."""


class _Printer(FglPrinter):
    """Knows what it printed without looking at the picture."""

    def __init__(self, *args: Any, **values: Any) -> None:
        self.inked = b""
        self.whole: Counter[bytes] = Counter()
        super().__init__(*args, **values)

    def complain(self, what: str) -> None:
        """Torn tickets are what this is about."""
        self.errors += 1

    def reset(self) -> None:
        self.inked = b""
        super().reset()

    def _obey(self, token: Say | Do | Dots | Wrapped) -> None:
        if isinstance(token, Say | Dots):
            self.inked += token.data
        elif isinstance(token, Do) and token.name == "CB":
            self.inked = b""
        super()._obey(token)

    def _print(self, command: Do) -> bool:
        done = super()._print(command)
        if done:
            self.inked = b""
        return done

    def _run_out(self) -> None:
        if self._purge:
            self.inked = b""
        super()._run_out()

    def _eject(self, ruin: str = "") -> None:
        if not ruin:
            self.whole[self.inked] += 1
        self.stock -= 1


class EveningOfChance:
    """One seed. ``mode`` and ``purge`` are set in both; ``wrong`` says what did not hold."""

    def __init__(self, seed: int, tickets: int, *, mode: str, purge: bool = False) -> None:
        self.wrong: list[str] = []
        self.outcomes: Counter[PrintOutcome] = Counter()
        self._chance = chance = random.Random(seed)
        self._keeps = chance.random() < 0.5
        self._wanted, self._made, self._open = tickets, 0, 0
        self._not_sent: list[bytes] = []
        self._clock = clock = SteppedClock()
        plan = FaultPlan.scattered(seed, tickets, ON_PAPERS, tickets * 2 // 3)
        stock = STOCKS["boca-200dpi-5.5x2"]
        tray = PaperTray(None, "ticket")
        self._printer = _Printer(clock, tray, plan, stock, 12, mode=mode, purge=purge)
        self._health = Health("printer")
        address = TcpAddress("127.0.0.1", 9100)
        settings = PrinterSettings("printer", "fgl", address, 5.0, status_mode=mode, purge=purge)
        self._driver = FglDriver(self._health, clock, settings)
        self._health.opening()
        self._to_printer, self._to_host, self._inlet = bytearray(), bytearray(), bytearray()
        self._up = self._seen = False  # the line, on our side and on the printer's
        self._knock_s = 0.0

    def play(self) -> None:
        """Print all tickets."""
        steps = 0
        while (self._made < self._wanted or self._open) and not self.wrong:
            steps += 1
            if steps > STEPS:
                self.wrong.append("the evening does not end")
            self._step()
        self.wrong += [
            f"{name[:NUMBER]!r} came out {number} times"
            for name, number in self._printer.whole.items()
            if number > 1
        ]
        for name in self._not_sent:
            if self._printer.whole[name]:
                self.wrong.append(f"{name[:NUMBER]!r} was not sent and lies in the tray")

    def _step(self) -> None:
        does: list[tuple[Callable[[], None], int]] = [
            (self._print_on, 25),
            (self._settle_some, 8),
            (self._pass_time, 3),
            (self._help, 3),
            (self._trouble, 1 if self._chance.random() < 0.06 else 0),
        ]
        if self._up:
            does += [(self._write, 25), (self._hear, 20), (self._sell, 4)]
            does += [(partial(self._guarded, self._driver.tick), 10)]
        else:
            does += [(self._knock, 20)]
        calls, weights = zip(*does, strict=True)
        self._chance.choices(calls, weights)[0]()

    # ---- the line ----

    def _knock(self) -> None:
        if self._clock.monotonic() < self._knock_s:
            return
        if self._printer.held_by_other or self._seen:
            self._knock_s = self._clock.monotonic() + 1
            return
        if self._health.status.state is DeviceState.LOST:
            self._health.retrying()
        self._up = self._seen = True
        self._driver.line_up()
        self._printer.connected()

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except LineDown as down:
            if self._chance.random() < 0.4:  # what is on its way may get lost
                del self._to_printer[self._chance.randint(0, len(self._to_printer)) :]
            self._down(down.condition)

    def _down(self, why: Condition) -> None:
        self._up = False
        if not self._keeps:
            self._to_host.clear()
        self._knock_s = self._clock.monotonic() + self._chance.choice((0.25, 1, 4))
        self._health.lost(why)
        self._driver.line_down(why)

    def _some(self, most: int) -> int:
        return most if self._chance.random() < 0.6 else self._chance.randint(1, most)

    def _write(self) -> None:
        data = self._driver.outgoing()[: ON_THE_WAY - len(self._to_printer)]
        if data:
            data = data[: self._some(len(data))]
            self._to_printer += data
            self._guarded(partial(self._driver.wrote, len(data)))

    def _hear(self) -> None:
        if self._up and self._to_host:
            size = self._some(len(self._to_host))
            data = bytes(self._to_host[:size])
            del self._to_host[:size]
            self._guarded(partial(self._driver.received, data))

    def _print_on(self) -> None:
        printer = self._printer
        if self._to_printer and not printer.stalled:
            size = self._some(len(self._to_printer))
            self._inlet += self._to_printer[:size]
            del self._to_printer[:size]
        while (room := min(len(self._inlet), printer.room)) and not printer.cutting:
            size = self._some(room)
            data = bytes(self._inlet[:size])
            del self._inlet[:size]
            printer.received(data)
        if printer.take_cut():
            self._inlet.clear()
            self._to_printer.clear()
            self._gone()
            if self._up:
                self._down(Condition.UNREACHABLE)
        elif self._seen and not (self._up or self._to_printer or printer.stalled):
            self._gone()
        if self._up:
            self._to_host += printer.take_output()

    def _gone(self) -> None:
        if self._seen:
            self._seen = False
            self._printer.disconnected()

    # ---- what happens ----

    def _settle_some(self) -> None:
        for _ in range(6):
            if self._up:
                self._write()
            self._print_on()
            self._hear()
        self._pass_time()

    def _pass_time(self) -> None:
        self._clock.step(self._chance.choice((0.1, 0.5, 0.5, 1, 2)))
        self._printer.tick()

    def _help(self) -> None:
        state = self._printer.all_state()
        if state["stop"] == "out_of_stock":
            self._printer.command({"do": "load_stock", "count": self._chance.randint(3, 20)})
        elif self._chance.random() < 0.2:
            self._printer.command({"do": "clear"})

    def _trouble(self) -> None:
        rest = (*AT_REST, Fault(FaultKind.STALL, on="S2", seconds=6))
        fault = self._chance.choice(rest)
        values: dict[str, object] = {"kind": fault.kind.value, "seconds": fault.seconds}
        values |= {"keep_line": fault.keep_line} | ({"on": fault.on} if fault.on else {})
        self._printer.command({"do": "fault", **values})

    def _sell(self) -> None:
        if self._made >= self._wanted or self._open > 1:
            return
        self._made += 1
        self._open += 1
        name = b"T%04d" % self._made
        data = b"<RC10,20>" + name
        for at in range(self._chance.choice((0, 0, 1, 3, 6))):
            data += b"<RC%d,20><g%d>" % (100 + 8 * at, 2 * STRIP) + b"00" * STRIP
            name += bytes(STRIP)
        job = Job(data + b"<p>")
        job.future.add_done_callback(partial(self._ended, name))
        self._guarded(partial(self._driver.accept, job))

    def _ended(self, name: bytes, future: Future[PrintResult]) -> None:
        outcome = future.result().outcome
        self._open -= 1
        self.outcomes[outcome] += 1
        if outcome is PrintOutcome.PRINTED and self._printer.whole[name] != 1:
            self.wrong.append(f"{name[:NUMBER]!r} is believed printed and is not in the tray")
        if outcome is PrintOutcome.NOT_SENT:
            self._not_sent.append(name)
