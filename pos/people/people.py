"""The people at the window: who works here, who signs in, who gives a second person's word."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pos.allowed import approval_purpose, require
from pos.audit import audit_entry
from pos.clock import Clock
from pos.errors import (
    AlreadySetUp,
    NameTaken,
    NotAllowed,
    NotFound,
    SamePerson,
    TextRefused,
)
from pos.ids import CommandId, Ids, UserId
from pos.people.lockout import standing
from pos.people.pins import PinHasher, check_new_pin
from pos.people.proof import Proof, keep_pin, record_try
from pos.people.roles import may_place, permissions_of
from pos.records import Staff, StaffStanding
from pos.text import checked_text
from pos.views.people import Approval, Permission, Role, SessionView, StaffView
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

NAME_LONGEST = 80
REASON_LONGEST = 200
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


class People:
    """Staff, PINs, sessions and approvals. Thread: ledger. Moves no money and no paper.

    Proving a PIN takes as long as the hasher costs (about 140 ms). Every try is on disk before its
    answer is known to the caller, so a restart or a kill forgets none.
    """

    def __init__(
        self, storage: Storage, clock: Clock, ids: Ids, window: Window, hasher: PinHasher
    ) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._hasher = hasher
        self._proof = Proof(storage, clock, ids, window, hasher)

    # ---- who works here ----

    def needs_setup(self) -> bool:
        """Return whether nobody works here yet."""
        with self._storage.read() as uow:
            return not uow.people.staff()

    def set_up(self, command: CommandId, owner_name: str, pin: str, locale: str) -> SessionView:
        """Make the first person, an owner, and sign them in. There are no default accounts.
        Durable on return.

        Raises:
            AlreadySetUp: Somebody works here.
            PinTooWeak, TextRefused, CardNumberRefused: As named.
        """
        name, pin_hash = _checked_name(owner_name), self._checked_pin(pin)
        content = (name, _checked_locale(locale))
        with self._storage.begin() as uow:
            session = uow.commands.once(
                command,
                "set_up",
                content,
                SessionView,
                lambda: self._set_up(uow, *content, pin_hash),
            )
            uow.commit()
        return session

    def _set_up(self, uow: UnitOfWork, name: str, locale: str, pin_hash: str) -> SessionView:
        if uow.people.staff():
            raise AlreadySetUp()
        user_id = self._ids.new()
        pair = self._add(uow, user_id, name, Role.OWNER, locale, pin_hash, by_user=user_id)
        record_try(uow, self._ids, self._window, user_id, "set_up", "ok", user_id)
        self._audit(uow, user_id, "staff.set_up", user_id, role=Role.OWNER.value)
        return _session(*pair)

    def staff(self, *, with_disabled: bool = False) -> tuple[StaffView, ...]:
        """Return the name tiles in the order of the names."""
        with self._storage.read() as uow:
            return tuple(
                self._view(uow, member, present)
                for member, present in uow.people.staff()
                if present.enabled or with_disabled
            )

    def approvers(self, permission: Permission) -> tuple[StaffView, ...]:
        """Return everybody who may approve what needs ``permission``, in the order of the names."""
        return tuple(view for view in self.staff() if permission in permissions_of(view.role))

    def add_staff(
        self, command: CommandId, session: SessionView, name: str, role: Role, pin: str, locale: str
    ) -> StaffView:
        """Let somebody work here. Durable on return.

        Raises:
            NotAllowed: The role may not manage staff, or only an owner may make an owner.
            NameTaken, PinTooWeak, TextRefused, CardNumberRefused: As named.
        """
        _require_placing(session, role)
        name, locale = _checked_name(name), _checked_locale(locale)
        pin_hash = self._checked_pin(pin)
        content = (session.user_id, name, role, locale)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "add_staff",
                content,
                StaffView,
                lambda: self._add_staff(uow, session, name, role, locale, pin_hash),
            )
            uow.commit()
        return view

    def _add_staff(
        self,
        uow: UnitOfWork,
        session: SessionView,
        name: str,
        role: Role,
        locale: str,
        pin_hash: str,
    ) -> StaffView:
        if any(_same_name(name, member.name) for member, _ in uow.people.staff()):
            raise NameTaken(name=name)
        user_id = self._ids.new()
        pair = self._add(uow, user_id, name, role, locale, pin_hash, by_user=session.user_id)
        self._audit(uow, session.user_id, "staff.added", user_id, role=role.value)
        return self._view(uow, *pair)

    def change_staff(
        self,
        command: CommandId,
        session: SessionView,
        user_id: UserId,
        *,
        role: Role,
        locale: str,
        enabled: bool,
    ) -> StaffView:
        """Give somebody another role or language, or disable or enable them; nobody is ever
        deleted. Durable on return.

        Raises:
            NotAllowed: The role may not manage staff, or only an owner may change an owner.
            SamePerson: Nobody changes their own role or disables themselves, so an owner always
                remains.
            NotFound, TextRefused: As named.
        """
        _require_placing(session, role)
        locale = _checked_locale(locale)
        content = (session.user_id, user_id, role, locale, enabled)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "change_staff",
                content,
                StaffView,
                lambda: self._change_staff(uow, session, user_id, role, locale, enabled=enabled),
            )
            uow.commit()
        return view

    def _change_staff(
        self,
        uow: UnitOfWork,
        session: SessionView,
        user_id: UserId,
        role: Role,
        locale: str,
        *,
        enabled: bool,
    ) -> StaffView:
        member, before = _known(uow, user_id)
        _require_placing(session, Role(before.role))
        if user_id == session.user_id and (role.value, enabled) != (before.role, before.enabled):
            raise SamePerson()
        now = StaffStanding(
            standing_id=self._ids.new(),
            user_id=user_id,
            seq=before.seq + 1,
            role=role.value,
            locale=locale,
            enabled=enabled,
            at=uow.now(),
            by_user=session.user_id,
        )
        uow.add(now)
        self._audit(
            uow, session.user_id, "staff.changed", user_id, role=role.value, enabled=enabled
        )
        return self._view(uow, member, now)

    def give_pin(
        self, command: CommandId, session: SessionView, user_id: UserId, pin: str
    ) -> StaffView:
        """Give somebody who forgot theirs a new PIN. A lock stays until it is undone. Durable on
        return.

        Raises:
            NotAllowed: The role may not manage staff, or only an owner may do this for an owner.
            NotFound, PinTooWeak: As named.
        """
        require(session, Permission.MANAGE_STAFF)
        pin_hash = self._checked_pin(pin)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "give_pin",
                (session.user_id, user_id),
                StaffView,
                lambda: self._give_pin(uow, session, user_id, pin_hash),
            )
            uow.commit()
        return view

    def _give_pin(
        self, uow: UnitOfWork, session: SessionView, user_id: UserId, pin_hash: str
    ) -> StaffView:
        member, present = _known(uow, user_id)
        _require_placing(session, Role(present.role))
        keep_pin(uow, self._ids, user_id, pin_hash, by_user=session.user_id)
        self._audit(uow, session.user_id, "staff.pin_given", user_id)
        return self._view(uow, member, present)

    # ---- who is there ----

    def sign_in(self, user_id: UserId, pin: str) -> SessionView:
        """Return a session for the person if the PIN is theirs. Durable on return, and when it
        raises.

        Raises:
            SignInFailed: The PIN is wrong, or there is no such person, or they are disabled: it
                never says which.
            SignInLocked: Five wrong tries; nothing is checked for thirty minutes from the fifth.
        """
        return _session(*self._proof.prove(user_id, pin, "sign_in"))

    def sign_out(self, session: SessionView) -> None:
        """Record that the person left. Durable on return."""
        with self._storage.begin() as uow:
            record_try(
                uow, self._ids, self._window, session.user_id, "sign_out", "out", session.user_id
            )
            self._audit(uow, session.user_id, "sign_out.made", session.user_id)
            uow.commit()

    def approve(
        self,
        user_id: UserId,
        pin: str,
        permission: Permission,
        command: CommandId,
        requester: SessionView,
    ) -> Approval:
        """Return a second person's word for ``command``. Durable on return, and when a PIN try
        fails.

        Raises:
            SamePerson: The requester cannot be the second person.
            NotAllowed: The second person's role does not hold ``permission``.
            SignInFailed, SignInLocked: As for ``sign_in``, with the same count of tries.
        """
        if user_id == requester.user_id:
            raise SamePerson()
        with self._storage.read() as uow:
            found = uow.people.member(user_id)
        if found and found[1].enabled and permission not in permissions_of(Role(found[1].role)):
            raise NotAllowed(permission=permission.value)
        member, _ = self._proof.prove(user_id, pin, approval_purpose(permission, command))
        return Approval(user_id, member.name, permission, command)

    def unlock(
        self, command: CommandId, session: SessionView, user_id: UserId, reason: str
    ) -> StaffView:
        """Undo a lock after making sure who asks. Durable on return.

        Raises:
            NotAllowed, SamePerson, NotFound: Who may, for whom.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.UNLOCK_STAFF)
        if user_id == session.user_id:
            raise SamePerson()
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "unlock",
                (session.user_id, user_id, reason),
                StaffView,
                lambda: self._unlock(uow, session, user_id, reason),
            )
            uow.commit()
        return view

    def unlock_with(
        self, command: CommandId, supervisor_id: UserId, pin: str, user_id: UserId, reason: str
    ) -> StaffView:
        """Undo a lock where nobody is signed in: the supervisor's PIN is their word, and lets them
        in to nothing else. Durable on return, and when a PIN try fails.

        Raises:
            SignInFailed, SignInLocked: As for ``sign_in``, with the same count of tries.
            NotAllowed, SamePerson, NotFound, TextRefused, CardNumberRefused: As for ``unlock``.
        """
        if supervisor_id == user_id:
            raise SamePerson()
        permission = Permission.UNLOCK_STAFF
        checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.read() as uow:
            found = uow.people.member(supervisor_id)
        if found and found[1].enabled and permission not in permissions_of(Role(found[1].role)):
            raise NotAllowed(permission=permission.value)
        purpose = approval_purpose(permission, command)
        supervisor = _session(*self._proof.prove(supervisor_id, pin, purpose))
        return self.unlock(command, supervisor, user_id, reason)

    def _unlock(
        self, uow: UnitOfWork, session: SessionView, user_id: UserId, reason: str
    ) -> StaffView:
        member, present = _known(uow, user_id)
        record_try(uow, self._ids, self._window, user_id, "unlock", "unlock", session.user_id)
        self._audit(uow, session.user_id, "sign_in.unlocked", user_id, reason=reason)
        return self._view(uow, member, present)

    # ---- facts ----

    def _add(
        self,
        uow: UnitOfWork,
        user_id: str,
        name: str,
        role: Role,
        locale: str,
        pin_hash: str,
        *,
        by_user: str,
    ) -> tuple[Staff, StaffStanding]:
        now = uow.now()
        member = Staff(user_id, name, now)
        present = StaffStanding(
            standing_id=self._ids.new(),
            user_id=user_id,
            seq=1,
            role=role.value,
            locale=locale,
            enabled=True,
            at=now,
            by_user=by_user,
        )
        uow.add(member, present)
        keep_pin(uow, self._ids, user_id, pin_hash, by_user=by_user)
        return member, present

    def _audit(
        self,
        uow: UnitOfWork,
        user_id: str,
        event: str,
        about: str,
        outcome: str = "ok",
        **details: object,
    ) -> None:
        window_id = self._window.window_id
        uow.audit(
            audit_entry(uow.now(), user_id, window_id, event, ("staff", about), outcome, **details)
        )

    def _checked_pin(self, pin: str) -> str:
        check_new_pin(pin)
        return self._hasher.hash(pin)

    def _view(self, uow: UnitOfWork, member: Staff, present: StaffStanding) -> StaffView:
        after = standing(uow.people.tries_since_ok(member.user_id), uow.now())
        return StaffView(
            user_id=UserId(member.user_id),
            name=member.name,
            role=Role(present.role),
            locale=present.locale,
            locked=after.locked_until is not None,
            added_at=member.created_at,
        )


def _session(member: Staff, present: StaffStanding) -> SessionView:
    role = Role(present.role)
    return SessionView(
        UserId(member.user_id), member.name, role, present.locale, permissions_of(role)
    )


def _known(uow: UnitOfWork, user_id: str) -> tuple[Staff, StaffStanding]:
    found = uow.people.member(user_id)
    if found is None:
        raise NotFound(kind="staff", key=user_id)
    return found


def _require_placing(session: SessionView, role: Role) -> None:
    require(session, Permission.MANAGE_STAFF)
    if not may_place(session.role, role):
        raise NotAllowed(permission=Permission.MANAGE_STAFF.value)


def _checked_name(name: str) -> str:
    """Return a name of 1 to 80 characters in any script, single blanks, at least one of them
    visible.
    """
    cleaned = " ".join(checked_text("name", name, longest=NAME_LONGEST, required=True).split())
    if all(unicodedata.category(c)[0] in "CZ" for c in cleaned):
        raise TextRefused(field="name", limit=NAME_LONGEST)
    return cleaned


def _same_name(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _checked_locale(locale: str) -> str:
    if not _LOCALE.fullmatch(locale):
        raise TextRefused(field="locale", limit=6)
    return locale
