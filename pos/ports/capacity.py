"""What the capacity of a house is counted from; part of the unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PlacesSum:
    """Places of one zone that stand alike. ``holder`` empty: nobody has them. ``state``: ``sold``,
    ``comp``, ``cart`` or ``kept`` (whoever has the right and has not sold them). ``paid_minor``:
    what those sold cost; ``unpaid_minor``: that of them whose orders still owe something."""

    zone_id: str
    state: str
    holder: str
    count: int
    paid_minor: int
    unpaid_minor: int = 0


class CapacityStore(Protocol):
    """Counts the places of a performance."""

    def places(self, performance_id: str) -> tuple[PlacesSum, ...]:
        """Return every place of a house with seats, and of one without every place that somebody
        has: tickets as they are sold, rights as they stand beside them."""
        ...
