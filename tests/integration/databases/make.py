"""Makes ``vN.sqlite3``, the kept database of the present schema: a small evening, no secrets.

Run once for each released schema, and again while a schema has not been released yet::

    python -m tests.integration.databases.make

A database of a released schema is never made again: it is what venues have on their disks.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from pos.storage.schema import SCHEMA_VERSION
from tests.integration.an_evening import play_evening

HERE = Path(__file__).parent
PAGE_BYTES = 512
"""The smallest SQLite knows; many small tables fill little."""


def make(path: Path) -> None:
    """Write the kept database to ``path``, as one small file without a write-ahead log."""
    with tempfile.TemporaryDirectory() as folder:
        played = play_evening(Path(folder) / path.name)
        with closing(sqlite3.connect(played)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.execute("VACUUM")
        shutil.copy(played, path)


if __name__ == "__main__":
    make(HERE / f"v{SCHEMA_VERSION}.sqlite3")
