"""Searching while somebody types: at every letter that a finger types, once for a whole scan."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.presenters.tasks import Timer, Timers

REST_S = 0.05
"""Shorter than between two letters of a quick typist: answers follow each of them. What a scanner
types at once is looked for once."""

MOST_ROWS = 50
"""Nobody reads further; they type another letter."""


class Typing:
    """Calls ``look`` once after the last change."""

    def __init__(self, timers: Timers, look: Callable[[], None]) -> None:
        self._timers = timers
        self._look = look
        self._timer: Timer | None = None

    def changed(self) -> None:
        """Another letter."""
        self.stop()
        self._timer = self._timers.after(REST_S, self._rested)

    def stop(self) -> None:
        """Forget the search that would come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rested(self) -> None:
        self._timer = None
        self._look()
