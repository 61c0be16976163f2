"""Every new database of a process begins as a copy of one that was created.

Hundreds of tables, indexes and guards are made statement by statement, which takes longer than most
of what a test does with them. The first is created as ever; the others are given its pages, and are
files of their own. What is encrypted is created as ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch


@contextmanager
def created_once() -> Iterator[None]:
    """Let the databases that are created meanwhile be copies. Loads SQLAlchemy."""
    import sqlalchemy as sa
    from sqlalchemy.pool import StaticPool

    from pos.storage import engine

    create = engine._create

    @cache
    def first() -> sa.Engine:
        made = sa.create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        create(made)
        return made

    def copied(new: sa.Engine) -> None:
        with new.connect() as connection, first().connect() as like:
            empty, full = (each.connection.driver_connection for each in (connection, like))
            if isinstance(empty, sqlite3.Connection):
                full.backup(empty)
                return
        create(new)

    with patch.object(engine, "_create", copied):
        yield
    first().dispose()
