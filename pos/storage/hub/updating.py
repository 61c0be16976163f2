"""A hub's tables are brought to this version's form: what is missing is added, and that is all.

Facts are kept for good, so no table and no column ever goes away; what an older version kept stays
as it is, with nothing in the columns that it did not know.
"""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable
from sqlalchemy.sql.expression import ClauseElement

from pos.storage.hub.schema import FACTS, SCHEMA, metadata
from pos.storage.schema import SCHEMA_VERSION

Connection = psycopg.Connection[Any]


def bring_up_to_date(connection: Connection) -> None:
    """Bring a hub of an older version to this one's form, as its owner; windows of another version
    are refused from then on. One of this version stays as it is."""
    add_what_is_missing(connection)
    connection.execute(
        "insert into foyer.mirrored select unnest(%s::text[]) on conflict do nothing",
        [sorted(FACTS)],
    )
    connection.execute(
        "update foyer.hub set schema_version = %(ours)s where schema_version <> %(ours)s",
        {"ours": SCHEMA_VERSION},
    )


def add_what_is_missing(connection: Connection) -> None:
    """Make the tables, columns and indexes that are not there. A new column is one that a row
    without it can have: nullable, or with a default."""
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = %s",
        [SCHEMA],
    ).fetchall()
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    indexes = {
        name
        for (name,) in connection.execute(
            "select indexname from pg_indexes where schemaname = %s", [SCHEMA]
        )
    }
    for table in metadata.sorted_tables:
        if table.name not in there:
            connection.execute(_words(CreateTable(table)))
        else:
            _add_columns(connection, table, there[table.name])
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            if index.name not in indexes:
                connection.execute(_words(CreateIndex(index)))


def _add_columns(connection: Connection, table: Table, there: set[str]) -> None:
    for column in table.columns:
        if column.name not in there:
            start = f"alter table {SCHEMA}.{table.name} add column ".encode()
            connection.execute(start + _words(CreateColumn(column)))


def _words(statement: ClauseElement) -> bytes:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect)).encode()
