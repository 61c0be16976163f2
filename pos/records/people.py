"""Staff, their PINs, badges and tries to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here. Identity only; what changes is in ``StaffStanding`` and
    ``Credential``."""

    user_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StaffStanding:
    """Role, language and whether enabled, from this moment on; the one with the largest ``seq`` of
    its person counts."""

    standing_id: str
    user_id: str
    seq: int
    role: str
    locale: str
    enabled: bool
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class Credential:
    """An argon2id hash of a PIN; the one with the largest ``seq`` of its person counts."""

    credential_id: str
    user_id: str
    seq: int
    pin_hash: str
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """One try to prove who one is: ``ok``, ``wrong``, ``locked``, ``unlock`` or ``out``.

    ``seq`` counts a person's rows, so that their order does not hang on a clock that may be set
    back.
    """

    sign_in_id: str
    user_id: str
    seq: int
    window_id: str
    purpose: str
    outcome: str
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge given to a person (``given``) or taken away; a badge's row with the largest ``seq``
    counts. ``uid_hash``: see ``pos/people/badges.py``."""

    badge_id: str
    uid_hash: str
    seq: int
    user_id: str
    given: bool
    reason: str
    at: datetime
    by_user: str
