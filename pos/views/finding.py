"""What is found while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """How something was found, the surest first."""

    NUMBER = "number"
    EXACT = "exact"
    PREFIX = "prefix"
    PART = "part"
    SOUNDS = "sounds"


@dataclass(frozen=True, slots=True)
class Found:
    """``kind``: ``order``, ``patron`` or ``member``; ``subject_id``: its id."""

    kind: str
    subject_id: str
    tier: Tier
