"""An act that may want a second person's word: refused first, approved at the same screen, done
under the same command."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from kiosk.presenters.approval import About, ApprovalDesk
from kiosk.presenters.desk import Desk
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.tasks import Tasks
from pos.errors import ApprovalNeeded, PosError
from pos.ids import CommandId, Ids
from pos.views.people import Approval, Permission, SessionView

if TYPE_CHECKING:
    from pos.office import Office

T = TypeVar("T")


class ApprovedAct:
    """One button's worth of work on the ledger, once however often it is touched. GUI thread.

    Args:
        rests: Called when nothing is under way any more: before ``done``, before ``failed``, and
            while somebody else is asked for their word.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        rests: Callable[[], None],
    ) -> None:
        self._act = OneAct(tasks, desk, ids, lambda busy: None if busy else rests())
        self._approvals = approvals

    def do(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView, Approval | None], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        approval: Approval | None = None,
        about: About | None = None,
    ) -> bool:
        """Send an act; when the office wants a second person, ask for one and send it again.

        Args:
            content: What the act is about: the same content after trouble is the same command.
            work: Runs on the ledger thread.
            done: Gets the answer.
            failed: Gets the refusal. Not called while a second person is asked.
            approval: A word given before.
            about: What the second person is told of it: which, how much, why.

        Returns:
            Whether it was sent: not while one is under way.
        """

        def refused(error: PosError) -> None:
            if isinstance(error, ApprovalNeeded) and approval is None:
                self._approvals.ask(
                    Permission(error.params["permission"]),
                    self._act.command(content),
                    again,
                    about,
                )
            else:
                failed(error)

        def again(granted: Approval) -> None:
            self.do(content, work, done, failed, granted, about)

        return self._act.do(
            content, lambda office, cmd, who: work(office, cmd, who, approval), done, refused
        )
