"""What ``foyer verify`` reads, and whose it is."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.storage import catalogue_schema, check_parcels
from pos.storage.engine import trouble_of
from pos.storage.sealed import database_errors

if TYPE_CHECKING:
    from pos.storage.check_parcels import Own
    from pos.storage.unit_of_work import SqlUnitOfWork


_AT_A_TIME = 500
_TABLES = frozenset(catalogue_schema.season.metadata.tables)
_TOGETHER = "SELECT json_group_array(json_array(subject, expected, actual)) FROM ({sql})"
_HAS_ROWS = 'EXISTS (SELECT 1 FROM "{0}") AS "{0}"'
_FILLED = "SELECT " + ", ".join(map(_HAS_ROWS.format, sorted(_TABLES)))


@cache
def tables_of(sql: str) -> frozenset[str]:
    """Return the tables that a statement names."""
    return _TABLES.intersection(re.findall(r"\w+", sql))


class _Whose:
    """What is this window's own, found out by whoever asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Own | None] = []

    def own(self, uow: SqlUnitOfWork) -> Own | None:
        with self._lock:
            if not self._found:
                joined = check_parcels.joined(uow)
                self._found = [check_parcels.own_parcels(uow, opening=True) if joined else None]
            return self._found[0]


class Books:
    """The whole database in one picture, in plain SQL: hundreds of statements, so they go to the
    driver itself, and what it refuses is named as everywhere."""

    def __init__(self, uow: SqlUnitOfWork, beside: Books | None = None) -> None:
        """``beside``: what shows the same moment on another thread; what takes long is found out
        once."""
        self.uow = uow
        self._whose: _Whose = _Whose() if beside is None else beside._whose

    def rows(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Return what a statement finds, column -> value."""
        return list(self.each(sql, **parameters))

    def each(self, sql: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """Yield what a statement finds, a row at a time: a season does not fit into memory."""
        for names, rows in self.portions(sql, **parameters):
            for row in rows:
                yield dict(zip(names, row, strict=True))

    def plain(self, sql: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement finds as the driver has it, for what reads every row there is."""
        for _, rows in self.portions(sql, **parameters):
            yield from rows

    def portions(
        self, sql: str, **parameters: object
    ) -> Iterator[tuple[tuple[str, ...], Sequence[tuple[Any, ...]]]]:
        """Yield what a statement finds, some hundred rows at a time, and the names of their
        columns."""
        self.uow.flush()
        raw = self.uow.connection.connection
        with closing(raw.cursor()) as cursor:
            try:
                cursor.execute(sql, parameters)
                names = tuple(column[0] for column in cursor.description)
                while rows := cursor.fetchmany(_AT_A_TIME):
                    yield names, rows
            except database_errors() as error:
                raise self._named(error, sql) from error

    def broken(self, sql: str, **parameters: object) -> list[tuple[Any, Any, Any]]:
        """Return what breaks an invariant: subject, expected, actual. They come as one text: for
        each row of its own the thread would wait for Python's lock, which another one wants too."""
        (row,) = self.plain(_TOGETHER.format(sql=sql), **parameters)
        found: list[tuple[Any, Any, Any]] = json.loads(row[0])
        return found

    def value(self, sql: str, **parameters: object) -> int:
        """Return the one number that a statement finds."""
        (row,) = self.each(sql, **parameters)
        (number,) = row.values()
        return int(number)

    @cached_property
    def filled(self) -> frozenset[str]:
        """The tables that have any rows."""
        (row,) = self.rows(_FILLED)
        return frozenset(name for name, has in row.items() if has)

    def is_empty(self, table: str) -> bool:
        """Whether one of our tables has no rows; of any other nothing is known."""
        return table in _TABLES and table not in self.filled

    def may_find(self, sql: str) -> bool:
        """Whether an invariant need be asked at all: what finds nothing in new books finds nothing
        where all its tables are empty. Most are, at a venue that does without what they are for."""
        return not self.filled.isdisjoint(tables_of(sql))

    def _named(self, error: Exception, sql: str) -> Exception:
        path = str(self.uow.connection.engine.url.database)
        named = sa.exc.DBAPIError.instance(sql, {}, error, Exception)
        return trouble_of(error, path) or named

    @cached_property
    def own(self) -> Own | None:
        """What is this window's own, where facts of others may lie beside it."""
        return self._whose.own(self.uow)

    def is_ours(self, subject: str) -> bool:
        """Whether this window answers for what a finding is about: it did it, or is alone."""
        return self.own is None or self.own.has(subject)
