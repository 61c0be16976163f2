"""What ``foyer verify`` reads, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


_TABLES = frozenset(catalogue_schema.season.metadata.tables)
_HAS_ROWS = 'EXISTS (SELECT 1 FROM "{0}") AS "{0}"'
_FILLED = "SELECT " + ", ".join(map(_HAS_ROWS.format, sorted(_TABLES)))


@cache
def tables_of(sql: str) -> frozenset[str]:
    """Return the tables that a statement names."""
    return _TABLES.intersection(re.findall(r"\w+", sql))


class Books:
    """The whole database in one picture, in plain SQL: hundreds of statements, so they go to the
    driver itself, and what it refuses is named as everywhere."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self.uow = uow

    def rows(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Return what a statement finds, column -> value."""
        return list(self.each(sql, **parameters))

    def each(self, sql: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """Yield what a statement finds, a row at a time: a season does not fit into memory."""
        self.uow.flush()
        raw = self.uow.connection.connection
        with closing(raw.cursor()) as cursor:
            try:
                cursor.execute(sql, parameters)
                names = [column[0] for column in cursor.description]
                for row in iter(cursor.fetchone, None):
                    yield dict(zip(names, row, strict=True))
            except database_errors() as error:
                raise self._named(error, sql) from error

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
        if not check_parcels.joined(self.uow):
            return None
        return check_parcels.own_parcels(self.uow, opening=True)

    def is_ours(self, subject: str) -> bool:
        """Whether this window answers for what a finding is about: it did it, or is alone."""
        return self.own is None or self.own.has(subject)
