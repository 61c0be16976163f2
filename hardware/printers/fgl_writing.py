"""Bytes on their way to an FGL printer: X-OFF holds tickets, but not a short question."""

from __future__ import annotations

from hardware.printers.job import Outbox

SMALL = 64
"""Bytes of questions that may go past an X-OFF."""


class Writing:
    """What the line has not taken yet. ``paused``: the printer has said X-OFF."""

    def __init__(self) -> None:
        self.paused = False
        self._out = Outbox()
        self._past_pause = False  # only a question is waiting: it may leave although we are paused
        self._paper = 0  # bytes of a ticket that have still to leave

    @property
    def empty(self) -> bool:
        return self._out.empty

    @property
    def torn(self) -> bool:
        """Whether bytes of a ticket have still to leave."""
        return self._paper > 0

    @property
    def may_slip_past(self) -> bool:
        """Whether a question could leave now, between no bytes of a ticket."""
        return not self._paper and len(self._out.next()) <= SMALL

    def put(self, data: bytes) -> None:
        """Add commands."""
        self._out.put(data)

    def put_ticket(self, data: bytes) -> None:
        """Add one ticket."""
        self._out.put(data)
        self._paper = len(data)

    def put_past_pause(self, question: bytes) -> None:
        """Add a question that leaves although we are paused."""
        self._past_pause = True
        self._out.put(question)

    def put_question(self, question: bytes) -> None:
        """Add a question that leaves although we are paused, unless it has to queue."""
        self._past_pause = self._past_pause or self._out.empty
        self._out.put(question)

    def next(self) -> bytes:
        """Return what may leave now."""
        return b"" if self.paused and not self._past_pause else self._out.next()

    def took(self, count: int) -> bool:
        """The line took ``count`` bytes; return whether any may have been a ticket's."""
        self._out.took(count)
        of_ticket = self._paper > 0
        self._paper = max(self._paper - count, 0)
        if self._out.empty:
            self._past_pause = False
        return of_ticket

    def drop(self) -> None:
        """Nothing of it leaves any more."""
        self._out.clear()
        self._paper = 0
        self._past_pause = False
