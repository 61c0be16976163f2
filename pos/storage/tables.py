"""How tables are made: the column types, and a fact table generated from the record it holds.

Times are integer microseconds since 1970 UTC, dates ISO text, ids 32 hex digits.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(microseconds: int) -> datetime:
    """Return the time that is stored as so many microseconds since 1970 UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime as integer microseconds since 1970 UTC."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else time_of(value)


class IsoDate(sa.types.TypeDecorator[date]):
    """A calendar date as ISO text."""

    impl = sa.String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


metadata = sa.MetaData()

_TYPES: dict[type, type[sa.types.TypeEngine[typing.Any]]] = {
    str: sa.Text,
    int: sa.BigInteger,
    bool: sa.Boolean,
    datetime: UtcTime,
    date: IsoDate,
}


def _column(
    field: dataclasses.Field[typing.Any], hint: typing.Any, key: tuple[str, ...]
) -> sa.Column[typing.Any]:
    nullable = isinstance(hint, types.UnionType)
    base = next(t for t in typing.get_args(hint) if t is not types.NoneType) if nullable else hint
    return sa.Column(field.name, _TYPES[base](), nullable=nullable, primary_key=field.name in key)


class Insert:
    """The statement that writes rows with these columns into a table. What SQLAlchemy works out
    for each execution is worked out once: an act writes into a dozen tables."""

    def __init__(self, table: sa.Table, names: tuple[str, ...]) -> None:
        dialect = sqlite.dialect()
        columns = [table.c[name] for name in names]
        marks = ", ".join("?" * len(columns))
        quoted = dialect.identifier_preparer.quote
        into = ", ".join(quoted(column.name) for column in columns)
        self._sql = f"INSERT INTO {quoted(table.name)} ({into}) VALUES ({marks})"  # noqa: S608
        self._fields = [
            (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
            for column in columns
        ]

    def write(self, connection: Connection, rows: Sequence[Mapping[str, typing.Any]]) -> None:
        """Write the rows, which all have these columns."""
        made = [
            tuple(
                [
                    row[name] if stored is None else stored(row[name])
                    for name, stored in self._fields
                ]
            )
            for row in rows
        ]
        connection.exec_driver_sql(self._sql, made)


@cache
def insert_of(table: sa.Table, names: tuple[str, ...]) -> Insert:
    """Return how rows with these columns are written into ``table``."""
    return Insert(table, names)


def fact_table(
    name: str,
    record: type,
    key: tuple[str, ...],
    *more: sa.schema.SchemaItem,
    witnessed: bool = False,
) -> sa.Table:
    """Return an append-only table whose columns are the fields of ``record``.

    ``witnessed``: the audit keeps a digest of every row (``pos.audit.fact_digest``), by which one
    that was changed, added or taken away behind our back is found.
    """
    hints = typing.get_type_hints(record)
    columns = [_column(field, hints[field.name], key) for field in dataclasses.fields(record)]
    table = sa.Table(name, metadata, *columns, *more, info={"fact": True, "witnessed": witnessed})
    FACT_TABLES[record] = table
    return table


FACT_TABLES: dict[type, sa.Table] = {}
"""Record -> its table. Complete once ``pos/storage/schema.py`` is imported."""
