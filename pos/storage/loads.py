"""Parcels that are taken in together, and all that can be worked out of them before the database is
asked: their rows, what is bound in each statement, where their arrows leave each subject, what
orders are found by, whether each parcel follows the one before it.

A new window has hundreds of loads. The next one is worked out on another thread while SQLite writes
the one before (``ReadAhead``): what is left to the ledger thread is to write.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from pos.errors import ParcelDamaged, StorageNewer
from pos.finding.words import keys_of
from pos.hub.parcels import Parcel, Position, follows
from pos.lifecycles import PRINT
from pos.storage.many_rows import Batched
from pos.storage.parcel_rows import COLUMNS, no_search_for_cycles, rows_of

_OWN_LIVES = frozenset({PRINT.name})
"""Machines whose subjects are the window's own."""
_MACHINE, _SUBJECT, _SEQ, _TO, _ID = (
    COLUMNS["transition"].index(name)
    for name in ("machine", "subject_id", "seq", "to_state", "transition_id")
)
_NUMBER, _REF, _RECEIPT = (
    COLUMNS["orders"].index(name) for name in ("order_number", "external_ref", "receipt_number")
)


class Load:
    """Each thing is worked out once, by whoever asks first; one thread at a time.

    Args:
        parcels: In the order in which they are taken in.
        stays: Tables that stay where they are; with none of them the arrows of the window's own
            subjects come in as well.

    Raises:
        ParcelDamaged, StorageNewer: See ``pos.storage.parcel_rows.rows_of``.
    """

    def __init__(self, parcels: Sequence[Parcel], stays: Collection[str]) -> None:
        self.parcels = list(parcels)
        self.stays = stays
        self.tables, self.catalogues = rows_of(parcels, stays)
        if stays and "transition" in self.tables:
            arrows = self.tables["transition"]
            self.tables["transition"] = [row for row in arrows if row[_MACHINE] not in _OWN_LIVES]

    def work_out(self) -> None:
        """Work everything out now."""
        _ = self.batched, self.subjects, self.standing, self.keys, self._proved

    def column(self, name: str, column: str) -> set[str]:
        """Return what a column of a table has."""
        number = COLUMNS[name].index(column)
        return {row[number] for row in self.tables.get(name, ())}

    @cached_property
    def batched(self) -> dict[str, Batched]:
        """The rows of each table as they are written."""
        return {name: Batched(rows) for name, rows in self.tables.items()}

    @cached_property
    def subjects(self) -> dict[str, set[str]]:
        """Machine -> whatever an arrow of it is about."""
        found: dict[str, set[str]] = {}
        for machine, subject in self._newest:
            found.setdefault(machine, set()).add(subject)
        return found

    @cached_property
    def standing(self) -> Batched:
        """Where the arrows left each subject: machine, subject, state, number."""
        rows = self._newest.items()
        return Batched([(*subject, row[_TO], row[_SEQ]) for subject, row in rows])

    @cached_property
    def _newest(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        newest: dict[tuple[str, str], tuple[Any, ...]] = {}
        for row in self.tables.get("transition", ()):
            key = (row[_MACHINE], row[_SUBJECT])
            other = newest.get(key)
            if other is None or (row[_SEQ], other[_ID]) > (other[_SEQ], row[_ID]):
                newest[key] = row
        return newest

    @cached_property
    def keys(self) -> dict[tuple[str, str, str], str]:
        """What orders are found by that have nothing but numbers (``pos.finding.words.keys_of``):
        order, reference and receipt number -> keys."""
        every = {
            (row[_NUMBER], row[_REF] or "", row[_RECEIPT]) for row in self.tables.get("orders", ())
        }
        return {numbers: keys_of(numbers, ()) for numbers in every}

    def follows(self, before: Position, parcel: Parcel) -> bool:
        """See ``pos.hub.parcels.follows``; what was proved is not proved again."""
        return self._proved.get(id(parcel)) is before or follows(before, parcel)

    @cached_property
    def _proved(self) -> dict[int, Position]:
        """Of each parcel by its identity: the position of another one here that it follows."""
        proved: dict[int, Position] = {}
        last: dict[str, Position] = {}
        for parcel in self.parcels:
            before = last.get(parcel.window_id)
            if before is not None and follows(before, parcel):
                proved[id(parcel)] = before
            last[parcel.window_id] = parcel.position
        return proved


class ReadAhead:
    """A load that was worked out before it is taken in, on another thread."""

    def __init__(self, stays: Collection[str]) -> None:
        self._stays = stays
        self._read: Load | None = None
        self._taken: list[Load] = []
        """They are let go of where the next are read: tens of thousands of rows each."""

    def read(self, parcels: Sequence[Parcel]) -> None:
        """Read them. What is damaged or newer, whoever takes them in finds out. Thread: any."""
        del self._taken[:-1]
        try:
            with no_search_for_cycles():
                load = Load(parcels, self._stays)
                load.work_out()
        except (ParcelDamaged, StorageNewer):
            self._read = None
        else:
            self._read = load

    def follows(self, before: Position, parcel: Parcel) -> bool:
        """Return whether a parcel comes after ``before`` (``pos.hub.parcels.follows``)."""
        ahead = self._read
        return follows(before, parcel) if ahead is None else ahead.follows(before, parcel)

    def load(self, parcels: Sequence[Parcel], stays: Collection[str]) -> Load:
        """Return what was read of these, once, or read them now. Raises as ``Load``."""
        ahead, self._read = self._read, None
        if ahead is None or stays != ahead.stays or ahead.parcels != [*parcels]:
            self._taken.clear()
            return Load(parcels, stays)
        self._taken.append(ahead)
        return ahead
