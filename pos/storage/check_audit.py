"""The audit chain, and facts against what it tells of them, for ``foyer verify``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.storage import check_closing, check_payments, check_refunds, check_values
from pos.storage import check_statements as statements
from pos.storage.check_json import as_far_as_it_goes
from pos.storage.erasing import vouched_for
from pos.storage.schema import FACT_TABLES
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_CANONICAL = json.JSONEncoder(sort_keys=True)
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_TOLD = "SELECT value FROM json_each(:told)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def audit_chain(books: Books) -> tuple[Finding, ...]:
    """Walk the chain, and hold every fact against what it tells."""
    return (
        *as_far_as_it_goes("audit", partial(_first_bad_link, books)),
        *as_far_as_it_goes("audit.untold", partial(_untold, books)),
        *as_far_as_it_goes("fact", partial(_facts, books)),
    )


def _first_bad_link(books: Books) -> Iterator[Finding]:
    previous = "0" * 64
    for number, row in enumerate(books.each("SELECT * FROM audit ORDER BY seq"), 1):
        if row["seq"] != number:
            yield Finding("error", "audit.row_missing", f"audit {number}")
            return
        if row["previous_hash"] != previous or row["hash"] != _hash(previous, row):
            evidence = (str(row["event"]), str(row["subject_id"]))
            yield Finding("error", "audit.broken", f"audit {number}", evidence=evidence)
            return
        previous = row["hash"]


def _facts(books: Books) -> Iterator[Finding]:
    """Compare every witnessed fact with the digest that the audit kept of it."""
    told: dict[str, dict[str, str]] = {}
    for row in books.each(statements.WITNESS):
        for place, digest in json.loads(row["facts"]).items():
            told.setdefault(place.partition(" ")[0], {})[place] = digest
    for table in FACT_TABLES.values():
        if table.info["witnessed"] and table.name in books.filled:
            yield from _facts_of(books, table, told.get(table.name, {}))
    for gone in told.values():
        for place in gone:
            yield Finding("error", "fact.gone", place)


def _facts_of(books: Books, table: sa.Table, told: dict[str, str]) -> Iterator[Finding]:
    """Compare the facts of a table, and take them out of what is ``told``. Those that nobody tells
    of are another window's where there are others, or counted by ``parcels``."""
    keys = [column.name for column in table.primary_key.columns]
    sql, asked = f"SELECT * FROM {table.name}", {}  # noqa: S608 - our own schema
    if books.own is not None:
        place = " || '/' || ".join(f'"{key}"' for key in keys)
        sql += f" WHERE '{table.name} ' || {place} IN ({_TOLD})"
        asked = {"told": json.dumps(list(told))}
    for row in books.each(sql, **asked):
        place = f"{table.name} {'/'.join(str(row[key]) for key in keys)}"
        kept = told.pop(place, None)
        if kept != _digest(vouched_for(table.name, row)):
            yield Finding("error", "fact.untold" if kept is None else "fact.changed", place)


def _untold(books: Books) -> Iterator[Finding]:
    beside = {**check_refunds.UNTOLD, **check_payments.UNTOLD, **check_values.UNTOLD}
    every = {**statements.MISSING_AUDIT, **beside}.items()
    for event, facts in (*every, *check_closing.UNTOLD):
        if not books.may_find(facts):
            continue
        told = {
            subject
            for (subject,) in books.plain(
                "SELECT subject_id FROM audit WHERE event = :event", event=event
            )
        }
        for (subject,) in books.plain(facts):
            if subject not in told and books.is_ours(str(subject)):
                yield Finding("error", "audit.untold", str(subject), evidence=(event,))


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    """The chain's hash as ``pos/audit.py`` describes it, computed here on its own."""
    at = (_EPOCH + timedelta(microseconds=row["at"])).isoformat()
    names = ("user_id", "window_id", "event", "subject_kind", "subject_id", "outcome", "details")
    fields = [previous, row["seq"], at, *(row[name] for name in names)]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def _digest(row: Mapping[str, Any]) -> str:
    """The digest of a fact as ``pos/audit.py`` describes it, computed here on its own."""
    there = {name: value for name, value in row.items() if value is not None}
    digest = hashlib.sha256(_CANONICAL.encode(there).encode()).hexdigest()[:32]
    return digest.translate(_LETTERS)
