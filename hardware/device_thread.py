"""The one thread of one device: how it is started, given something to do, woken and ended.

What it does there is its subclass's: ``_work`` and ``_end``. Nothing on it may wait without being
wakeable, so ``close`` is quick. A bug ends the thread honestly: what was asked for is settled by
``_end``, and the exception goes to ``threading.excepthook``.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable

from hardware.health import Health
from hardware.transports.line import Waker
from hardware.wire_log import Direction, WireLog
from pos.clock import Clock
from pos.errors import InvariantBroken

log = logging.getLogger("foyer.device.line")

CLOSE_S = 2.0
"""Longest that ``close`` waits."""


class DeviceThread(ABC):
    """A thread named ``device-NAME`` that can be opened and closed again and again."""

    def __init__(self, health: Health, clock: Clock, wire: WireLog | None = None) -> None:
        self.health = health
        self.wire = wire or WireLog()
        self._clock = clock
        self._lock = threading.Lock()
        self._inbox: deque[Callable[[], None]] = deque()
        self._thread: threading.Thread | None = None
        self._waker: Waker | None = None
        self._stopping = False

    @property
    def name(self) -> str:
        """The device's."""
        return self.health.status.device

    # ---- any thread ----

    def open(self) -> None:
        """Start the thread. Harmless when it runs."""
        with self._lock:
            if self._thread is not None:
                return
            self._stopping = False
            self._waker = Waker()
            self._thread = threading.Thread(
                target=self._run, args=(self._waker,), name=f"device-{self.name}", daemon=True
            )
        self.health.opening()
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end, without waiting for it."""
        self._stopping = True
        self.wake()

    def close(self) -> None:
        """End the thread and wait for it, at most ``CLOSE_S``."""
        thread = self._thread
        if thread is None:
            return
        if thread is threading.current_thread():
            raise InvariantBroken("hardware.close_on_device_thread", thread=thread.name)
        self.stop()
        thread.join(CLOSE_S)
        if thread.is_alive():
            log.warning("%s did not end within %s s", thread.name, CLOSE_S)

    def post(self, call: Callable[[], None]) -> bool:
        """Have ``call`` run on the device's thread, before ``_end`` at the latest; False when there
        is no such thread."""
        with self._lock:
            if self._waker is None:
                return False
            self._inbox.append(call)
            self._waker.ring()
            return True

    def wake(self) -> None:
        """Have the thread look at the clock and its posts."""
        with self._lock:
            if self._waker is not None:
                self._waker.ring()

    def assert_thread(self) -> None:
        """Raise InvariantBroken unless called on the device's thread."""
        if threading.current_thread() is not self._thread:
            raise InvariantBroken("hardware.wrong_thread", thread=threading.current_thread().name)

    # ---- the device's thread ----

    @abstractmethod
    def _work(self, waker: Waker) -> None:
        """Serve the device until ``_wanted`` turns false, running posts meanwhile."""

    @abstractmethod
    def _end(self) -> None:
        """Settle whatever is under way and give everything back; nothing is posted any more."""

    def _wanted(self) -> bool:
        return not self._stopping

    def _run_posts(self) -> None:
        while True:
            with self._lock:
                if not self._inbox:
                    return
                call = self._inbox.popleft()
            call()

    def _rest(self, waker: Waker, rest_s: float) -> None:
        """Let so much time of the clock pass, running posts; then the device is tried again."""
        until_s = self._clock.monotonic() + rest_s
        while self._wanted() and (left_s := until_s - self._clock.monotonic()) > 0:
            waker.wait(left_s)
            self._run_posts()
        if self._wanted():
            self.health.retrying()

    def _note_line(self, what: str) -> None:
        self.wire.note(self._clock.monotonic(), Direction.LINE, what.encode())
        log.info("%s: line %s", self.name, what)

    def _run(self, waker: Waker) -> None:
        try:
            self._work(waker)
        finally:
            with self._lock:
                self._waker = None
            self._run_posts()
            self._end()
            waker.close()  # behind ``_end``: a transport may have a thread that rings it
            self._note_line("closed")
            self.health.closed()
            with self._lock:
                self._thread = None
