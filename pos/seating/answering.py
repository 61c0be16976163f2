"""Who answers for an act with places: the person, or a second one by their PIN."""

from __future__ import annotations

from pos.allowed import approval_purpose, require_or_approval
from pos.errors import ApprovalNeeded
from pos.ids import CommandId
from pos.ports.storage import UnitOfWork
from pos.views.people import Approval, Permission, SessionView


def answers_for(
    uow: UnitOfWork,
    permission: Permission,
    command: CommandId,
    session: SessionView,
    approval: Approval | None,
) -> str:
    """Return the id of whoever answers; an approval counts by its PIN try on disk.

    Raises:
        ApprovalNeeded: The person may not, nor has anybody who may approved this very command.
    """
    who = require_or_approval(session, permission, command, approval)
    purpose = approval_purpose(permission, command)
    if who != session.user_id and not uow.people.proved(who, purpose):
        raise ApprovalNeeded(permission=permission.value)
    return who
