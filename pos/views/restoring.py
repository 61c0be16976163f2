"""By what a database is known, and what a window that goes on from a backup still does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pos.ids import HallId, PerformanceId


@dataclass(frozen=True, slots=True)
class DatabaseHead:
    """By what a database is known. ``origin``: the hash of its first audit entry, or of its mark
    as an heir, so that an heir's backups are told from those of the lost machine; it stays whatever
    follows, and is empty, as ``last_hash``, where there is none. ``window_id``: whose act the last
    entry tells of."""

    schema_version: int
    origin: str
    last_seq: int
    last_hash: str
    window_id: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClosedHouseView:
    """A performance that is not sold before somebody has looked what the lost machine sold of it.
    ``kept``: how many places are kept from sale; ``example``: how some of its seats can be named,
    empty where places have no numbers."""

    performance_id: PerformanceId
    hall_id: HallId
    code: str
    title: str
    starts_at: datetime
    kept: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class HeirView:
    """``since``: when the backup was made; what the lost machine did later is not known here."""

    since: datetime
    houses: tuple[ClosedHouseView, ...]
