"""The parcels that were made here lose what tells who somebody is as well, once they were erased.

Which parcels that is stands in ``named_in``: of each row that told of somebody when it was packed,
its key and its parcel's number. A parcel is then made to say what the tables say now; its chain
stays (``pos/hub/parcels.py``). ``emptied_parcel`` says which those are, and whether the hub has
them so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pos.hub.parcels import Opened, Parcel, emptied, opened
from pos.storage.erasing import PERSONAL, personal_columns
from pos.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

TABLES = tuple(dict.fromkeys(each.table for each in PERSONAL))
"""Tables that tell who somebody is."""
_NAMED_IN = "INSERT OR IGNORE INTO named_in (row_id, seq) VALUES (?, ?)"
_SEQS = """
    SELECT DISTINCT n.seq, o.content FROM json_each(?) j
    CROSS JOIN named_in n ON n.row_id = j.value CROSS JOIN outbox o ON o.seq = n.seq
    ORDER BY n.seq"""


def note_named(connection: Connection, seq: int, rows: Mapping[str, Sequence[Any]]) -> None:
    """Remember which rows of a parcel tell of somebody. ``rows``: table -> its rows, by column."""
    found = [
        (row[_key(table)], seq)
        for table in TABLES
        if table in rows
        for row in rows[table]
        if any(
            name in row and row[name] != of.unsaid(row[name])
            for name, of in personal_columns(table).items()
        )
    ]
    if found:
        connection.exec_driver_sql(_NAMED_IN, found)


def note_named_in(connection: Connection, parcels: Iterable[Parcel]) -> None:
    """The same of parcels that were made elsewhere for this window. Raises ParcelDamaged."""
    for parcel in parcels:
        tables = opened(parcel.content)
        rows = {
            name: [dict(zip(columns, row, strict=True)) for row in of]
            for name, (columns, of) in tables.items()
            if name in TABLES
        }
        note_named(connection, parcel.position.seq, rows)


def empty_parcels(connection: Connection, rows: Collection[str]) -> None:
    """Take out of the parcels made here what these rows, just emptied, say no more."""
    keys = json.dumps(sorted(rows))
    for seq, content in connection.exec_driver_sql(_SEQS, (keys,)).fetchall():
        tables = opened(content)
        for table in TABLES:
            if table in tables:
                _as_kept(connection, table, tables)
        left = emptied(tables)
        connection.exec_driver_sql("UPDATE outbox SET content = ? WHERE seq = ?", (left, seq))
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO emptied_parcel (seq, told) VALUES (?, 0)", (seq,)
        )
    connection.exec_driver_sql(
        "DELETE FROM named_in WHERE row_id IN (SELECT value FROM json_each(?))", (keys,)
    )


def _as_kept(connection: Connection, table: str, tables: Opened) -> None:
    """Let a parcel say of a table what that says."""
    columns, rows = tables[table]
    key = columns.index(_key(table))
    ids = json.dumps([row[key] for row in rows])
    personal = [name for name in personal_columns(table) if name in columns]
    texts = ", ".join(f't."{name}"' for name in personal)
    asked = (
        f'SELECT t."{_key(table)}", {texts} FROM json_each(?) j '  # noqa: S608 - our own schema
        f'CROSS JOIN "{table}" t ON t."{_key(table)}" = j.value'
    )
    kept = {row_id: said for row_id, *said in connection.exec_driver_sql(asked, (ids,))}
    for number, row in enumerate(rows):
        now = dict(zip(personal, kept.get(row[key], ()), strict=False))
        rows[number] = tuple(now.get(*one) for one in zip(columns, row, strict=True))


def _key(table: str) -> str:
    (key,) = metadata.tables[table].primary_key.columns.keys()
    return key
