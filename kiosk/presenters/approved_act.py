"""An act that may want a second person's word: refused first, approved at the same screen, done
under the same command."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.desk import Desk
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
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._approvals = approvals
        self._rests = rests

    def do(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView, Approval | None], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        approval: Approval | None = None,
    ) -> bool:
        """Send an act; when the office wants a second person, ask for one and send it again.

        Args:
            content: What the act is about: the same content after trouble is the same command.
            work: Runs on the ledger thread.
            done: Gets the answer.
            failed: Gets the refusal. Not called while a second person is asked.
            approval: A word given before.

        Returns:
            Whether it was sent: not while one is under way.
        """
        command = self._act.begin(content)
        if command is None:
            return False
        session = self._desk.person

        def succeeded(answer: T) -> None:
            self._act.succeeded()
            self._rests()
            done(answer)

        def refused(error: PosError) -> None:
            self._act.failed(error)
            self._rests()
            if isinstance(error, ApprovalNeeded) and approval is None:
                self._approvals.ask(
                    Permission(error.params["permission"]),
                    command,
                    lambda granted: self._again(content, work, done, failed, granted),
                )
            else:
                failed(error)

        self._tasks.change(
            lambda office: work(office, command, session, approval), succeeded, refused, self
        )
        return True

    def _again(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView, Approval | None], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        granted: Approval,
    ) -> None:
        self.do(content, work, done, failed, granted)
