"""A look at the columns of a file before it is read: for the person who says which is what, and for
finding the mapping that was saved for files of this kind. Pure.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pos.catalogue.csv_text import best_delimiter, decoded, records
from pos.catalogue.faults import Faults
from pos.closing.settlement.columns import (
    Field,
    guess_columns,
    mapped_columns,
    missing_columns,
)
from pos.closing.settlement.reading import LARGEST_FILE, format_of, meaning
from pos.closing.settlement.values import holds_card
from pos.views.settlement import MappingView, Processor

FIRST = 3
"""Lines shown beside the columns."""


@dataclass(frozen=True, slots=True)
class Peek:
    """The header of a table, and its first rows. ``known``: of a processor's own format."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    known: bool


def peek(data: bytes) -> Peek | None:
    """Return the head of a table; None for what is none, or shows a card number."""
    if data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return None
    faults = Faults("")
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return None
    text = "".join(islice(io.StringIO(found[0], newline=""), 4 * FIRST + 4))
    every = [row for _, row in records(text, best_delimiter(text, meaning), Faults(""))]
    if not every or any(holds_card(cell) for row in every for cell in row):
        return None
    header = tuple(name.strip() for name in every[0])
    known = format_of(list(header), None, None).processor is not Processor.OTHER
    rows = tuple(tuple(row[: len(header)]) for row in every[1 : FIRST + 1])
    return Peek(header, rows, known)


def mapping_view(seen: Peek, columns: Mapping[str, str] | None, name: str = "") -> MappingView:
    """Return which column is taken for what: as guessed, or under ``columns``."""
    header = list(seen.header)
    found = guess_columns(header) if columns is None else mapped_columns(header, columns)
    taken = {field: header[place] for field, place in found.at.items()}
    return MappingView(
        name=name,
        header=seen.header,
        rows=seen.rows,
        fields=tuple((field.value, taken.get(field, "")) for field in Field),
        missing=tuple(field.value for field in missing_columns(found)),
    )


def mapping_for(seen: Peek, saved: Sequence[tuple[str, Mapping[str, str]]]) -> str:
    """Return the saved mapping whose headers are all in the file, the one with most; empty where
    there is none, or the format is a processor's own."""
    if seen.known:
        return ""
    fits = [
        (len([each for each in columns.values() if each]), name)
        for name, columns in saved
        if any(columns.values()) and all(each in seen.header for each in columns.values() if each)
    ]
    return max(fits)[1] if fits else ""
