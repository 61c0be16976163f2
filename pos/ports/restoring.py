"""What going on from a backup needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from pos.hub.parcels import Parcel
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

    def take_back(self, parcels: Sequence[Parcel]) -> None:
        """Add what the lost machine kept and sent after the backup: this window's own parcels, each
        as it was, with its rows and what follows from them. Those here already are passed over.
        Only inside ``Storage.taking_in``.

        Raises:
            ParcelDamaged: They do not follow the last one here, or are no parcels.
            StorageNewer: They hold tables or columns this version does not know.
        """
        ...

    def leave_numbers(self, name: str, last: int) -> None:
        """Go on after ``last`` in a sequence."""
        ...
