"""What happened on a reader between two looks, and whether the same badge is still the same visit.

Pure: no I/O; seconds are the caller's clock's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from hardware.readers.service import Seen

SAME_VISIT_S = 1.0
"""A badge that was away for less than this flickered in the field; it was not put on again."""


class Happening(Enum):
    """What became of a reader since the last look."""

    NOTHING = auto()
    CAME = auto()
    """A card lies there that was not read yet."""
    LEFT = auto()
    CAME_AND_LEFT = auto()
    """It was put on and taken away between two looks."""
    HELD = auto()
    """A card lies there, but another program has the reader for itself."""


def happening(before: Seen | None, now: Seen) -> Happening:
    """Return what happened; ``before`` None: the reader is seen for the first time."""
    if not now.present:
        if before is None or before.present:
            return Happening.LEFT
        twice = (now.events - before.events) & 0xFFFF >= 2
        return Happening.CAME_AND_LEFT if twice else Happening.NOTHING
    if now.held:
        return Happening.HELD
    if before is None or not before.present or before.held or before.events != now.events:
        return Happening.CAME
    return Happening.CAME if before.mute and not now.mute else Happening.NOTHING


@dataclass(slots=True)
class Visit:
    """The newest visit to one reader: what was told of it, and when it ended.

    ``left_s`` None: it lies there as far as anybody knows, also while the reader is out of sight.
    """

    told: str = field(default="", repr=False)
    left_s: float | None = 0.0

    def left(self, now_s: float) -> None:
        """Nothing lies there any more."""
        if self.left_s is None:
            self.left_s = now_s

    def is_new(self, what: str, now_s: float) -> bool:
        """Note that ``what`` was read; return whether it is to be told."""
        same = what == self.told and (self.left_s is None or now_s - self.left_s < SAME_VISIT_S)
        self.told, self.left_s = what, None
        return not same
