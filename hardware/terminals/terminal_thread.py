"""The thread of a terminal that does one thing at a time: who takes it, how a request ends."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Callable

from hardware.device_thread import DeviceThread
from hardware.health import Health
from hardware.terminals.terminal_jobs import Job, ended
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardResult,
    TerminalIdentity,
    TerminalShows,
    TerminalTotals,
)

log = logging.getLogger("foyer.device.terminal")

_SHOWN = {
    CardOutcome.APPROVED: TerminalShows.APPROVED,
    CardOutcome.PARTIAL: TerminalShows.APPROVED,
    CardOutcome.DECLINED: TerminalShows.DECLINED,
}


class TerminalThread(DeviceThread):
    """Serves one terminal. Everything but ``take`` is called on the device's thread.

    ``identity`` and ``display`` are read by any thread: each is replaced as a whole.
    """

    def __init__(self, health: Health, clock: Clock) -> None:
        super().__init__(health, clock)
        self.identity: TerminalIdentity | None = None
        self.display: tuple[Callable[[TerminalShows], None], ...] = ()
        self._taken = False  # a request is under way; with the lock
        self._job: Job | None = None
        self._shown = TerminalShows.IDLE

    # ---- any thread ----

    def take(self, job: Job) -> None:
        """Make this the request that is under way; end it at once where it cannot be."""
        job.check()
        with self._lock:
            busy, self._taken = self._taken, True
        if busy:
            job.settle(ended(job, None, left=False))
        elif not self.post(lambda: self._begin_with(job)):
            with self._lock:
                self._taken = False
            job.settle(ended(job, Condition.UNREACHABLE, left=False))

    # ---- the device's thread ----

    @abstractmethod
    def _begin_with(self, job: Job) -> None:
        """Make ``job`` the one under way."""

    def _settle(self, job: Job, result: CardResult | TerminalTotals | None) -> None:
        if isinstance(result, CardResult) and job.kind.moves_money:
            self._show(_SHOWN.get(result.outcome, TerminalShows.IDLE))
            log.info("%s: %s ended %s", self.name, job.kind.value, result.outcome.value)
        self._free()
        job.settle(result)

    def _free(self) -> None:
        self._job = None
        with self._lock:
            self._taken = False

    def _show(self, shown: TerminalShows) -> None:
        if shown is not self._shown:
            self._shown = shown
            for watcher in self.display:
                watcher(shown)
