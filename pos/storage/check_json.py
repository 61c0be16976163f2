"""Every JSON text on disk, before anything looks into it, and checks that one spoiled text stops.

A spoiled field is a finding of its own, and so is each check it keeps from its end: the others go
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import sqlalchemy as sa

from pos.storage import catalogue_schema, schema
from pos.views.cash import Finding

JSON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "audit": ("details",),
        "card_answer": ("emv", "receipts"),
        "card_payment": ("content",),
        "command": ("answer",),
        "day_close": ("report",),
        "deposit": ("sheet",),
        "half_count": ("typed",),
        "hall": ("rules", "drawing"),
        "hub_link": ("since",),
        "hub_said": ("venue",),
        "journal_export": ("content",),
        "lease_command": ("command",),
        "offer": ("document",),
        "order_mapping": ("columns",),
        "parked_cart": ("content",),
        "production": ("facts",),
        "safe_custody": ("sheet", "bags"),
        "settlement_file": ("digests",),
        "settlement_mapping": ("columns",),
        "settlement_run": ("sums",),
        "statement_made": ("content",),
        "terminal_total": ("theirs", "ours"),
        "till": ("sheet",),
        "till_close": ("report", "left", "rest"),
        "till_count": ("sheet",),
        "venue": ("document",),
    }
)
"""Which columns of which table are JSON, or empty."""


def spoiled() -> Iterator[str]:
    """Yield a statement a column: its ``subject`` is table, key and column where it is no JSON."""
    tables = {**schema.metadata.tables, **catalogue_schema.season.metadata.tables}
    for name, columns in JSON.items():
        keys = tables[name].primary_key.columns
        key = " || '/' || ".join(f'"{column.name}"' for column in keys)
        for column in columns:
            spoilt = f'"{column}" <> \'\' AND NOT json_valid("{column}")'
            subject = f"'{name} ' || {key} || ' {column}' AS subject"
            yield f'SELECT {subject} FROM "{name}" WHERE {spoilt}'  # noqa: S608 - our own schema


def as_far_as_it_goes(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds, and that it was not done where what is stored stops it."""
    try:
        yield from check()
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        yield Finding("error", "check.not_done", name, evidence=(type(error).__name__,))
    except sa.exc.OperationalError as error:
        if "JSON" not in str(error.orig):
            raise
        yield Finding("error", "check.not_done", name, evidence=("JSON",))
