"""Databases that are encrypted as a whole (SQLCipher): every page, the log beside it, every copy.

Without a key a database is SQLite's own and nothing here is loaded. With one every connection goes
through ``sqlcipher3`` (the extra ``foyer[encryption]``): the same API, another build of SQLite. A
key is 32 random bytes as hex; nothing is derived from a password, so opening costs no second.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos import raw_files
from pos.errors import StorageSealed

if TYPE_CHECKING:
    from types import ModuleType

KEY_FORM = "[0-9a-f]{64}"
PLAIN = b"SQLite format 3\0"
"""How a database begins that is not encrypted."""


def is_sealed(file: Path) -> bool | None:
    """Return whether a database is encrypted; None where there is none yet, or it is empty."""
    try:
        with raw_files.opened(file) as opened:
            head = opened.read(len(PLAIN))
    except FileNotFoundError:
        return None
    return head != PLAIN if head else None


def connect(file: Path, key: str | None, **how: Any) -> sqlite3.Connection:
    """Open a connection to ``file``, encrypted where there is a ``key``. ``how``: as for
    ``sqlite3.connect``.

    Raises:
        StorageSealed: It is encrypted and there is no key, or another one, or it is not encrypted
            and there is a key; or the library is not installed.
    """
    target = how.pop("target", str(file))
    if key is None:
        plain: sqlite3.Connection = sqlite3.connect(target, **how)
        if _is_none(plain) and looks_sealed(file):
            plain.close()
            raise StorageSealed(file=file.name, reason="no_key")
        _remember(file)
        return plain
    if not re.fullmatch(KEY_FORM, key):
        raise StorageSealed(file=file.name, reason="key_form")
    opened: sqlite3.Connection = _library(file).connect(target, **how)
    opened.execute(f"PRAGMA key = \"x'{key}'\"")
    if _is_none(opened):
        opened.close()
        reason = "not_sealed" if is_sealed(file) is False else "wrong_key"
        raise StorageSealed(file=file.name, reason=reason)
    _remember(file)
    return opened


def _is_none(connection: sqlite3.Connection) -> bool:
    """Whether what a connection was opened to is no database, or not with this key. Its file is
    read by SQLite alone: nothing else here may open one that is in use (``raw_files``)."""
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except database_errors() as error:
        return getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB"
    return False


def _remember(file: Path) -> None:
    with suppress(FileNotFoundError):  # SQLite makes it later
        raw_files.in_use(file)


def driver(file: Path, key: str | None) -> ModuleType:
    """Return the DB-API module for a database with or without a key. Raises StorageSealed."""
    return sqlite3 if key is None else _library(file)


def database_errors() -> tuple[type[Exception], ...]:
    """Return what the modules raise that are loaded."""
    loaded = sys.modules.get(_MODULE)
    return (sqlite3.Error,) if loaded is None else (sqlite3.Error, loaded.Error)


_MODULE = "sqlcipher3.dbapi2"
_PAGE = 4_096
_FEWEST = 10
"""Different bytes among the first sixteen of what is encrypted; fewer once in some millions."""


def _library(file: Path) -> ModuleType:
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise StorageSealed(file=file.name, reason="no_library") from None
    library: ModuleType = dbapi2
    return library


def looks_sealed(file: Path) -> bool:
    """Whether a file is more likely an encrypted database than a damaged one."""
    try:
        size = file.stat().st_size
        with raw_files.opened(file) as opened:
            head = opened.read(len(PLAIN))
    except OSError:
        return False
    return bool(size) and size % _PAGE == 0 and head != PLAIN and len({*head}) >= _FEWEST


def seal(plain: Path, sealed: Path, key: str) -> None:
    """Write an encrypted copy of a database nobody has open to ``sealed``, which must not exist.

    Durable on return is what the caller makes of it.

    Raises:
        StorageSealed: The library is not installed, or the key is none.
    """
    if not re.fullmatch(KEY_FORM, key):
        raise StorageSealed(file=plain.name, reason="key_form")
    opened = _library(plain).connect(str(plain), isolation_level=None)
    try:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        version = int(opened.execute("PRAGMA user_version").fetchone()[0])
        owner = int(opened.execute("PRAGMA application_id").fetchone()[0])
        opened.execute(f"ATTACH DATABASE ? AS sealed KEY \"x'{key}'\"", (str(sealed),))
        opened.execute("SELECT sqlcipher_export('sealed')")
        opened.execute(f"PRAGMA sealed.user_version = {version:d}")
        opened.execute(f"PRAGMA sealed.application_id = {owner:d}")
        opened.execute("DETACH DATABASE sealed")
    finally:
        opened.close()
