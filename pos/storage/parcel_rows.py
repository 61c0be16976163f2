"""The rows of other windows' parcels as they are here: of which tables, in which columns, and that
each value is one that a column can hold.

Most parcels were made by a window of the same version. Their rows are read a table at a time, for
all parcels at once, by what the columns hold; with a word that is unexpected anywhere they are read
one parcel after the other, which finds out what it is.
"""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from threading import Lock
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.errors import ParcelDamaged, StorageNewer
from pos.hub.parcels import Parcel, opened, unread
from pos.storage import schema
from pos.storage.catalogue_parcels import PREFIX, Packed
from pos.storage.tables import IsoDate

if TYPE_CHECKING:
    import msgspec

MOST_TOGETHER = 32 * 1024 * 1024
"""Bytes that several parcels may unpack to together; what a new window takes in at a time unpacks
to a sixth of it."""

Rows = list[tuple[Any, ...]]

TABLES = {table.name: table for table in schema.TRAVELS}
COLUMNS = {name: tuple(column.name for column in table.c) for name, table in TABLES.items()}
_AS_HERE = {name: list(columns) for name, columns in COLUMNS.items()}
"""The columns of a table as a parcel made here names them."""
_NUMBERS = frozenset({int, bool})
_HELD_AS = {sa.Text: frozenset({str}), IsoDate: frozenset({str})}
"""What the values of a column are, as they travel."""
_END = b"]}"


Read = tuple[dict[str, Rows], list[Packed]]


def rows_of(parcels: Sequence[Parcel], stays: Collection[str]) -> Read:
    """Return the rows of all parcels, by table, their columns as they are here, but of the tables
    that stay where they are; and the catalogues among them. Raises ParcelDamaged, of several also
    if they are much larger than any that a window makes; StorageNewer."""
    quickly = _read_together(_unread(parcels), stays)
    return (quickly, []) if quickly is not None else _read_each(parcels, stays)


def _unread(parcels: Sequence[Parcel]) -> list[Mapping[str, memoryview]]:
    """Return the words of each, one by one. Raises ParcelDamaged if those are ``MOST_TOGETHER``:
    whoever reads parcel by parcel then needs no more memory than one of them."""
    told: list[Mapping[str, memoryview]] = []
    size = 0
    for parcel in parcels:
        told.append(unread(parcel.content))
        size += sum(map(len, told[-1].values()))
        if size > MOST_TOGETHER and len(told) > 1:
            raise ParcelDamaged()
    return told


class _Quiet:
    """How many are at work that nobody is to look for garbage at."""

    lock = Lock()
    at_work = 0
    was = False


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Let Python not look for garbage: thousands of rows are made here that refer to nothing, and
    looking through them again and again holds the ledger for as long as half of the work. Where two
    threads do this at a time it looks once both are done."""
    with _Quiet.lock:
        if not _Quiet.at_work:
            _Quiet.was = gc.isenabled()
            gc.disable()
        _Quiet.at_work += 1
    try:
        yield
    finally:
        with _Quiet.lock:
            _Quiet.at_work -= 1
            if _Quiet.was and not _Quiet.at_work:
                gc.enable()


def _read_together(
    parcels: Sequence[Mapping[str, memoryview]], stays: Collection[str]
) -> dict[str, Rows] | None:
    """Return the rows, or None: there is something else among them."""
    import msgspec

    told: dict[str, list[memoryview]] = {}
    for parcel in parcels:
        for name, text in parcel.items():
            if name in stays:
                continue
            begins = _beginning(name)
            if not begins or text[: len(begins)] != begins or text[-len(_END) :] != _END:
                return None
            if listed := text[len(begins) : -len(_END)]:
                told.setdefault(name, []).append(listed)
    try:
        found = {
            name: _reader(name).decode(b"[%b]" % b",".join(texts)) for name, texts in told.items()
        }
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    for name, rows in found.items():
        _check_dates(name, rows)
    return found


@cache
def _beginning(name: str) -> bytes:
    """Return how the words of a table begin that has its columns as they are here; nothing for a
    table that is not known here."""
    import msgspec

    if name not in TABLES:
        return b""
    columns = [str(column) for column in COLUMNS[name]]
    return b'{"columns":%b,"rows":[' % msgspec.json.encode(columns)


@cache
def _reader(name: str) -> msgspec.json.Decoder[Rows]:
    import msgspec

    held = [_type_of(column) for column in TABLES[name].c]
    row = GenericAlias(tuple, tuple(held))
    return msgspec.json.Decoder(GenericAlias(list, (row,)))


def _type_of(column: sa.Column[Any]) -> Any:
    held: Any = str if _HELD_AS.get(type(column.type)) else int | bool
    return held | None if column.nullable else held


def _read_each(parcels: Sequence[Parcel], stays: Collection[str]) -> Read:
    found: dict[str, Rows] = {}
    catalogues: list[Packed] = []
    for parcel in parcels:
        catalogue: dict[str, tuple[list[str], Rows]] = {}
        for name, of in opened(parcel.content).items():
            if name.startswith(PREFIX):
                catalogue[name] = of
            elif name not in TABLES:
                raise _newer(name)
            elif name not in stays:
                found.setdefault(name, []).extend(_arranged(name, *of))
        if catalogue:
            catalogues.append(catalogue)
    for name, rows in found.items():
        _check(name, rows)
    return found, catalogues


def _newer(what: str) -> StorageNewer:
    return StorageNewer(theirs=what, ours=schema.SCHEMA_VERSION)


def _arranged(name: str, columns: list[str], rows: Rows) -> Rows:
    """Return the rows with all columns of the table in its order."""
    if columns == _AS_HERE[name]:
        return rows
    if not set(columns) <= set(COLUMNS[name]):
        raise _newer(name)
    at = {column: number for number, column in enumerate(columns)}
    missing = _defaults(name)
    if any(column not in at and column not in missing for column in COLUMNS[name]):
        raise ParcelDamaged()
    places = [(at.get(column), missing.get(column)) for column in COLUMNS[name]]
    return [tuple(of if n is None else row[n] for n, of in places) for row in rows]


@cache
def _defaults(name: str) -> dict[str, object]:
    """Return what a column that an older window does not have is here."""
    records = [record for record, table in schema.FACT_TABLES.items() if table.name == name]
    return {
        field.name: field.default
        for record in records
        for field in dataclasses.fields(record)
        if field.default is not dataclasses.MISSING
    }


def _check(name: str, rows: Rows) -> None:
    """Return if each column of the rows can be read again. Raises ParcelDamaged."""
    for column, values in zip(TABLES[name].c, zip(*rows, strict=True), strict=False):
        found = set(map(type, values))
        if column.nullable:
            found.discard(type(None))
        if not found <= _HELD_AS.get(type(column.type), _NUMBERS):
            raise ParcelDamaged()
    _check_dates(name, rows)


def _check_dates(name: str, rows: Rows) -> None:
    for number in _dates_of(name):
        for value in {row[number] for row in rows}:
            if value is not None:
                _require_date(str(value))


@cache
def _dates_of(name: str) -> tuple[int, ...]:
    return tuple(n for n, column in enumerate(TABLES[name].c) if isinstance(column.type, IsoDate))


def _require_date(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ParcelDamaged() from None
