"""The audit log's hash chain: each entry holds the hash of the one before.

The hash is SHA-256 over a canonical JSON list of the entry's fields in a fixed order, so an
independent checker needs
nothing of ours. Details never hold a PIN, a card number or a password.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

FIRST_HASH = "0" * 64
"""What the first entry points back to."""

SYSTEM = "system"
"""Who acts where no person does."""


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
