"""A double tap is one tap, also when the first is long done before the second falls.

Most acts answer within a few milliseconds, and then something else may lie under the finger: the
next line of the cart, the next ticket in doubt. This tells the second half of a double tap from a
tap that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from kiosk.presenters.tasks import Timers

DOUBLE_TAP_S = 0.25
"""Nobody touches the same thing twice on purpose within that."""


class DoubleTap:
    """Lets the first tap through and holds the second back. GUI thread.

    ``seconds`` of nothing lets everything through.
    """

    def __init__(self, timers: Timers, seconds: float = DOUBLE_TAP_S) -> None:
        self._timers = timers
        self._seconds = seconds
        self._held: set[Hashable] = set()

    def is_second(self, what: Hashable) -> bool:
        """Return whether ``what`` was touched a moment ago; a first touch begins the moment."""
        if what in self._held:
            return True
        if self._seconds > 0:
            self._held.add(what)
            self._timers.after(self._seconds, lambda: self._held.discard(what))
        return False

    def afterwards(self, call: Callable[[], None]) -> None:
        """Call when a second tap that falls where something new just appeared has fallen."""
        if self._seconds > 0:
            self._timers.after(self._seconds, call)
        else:
            call()
