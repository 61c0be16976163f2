"""Hearing a line that can only be read by waiting for it: a thread reads, and rings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hardware.transports.line import LineDown, Waker
from pos.ports.devices import Condition

log = logging.getLogger("foyer.device.line")

STOP_S = 1.0
"""Longest that ``stop`` waits for a read under way; reads are to give up well before."""


class Listener:
    """Reads from now on until ``stop``, on a thread named after the device's: ``device-NAME-usb``.

    Made, asked and stopped on the device's thread.

    Args:
        listen: Returns what came, or nothing after a fraction of a second. Raises LineDown.
        waker: Rung when something came, or the line went down.
        what: The end of the thread's name.
    """

    def __init__(self, listen: Callable[[], bytes], waker: Waker, what: str) -> None:
        self._listen = listen
        self._waker = waker
        self._lock = threading.Lock()
        self._heard = bytearray()
        self._down: LineDown | None = None
        self._stopping = threading.Event()
        name = f"{threading.current_thread().name}-{what}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def take(self) -> bytes:
        """Return what has come since, or nothing.

        Raises:
            LineDown: The line is gone, and everything that came before was taken.
        """
        with self._lock:
            taken = bytes(self._heard)
            self._heard.clear()
            if not taken and self._down is not None:
                raise self._down
            return taken

    def wait(self, timeout_s: float) -> None:
        """Return when there is something to take, the waker rings or ``timeout_s`` has passed."""
        with self._lock:
            something = bool(self._heard) or self._down is not None
        self._waker.wait(0.0 if something else timeout_s)

    def pause(self, seconds: float) -> None:
        """Let ``listen`` rest so long, or until ``stop``. Thread: the listening one."""
        self._stopping.wait(seconds)

    def stop(self) -> None:
        """Stop listening and wait until the thread has let go of the line."""
        self._stopping.set()
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            log.warning("%s did not end within %s s", self._thread.name, STOP_S)

    def _run(self) -> None:
        down = LineDown(Condition.UNREACHABLE, "listening has ended")
        try:
            while not self._stopping.is_set():
                data = self._listen()
                if data:
                    with self._lock:
                        self._heard += data
                    self._waker.ring()
        except LineDown as error:
            down = error
        finally:  # also behind a bug, so that the device does not wait for a deaf line
            with self._lock:
                self._down = down
            if not self._stopping.is_set():
                self._waker.ring()
