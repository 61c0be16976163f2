"""One print job on its way through a driver, and the bytes waiting for the line."""

from __future__ import annotations

from concurrent.futures import Future

from pos.ports.devices import Condition, PrintOutcome, PrintResult


class Job:
    """Bytes of one paper and the future that says what became of it. Ends exactly once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.future: Future[PrintResult] = Future()
        self.first_byte_s: float | None = None
        self._begun = False

    def begin(self) -> bool:
        """Return whether the job may start: False when its caller has cancelled it. One of which no
        byte has left may begin again."""
        self._begun = self._begun or self.future.set_running_or_notify_cancel()
        return self._begun

    def end(self, outcome: PrintOutcome, condition: Condition | None = None) -> None:
        """Resolve the future; a cancelled job stays cancelled."""
        if self._begun or self.future.set_running_or_notify_cancel():
            self.future.set_result(PrintResult(outcome, condition, self.first_byte_s))

    def lose(self, condition: Condition | None) -> None:
        """No word will come: UNKNOWN if a byte may have left, NOT_SENT if none can have."""
        left = self.first_byte_s is not None
        self.end(PrintOutcome.UNKNOWN if left else PrintOutcome.NOT_SENT, condition)


class Outbox:
    """Bytes the line has not taken yet."""

    def __init__(self) -> None:
        self._data = b""
        self._at = 0

    def put(self, data: bytes) -> None:
        """Add ``data`` behind what is there."""
        self._data = self._data[self._at :] + data
        self._at = 0

    def next(self, most: int = 4096) -> bytes:
        """Return the next bytes without taking them out."""
        return self._data[self._at : self._at + most]

    def took(self, count: int) -> None:
        """Take ``count`` bytes out."""
        self._at += count

    def clear(self) -> None:
        """Drop everything."""
        self._data, self._at = b"", 0

    @property
    def empty(self) -> bool:
        return self._at >= len(self._data)
