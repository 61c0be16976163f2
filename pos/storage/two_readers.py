"""Two connections that see the same moment, for ``foyer verify``: the second works on a thread of
its own. SQLite reads and adds up without Python's lock, so both cores of a machine are used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pos.storage.checks import SqlChecks
from pos.storage.engine import reading_much, transaction
from pos.storage.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pos.storage.unit_of_work import SqlStorage

_MOMENT = "SELECT count(*) FROM sqlite_master"
_COMMITS = "PRAGMA data_version"
"""Another number in the same connection: somebody else committed since it was last asked."""


@contextmanager
def two_readers(
    storage: SqlStorage, first: Connection, second: Connection
) -> Iterator[tuple[SqlChecks, ...]]:
    """Begin to read through both, and yield what each has to check; only the first where something
    was written just between the two. ``second`` is closed for good afterwards."""
    raw = second.connection.driver_connection
    if raw is None:
        raise TypeError("a connection that was not opened")
    try:
        with reading_much(first), reading_much(second):
            ((before,),) = raw.execute(_COMMITS)
            with transaction(first), transaction(second):
                first.exec_driver_sql(_MOMENT).all()
                second.exec_driver_sql(_MOMENT).all()
                ((after,),) = raw.execute(_COMMITS)
                one = SqlChecks(SqlUnitOfWork(first, storage))
                if before != after:
                    yield (one,)
                else:
                    yield one, SqlChecks(SqlUnitOfWork(second, storage), beside=one)
    finally:
        if not second.invalidated:
            second.detach()
        second.close()
