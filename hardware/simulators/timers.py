"""What a virtual device does later, on its clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from pos.clock import Clock


class Timers:
    """Calls that wait for their second. Thread: the simulator's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0

    def at(self, due_s: float, call: Callable[[], None]) -> None:
        """Have ``call`` run at a second of the clock; those of the same one in the order asked."""
        self._number += 1
        heapq.heappush(self._calls, (due_s, self._number, call))

    def in_seconds(self, seconds: float, call: Callable[[], None]) -> None:
        """Have ``call`` run so much later."""
        self.at(self._clock.monotonic() + seconds, call)

    def due(self) -> float | None:
        """Return the clock's second at which ``tick`` has something to do."""
        return self._calls[0][0] if self._calls else None

    def tick(self) -> None:
        """Run what is due."""
        while self._calls and self._calls[0][0] <= self._clock.monotonic():
            heapq.heappop(self._calls)[2]()

    def clear(self) -> None:
        """Forget them all."""
        self._calls.clear()
