"""Who may: deny by default, checked by the service, not by the button."""

from __future__ import annotations

from pos.errors import ApprovalNeeded, NotAllowed
from pos.ids import CommandId
from pos.views.people import Approval, Permission, SessionView


def require(session: SessionView, permission: Permission) -> None:
    """Return if the person holds ``permission``.

    Raises:
        NotAllowed: Otherwise.
    """
    if permission not in session.permissions:
        raise NotAllowed(permission=permission.value)


def require_or_approval(
    session: SessionView, permission: Permission, command: CommandId, approval: Approval | None
) -> str:
    """Return the id of whoever answers for the act: the person, or the one who approved this very
    command.

    Raises:
        ApprovalNeeded: The person may not, and no approval for this permission and command is
        there.
    """
    if permission in session.permissions:
        return session.user_id
    if (
        approval is None
        or approval.permission is not permission
        or approval.command != command
        or approval.approver == session.user_id
    ):
        raise ApprovalNeeded(permission=permission.value)
    return approval.approver


def approval_purpose(permission: Permission, command: CommandId) -> str:
    """Return the purpose under which an approval's PIN try is recorded; services look for it
    there.
    """
    return f"approve:{permission.value}:{command}"
