"""Every database of a process shares one cache of compiled statements.

SQLAlchemy keeps what it compiled with the engine, and a test opens an engine of its own: without
this, a third of what a test of the books costs is the same SQL, compiled afresh. The databases stay
files of their own, opened as ever.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let the engines that are made meanwhile share a cache. Loads SQLAlchemy.

    A statement is kept for the dialect it was compiled for, and whoever listens for an engine's
    errors listens at its dialect: each engine has one of its own, equal to all the others.
    """
    import sqlalchemy as sa
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

    class OfAnyEngine(SQLiteDialect_pysqlite):
        supports_statement_cache = True

        def __hash__(self) -> int:
            return hash(OfAnyEngine)

        def __eq__(self, other: object) -> bool:
            return isinstance(other, OfAnyEngine)

    first = sa.create_engine("sqlite://")
    with first.connect():  # which acquaints the dialect with this SQLite
        pass
    cache: dict[Any, Any] = {}
    make = sa.create_engine

    def make_sharing(*args: Any, **options: Any) -> sa.Engine:
        engine = make(*args, **options)
        engine.dialect = own = copy.copy(first.dialect)
        own.__class__ = OfAnyEngine
        vars(own).pop("dispatch", None)  # the listeners of the one it was copied from
        engine.update_execution_options(compiled_cache=cache)
        return engine

    with patch.object(sa, "create_engine", make_sharing):
        yield
    first.dispose()
