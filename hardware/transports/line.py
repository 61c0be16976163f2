"""What every byte pipe can do, and how a thread that waits on one is woken.

A pipe never waits except in ``open`` and ``wait``, so the deadlines belong to the driver, which
measures them on the injected clock. One thread, the device's, uses a pipe; only ``Waker.ring`` is
for others.
"""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable
from typing import Protocol

from pos.ports.devices import Condition


class LineDown(Exception):
    """The line cannot be opened, or was closed under us. Never leaves the device's thread.

    ``detail`` is for the log only.
    """

    def __init__(self, condition: Condition, detail: str) -> None:
        super().__init__(condition.value, detail)
        self.condition = condition
        self.detail = detail


class Waker:
    """Ends another thread's wait; being a socket pair it can stand in a selector."""

    def __init__(self) -> None:
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor that is readable while the bell has rung and nobody hushed it."""
        return self._ear.fileno()

    def ring(self) -> None:
        """Wake the waiting thread, now or at its next wait. Thread: any."""
        with contextlib.suppress(BlockingIOError):  # full of rings already
            self._bell.send(b"\0")

    def hush(self) -> None:
        """Forget every ring so far."""
        with contextlib.suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass

    def wait(self, timeout_s: float) -> None:
        """Return when rung, or after ``timeout_s``; hushes."""
        select.select([self._ear], [], [], max(timeout_s, 0.0))
        self.hush()

    def close(self) -> None:
        """Give the descriptors back; nobody may ring afterwards."""
        self._ear.close()
        self._bell.close()


class Transport(Protocol):
    """A byte pipe to one device.

    ``open`` → (``wait`` → ``read`` | ``write``)* → ``close``; after ``close`` it can be opened
    again.
    """

    @property
    def chunk(self) -> int:
        """Bytes worth handing over at once, so that a pause is heard in time."""
        ...

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        """Connect within ``timeout_s``; give up as soon as ``wanted()`` turns false.

        Raises:
            LineDown: With UNREACHABLE, HELD_BY_OTHER or NO_PERMISSION.
        """
        ...

    def write(self, data: bytes) -> int:
        """Hand over what the line takes at once and return how many bytes that were, maybe none.

        Raises:
            LineDown: The line is gone.
        """
        ...

    def read(self) -> bytes:
        """Return what has arrived, or nothing.

        Raises:
            LineDown: The line is gone.
        """
        ...

    def stuck(self) -> int:
        """Return the bytes handed over that the other end's network card has not confirmed; 0 where
        a line cannot know. They are no sign of what the device itself has done.
        """
        ...

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        """Return when there is something to read, the waker rings, the line takes bytes again
        (with ``for_writing``), or ``timeout_s`` has passed. Hushes the waker.
        """
        ...

    def close(self) -> None:
        """Give the line back. Harmless when it is closed."""
        ...
