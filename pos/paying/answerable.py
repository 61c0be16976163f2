"""Who answers for money that goes out: by role and amount, and a second person's word that is
proved."""

from __future__ import annotations

from pos.errors import ApprovalNeeded
from pos.ids import CommandId
from pos.people.approving import approver_of
from pos.ports.storage import UnitOfWork
from pos.views.people import Approval, Permission, SessionView

_ENOUGH = {
    Permission.GIVE_BACK: (Permission.GIVE_BACK, Permission.GIVE_BACK_ANY),
}
"""What is enough where more than the permission itself is."""


def answerable(
    uow: UnitOfWork,
    command: CommandId,
    session: SessionView,
    permission: Permission,
    approval: Approval | None,
) -> str:
    """Return the id of whoever answers: the person, or who approved this very command with a PIN.

    Raises:
        ApprovalNeeded: The person may not, and nobody who may has approved it.
        SamePerson: The approver is the one who asks.
    """
    enough = _ENOUGH.get(permission, (permission,))
    if any(held in session.permissions for held in enough):
        return session.user_id
    if approval is None:
        raise ApprovalNeeded(permission=permission.value)
    held_by = approver_of(uow, session, approval, command, enough)
    if not held_by & set(enough):
        raise ApprovalNeeded(permission=permission.value)
    return approval.approver
