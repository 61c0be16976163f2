"""A window without a screen: ledger, spool and real drivers, driven from the main thread."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.bootstrap import build_devices, build_spool, open_office
from kiosk.hub_side import HubSide
from kiosk.messages import load_words
from kiosk.papers import Papers
from kiosk.settings import Home, Settings
from kiosk.spool import CAN_PRINT
from kiosk.tasks import Crash, Ledger
from pos.clock import SystemClock
from pos.errors import DeviceTimeout, PosError
from pos.events import Events
from pos.ids import Ids

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kiosk.hub_line import HubLine
    from pos.office import Office
    from pos.people.pins import PinHasher
    from pos.ports.devices import DeviceStatus, Printer, PrintResult, Watcher

T = TypeVar("T")
PATIENCE_S = 30.0
LOOK_AGAIN_S = 0.1
"""How long a wait trusts that whatever ends it makes itself heard."""


class Headless:
    """An office on its ledger thread with devices beside it.

    Args:
        home: Where the database is.
        settings: Which devices there are.
        pins: How PINs are proved; at the usual cost when None.
        printed: Told of every paper's outcome, on the device's thread.
        hub: The way to the venue's hub, of a home that has joined one.
    """

    def __init__(
        self,
        home: Home,
        settings: Settings,
        pins: PinHasher | None = None,
        printed: Callable[[PrintResult], None] = lambda result: None,
        hub: HubLine | None = None,
    ) -> None:
        self._home = home
        self._settings = settings
        self._pins = pins
        self._line = hub
        self.hub: HubSide | None = None
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.clock = SystemClock()
        self.ledger = Ledger(self._calls.put, self._crashed, self.clock)
        zone = self.clock.now().tzinfo
        assert zone is not None
        self.papers = Papers(settings, load_words("en", zone))
        self.devices = build_devices(settings, self.clock)
        listened: dict[str, Any] = {
            name: Listened(printer, printed)
            for name, printer in (
                ("ticket_printer", self.devices.ticket_printer),
                ("receipt_printer", self.devices.receipt_printer),
            )
            if printer is not None
        }
        heard = replace(self.devices, **listened)
        self.spool = build_spool(heard, self.papers, self.ledger.post, self._trouble)
        for printer in listened.values():
            printer.watch(self._wake)
        self._error: BaseException | None = None

    def start(self) -> None:
        """Open office and devices; papers of an earlier life are put into doubt first."""
        self.ledger.start()
        opened: list[bool] = []
        self.ledger.open(self._build, partial(opened.append, True), self._trouble)
        self._until(lambda: bool(opened))
        self.do(lambda office: office.prints.recover())
        self.do(lambda office: office.seating.release_left_over(()))
        self.devices.open()
        self.spool.start()
        if self.hub is not None:
            self.hub.start()

    def _build(self) -> Office:
        events = Events()
        events.subscribe(self.spool.on_event)
        events.subscribe(self._wake)
        ids = Ids(self.clock)
        office = open_office(
            self._home, self._settings.window, self.clock, ids, events, self._pins, self._line
        )
        if self._line is not None and office.syncing is not None:
            line, post = self._line, self._calls.put
            self.hub = HubSide(line.make, line.clocks, self.ledger.post, post, self._trouble)
            self.hub.serve(office.syncing)
            office.events.subscribe(self.hub.on_event)
            office.syncing.changed.append(self._wake)
        return office

    def do(self, work: Callable[[Office], T]) -> T:
        """Run ``work`` on the ledger thread and return its answer; what it refuses is raised."""
        answers: list[T] = []
        refusals: list[PosError] = []
        self.ledger.change(work, answers.append, refusals.append)
        self._until(lambda: bool(answers or refusals))
        if refusals:
            raise refusals[0]
        return answers[0]

    def until_quiet(self) -> None:
        """Wait until nothing is queued or under way at a printer that can print."""
        names = ("ticket_printer", "receipt_printer")

        def quiet(office: Office) -> bool:
            return not self.spool.busy and not any(office.prints.queued(name) for name in names)

        self._wait(lambda: self.do(quiet))

    def until_ready(self) -> None:
        """Wait until every printer can print."""
        printers = (self.devices.ticket_printer, self.devices.receipt_printer)
        self._wait(lambda: all(p is None or p.status().state in CAN_PRINT for p in printers))

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` run while somebody waits for anything. Thread: any."""
        self._calls.put(call)

    def wait(self, condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Wait until something holds here. Raises DeviceTimeout."""
        self._wait(condition, patience_s)

    def rest(self, seconds: float) -> None:
        """Let so much time pass, and what is to be done here be done meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with suppress(queue.Empty):
                self._calls.get(timeout=left)()

    def until(self, condition: Callable[[Office], bool], patience_s: float = PATIENCE_S) -> None:
        """Wait until something holds, on the ledger thread. Raises DeviceTimeout."""
        self._wait(lambda: self.do(condition), patience_s)

    def close(self) -> None:
        """Close devices and office, and end the talk with the hub."""
        if self.hub is not None:
            self.hub.close()
        self.devices.close()
        self.ledger.close()

    def _wait(self, condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        until = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > until:
                raise DeviceTimeout(device="printers")
            with suppress(queue.Empty):
                self._calls.get(timeout=LOOK_AGAIN_S)()

    def _wake(self, _news: object) -> None:
        """Let whoever waits look again. Thread: any."""
        self._calls.put(_nothing)

    def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._calls.get(timeout=PATIENCE_S)()
            if self._error is not None:
                raise self._error

    def _trouble(self, error: PosError) -> None:
        self._error = error

    def _crashed(self, crash: Crash) -> None:
        self._error = RuntimeError(crash.trace)


def _nothing() -> None:
    """Be called."""


class Listened:
    """A printer whose outcomes somebody listens to."""

    def __init__(self, printer: Printer, printed: Callable[[PrintResult], None]) -> None:
        self._printer = printer
        self._printed = printed

    @property
    def name(self) -> str:
        return self._printer.name

    def open(self) -> None:
        """Open the printer."""
        self._printer.open()

    def close(self) -> None:
        """Close the printer."""
        self._printer.close()

    def status(self) -> DeviceStatus:
        """Return the printer's status."""
        return self._printer.status()

    def watch(self, watcher: Watcher) -> None:
        """Watch the printer."""
        self._printer.watch(watcher)

    def print(self, data: bytes) -> Future[PrintResult]:
        """Print, and tell the outcome."""
        future = self._printer.print(data)
        future.add_done_callback(lambda done: self._printed(done.result()))
        return future
