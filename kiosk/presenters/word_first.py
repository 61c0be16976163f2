"""An act that always takes two: the second person's word first, then the act under the command it
was given for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.views.people import Approval, Permission, SessionView

if TYPE_CHECKING:
    from pos.office import Office

T = TypeVar("T")
Work = Callable[["Office", CommandId, SessionView, Approval], T]


class WordFirst:
    """One button's worth of work for two people. GUI thread.

    Args:
        busy: Told when the act is under way and when it no longer is.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        busy: Callable[[bool], None],
    ) -> None:
        self._act = OneAct(tasks, desk, ids, busy)
        self._approvals = approvals

    def do(
        self,
        permission: Permission,
        content: Hashable,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        about: Deed | None = None,
    ) -> None:
        """Ask who gives their word, then send the act. Whoever cancels has done nothing. ``about``:
        what they are told of it."""
        if self._act.under_way:
            return

        def granted(word: Approval) -> None:
            self._act.do(
                content, lambda office, cmd, who: work(office, cmd, who, word), done, failed
            )

        self._approvals.ask(permission, self._act.command(content), granted, about)
