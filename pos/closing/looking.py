"""Who was told what is expected in a till that nobody has counted: they do not count it alone.

A report that tells of such a till is given to who has nothing to do with it. When the till is left,
that person may be the one who counts it; then somebody else stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pos.audit import audit_entry
from pos.cash.till import counts_now
from pos.errors import ApprovalNeeded, NotThisWay
from pos.ids import CommandId
from pos.people.approving import approver_of
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


def note_look(uow: UnitOfWork, window: Window, session: SessionView, tills: Iterable[Till]) -> None:
    """Write down that the person is told what is expected in these tills, once for each."""
    for till in tills:
        if not uow.tills.looked(till.till_id, session.user_id):
            about = ("till", till.till_id)
            who, where = session.user_id, window.window_id
            uow.audit(audit_entry(uow.now(), who, where, "till.looked_into", about))


def person_beside(
    uow: UnitOfWork,
    till: Till,
    session: SessionView,
    command: CommandId,
    approval: Approval | None,
) -> str:
    """Return the id of who stands beside somebody that begins a count after a look; "" for one who
    did not look.

    Raises:
        ApprovalNeeded: Nobody who may count gave their word for this command.
        SamePerson: They did so themselves.
    """
    if not uow.tills.looked(till.till_id, session.user_id):
        return ""
    if approval is None:
        raise ApprovalNeeded(permission=Permission.COUNT_TILL.value)
    approver_of(uow, session, approval, command, (Permission.COUNT_TILL,))
    return approval.approver


def refuse_looked(uow: UnitOfWork, till: Till, session: SessionView) -> None:
    """Return if the person may hand in the till's first count: they began it, or did not look.

    Raises:
        NotThisWay: Somebody else began it, so nobody was asked to stand beside them.
    """
    counts = counts_now(uow, till.till_id)
    if counts in ("", session.user_id):
        return
    if uow.tills.looked(till.till_id, session.user_id):
        raise NotThisWay(what="looked_before")
