"""Waiting on a descriptor and a waker at once."""

from __future__ import annotations

import selectors

from hardware.transports.line import Waker

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE


class Watch:
    """A selector over one line and one waker."""

    def __init__(self, line: int, waker: Waker) -> None:
        self._line = line
        self._waker = waker
        self._events = READ
        self._selector = selectors.DefaultSelector()
        self._selector.register(line, READ)
        self._selector.register(waker, READ)

    def wait(self, timeout_s: float, *, for_writing: bool) -> bool:
        """Return whether the line is readable, once it or the waker has something or ``timeout_s``
        passed.
        """
        events = READ | WRITE if for_writing else READ
        if events != self._events:
            self._selector.modify(self._line, events)
            self._events = events
        ready = self._selector.select(max(timeout_s, 0.0))
        self._waker.hush()
        return any(key.fd == self._line and mask & READ for key, mask in ready)

    def close(self) -> None:
        """Give the selector back."""
        self._selector.close()
