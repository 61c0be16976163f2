"""Badges: a badge names a person, the PIN proves them.

Kept is HMAC-SHA256 of the badge's uid under a random key of this database, never the uid. Why
keyed: a uid has 4, 7 or 10 bytes, so a plain or salted hash is undone by trying them all; without
the key nobody who sees a report, a parcel or an audit entry can, and two venues cannot tell
that they know the same badge. Why not slow, like PINs: it is looked up at every touch, among all
badges. Whoever has the whole file has the key too: a uid is no secret, so no badge lets anybody in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.errors import BadgeRevoked, BadgeTaken, NotAllowed, NotFound, TextRefused
from pos.ids import CommandId, Ids, UserId
from pos.names import name_of
from pos.people.lockout import standing
from pos.people.roles import may_place
from pos.records import Badge
from pos.text import checked_text
from pos.views.people import Permission, Role, SessionView, StaffView
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

KEY = "badge_uid"
REASON_LONGEST = 200
_UID = re.compile(r"(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")
"""4, 7 or 10 bytes in upper-case hex, as ``BadgeRead.uid`` has it."""


class Badges:
    """Gives badges to people and takes them away. Thread: ledger. One badge a person, one person a
    badge. A uid is in no answer, error, audit entry or table.
    """

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def give_badge(
        self, command: CommandId, session: SessionView, user_id: UserId, uid: str
    ) -> StaffView:
        """Let a badge name a person from now on; one they had before is taken away. Durable on
        return.

        Raises:
            NotAllowed: The role may not manage staff, or only an owner may do this for an owner.
            BadgeTaken: It is somebody else's; ``name``.
            TextRefused: ``uid`` is not 4, 7 or 10 bytes in upper-case hex, or is one that a card
                makes up anew each time (ISO/IEC 14443-3: four bytes, the first of them 08).
            NotFound: There is no such person.
        """
        require(session, Permission.MANAGE_STAFF)
        if not _UID.fullmatch(uid) or (len(uid) == 8 and uid.startswith("08")):
            raise TextRefused(field="badge", limit=20)
        with self._storage.begin() as uow:
            uid_hash = self._hashed(uow, uid)
            view = uow.commands.once(
                command,
                "give_badge",
                (session.user_id, user_id, uid_hash),
                StaffView,
                lambda: self._give(uow, session, user_id, uid_hash),
            )
            uow.commit()
        return view

    def _give(
        self, uow: UnitOfWork, session: SessionView, user_id: str, uid_hash: str
    ) -> StaffView:
        view = self._view(uow, user_id)
        if not may_place(session.role, view.role):
            raise NotAllowed(permission=Permission.MANAGE_STAFF.value)
        newest = uow.people.badge(uid_hash)
        if newest is not None and newest.given and newest.user_id != user_id:
            raise BadgeTaken(name=name_of(uow, newest.user_id))
        before = uow.people.badge_of(user_id)
        if before is not None and before.uid_hash == uid_hash:
            return view
        if before is not None:
            self._append(uow, session, before.uid_hash, user_id, "replaced", given=False)
        self._append(uow, session, uid_hash, user_id, "", given=True)
        return view

    def take_badge(
        self, command: CommandId, session: SessionView, user_id: UserId, reason: str
    ) -> StaffView:
        """Take a person's badge away, found or lost: it names nobody any more. Durable on return.

        Raises:
            NotAllowed: Whoever may unlock people may take badges.
            NotFound: There is no such person, or they have no badge.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.UNLOCK_STAFF)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> StaffView:
            view = self._view(uow, user_id)
            badge = uow.people.badge_of(user_id)
            if badge is None:
                raise NotFound(kind="badge", key=user_id)
            self._append(uow, session, badge.uid_hash, user_id, reason, given=False)
            return view

        with self._storage.begin() as uow:
            content = (session.user_id, user_id, reason)
            view = uow.commands.once(command, "take_badge", content, StaffView, act)
            uow.commit()
        return view

    def has_badge(self, user_id: UserId) -> bool:
        """Return whether the person has a badge now."""
        with self._storage.read() as uow:
            return uow.people.badge_of(user_id) is not None

    def who_has(self, uid: str) -> StaffView | None:
        """Return whom a badge names, or None for one that was never given to anybody.

        It proves nothing: ``People.sign_in`` asks for the PIN and counts wrong ones as ever.

        Raises:
            BadgeRevoked: It was taken away, or its person does not work here any more. The try is
                in the audit log when this is raised.
        """
        if not _UID.fullmatch(uid):
            return None
        with self._storage.read() as uow:
            key = uow.people.secret(KEY)
            found = uow.people.badge(_keyed(key, uid)) if key else None
            if found is None:
                return None
            member = uow.people.member(found.user_id)
            if found.given and member is not None and member[1].enabled:
                return self._view(uow, found.user_id)
        with self._storage.begin() as uow:
            self._audit(uow, SYSTEM, "badge.refused", found.user_id, "refused")
            uow.commit()
        raise BadgeRevoked()

    # ---- inside ----

    def _hashed(self, uow: UnitOfWork, uid: str) -> str:
        key = uow.people.secret(KEY)
        if key is None:
            key = self._ids.secret()
            uow.people.keep_secret(KEY, key)
        return _keyed(key, uid)

    def _append(
        self,
        uow: UnitOfWork,
        session: SessionView,
        uid_hash: str,
        user_id: str,
        reason: str,
        *,
        given: bool,
    ) -> None:
        before = uow.people.badge(uid_hash)
        row = Badge(
            badge_id=self._ids.new(),
            uid_hash=uid_hash,
            seq=before.seq + 1 if before else 1,
            user_id=user_id,
            given=given,
            reason=reason,
            at=uow.now(),
            by_user=session.user_id,
        )
        uow.add(row)
        event = "staff.badge_given" if given else "staff.badge_taken"
        self._audit(uow, session.user_id, event, user_id, reason=reason)

    def _audit(
        self,
        uow: UnitOfWork,
        by_user: str,
        event: str,
        about: str,
        outcome: str = "ok",
        **details: object,
    ) -> None:
        window_id = self._window.window_id
        uow.audit(
            audit_entry(uow.now(), by_user, window_id, event, ("staff", about), outcome, **details)
        )

    def _view(self, uow: UnitOfWork, user_id: str) -> StaffView:
        found = uow.people.member(user_id)
        if found is None:
            raise NotFound(kind="staff", key=user_id)
        member, present = found
        after = standing(uow.people.tries_since_ok(user_id), uow.now())
        return StaffView(
            user_id=UserId(user_id),
            name=member.name,
            role=Role(present.role),
            locale=present.locale,
            locked=after.locked_until is not None,
            added_at=member.created_at,
        )


def _keyed(key: str, uid: str) -> str:
    return hmac.new(bytes.fromhex(key), uid.encode(), hashlib.sha256).hexdigest()
