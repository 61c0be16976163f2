"""What a seat offers to somebody who asks before they come: whether its armrest lifts, how many
steps lead to it. What it is sold as is its kind (``catalogue.SeatKind``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SeatFeature(Enum):
    STEP_FREE = "step_free"
    """No step on the way to it."""
    TRANSFER = "transfer"
    """Its armrest at the aisle lifts, for whoever moves over from a wheelchair."""
    GRADIENT = "gradient"
    """The floor in front of it slopes."""
    SIGHTLINE = "sightline"
    """Whoever sits there sees the stage over people who stand up."""


@dataclass(frozen=True, slots=True)
class SeatFeatures:
    """Said of one seat; nothing where the venue says nothing. ``steps``: so many on the way to it;
    0: nobody counted, which is not ``STEP_FREE``."""

    has: tuple[SeatFeature, ...] = ()
    steps: int = 0

    def __bool__(self) -> bool:
        return bool(self.has or self.steps)

    def and_also(self, more: SeatFeatures) -> SeatFeatures:
        """Return both together, each feature once."""
        has = {*self.has, *more.has}
        return SeatFeatures(tuple(f for f in SeatFeature if f in has), self.steps or more.steps)

    def conflict(self, more: SeatFeatures) -> str:
        """Return what is said here of the steps, if ``more`` says otherwise; else nothing."""
        if SeatFeature.STEP_FREE in self.has and more.steps:
            return SeatFeature.STEP_FREE.value
        if self.steps and (SeatFeature.STEP_FREE in more.has or more.steps not in (0, self.steps)):
            return f"steps = {self.steps}"
        return ""


NOTHING_SAID = SeatFeatures()
