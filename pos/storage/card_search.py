"""Looks for card numbers in a SQLite file of any age: a backup, a copy, somebody's export.

Reads every text of every table, whatever the schema; writes nothing beside the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path


def texts_of(file: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of every text in the database ``file``, blobs as Latin-1.

    Raises:
        ValueError: It cannot be read as a database.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
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
    except sqlite3.Error as error:
        raise ValueError(str(error)) from error
