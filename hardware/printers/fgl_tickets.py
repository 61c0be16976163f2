"""Tickets in an FGL driver: those that wait, and the one in flight."""

from __future__ import annotations

from collections import deque

from hardware.printers.job import Job
from pos.ports.devices import Condition, PrintOutcome


class Tickets:
    """One at a time goes out."""

    def __init__(self) -> None:
        self.gone = False
        """Whether the last byte of the one in flight has left."""
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None

    @property
    def wait(self) -> bool:
        """Whether any waits."""
        return bool(self._waiting)

    @property
    def in_flight(self) -> bool:
        return self._job is not None

    @property
    def begun(self) -> bool:
        """Whether a byte of the one in flight has left, and so may have been printed."""
        return self._job is not None and self._job.first_byte_s is not None

    def add(self, job: Job) -> None:
        """Have ``job`` wait its turn."""
        self._waiting.append(job)

    def begin(self) -> bytes:
        """Take the next one that nobody has cancelled; return its bytes, none without one."""
        while self._waiting:
            job = self._waiting.popleft()
            if job.begin():
                self._job = job
                self.gone = False
                return job.data
        return b""

    def byte_left(self, now_s: float) -> None:
        """Some of the one in flight has left."""
        if self._job is not None and self._job.first_byte_s is None:
            self._job.first_byte_s = now_s

    def put_back(self) -> None:
        """The one in flight waits again, before all others: not a byte of it has left."""
        if self._job is not None:
            self._waiting.appendleft(self._job)
            self._job = None

    def end(self, outcome: PrintOutcome, condition: Condition | None = None) -> None:
        """Say what became of the one in flight."""
        job, self._job = self._job, None
        if job is not None:
            job.end(outcome, condition)

    def lose(self, condition: Condition | None) -> None:
        """No word will come about the one in flight."""
        job, self._job = self._job, None
        if job is not None:
            job.lose(condition)

    def lose_waiting(self, condition: Condition | None) -> None:
        """None of those that wait goes out."""
        while self._waiting:
            self._waiting.popleft().lose(condition)
