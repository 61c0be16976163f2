"""Parcels that are taken in together, and all that can be worked out of them before the database is
asked: what is bound in each statement, where their arrows leave each subject, what orders are found
by, whether each parcel follows the one before it.

A new window has hundreds of loads. The next one is worked out elsewhere while SQLite writes the one
before (``pos/storage/read_ahead.py``): what is left to the ledger thread is to write.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pos.finding.words import keys_of
from pos.hub.parcels import Parcel, Position, follows
from pos.lifecycles import PRINT
from pos.storage.catalogue_parcels import Packed
from pos.storage.finding_schema import FOLLOWED
from pos.storage.many_rows import Batched
from pos.storage.parcel_rows import COLUMNS, Rows, rows_of

LOOKED_AT = frozenset({"batch", "statement_made", "journal_export"})
"""Tables whose rows are looked at before they are written: few rows."""
ASKED = (
    ("orders", "order_id"),
    ("ticket", "ticket_id"),
    ("patron_detail", "patron_id"),
    ("erased", "subject_id"),
    *FOLLOWED.items(),
)
"""Columns of which it is asked what they have."""
_OWN_LIVES = frozenset({PRINT.name})
"""Machines whose subjects are the window's own."""
_MACHINE, _SUBJECT, _SEQ, _TO, _ID = (
    COLUMNS["transition"].index(name)
    for name in ("machine", "subject_id", "seq", "to_state", "transition_id")
)
_NUMBER, _REF, _RECEIPT = (
    COLUMNS["orders"].index(name) for name in ("order_number", "external_ref", "receipt_number")
)

Newest = dict[tuple[str, str], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Load:
    """What is written of some parcels, and what follows from them. It needs no database and goes
    from one process to another."""

    batched: dict[str, Batched]
    """The rows of each table as they are written."""
    catalogues: list[Packed]
    rows: dict[str, Rows]
    """Those of ``LOOKED_AT``."""
    columns: dict[tuple[str, str], frozenset[str]]
    """What is in each of ``ASKED``."""
    subjects: dict[str, set[str]]
    """Machine -> whatever an arrow of it is about."""
    standing: Batched
    """Where the arrows left each subject: machine, subject, state, number."""
    keys: dict[tuple[str, str, str], str]
    """What orders are found by that have nothing but numbers (``pos.finding.words.keys_of``):
    order, reference and receipt number -> keys."""


def load_of(parcels: Sequence[Parcel], stays: Collection[str]) -> Load:
    """Work out a load.

    Args:
        parcels: In the order in which they are taken in.
        stays: Tables that stay where they are; with none of them the arrows of the window's own
            subjects come in as well.

    Raises:
        ParcelDamaged, StorageNewer: See ``pos.storage.parcel_rows.rows_of``.
    """
    tables, catalogues = rows_of(parcels, stays)
    if stays and "transition" in tables:
        arrows = tables["transition"]
        tables["transition"] = [row for row in arrows if row[_MACHINE] not in _OWN_LIVES]
    newest = _newest(tables.get("transition", []))
    return Load(
        batched={name: Batched(rows) for name, rows in tables.items()},
        catalogues=catalogues,
        rows={name: tables[name] for name in LOOKED_AT & tables.keys()},
        columns={(name, column): _column(tables, name, column) for name, column in ASKED},
        subjects=_subjects(newest),
        standing=Batched([(*of, row[_TO], row[_SEQ]) for of, row in newest.items()]),
        keys=_keys(tables.get("orders", [])),
    )


def chain_of(parcels: Sequence[Parcel]) -> list[Position | None]:
    """Return for each parcel the position of another one before it here that it follows
    (``pos.hub.parcels.follows``), if it does."""
    last: dict[str, Position] = {}
    chain: list[Position | None] = []
    for parcel in parcels:
        before = last.get(parcel.window_id)
        chain.append(before if before is not None and follows(before, parcel) else None)
        last[parcel.window_id] = parcel.position
    return chain


def _column(tables: dict[str, Rows], name: str, column: str) -> frozenset[str]:
    number = COLUMNS[name].index(column)
    return frozenset(row[number] for row in tables.get(name, ()))


def _newest(arrows: Rows) -> Newest:
    """Return the last arrow of each subject; of two with one number the one with the lowest id."""
    newest: Newest = {}
    for row in arrows:
        key = (row[_MACHINE], row[_SUBJECT])
        other = newest.get(key)
        if other is None or (row[_SEQ], other[_ID]) > (other[_SEQ], row[_ID]):
            newest[key] = row
    return newest


def _subjects(newest: Newest) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for machine, subject in newest:
        found.setdefault(machine, set()).add(subject)
    return found


def _keys(orders: Rows) -> dict[tuple[str, str, str], str]:
    every = {(row[_NUMBER], row[_REF] or "", row[_RECEIPT]) for row in orders}
    return {numbers: keys_of(numbers, ()) for numbers in every}
