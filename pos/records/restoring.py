"""That this window goes on from a backup, and what of the lost machine is still unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """From here on another machine goes on than the one the backup was made of: its heir.

    ``audit_seq`` and ``audit_hash``: the last entry of the lost machine that is known here; what it
    did after that is not. ``gap``: how many numbers of each sequence are left to it. ``findings``:
    how many faults of the books were let stand.
    """

    restored_id: str
    window_id: str
    at: datetime
    made_at: datetime
    audit_seq: int
    audit_hash: str
    gap: int
    findings: int


@dataclass(frozen=True, slots=True)
class NumbersLeft:
    """Numbers of one sequence that the lost machine may have given: from ``after + 1`` on, as many
    as ``gap`` says. None of them is given here."""

    restored_id: str
    name: str
    after: int
    gap: int


@dataclass(frozen=True, slots=True)
class HouseClosed:
    """A performance of which the lost machine may have sold places: what was free is kept from sale
    until somebody has looked."""

    restored_id: str
    performance_id: str


@dataclass(frozen=True, slots=True)
class HouseReleased:
    """Somebody has looked what the lost machine sold of a performance. ``seats`` and ``places``:
    how many of it stay kept from sale."""

    restored_id: str
    performance_id: str
    at: datetime
    user_id: str
    seats: int
    places: int
    reason: str
