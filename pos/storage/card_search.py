"""Looks for card numbers in a SQLite file of any age: a backup, a copy, somebody's export.

Reads every text of every table, whatever the schema; writes nothing beside the file. An encrypted
one is read with the key of the home that is searched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pos.errors import StorageSealed
from pos.storage.sealed import connect, database_errors, is_sealed


def texts_of(file: Path, keys: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of every text in the database ``file``, blobs as Latin-1. ``keys``: what
    may open it where it is encrypted.

    Raises:
        ValueError: It cannot be read as a database.
    """
    try:
        with closing(_opened(file, keys)) as opened:
            # What a virtual table keeps lies in plain tables beside it, which are read too.
            names = (
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
            )
            for (table,) in opened.execute(names).fetchall():
                quoted = str(table).replace('"', '""')
                rows = opened.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - from its schema
                columns = [column[0] for column in rows.description]
                for number, row in enumerate(rows, 1):
                    for column, value in zip(columns, row, strict=True):
                        if isinstance(value, str | bytes):
                            text = value if isinstance(value, str) else value.decode("latin-1")
                            yield f"{table}.{column} {number}", text
    except database_errors() as error:
        raise ValueError(str(error)) from error


def _opened(file: Path, keys: Sequence[str]) -> sqlite3.Connection:
    target = f"{file.absolute().as_uri()}?mode=ro"
    if not is_sealed(file):
        return sqlite3.connect(target, uri=True)
    for key in keys:
        try:
            return connect(file, key, target=target, uri=True)
        except StorageSealed:
            continue  # another home's
    raise ValueError("no key")
