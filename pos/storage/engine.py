"""The SQLite database of a window: opening, pragmas, schema version, and the environment's
failures by name.

On POSIX the file and what SQLite keeps beside it are their owner's alone.
WAL with ``synchronous=FULL``: a committed sale survives a power cut. Foreign keys on. A newer
schema refuses to open; an
older one is migrated (Alembic is loaded only then).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

from pos.errors import (
    InvariantBroken,
    StorageCorrupt,
    StorageFull,
    StorageLocked,
    StorageNewer,
    StorageNotWritable,
    StorageTrouble,
)
from pos.storage.schema import SCHEMA_VERSION, metadata, refuse_edits
from pos.storage.sealed import connect, database_errors, driver

APPLICATION_ID = 0x464F5952
"""``FOYR``, in SQLite's application_id: tells our files from others."""

BUSY_TIMEOUT_MS = 2_000
"""How long a statement waits for another program's lock before it says so."""
PREPARED = 1_024
"""Statements that a connection keeps worked out. An evening at the window asks some three hundred,
``foyer verify`` five hundred; working one out takes longer than most take to answer."""
_LOG_PAGES, _BULK_LOG_PAGES = 1_000, 16_000
"""After so many pages of the log a commit copies them to where they belong; SQLite's own number,
and one with which a page that a season fills is copied once instead of at each commit."""
_CACHE_KIB, _BULK_CACHE_KIB = 2_000, 32_000
"""What a connection keeps of the file in memory; SQLite's own number, and one with which nothing
that half a second's work changes is written before its commit, read again and written again."""
_MUCH_CACHE_KIB = 64_000
"""What a connection keeps that reads all there is: checking a table looks for each of its rows in
every index of it, and they lie anywhere in the file."""

_log = logging.getLogger("storage")

_TROUBLES: tuple[tuple[str, type[StorageTrouble]], ...] = (
    ("SQLITE_FULL", StorageFull),
    ("SQLITE_IOERR_SHMSIZE", StorageFull),  # no room for the WAL's index: seen at a full disk
    ("SQLITE_BUSY", StorageLocked),
    ("SQLITE_LOCKED", StorageLocked),
    ("SQLITE_CORRUPT", StorageCorrupt),
    ("SQLITE_NOTADB", StorageCorrupt),
    ("SQLITE_READONLY", StorageNotWritable),
    ("SQLITE_CANTOPEN", StorageNotWritable),
    ("SQLITE_PERM", StorageNotWritable),
    ("SQLITE_IOERR", StorageTrouble),
)


def trouble_of(error: BaseException | None, path: str) -> StorageTrouble | None:
    """Return what the environment did to us, or None when ``error`` is our own bug."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, trouble in _TROUBLES:
        if name.startswith(prefix):
            return trouble(file=Path(path).name, reason=name)
    return None


def open_engine(
    path: Path, *, key: str | None = None, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """Return an engine on the database at ``path``, created or migrated to the present schema;
    encrypted where there is a ``key`` (``sealed.py``).

    Raises:
        StorageNewer: The file was written by a newer version.
        StorageCorrupt: The file is damaged or is no database of ours.
        StorageNotWritable: The folder or file cannot be written.
        StorageSealed: It is encrypted and the key is not its, or the other way round.
        StorageFull, StorageLocked: As named.
    """
    if os.name == "posix":
        _only_ours(path)
    module = driver(path, key)
    module.register_adapter(type(None), _as_it_is)
    engine = sa.create_engine(
        f"sqlite:///{path}",
        module=module,
        creator=partial(connect, path, key, check_same_thread=False, cached_statements=PREPARED),
        pool_reset_on_return="rollback",
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms:d}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def _name_trouble(context: ExceptionContext) -> None:
        trouble = trouble_of(context.original_exception, str(path))
        if trouble is not None:
            raise trouble from context.original_exception

    try:
        _prepare(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _as_it_is(value: object) -> object:
    """What adapts None. Without it the module looks in vain for something that does, for each one
    that is written, and a row of the books has four."""
    return value


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Begin, and leave nothing open behind: what was not committed by then is rolled back.

    A connection on which BEGIN, COMMIT or ROLLBACK failed is not trusted again. After a failed
    COMMIT SQLite may have rolled back by itself (a full disk) or hold the transaction still (a
    lock), and SQLAlchemy sends no ROLLBACK then; so it is closed, and its next use opens another,
    which sees what the file has. Whether the failed transaction is in it, the ``command`` table
    tells.

    Raises:
        StorageTrouble: It could not begin.
    """
    try:
        connection.begin()
    except BaseException:
        if connection.get_transaction() is None:  # else we are inside one, which goes on
            _replace(connection)
        raise
    try:
        yield
    finally:
        _end(connection)


def unreferenced(connection: Connection) -> None:
    """Enforce no foreign keys in the transactions that are opened on this connection, and let their
    commits not wait for the disk: what others kept can be fetched again, and is on disk before
    anything that this window commits after it, on another connection. To be called before each of
    them: one that was replaced has neither. It is a connection of its own since SQLite forgets
    every prepared statement when references begin to count, or cease to."""
    raw = connection.connection.driver_connection
    if raw is None or connection.in_transaction():
        raise InvariantBroken("storage.references")
    if raw.execute("PRAGMA foreign_keys").fetchone()[0]:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA synchronous=NORMAL")


def write_in_bulk(connection: Connection, *, bulk: bool) -> None:
    """Let a connection, from the transaction on that is open, work in memory and leave what it
    writes in the log, up to 64 MB; or do as always again."""
    cache, log = (_BULK_CACHE_KIB, _BULK_LOG_PAGES) if bulk else (_CACHE_KIB, _LOG_PAGES)
    connection.exec_driver_sql(f"PRAGMA cache_size={-cache:d}")
    connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={log:d}")


@contextmanager
def reading_much(connection: Connection) -> Iterator[None]:
    """Let a connection keep much of the file in memory."""
    raw = connection.connection.driver_connection
    if raw is None or connection.in_transaction():
        raise InvariantBroken("storage.reading")
    raw.execute(f"PRAGMA cache_size={-_MUCH_CACHE_KIB:d}")
    try:
        yield
    finally:
        if not connection.invalidated:
            raw.execute(f"PRAGMA cache_size={-_CACHE_KIB:d}")
            raw.execute("PRAGMA shrink_memory")


def _end(connection: Connection) -> None:
    if connection.get_transaction() is None:
        return  # committed
    if connection.in_transaction():
        try:
            connection.rollback()
        except (StorageTrouble, sa.exc.DBAPIError) as error:
            _log.warning("could not roll back, opening the database anew", exc_info=error)
        else:
            return
    _replace(connection)


def _replace(connection: Connection) -> None:
    """Close what is below ``connection``; its next use opens the file again."""
    if not connection.invalidated:
        raw = connection.connection.driver_connection
        try:
            if raw is not None:
                raw.rollback()  # closing alone would wait for every unfinished query
        except database_errors() as error:
            _log.warning("the connection is closed without a rollback", exc_info=error)
        connection.invalidate()
    connection.rollback()  # SQLAlchemy's books; nothing is sent


def _only_ours(path: Path) -> None:
    """Make the database its owner's alone, or take others' access away where it is ours: who bought
    what and the key of certificate codes lie in it. SQLite gives its journals the file's mode.

    An existing file is never opened here: closing it would drop the locks SQLite holds in this
    process. What cannot be done, opening the database names.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            _tighten(file)


def _tighten(file: Path) -> None:
    try:
        found = file.stat()
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            file.chmod(stat.S_IMODE(found.st_mode) & 0o700)
    except FileNotFoundError:
        return
    except OSError as error:
        _log.info("others may still read %s: %s", file.name, type(error).__name__)


def _prepare(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        owner = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        there = {row[0] for row in names}
    if not there:
        _create(engine)
    elif owner != APPLICATION_ID or version < 1:
        raise StorageCorrupt(file=path.name, reason="not_ours")
    elif version > SCHEMA_VERSION:
        raise StorageNewer(file=path.name, theirs=version, ours=SCHEMA_VERSION)
    elif version == SCHEMA_VERSION:
        if not there.issuperset(metadata.tables):
            raise StorageCorrupt(file=path.name, reason="tables_missing")
    else:
        from pos.storage.migrations import migrate

        migrate(engine, version)


def _create(engine: Engine) -> None:
    from pos.storage import catalogue_schema  # its tables are known from here on

    with engine.begin() as connection:
        catalogue_schema.season.metadata.create_all(connection)
        for table in metadata.sorted_tables:
            if table.info.get("fact"):
                for trigger in refuse_edits(table):
                    connection.exec_driver_sql(trigger)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
