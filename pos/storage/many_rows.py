"""Many rows of one table, a few dozen with each statement: Python's ``sqlite3`` and SQLite meet
once for all of those, not once a row, and other threads run meanwhile. What all of hundreds of rows
have in common (a currency, a day, nothing in a column that few rows need) is handed over once a
statement: that is most of what sales keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, compress
from operator import not_
from typing import Any

from sqlalchemy.engine import Connection

TOGETHER = 32
"""Rows of a statement: with more the saving grows no more, and SQLite takes at most 32,766 values
(no table here has a hundred columns)."""
MANY = 256
"""With fewer rows they may have anything in common by chance, and to work out a statement for each
such case takes longer than it saves."""

Row = tuple[Any, ...]


class Batched:
    """Rows of one width as they are bound, a few dozen with each statement. Making it needs no
    database."""

    __slots__ = ("_rest", "_values", "_varies")

    def __init__(self, rows: Sequence[Row]) -> None:
        whole = len(rows) - len(rows) % TOGETHER
        self._varies, self._values = _together(rows[:whole]) if whole else ((), [])
        self._rest = list(rows[whole:])

    def write(self, connection: Connection, before: str, after: str = "") -> int:
        """Run ``before`` VALUES the rows ``after``; return how many rows of the database that
        changed. ``before`` and ``after`` are our own words, the rows' values are bound.

        A statement of many rows that may fail has SQLite first write down each page that it
        touches, unless it is an INSERT OR FAIL: for whoever takes everything back then anyway.
        """
        changed = 0
        if self._values:
            statement = f"{before} VALUES {_marks(self._varies)} {after}"
            changed += connection.exec_driver_sql(statement, self._values).rowcount
        if self._rest:
            marks = ", ".join("?" * len(self._rest[0]))
            statement = f"{before} VALUES ({marks}) {after}"
            changed += connection.exec_driver_sql(statement, self._rest).rowcount
        return changed


def write_rows(connection: Connection, before: str, rows: Sequence[Row], after: str = "") -> int:
    """Write rows as ``Batched.write`` does."""
    return Batched(rows).write(connection, before, after)


def _together(rows: Sequence[Row]) -> tuple[tuple[bool, ...], list[Row]]:
    """Return which columns are handed over row by row, and the values of each statement: first what
    all rows have in common, then column after column what its rows have."""
    columns = [*zip(*rows, strict=True)]
    varies = tuple(len(rows) < MANY or _differs(column) for column in columns)
    common = [column[0] for column in compress(columns, map(not_, varies))]
    differing = [*compress(columns, varies)]
    return varies, [
        (*common, *chain.from_iterable([column[at : at + TOGETHER] for column in differing]))
        for at in range(0, len(rows), TOGETHER)
    ]


def _differs(column: Row) -> bool:
    return column[0] != column[-1] or column.count(column[0]) < len(column)


@cache
def _marks(varies: tuple[bool, ...]) -> str:
    """Return where each row of a statement has its values (``_together``)."""
    common, following = iter(range(1, len(varies) + 1)), len(varies) - sum(varies) + 1
    columns: list[list[str]] = []
    for differs in varies:
        if differs:
            columns.append([f"?{following + row}" for row in range(TOGETHER)])
            following += TOGETHER
        else:
            columns.append([f"?{next(common)}"] * TOGETHER)
    return ", ".join(f"({', '.join(row)})" for row in zip(*columns, strict=True))
