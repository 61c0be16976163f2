"""The tables of a window that goes on from a backup."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import restoring
from pos.storage.tables import fact_table


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


restored = fact_table("restored", restoring.Restored, ("restored_id",), witnessed=True)
numbers_left = fact_table(
    "numbers_left",
    restoring.NumbersLeft,
    ("restored_id", "name"),
    _of("restored_id", "restored"),
    witnessed=True,
)
house_closed = fact_table(
    "house_closed",
    restoring.HouseClosed,
    ("restored_id", "performance_id"),
    _of("restored_id", "restored"),
    witnessed=True,
)
house_released = fact_table(
    "house_released",
    restoring.HouseReleased,
    ("restored_id", "performance_id"),
    sa.ForeignKeyConstraint(
        ["restored_id", "performance_id"],
        ["house_closed.restored_id", "house_closed.performance_id"],
    ),
    witnessed=True,
)
