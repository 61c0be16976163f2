"""Gift certificates and patron accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A gift certificate or a patron account (``kind``, a ``ValueKind``); its balance is a sum over
    postings. ``expires_on``: only where the venue's rules allow it."""

    value_id: str
    kind: str
    serial: str
    holder: str
    phone: str
    face_minor: int
    currency: str
    issued_at: datetime
    expires_on: date | None
    order_id: str | None
    window_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ValueCode:
    """The code of a certificate; the row with the largest ``seq`` counts. ``code_hash``: see
    ``pos/paying/codes.py``."""

    value_id: str
    seq: int
    code_hash: str
    last_four: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class ValueTry:
    """A certificate code was looked up: found or not."""

    try_id: str
    window_id: str
    found: bool
    at: datetime
    user_id: str
