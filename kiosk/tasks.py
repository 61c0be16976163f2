"""The ledger thread: every service that touches the database runs on it, one job after the other.

Two verbs, ``change`` and ``ask``. Answers come back on the GUI thread; an owner that has gone away
drops its answer, and a question nobody waits for any more is not even asked. A job that could not
begin before its deadline does nothing and fails with ``LedgerBusy``.

A fault of our own (``InvariantBroken`` or anything that is no ``PosError``) stops the ledger: the
unit of work has rolled back, no further job is begun, every waiting one fails with ``Stopped``, and
``crashed`` is told once. Carts live on the GUI side and are kept. ``open`` starts again with a new
office. Must not know: Qt (``post`` carries calls across), which services there are.
"""

from __future__ import annotations

import logging
import queue
import threading
import traceback
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.threads import LEDGER, assert_gui, assert_ledger
from pos.clock import Clock
from pos.errors import InvariantBroken, LedgerBusy, PosError, Stopped

if TYPE_CHECKING:
    from pos.office import Office

T = TypeVar("T")
Post = Callable[[Callable[[], None]], None]
"""Runs a call on the GUI thread."""

DEADLINE_S = 15.0
"""How long a job may wait for its turn before it is given up. The longest job we know takes two
seconds.
"""

_log = logging.getLogger("ledger")


@dataclass(frozen=True, slots=True)
class Crash:
    """A fault of our own. ``code`` names it, ``trace`` is for the log and for support, never for
    the cashier.
    """

    code: str
    thread: str
    at: datetime
    trace: str


def crash_of(error: BaseException, clock: Clock) -> Crash:
    """Return what there is to say about ``error``. Thread: the one it happened on."""
    code = error.code if isinstance(error, InvariantBroken) else type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return Crash(code, threading.current_thread().name, clock.now(), trace)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Any], Any]
    done: Callable[[Any], None]
    failed: Callable[[PosError], None]
    owner: Callable[[], object]
    deadline: float
    wanted: bool
    """A change happens even when nobody waits for its answer."""


class Ledger:
    """The ledger thread and its queue.

    Args:
        post: Runs a call on the GUI thread (``Bridge.post``).
        crashed: Told on the GUI thread when the ledger has stopped on a fault of our own; may be
            set later, before ``open``.
        clock: Its monotonic time measures deadlines; the machine's own, also where the demo moves
            time by hand.
        is_there: Whether an owner can still be told something.
    """

    def __init__(
        self,
        post: Post,
        crashed: Callable[[Crash], None],
        clock: Clock,
        is_there: Callable[[object], bool] = lambda owner: True,
    ) -> None:
        self._post = post
        self.crashed = crashed
        self._clock = clock
        self._is_there = is_there
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=LEDGER, daemon=True)
        self._office: Office | None = None
        self._shut: PosError = Stopped()

    def start(self) -> None:
        """Start the thread. ``open`` gives it an office; jobs before that fail."""
        self._thread.start()

    def open(
        self,
        build: Callable[[], Office],
        done: Callable[[], None],
        failed: Callable[[PosError], None],
    ) -> None:
        """Build the office on the ledger thread; ``done`` or ``failed`` follows on the GUI thread.

        Also the way back after a fault: the old office is closed first. Thread: any.
        """
        self._queue.put(partial(self._open, build, done, failed))

    def load(self, heavy: Callable[[], None]) -> None:
        """Import something before there is an office: the database's libraries. Thread: any."""
        self._queue.put(heavy)

    def change(
        self,
        work: Callable[[Office], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        """Run ``work``, which writes. It is run even when ``owner`` has gone by then. Thread:
        any.
        """
        self._put(work, done, failed, owner, wanted=True)

    def ask(
        self,
        work: Callable[[Office], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        """Run ``work``, which only reads; not at all when ``owner`` has gone by then. Thread:
        any.
        """
        self._put(work, done, failed, owner, wanted=False)

    def post(self, work: Callable[[Office], None], failed: Callable[[PosError], None]) -> None:
        """Run ``work`` for a device, without deadline; ``failed`` is told on the ledger thread.
        Thread: any.
        """
        self._queue.put(partial(self._run_posted, work, failed))

    def close(self) -> None:
        """Finish what is queued, close the office and end the thread. Waits at most 10 s. Thread:
        not the ledger.
        """
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(10.0)

    def _put(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[PosError], None],
        owner: object | None,
        *,
        wanted: bool,
    ) -> None:
        until = self._clock.monotonic() + DEADLINE_S
        job = _Job(work, done, failed, _weakly(owner), until, wanted)
        self._queue.put(partial(self._run_job, job))

    # ------------------------------------------------------------------------------ ledger thread

    def _run(self) -> None:
        while (call := self._queue.get()) is not None:
            call()
        self._leave()

    def _open(
        self,
        build: Callable[[], Office],
        done: Callable[[], None],
        failed: Callable[[PosError], None],
    ) -> None:
        assert_ledger()
        self._leave()
        try:
            self._office = build()
        except PosError as error:
            self._shut = error
            self._post(partial(failed, error))
        except Exception as error:  # noqa: BLE001 - the edge that owns the loop
            self._stop(error)
        else:
            self._post(done)

    def _leave(self) -> None:
        office, self._office = self._office, None
        if office is not None:
            office.close()

    def _run_job(self, job: _Job) -> None:
        assert_ledger()
        if not job.wanted and not self._can_tell(job):
            return
        if self._office is None:
            self._answer(job, job.failed, self._shut)
        elif self._clock.monotonic() > job.deadline:
            self._answer(job, job.failed, LedgerBusy())
        else:
            self._work(job, self._office)

    def _work(self, job: _Job, office: Office) -> None:
        try:
            answer = office.run(job.work)
        except PosError as error:
            self._answer(job, job.failed, error)
        except Exception as error:  # noqa: BLE001 - the edge that owns the loop
            self._stop(error)
            self._answer(job, job.failed, self._shut)
        else:
            self._answer(job, job.done, answer)

    def _run_posted(
        self, work: Callable[[Office], None], failed: Callable[[PosError], None]
    ) -> None:
        assert_ledger()
        if self._office is None:
            failed(self._shut)
            return
        try:
            self._office.run(work)
        except PosError as error:
            failed(error)
        except Exception as error:  # noqa: BLE001 - the edge that owns the loop
            self._stop(error)

    def _stop(self, error: Exception) -> None:
        crash = crash_of(error, self._clock)
        _log.critical("stopped on %s\n%s", crash.code, crash.trace)
        self._shut = Stopped()
        self._leave()
        self._post(partial(self.crashed, crash))

    def _answer(self, job: _Job, callback: Callable[[Any], None], value: object) -> None:
        self._post(partial(self._deliver, job, callback, value))

    # --------------------------------------------------------------------------------- GUI thread

    def _deliver(self, job: _Job, callback: Callable[[Any], None], value: object) -> None:
        assert_gui()
        if self._can_tell(job):
            callback(value)

    def _can_tell(self, job: _Job) -> bool:
        owner = job.owner()
        return owner is not _GONE and self._is_there(owner)


class _Gone:
    """Stands for an owner that no longer exists."""


_GONE = _Gone()


def _weakly(owner: object | None) -> Callable[[], object]:
    """Return a way to get at ``owner`` that does not keep it alive; nobody's job belongs to
    None.
    """
    if owner is None:
        return lambda: None
    reference = weakref.ref(owner)
    return lambda: _GONE if (found := reference()) is None else found
