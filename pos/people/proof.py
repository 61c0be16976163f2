"""Proving who one is: a PIN try under the lock-out, on disk before anybody hears how it went."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from pos.audit import audit_entry
from pos.clock import Clock
from pos.errors import SignInFailed, SignInLocked
from pos.ids import Ids
from pos.people.lockout import LOCKED_FOR, Standing, standing
from pos.people.pins import PinHasher
from pos.records import Credential, SignIn, Staff, StaffStanding
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

_ID = re.compile(r"[0-9a-f]{32}")
_UNKNOWN = "unknown"
"""Stands for whatever is no id of ours, so that a try for it leaves no foreign text behind."""


class Proof:
    """Checks PINs and records tries. Thread: ledger."""

    def __init__(
        self, storage: Storage, clock: Clock, ids: Ids, window: Window, hasher: PinHasher
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window
        self._hasher = hasher

    def prove(self, user_id: str, pin: str, purpose: str) -> tuple[Staff, StaffStanding]:
        """Return the person if the PIN is theirs. The try is on disk on return, and when it raises.

        An unknown or disabled person is refused in the same words, after the same time and the
        same number of tries.

        Raises:
            SignInFailed: It is not; ``tries_left`` before the lock.
            SignInLocked: It was the fifth wrong try, or the lock is on and nothing was checked.
        """
        user_id = user_id if _ID.fullmatch(user_id) else _UNKNOWN
        with self._storage.read() as uow:
            found = uow.people.member(user_id)
            credential = uow.people.credential(user_id)
            before = standing(uow.people.tries_since_ok(user_id), uow.now())
        if before.locked_until is not None:
            self._try_is(user_id, purpose, "locked")
            raise SignInLocked(minutes=before.minutes_left(self._clock.now()))
        pin_hash = credential.pin_hash if credential else None
        right = self._hasher.matches(pin, pin_hash)
        if found is None or pin_hash is None or not right or not found[1].enabled:
            _refuse(self._try_is(user_id, purpose, "wrong"))
        better = self._hasher.hash(pin) if self._hasher.outdated(pin_hash) else ""
        self._try_is(user_id, purpose, "ok", better)
        return found

    def _try_is(self, user_id: str, purpose: str, outcome: str, new_hash: str = "") -> Standing:
        """Commit a try and return where the person stands after it."""
        with self._storage.begin() as uow:
            record_try(uow, self._ids, self._window, user_id, purpose, outcome, user_id)
            if new_hash:
                keep_pin(uow, self._ids, user_id, new_hash, by_user=user_id)
            uow.audit(
                audit_entry(
                    uow.now(),
                    user_id,
                    self._window.window_id,
                    _event(purpose, outcome),
                    ("staff", user_id),
                    "ok" if outcome == "ok" else "refused",
                    purpose=purpose,
                )
            )
            after = standing(uow.people.tries_since_ok(user_id), uow.now())
            uow.commit()
        return after


def _event(purpose: str, outcome: str) -> str:
    if purpose.startswith("approve:"):
        return {"ok": "approval.given", "wrong": "approval.failed"}.get(outcome, "approval.locked")
    return {"ok": "sign_in.made", "wrong": "sign_in.failed"}.get(outcome, "sign_in.locked")


def _refuse(after: Standing) -> NoReturn:
    if after.locked_until is not None:
        raise SignInLocked(minutes=LOCKED_FOR.seconds // 60)
    raise SignInFailed(tries_left=after.tries_left)


def record_try(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    user_id: str,
    purpose: str,
    outcome: str,
    by_user: str,
) -> None:
    """Append a person's next sign-in row."""
    uow.add(
        SignIn(
            sign_in_id=ids.new(),
            user_id=user_id,
            seq=uow.people.last_sign_in(user_id) + 1,
            window_id=window.window_id,
            purpose=purpose,
            outcome=outcome,
            at=uow.now(),
            by_user=by_user,
        )
    )


def keep_pin(uow: UnitOfWork, ids: Ids, user_id: str, pin_hash: str, *, by_user: str) -> None:
    """Append a person's next credential; it counts from now on."""
    before = uow.people.credential(user_id)
    seq = before.seq + 1 if before else 1
    uow.add(Credential(ids.new(), user_id, seq, pin_hash, uow.now(), by_user))
