"""When an FGL printer that has stopped us is asked whether it still means it.

X-ON is said once and may be overwritten in the printer's output buffer before it is read (hardware
facts 1.6, documented). While we are stopped for long, ``<S1>`` is sent past the X-OFF: it is
answered only when the printer is ready, with ``11`` or low paper (documented); no answer means not
ready. The longer the stop, the rarer the question: its few bytes stay in the printer's 4 KB until
then. A night is about fifty questions, 200 bytes.
"""

from __future__ import annotations

FIRST_S = 10.0
"""Seconds stopped before the first question, and the least between two."""
LONGEST_S = 600.0
_SHARE = 8
"""A question after each eighth of the time stopped so far."""
HALF_S = 300.0
"""Seconds that half a ticket is held back for a person, before a new line gives it up: no question
may go between its bytes."""


class Stopped:
    """Since when the printer takes nothing, and when it is asked about that."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self.due_s: float | None = None
        self.asked = False
        """A question is out: low paper is an answer to it."""

    def note(self, at_s: float, *, stopped: bool) -> None:
        """Say how it is at second ``at_s``."""
        if not stopped:
            self._since_s = self.due_s = None
            self.asked = False
        elif self._since_s is None:
            self._since_s = at_s
            self.due_s = at_s + FIRST_S

    def plan(self, at_s: float) -> None:
        """Plan the next question."""
        self.due_s = at_s + min(max(self.lasts_s(at_s) / _SHARE, FIRST_S), LONGEST_S)

    def lasts_s(self, at_s: float) -> float:
        """Return for how long it has been stopped."""
        return 0.0 if self._since_s is None else at_s - self._since_s
