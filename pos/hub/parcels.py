"""Parcels: what one transaction of one window kept, as it travels to the hub and to the other
windows.

A window numbers its parcels 1, 2, 3, ... in the transactions that they are about, so a number
without its facts, or facts without a number, cannot be. Each is chained to the one before: two
machines that go on from one disk image part at their first parcel, and anybody who knows a number
and its chain can tell.

One thing is taken out of a parcel after it was made: what tells who somebody is, once they were
erased (``emptied``). Its chain stays that of what was there, so whoever knows it or comes after it
is not disturbed; that it says nothing else than its window keeps, its window's books prove
(``pos/storage/check_parcels.py``).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from pos.errors import ParcelDamaged

if TYPE_CHECKING:
    import msgspec

FIRST_CHAIN = "0" * 64
LARGEST = 64 * 1024 * 1024
"""Bytes that a parcel may unpack to: a whole season with its halls is a tenth of it."""
MOST_VALUES = 8_000_000
"""How many values those may be, so that memory is bounded too: empty ones are a byte or two each
on their way, and sixty here."""

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Table -> rows, column -> value."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUICK = 1
"""Level of compression: a sale's parcel is a quarter of its rows, in less than 0.1 ms."""


EMPTIED = b"\0"
"""How the content begins of a parcel out of which something was taken; no other begins so."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far somebody knows a window: the number of its last parcel, without a gap before it, and
    that parcel's chain."""

    seq: int = 0
    chain: str = FIRST_CHAIN


@dataclass(frozen=True, slots=True)
class Parcel:
    """``content``: what ``pack`` made. ``position``: its number and chain among those of
    ``window_id``."""

    window_id: str
    position: Position
    content: bytes


def pack(rows: Rows) -> bytes:
    """Return the rows as they travel: JSON in the rows' order, a table's columns named once, times
    as microseconds since 1970 UTC, dates in ISO form; compressed (zlib)."""
    tables = {
        name: {"columns": [*of[0]], "rows": [[row[column] for column in of[0]] for row in of]}
        for name, of in rows.items()
        if of
    }
    return zlib.compress(_ENCODER.encode(tables).encode(), _QUICK)


Opened = dict[str, tuple[list[str], list[tuple[object, ...]]]]
"""Table -> its columns, and its rows in their order."""


def emptied(tables: Opened) -> bytes:
    """Return what is left of a parcel's content, as it lies and travels from then on."""
    left = {name: {"columns": columns, "rows": rows} for name, (columns, rows) in tables.items()}
    return EMPTIED + zlib.compress(_ENCODER.encode(left).encode(), _QUICK)


def is_emptied(content: bytes) -> bool:
    """Return whether something was taken out of it."""
    return content.startswith(EMPTIED)


def unpack(content: bytes) -> dict[str, list[dict[str, object]]]:
    """Return what ``pack`` was given, values as they lie in a database.

    Raises:
        ParcelDamaged: It is no parcel, or one of more than ``LARGEST`` bytes or ``MOST_VALUES``.
    """
    return {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, (columns, rows) in opened(content).items()
    }


def opened(content: bytes) -> Opened:
    """Return what ``pack`` was given, a table's columns named once. Raises as ``unpack``."""
    return read(_text(content))


def unread(content: bytes) -> dict[str, memoryview]:
    """Return the tables of a parcel in its own words: JSON that ``opened`` may still find damaged.
    For whoever reads some tables of many parcels at a time. Raises as ``unpack``."""
    import msgspec

    try:
        return {name: memoryview(raw) for name, raw in _tables().decode(_text(content)).items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ParcelDamaged() from None


def read(text: bytes) -> Opened:
    """Return the tables that are told in the words of ``unread``. Raises ParcelDamaged."""
    import msgspec  # five times as quick as json, and a new window opens 200,000

    try:
        tables = {name: (of.columns, of.rows) for name, of in _reader().decode(text).items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ParcelDamaged() from None
    for columns, rows in tables.values():
        if rows and {*map(len, rows)} != {len(columns)}:
            raise ParcelDamaged()
    return tables


def _text(content: bytes) -> bytes:
    try:
        reader = zlib.decompressobj()
        text = reader.decompress(content.removeprefix(EMPTIED), LARGEST)
    except zlib.error:
        raise ParcelDamaged() from None
    if not reader.eof or reader.unused_data:
        raise ParcelDamaged()
    if len(text) > MOST_VALUES and sum(map(text.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ParcelDamaged()
    return text


@cache
def _tables() -> msgspec.json.Decoder[dict[str, msgspec.Raw]]:
    import msgspec

    return msgspec.json.Decoder(dict[str, msgspec.Raw])


@cache
def _reader() -> msgspec.json.Decoder[Any]:
    import msgspec

    class Table(msgspec.Struct, gc=False):
        columns: list[str]
        rows: list[tuple[Any, ...]]

    return msgspec.json.Decoder(dict[str, Table])


def following(before: Position, content: bytes) -> Position:
    """Return the position of the parcel that comes after ``before``."""
    chained = hashlib.sha256(f"{before.chain} {before.seq + 1} ".encode() + content)
    return Position(before.seq + 1, chained.hexdigest())


def follows(before: Position, parcel: Parcel) -> bool:
    """Return whether this parcel comes after ``before``. Of one out of which something was taken
    the next one proves the chain."""
    if is_emptied(parcel.content):
        return parcel.position.seq == before.seq + 1
    return parcel.position == following(before, parcel.content)


def require_chained(before: Position, parcels: Iterable[Parcel]) -> None:
    """Return if these come after ``before``, one after the other. Raises ParcelDamaged."""
    for parcel in parcels:
        if not follows(before, parcel):
            raise ParcelDamaged()
        before = parcel.position


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
