"""Until when an FGL printer has to show that it gets on.

A printer that talks is not for that alone believed to get on: signs of life put a deadline off only
so far.
"""

from __future__ import annotations

CAP = 10
"""How many times ``answer_within`` a deadline is put off by signs of life without progress."""


class Deadline:
    """One deadline; ``at_s`` is None while none runs. Seconds of the injected clock."""

    def __init__(self, answer_within_s: float) -> None:
        self.at_s: float | None = None
        self._longest_s = CAP * answer_within_s
        self._progress_s = 0.0
        self._rested = False

    def got_on(self, now_s: float) -> None:
        """Something was done, not merely said."""
        self._progress_s = now_s

    def off(self) -> None:
        """None runs."""
        self.at_s = None

    def start(self, now_s: float, wait_s: float) -> None:
        """Run for ``wait_s``, whatever was before."""
        self.at_s = now_s + wait_s

    def rest(self) -> None:
        """Nothing is to be done, or a person is needed: none runs, and the span begins anew."""
        self.at_s = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Until now nothing was to be done: the span that has run does not count."""
        self._rested = True

    def put_off(self, now_s: float, wait_s: float) -> None:
        """A sign of life: wait as long again, within the cap."""
        if self._rested:
            self._rested, self._progress_s = False, now_s
        self.at_s = min(now_s + wait_s, max(self._last_s, now_s))

    def is_over(self, now_s: float) -> bool:
        """Return whether it has passed; once."""
        if self.at_s is None or now_s < self.at_s:
            return False
        self.at_s = None
        return True

    def may_be_put_off(self, now_s: float) -> bool:
        """Return whether a sign of life would still count."""
        return self._rested or now_s < self._last_s

    @property
    def _last_s(self) -> float:
        """The second that no sign of life puts it beyond."""
        return self._progress_s + self._longest_s
