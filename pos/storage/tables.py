"""How tables are made: the column types, and a fact table generated from the record it holds.

Times are integer microseconds since 1970 UTC, dates ISO text, ids 32 hex digits.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime as integer microseconds since 1970 UTC."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


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
