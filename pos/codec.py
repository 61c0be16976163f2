"""Frozen views to JSON and back: stored answers, counted sheets, reports kept as they were
printed."""

from __future__ import annotations

import hashlib
from typing import TypeVar

T = TypeVar("T")


def to_json(value: object) -> str:
    """Return ``value`` (dataclasses, enums, money, times) as JSON, keys in field order."""
    import msgspec

    return msgspec.json.encode(value).decode()


def from_json(text: str, kind: type[T]) -> T:
    """Return the ``kind`` written by ``to_json``."""
    import msgspec

    return msgspec.json.decode(text.encode(), type=kind)


def digest(value: object) -> str:
    """Return a SHA-256 over the JSON of ``value``: equal content, equal digest."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()
