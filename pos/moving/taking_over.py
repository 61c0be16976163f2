"""Whoever gives their word to serve next sits down with it: one PIN, not two."""

from __future__ import annotations

from pos.audit import audit_entry
from pos.errors import NotFound
from pos.ids import Ids, UserId
from pos.people.proof import record_try
from pos.people.roles import permissions_of
from pos.ports.storage import UnitOfWork
from pos.views.people import Role, SessionView
from pos.window import Window


def signed_in(uow: UnitOfWork, ids: Ids, window: Window, user_id: str) -> SessionView:
    """Return the session of somebody whose PIN try for this very act was looked up a moment ago,
    and record that they signed in.

    Raises:
        NotFound: They do not work here.
    """
    found = uow.people.member(user_id)
    if found is None:
        raise NotFound(kind="staff", key=user_id)
    record_try(uow, ids, window, user_id, "sign_in", "ok", user_id)
    subject = ("staff", user_id)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "sign_in.made",
            subject,
            "ok",
            purpose="sign_in",
        )
    )
    member, present = found
    role = Role(present.role)
    return SessionView(UserId(user_id), member.name, role, present.locale, permissions_of(role))
