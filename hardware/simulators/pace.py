"""How fast bytes go over a serial line: ten bits a byte, on the injected clock."""

from __future__ import annotations

from pos.clock import Clock

_BITS = 10
"""Start, eight data, stop (8N1)."""
_FIFO = 16
"""Bytes that are moved together, as a UART does."""


class Pace:
    """One direction of a line of ``baud``. Time in which nothing waits to go is lost."""

    def __init__(self, clock: Clock, baud: int) -> None:
        self._clock = clock
        self._byte_s = _BITS / baud
        self._busy_since_s: float | None = None
        self._waiting = 0

    def take(self, waiting: int) -> int:
        """Return how many of ``waiting`` bytes have made their way by now; they count as moved."""
        now_s = self._clock.monotonic()
        if self._busy_since_s is None:
            self._busy_since_s = now_s
        moved = min(int((now_s - self._busy_since_s) / self._byte_s + 1e-6), waiting)
        self._waiting = waiting - moved
        self._busy_since_s = self._busy_since_s + moved * self._byte_s if self._waiting else None
        return moved

    def due(self) -> float | None:
        """Return the second at which more bytes have made their way; None while nothing waits."""
        if self._busy_since_s is None or not self._waiting:
            return None
        return self._busy_since_s + min(self._waiting, _FIFO) * self._byte_s
