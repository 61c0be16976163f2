"""A consistent copy of a database that is in use, and what is known of a database by its head.

The copy is SQLite's online backup under one read transaction: in WAL mode it neither waits for a
writer nor makes one wait, and shows one moment between two commits. It runs on a connection of its
own, on any thread.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pos.errors import Stopped, StorageCorrupt, StorageTrouble
from pos.storage.engine import APPLICATION_ID, BUSY_TIMEOUT_MS, trouble_of
from pos.storage.sealed import connect, database_errors
from pos.views.restoring import DatabaseHead

_PAGES = 4_096
"""Copied at a time; between two steps the copy looks whether it should end."""
_COUNTED = ("orders", "ticket", "tender", "posting", "audit")


def copy_database(
    source: Path,
    target: Path,
    stopped: Callable[[], bool] = lambda: False,
    key: str | None = None,
) -> DatabaseHead:
    """Copy the database ``source`` to ``target``, which must not exist, and return its head. With a
    ``key`` both are encrypted by it.

    The copy is one file without journals, looked through for damage. What is at ``target`` after a
    failure is nobody's database and the caller's to remove; it is not on disk for sure before the
    caller sees to it.

    Raises:
        Stopped: ``stopped`` said so.
        StorageTrouble: As named; ``StorageCorrupt`` also where ``source`` is damaged.
    """
    with _named(source), closing(_reading(source, key)) as read:
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment of the copy
        with _named(target), closing(_writing(target, key)) as written:
            _copy(read, written, stopped)
            _look_through(written, source)
            return _head(written)


def head_of(database: Path, key: str | None = None) -> DatabaseHead:
    """Return the head of a database nobody has open.

    Raises:
        StorageTrouble: It is damaged, or no database of ours.
    """
    with _named(database), closing(_reading(database, key)) as read:
        owner = read.execute("PRAGMA application_id").fetchone()[0]
        if owner != APPLICATION_ID:
            raise StorageCorrupt(file=database.name, reason="not_ours")
        return _head(read)


def _reading(path: Path, key: str | None) -> sqlite3.Connection:
    only = f"{path.absolute().as_uri()}?mode=ro"
    read = connect(path, key, target=only, uri=True, isolation_level=None)
    read.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS:d}")
    return read


def _writing(path: Path, key: str | None) -> sqlite3.Connection:
    """Without waiting for the disk and without memory shared with others, which folders in the
    network may not have: nobody else knows of the file yet."""
    written = connect(path, key, isolation_level=None)
    written.execute("PRAGMA locking_mode=EXCLUSIVE")
    written.execute("PRAGMA journal_mode=OFF")
    written.execute("PRAGMA synchronous=OFF")
    return written


def _copy(
    read: sqlite3.Connection, written: sqlite3.Connection, stopped: Callable[[], bool]
) -> None:
    def look(_status: int, _left: int, _pages: int) -> None:
        if stopped():
            raise Stopped

    read.backup(written, pages=_PAGES, progress=look)
    written.execute("PRAGMA journal_mode=DELETE")


def _look_through(written: sqlite3.Connection, source: Path) -> None:
    found = written.execute("PRAGMA quick_check(1)").fetchone()
    if found[0] != "ok":
        raise StorageCorrupt(file=source.name, reason="quick_check")


def _head(connection: sqlite3.Connection) -> DatabaseHead:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    ends = "SELECT seq, hash, window_id FROM audit ORDER BY seq"
    first = connection.execute(f"{ends} LIMIT 1").fetchone() or (0, "", "")
    last = connection.execute(f"{ends} DESC LIMIT 1").fetchone() or (0, "", "")
    newest = "SELECT restored_id FROM restored ORDER BY audit_seq DESC, restored_id DESC LIMIT 1"
    heir = connection.execute(newest).fetchone()
    origin = first[1] if heir is None else hashlib.sha256(heir[0].encode()).hexdigest()
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - ours
        for table in _COUNTED
    }
    return DatabaseHead(version, origin, last[0], last[1], last[2], counts)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except database_errors() as error:
        found = trouble_of(error, str(path))
        raise (found or StorageTrouble(file=path.name, reason=str(error))) from error
