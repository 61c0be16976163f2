"""Five wrong tries, then thirty minutes' lock: counted from the facts, so a restart forgets
nothing.

Source: PCI DSS 4.0.1, 8.3.4 (at most ten tries; at least thirty minutes or the identity confirmed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.records import SignIn

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many tries are left, and until when none is taken. ``locked_until`` None: open."""

    tries_left: int
    locked_until: datetime | None

    def minutes_left(self, now: datetime) -> int:
        """Return whole minutes until the lock opens, rounded up; 0 when open."""
        if self.locked_until is None:
            return 0
        return -((now - self.locked_until) // timedelta(minutes=1))


def standing(tries: Sequence[SignIn], now: datetime) -> Standing:
    """Return where a person stands after ``tries`` (all since the last proof, oldest first).

    The lock opens at 30:00 exactly and five fresh tries begin. A clock set back makes the lock
    longer, never shorter: only time that has passed since the fifth try counts. Tries during a
        lock do not prolong it.
    """
    wrong, fifth_at = 0, None
    for each in tries:
        if each.outcome != "wrong":
            continue
        if fifth_at is not None:  # a try was taken again, so that lock had run out
            wrong, fifth_at = 0, None
        wrong += 1
        if wrong == TRIES:
            fifth_at = each.at
    if fifth_at is not None and now - fifth_at < LOCKED_FOR:
        return Standing(0, fifth_at + LOCKED_FOR)
    return Standing(TRIES - wrong % TRIES, None)
