"""Takes committed print jobs to the printers and committed reasons to the drawer.

One job is in flight at each printer; the printers do not wait for each other. For every job:
*begin* on the ledger (the sending is on disk), bytes to the printer, *settle* on the ledger (the
outcome is on disk). Nothing is ever sent a second time from here: what is in doubt becomes a task
for a person. A drawer is kicked once for each committed reason, before the receipt, which goes to
the same printer.

An outcome that could not be written (disk full) is kept and written before that printer gets more
work; if the power goes first, the next start finds the job sent and asks a person. Must not know:
Qt. Thread: its books are kept on the ledger thread; printers call back on threads of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kiosk.threads import assert_ledger
from pos.errors import PosError
from pos.events import DrawerToOpen, Event, PrintsQueued
from pos.lifecycles import DeviceState
from pos.ports.devices import (
    CashDrawer,
    Condition,
    DeviceStatus,
    KickResult,
    Printer,
    PrintOutcome,
    PrintResult,
)
from pos.views.work import PrintWork

if TYPE_CHECKING:
    from pos.office import Office

Compose = Callable[[PrintWork], bytes]
"""Turns a job into the bytes of its printer. Pure."""

CAN_PRINT = frozenset({DeviceState.READY, DeviceState.ATTENTION})
_NO_DRAWER = KickResult(sent=False, condition=Condition.UNREACHABLE)

_log = logging.getLogger("spool")


class OnLedger(Protocol):
    """Queues work for the ledger thread; ``failed`` is told there when it cannot be done."""

    def __call__(
        self, work: Callable[[Office], None], failed: Callable[[PosError], None], /
    ) -> None: ...


class Spool:
    """The way from the ledger to paper and drawer.

    Args:
        on_ledger: ``Ledger.post``.
        printers: By their names in window.toml.
        drawer: The cash drawer, if there is one.
        compose: Bytes for a job.
        trouble: Told on the ledger thread when the disk would not take a beginning or an outcome.
    """

    def __init__(
        self,
        on_ledger: OnLedger,
        printers: Mapping[str, Printer],
        drawer: CashDrawer | None,
        compose: Compose,
        trouble: Callable[[PosError], None],
    ) -> None:
        self._on_ledger = on_ledger
        self._lines = {name: _Line(printer) for name, printer in printers.items()}
        self._drawer = drawer
        self._compose = compose
        self._trouble = trouble
        self._kicked: set[str] = set()
        self._settling = False

    def start(self) -> None:
        """Watch the printers; each gets what waits for it as soon as it is ready. Thread: any."""
        for name, line in self._lines.items():
            line.printer.watch(partial(self._status_changed, name))

    def on_event(self, event: Event) -> None:
        """Take note of work that is on disk. Subscribe it to the office's events. Thread:
        ledger.
        """
        if isinstance(event, DrawerToOpen):
            self.kick(event.opening_id)
        elif isinstance(event, PrintsQueued) and not self._settling:
            self.wake(event.device)

    def wake(self, device: str) -> None:
        """Look for work for a printer, also after it refused a job without starting it. Thread:
        any.
        """
        if device in self._lines:
            self._on_ledger(partial(self._next, device, rested=True), self._trouble)

    def kick(self, opening_id: str) -> None:
        """Open the drawer for a reason that is on disk; once, however often it is asked. Thread:
        ledger.
        """
        assert_ledger()
        if opening_id in self._kicked:
            return
        self._kicked.add(opening_id)
        if self._drawer is None:
            self._kick_settled(opening_id, _NO_DRAWER)
        else:
            future = self._drawer.kick()
            future.add_done_callback(lambda done: self._kick_settled(opening_id, done.result()))

    @property
    def busy(self) -> bool:
        """Whether a paper is under way, or an outcome not yet on disk. Thread: ledger."""
        return any(line.in_flight or line.kept for line in self._lines.values())

    # ------------------------------------------------------------------------------ device threads

    def _status_changed(self, device: str, status: DeviceStatus) -> None:
        line, can = self._lines[device], status.state in CAN_PRINT
        could, line.ready = line.ready, can
        if can and not could:
            line.recoveries += 1
            self.wake(device)

    def _printed(self, device: str, work: PrintWork, future: Future[PrintResult]) -> None:
        error = future.exception()
        if error is not None:
            _log.error("the driver of %s failed on job %s", device, work.job_id, exc_info=error)
        result = _LOST if error is not None else future.result()
        self._on_ledger(partial(self._outcome, device, work, result), self._trouble)

    def _kick_settled(self, opening_id: str, result: KickResult) -> None:
        self._on_ledger(lambda office: office.tills.settle_kick(opening_id, result), self._trouble)

    # ------------------------------------------------------------------------------- ledger thread

    def _next(self, device: str, office: Office, *, rested: bool = False) -> None:
        """Begin the next job of a printer that is ready and has none in flight."""
        assert_ledger()
        line = self._lines[device]
        line.resting = line.resting and not rested
        self._settle_kept(line, office)
        if line.in_flight or line.resting or not line.ready:
            return
        work = office.prints.begin(device)
        if work is None:
            return
        data = self._composed(work)
        if data is None:
            self._outcome(device, work, _UNPRINTABLE, office)
        else:
            line.in_flight, line.begun_at = True, line.recoveries
            future = line.printer.print(data)
            future.add_done_callback(partial(self._printed, device, work))

    def _composed(self, work: PrintWork) -> bytes | None:
        try:
            return self._compose(work)
        except Exception:  # noqa: BLE001 - one paper we cannot draw may not hold up all others
            _log.exception("cannot draw job %s for %s", work.job_id, work.device)
            return None

    def _outcome(self, device: str, work: PrintWork, result: PrintResult, office: Office) -> None:
        assert_ledger()
        line = self._lines[device]
        line.in_flight = False
        if result == _REFUSED_BY_DRIVER:
            result = _UNPRINTABLE
        line.resting = result.outcome is PrintOutcome.NOT_SENT and line.recoveries == line.begun_at
        line.kept.append((work, result))
        self._next(device, office)

    def _settle_kept(self, line: _Line, office: Office) -> None:
        self._settling = True  # what settling queues for this printer is looked at right after
        try:
            while line.kept:
                work, result = line.kept[0]
                office.prints.settle(work.job_id, result)
                del line.kept[0]
        finally:
            self._settling = False


_LOST = PrintResult(PrintOutcome.UNKNOWN)
_UNPRINTABLE = PrintResult(PrintOutcome.UNKNOWN, Condition.ILLEGAL_DATA)
"""Our own composer failed: a person sees a task, and the papers behind it go on."""
_REFUSED_BY_DRIVER = PrintResult(PrintOutcome.NOT_SENT, Condition.ILLEGAL_DATA)
"""The driver would not let these bytes out, and never will: no reason to wait for a better hour."""


class _Line:
    """One printer: whether it is ready, what is in flight, and outcomes not yet on disk."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.ready = False
        self.in_flight = False
        self.resting = False
        """The last job was refused before a byte left; wait for a change before asking again."""
        self.recoveries = 0
        """How often it became ready."""
        self.begun_at = 0
        """``recoveries`` when the job in flight began."""
        self.kept: list[tuple[PrintWork, PrintResult]] = []
