"""Papers in a printer's driver: those that wait, and the one going out."""

from __future__ import annotations

from collections import deque

from hardware.printers.job import Job
from pos.ports.devices import Condition, PrintOutcome


class Papers:
    """One at a time goes out. Thread: the device's."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None

    @property
    def wait(self) -> bool:
        """Whether any waits."""
        return bool(self._waiting)

    @property
    def begun(self) -> bool:
        """Whether a byte of the one going out has left, and so may have been printed."""
        return self._job is not None and self._job.first_byte_s is not None

    @property
    def untouched(self) -> bool:
        """Whether one is going out of which not a byte has left."""
        return self._job is not None and self._job.first_byte_s is None

    def add(self, job: Job) -> None:
        """Have ``job`` wait its turn."""
        self._waiting.append(job)

    def begin(self) -> bytes:
        """Take the next one that nobody has cancelled; return its bytes, none without one."""
        while self._waiting:
            job = self._waiting.popleft()
            if job.begin():
                self._job = job
                return job.data
        return b""

    def byte_left(self, now_s: float) -> None:
        """Some of the one going out has left."""
        if self._job is not None and self._job.first_byte_s is None:
            self._job.first_byte_s = now_s

    def end(self, outcome: PrintOutcome, condition: Condition | None = None) -> None:
        """Say what became of the one going out, if one is."""
        job, self._job = self._job, None
        if job is not None:
            job.end(outcome, condition)

    def lose(self, why: Condition | None) -> None:
        """No word will come about the one going out."""
        job, self._job = self._job, None
        if job is not None:
            job.lose(why)

    def lose_waiting(self, why: Condition | None) -> None:
        """None of those that wait goes out."""
        while self._waiting:
            self._waiting.popleft().lose(why)
