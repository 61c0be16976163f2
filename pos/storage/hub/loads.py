"""Parcels as they go to the hub: some hundred a call, with the rows in them once more, by columns,
so that the server reads an array a column instead of a document a row.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TypeGuard

from pos.errors import ParcelDamaged
from pos.hub.parcels import Parcel, opened
from pos.storage.hub.line import Value
from pos.storage.hub.schema import FACTS

LOAD_BYTES = 512 * 1024
"""Bytes of parcels in one call. With their rows that are some 3 MB: a slow line carries them within
the deadline of a call."""
TEXT, BYTEA, _INT8 = 25, 17, 20
_ARRAY_OF = {TEXT: 1009, BYTEA: 1001}
_BARE = {int, bool, type(None)}
"""Types whose words need no quotes."""


Packed = list[Value] | ParcelDamaged
Ahead = tuple[list[Parcel], Packed]
"""A load that was packed and not given out."""


class Loads:
    """Parcels on their way, in loads. The next one is packed while the server works on one.
    ``ahead``: of those before, which may be packed already what comes first of these."""

    def __init__(self, parcels: Sequence[Parcel], ahead: Ahead | None = None) -> None:
        self._loads = list(_loads(parcels)) or [[]]
        self._packed: Packed | None = None
        if ahead is not None and ahead[0] == self._loads[0]:
            self._packed = ahead[1]

    @property
    def left(self) -> bool:
        """Whether there is a load that was not given out."""
        return bool(self._loads)

    @property
    def ahead(self) -> Ahead | None:
        """The next load, if it is packed."""
        return None if self._packed is None else (self._loads[0], self._packed)

    def pack(self) -> None:
        """Pack the next load, if there is one."""
        if self._packed is None and self._loads:
            try:
                self._packed = _values(self._loads[0])
            except ParcelDamaged as damaged:
                self._packed = damaged

    def packed(self) -> list[Value]:
        """Give the next load out. Raises ParcelDamaged: something in it is no parcel."""
        self.pack()
        packed, self._packed = self._packed, None
        del self._loads[0]
        if isinstance(packed, ParcelDamaged):
            raise packed
        return packed or []


def _loads(parcels: Sequence[Parcel]) -> list[list[Parcel]]:
    loads: list[list[Parcel]] = []
    room = 0
    for parcel in parcels:
        room -= len(parcel.content)
        if room < 0:
            loads.append([])
            room = LOAD_BYTES - len(parcel.content)
        loads[-1].append(parcel)
    return loads


def _values(load: Sequence[Parcel]) -> list[Value]:
    return [
        int8(load[0].position.seq if load else 0),
        array(TEXT, [parcel.position.chain.encode() for parcel in load]),
        array(BYTEA, [parcel.content for parcel in load]),
        *_facts(load),
    ]


def _facts(parcels: Sequence[Parcel]) -> tuple[Value, Value]:
    """Return the rows of all parcels that the hub keeps in tables, by columns: ``table.column``,
    and of each its values in all rows."""
    found: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {}
    for parcel in parcels:
        for name, (columns, rows) in opened(parcel.content).items():
            if name in FACTS:
                known, every = found.setdefault(name, (columns, []))
                every += rows if columns == known else _rearranged(known, columns, rows, every)
    names: list[bytes] = []
    lists: list[bytes] = []
    for name, (columns, rows) in found.items():
        names += [f"{name}.{column}".encode() for column in columns]
        lists += map(_in_words, zip(*rows, strict=True)) if rows else [b"{}"] * len(columns)
    return array(TEXT, names), array(TEXT, lists)


def _rearranged(
    known: list[str],
    columns: list[str],
    rows: list[tuple[object, ...]],
    before: list[tuple[object, ...]],
) -> list[tuple[object, ...]]:
    """Return rows that another version of the program made, in the order of the columns that are
    ``known``; columns that they alone have become known, and are null in the rows ``before``."""
    more = [column for column in columns if column not in known]
    known += more
    before[:] = [(*row, *[None] * len(more)) for row in before]
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    return [tuple(row.get(column) for column in known) for row in values]


def _in_words(values: tuple[object, ...]) -> bytes:
    """Return values as an array in PostgreSQL's words."""
    if _are_texts(values):
        text = '","'.join(values)
        if text.count('"') == 2 * (len(values) - 1) and "\\" not in text and "\0" not in text:
            return b'{"%b"}' % text.encode()
    elif set(map(type, values)) <= _BARE:
        return b"{%b}" % ",".join(map(str, values)).replace("None", "NULL").encode()
    return b"{%b}" % ",".join(map(_in_word, values)).encode()


def _are_texts(values: tuple[object, ...]) -> TypeGuard[tuple[str, ...]]:
    return set(map(type, values)) == {str}


def _in_word(value: object) -> str:
    """No text of PostgreSQL's can hold a NUL; the parcel keeps what was there."""
    if value is None:
        return "NULL"
    text = str(value).replace("\0", "\ufffd").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def array(kind: int, items: Sequence[bytes]) -> Value:
    """Return a one-dimensional array in the server's binary form."""
    head = struct.pack("!iiIii", 1, 0, kind, len(items), 1)
    body = b"".join(struct.pack("!i", len(item)) + item for item in items)
    return Value(head + body, _ARRAY_OF[kind], binary=True)


def int8(number: int) -> Value:
    """Return a number in the server's binary form."""
    return Value(number.to_bytes(8, "big", signed=True), _INT8, binary=True)
