"""What going on from a backup needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pos.records import HouseClosed, Restored


class RestoringStore(Protocol):
    """What is known of the lost machine, and the houses nobody has looked at yet."""

    def every(self) -> tuple[Restored, ...]:
        """Return each time this window went on from a backup, oldest first."""
        ...

    def closed(self) -> tuple[HouseClosed, ...]:
        """Return the performances that wait for somebody to look."""
        ...

    def is_closed(self, performance_id: str) -> bool:
        """Return whether a performance waits for that."""
        ...

    def last_audit(self) -> tuple[int, str]:
        """Return number and hash of the newest audit entry; 0 and nothing where there is none."""
        ...

    def counters(self) -> Mapping[str, int]:
        """Return the last number given of each sequence."""
        ...

    def leave_numbers(self, name: str, last: int) -> None:
        """Go on after ``last`` in a sequence."""
        ...
