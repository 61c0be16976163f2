"""What ``foyer bench`` prints: one JSON object a line, one line a figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement beside what it is measured against, taken in the same run in the same unit."""

    bench: str
    value: float
    unit: str
    baseline: float
    baseline_name: str
    higher_is_better: bool = False
    where: str = ""
    """What the figure was caused by, when that is known."""

    @property
    def ratio(self) -> float:
        """``value`` / ``baseline``."""
        return self.value / self.baseline if self.baseline else 0.0

    def line(self) -> str:
        """Return the figure as JSON."""
        shown: dict[str, object] = {
            "bench": self.bench,
            "value": round(self.value, 3),
            "unit": self.unit,
            "baseline": round(self.baseline, 3),
            "baseline_name": self.baseline_name,
            "ratio": round(self.ratio, 3),
        }
        if self.higher_is_better:
            shown["higher_is_better"] = True
        if self.where:
            shown["where"] = self.where
        return json.dumps(shown)


def middle(samples: Sequence[float]) -> float:
    """Return the median, which a noisy neighbour moves least."""
    return median(samples)


def at_worst(samples: Sequence[float], percent: float) -> float:
    """Return what so many percent of the samples do not exceed."""
    ordered = sorted(samples)
    return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]
