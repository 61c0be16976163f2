"""Many rows of one table, a few dozen with each statement: Python's ``sqlite3`` and SQLite meet
once for all of those, not once a row, and other threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy.engine import Connection

TOGETHER = 32
"""Rows of a statement: with more the saving grows no more, and SQLite takes at most 32,766 values
(no table here has a hundred columns)."""


def write_rows(
    connection: Connection, before: str, rows: Sequence[tuple[Any, ...]], after: str = ""
) -> int:
    """Run ``before`` VALUES the rows, all of one width, ``after``; return how many rows of the
    database that changed. ``before`` and ``after`` are our own words, the rows' values are bound.
    """
    if not rows:
        return 0
    width, whole = len(rows[0]), len(rows) - len(rows) % TOGETHER
    together = [
        tuple(chain.from_iterable(rows[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)
    ]
    changed = 0
    for count, values in ((TOGETHER, together), (1, rows[whole:])):
        if values:
            statement = f"{before} VALUES {_marks(width, count)} {after}"
            changed += connection.exec_driver_sql(statement, list(values)).rowcount
    return changed


@cache
def _marks(width: int, count: int) -> str:
    return ", ".join([f"({', '.join('?' * width)})"] * count)
