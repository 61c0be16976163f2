"""An act on the ledger, once however often its button is touched: what every button with
consequences is made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.views.people import SessionView

if TYPE_CHECKING:
    from pos.office import Office

T = TypeVar("T")
Work = Callable[["Office", CommandId, SessionView], T]


class OneAct:
    """One button's worth of work in the name of who is signed in. GUI thread.

    Args:
        busy: Told when the act is under way, and when it no longer is, before its answer.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        busy: Callable[[bool], None] = lambda _busy: None,
    ) -> None:
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._busy = busy

    @property
    def under_way(self) -> bool:
        return self._act.under_way

    def command(self, content: Hashable) -> CommandId:
        """Return the id this content is or would be sent under: an approval is made out to it."""
        return self._act.command(content)

    def do(
        self,
        content: Hashable,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
    ) -> bool:
        """Send the act, unless one is under way; return whether it was sent.

        Args:
            content: What the act is about: the same content after trouble is the same command.
            work: Runs on the ledger thread.
            done: Gets the answer.
            failed: Gets the refusal.
        """
        command = self._act.begin(content)
        if command is None:
            return False
        session = self._desk.person
        self._busy(True)

        def succeeded(answer: T) -> None:
            self._act.succeeded()
            self._busy(False)
            done(answer)

        def refused(error: PosError) -> None:
            self._act.failed(error)
            self._busy(False)
            failed(error)

        self._tasks.change(lambda office: work(office, command, session), succeeded, refused, self)
        return True
