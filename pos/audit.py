"""The audit log's hash chain: each entry holds the hash of the one before.

The hash is SHA-256 over a canonical JSON list of the entry's fields in a fixed order, so an
independent checker needs
nothing of ours. Details never hold a PIN, a card number or a password.

The chain vouches for more than itself: the entry of an act holds a digest of every witnessed fact
that the act wrote (``facts`` of its details), so that the money facts cannot change without it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

FIRST_HASH = "0" * 64
"""What the first entry points back to."""

SYSTEM = "system"
"""Who acts where no person does."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_CANONICAL = json.JSONEncoder(sort_keys=True)
"""Made once: a sale takes the digests of a dozen facts while somebody waits."""
_PLAIN = frozenset({str, int})
_DIGEST_LENGTH = 32
"""Letters, of four bits each: nobody finds a second row for 128 bits."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, from where, and how it ended."""

    at: datetime
    user_id: str
    window_id: str
    event: str
    """Past tense and stable: ``sale.made``, ``till.opened``, ``sign_in.failed``."""
    subject_kind: str
    subject_id: str
    outcome: str
    details: str
    """A JSON object."""


def entry_hash(previous: str, seq: int, entry: AuditEntry) -> str:
    """Return the hash of ``entry`` as number ``seq`` after the entry whose hash is ``previous``."""
    fields = [
        previous,
        seq,
        entry.at.isoformat(),
        entry.user_id,
        entry.window_id,
        entry.event,
        entry.subject_kind,
        entry.subject_id,
        entry.outcome,
        entry.details,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def audit_entry(
    at: datetime,
    user_id: str,
    window_id: str,
    event: str,
    subject: tuple[str, str],
    outcome: str = "ok",
    **details: object,
) -> AuditEntry:
    """Return an entry about ``subject`` (kind, id) whose ``details`` are written as JSON, keys
    sorted.
    """
    text = json.dumps(details, sort_keys=True)
    return AuditEntry(at, user_id, window_id, event, *subject, outcome, text)


def witnessing(entry: AuditEntry, facts: Mapping[str, str]) -> AuditEntry:
    """Return the entry with the digests of what its act wrote, by place."""
    return replace(
        entry, details=json.dumps({**json.loads(entry.details), "facts": facts}, sort_keys=True)
    )


def fact_place(table: str, keys: tuple[object, ...]) -> str:
    """Return by what a fact is named in the audit: ``refund_line 0190...ab/1``."""
    return f"{table} {'/'.join(map(str, keys))}"


def fact_digest(row: Mapping[str, object]) -> str:
    """Return the digest of a fact's columns as they lie in the database.

    SHA-256 over canonical JSON: keys sorted, times as microseconds since 1970, dates in ISO form,
    truth as 0 or 1. Columns that hold nothing are left out, so that one that is added later changes
    no digest. In the letters a to p: no digit, nothing that a search for card numbers could meet.
    """
    facts = {
        name: value if type(value) in _PLAIN else _stored(value)
        for name, value in row.items()
        if value is not None
    }
    text = _CANONICAL.encode(facts)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH].translate(_LETTERS)


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


BLOCK = 100
"""Rows that share a digest where a table has too many for one each."""


def rows_digest(rows: Iterable[Sequence[object]]) -> str:
    """Return one digest over rows, their columns in the order of the table, as they lie in the
    database: as ``fact_digest``, but what holds nothing is kept as such."""
    whole = hashlib.sha256()
    for row in rows:
        stored = [
            value if value is None or type(value) in _PLAIN else _stored(value) for value in row
        ]
        whole.update(_CANONICAL.encode(stored).encode())
    return whole.hexdigest()[:_DIGEST_LENGTH].translate(_LETTERS)
