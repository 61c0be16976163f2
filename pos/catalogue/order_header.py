"""Which column of a list of orders is taken for what, before it is read: for somebody who looks at
it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from pos.card_scrub import scrubbed
from pos.catalogue.csv_text import best_delimiter, decoded, records
from pos.catalogue.faults import Faults
from pos.catalogue.order_columns import Columns, Field, guess_columns, missing_columns
from pos.catalogue.orders_file import LARGEST_FILE, columns_of
from pos.catalogue.orders_pretix import Positions, is_pretix

_ROWS = 3
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class ColumnsSeen:
    """``fields``: (field, header) of everything that a list can say, header empty where it does
    not. ``rows``: the first lines, for telling the columns apart. ``missing``: fields that a list
    cannot be without. ``shop``: known by its header as a pretix shop's."""

    header: tuple[str, ...] = ()
    fields: tuple[tuple[Field, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    missing: tuple[Field, ...] = ()
    shop: bool = False


def look_at_columns(data: bytes, mapping: Mapping[Field, str] | None = None) -> ColumnsSeen:
    """Return what the header seems to say, corrected by ``mapping``; nothing where it is no table.
    Raises nothing."""
    faults = Faults("")
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return ColumnsSeen()
    text = found[0]
    delimiter = best_delimiter(text, lambda header: len(guess_columns(header).at))
    rows = [row for _, row in islice(records(text, delimiter, faults), _ROWS + 1)]
    if not rows:
        return ColumnsSeen()
    header = tuple(name.strip() for name in rows[0])
    shop = mapping is None and is_pretix(header)
    columns = Positions(header).columns if shop else columns_of(header, mapping)
    shown = tuple(tuple(scrubbed(cell.strip())[:_LONGEST] for cell in row) for row in rows[1:])
    return ColumnsSeen(header, _said(columns), shown, missing_columns(columns), shop)


def _said(columns: Columns) -> tuple[tuple[Field, str], ...]:
    at = columns.at
    return tuple((field, columns.named(field) if field in at else "") for field in Field)
