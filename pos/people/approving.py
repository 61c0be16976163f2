"""A second person's word, as it is looked at before it counts."""

from __future__ import annotations

from collections.abc import Sequence

from pos.allowed import approval_purpose
from pos.errors import ApprovalNeeded, SamePerson
from pos.ids import CommandId
from pos.people.roles import permissions_of
from pos.ports.storage import UnitOfWork
from pos.views.people import Approval, Permission, Role, SessionView


def approver_of(
    uow: UnitOfWork,
    session: SessionView,
    approval: Approval,
    command: CommandId,
    may: Sequence[Permission],
) -> frozenset[Permission]:
    """Return what the approver may do, if the approval is for one of ``may`` and this command.

    Not the value is believed but the PIN try on disk: it was made for exactly this.

    Raises:
        ApprovalNeeded: It is for something else, never happened, or the approver is not there any
            more.
        SamePerson: The approver is the one who asks.
    """
    if approval.approver == session.user_id:
        raise SamePerson()
    found = uow.people.member(approval.approver)
    if (
        approval.permission not in may
        or approval.command != command
        or found is None
        or not found[1].enabled
        or not uow.people.proved(approval.approver, approval_purpose(approval.permission, command))
    ):
        raise ApprovalNeeded(permission=may[0].value)
    return permissions_of(Role(found[1].role))
