"""How far a till may be off before somebody has to say why, and who may let it pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.views.cash import TenderDifference


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Venue data, in minor units; both limits still belong to the smaller tier.

    Up to ``without_reason_minor`` a difference is posted as it is. Up to ``supervisor_minor`` it
    needs a reason. Above, a reason and a manager.
    """

    without_reason_minor: int = 200
    supervisor_minor: int = 1_000

    def needs_reason(self, differences: Sequence[TenderDifference]) -> bool:
        """Return whether somebody has to say why; also when a check is missing or one too many."""
        papers = any(d.expected_count != d.counted_count for d in differences)
        return papers or _off_by(differences) > self.without_reason_minor

    def needs_manager(self, differences: Sequence[TenderDifference]) -> bool:
        """Return whether the difference is more than a supervisor may let pass."""
        return _off_by(differences) > self.supervisor_minor


def _off_by(differences: Sequence[TenderDifference]) -> int:
    """Overs and shorts do not make up for each other: a mixed-up tender shows as both."""
    return sum(abs(difference.over_short.minor) for difference in differences)
