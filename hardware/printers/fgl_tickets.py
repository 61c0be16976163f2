"""Tickets in an FGL driver: those that wait, and the one in flight."""

from __future__ import annotations

from hardware.printers.papers import Papers


class Tickets(Papers):
    """One at a time goes out; one of which no byte has left may be put back."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = False
        """Whether the last byte of the one in flight has left."""

    @property
    def in_flight(self) -> bool:
        return self._job is not None

    def begin(self) -> bytes:
        """See ``Papers``."""
        data = super().begin()
        if data:
            self.gone = False
        return data

    def put_back(self) -> None:
        """The one in flight waits again, before all others: not a byte of it has left."""
        if self._job is not None:
            self._waiting.appendleft(self._job)
            self._job = None
