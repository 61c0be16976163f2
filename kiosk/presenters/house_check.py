"""Performances that a machine which was lost may have sold: each is looked at and put on sale
again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids, PerformanceId
from pos.views.people import Approval, SessionView
from pos.views.restoring import ClosedHouseView, HeirView

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class HouseCheckState:
    """``waiting``: what nobody has looked at, None when that is nothing. ``chosen``: the one that
    is looked at now. ``freed``: places that the last word put on sale."""

    shown: bool = False
    waiting: HeirView | None = None
    chosen: PerformanceId | None = None
    freed: int | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def houses(self) -> tuple[ClosedHouseView, ...]:
        """The performances that wait."""
        return self.waiting.houses if self.waiting is not None else ()


class HouseCheck(Presenter[HouseCheckState]):
    """The panel about them. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk) -> None:
        super().__init__(HouseCheckState())
        self._tasks = tasks
        self._desk = desk
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        desk.changed.append(self._desk_changed)

    def refresh(self) -> None:
        """Read what waits."""
        self._tasks.ask(lambda office: office.heir.standing(), self._know, self._refuse, self)

    def open(self) -> None:
        """Show the panel."""
        if self._desk.session is not None:
            self._now(shown=True, refusal=None, freed=None)
            self.refresh()

    def close(self) -> None:
        """Put the panel away."""
        if not self.state.busy:
            self._now(shown=False, chosen=None, refusal=None, freed=None)

    def choose(self, performance_id: PerformanceId) -> None:
        """Look at one of them."""
        if not self.state.busy:
            self._now(chosen=performance_id, refusal=None, freed=None)

    def release(self, sold: str, reason: str) -> None:
        """Somebody looked: what the lost machine sold stays kept, the rest is on sale again."""
        performance_id = self.state.chosen
        if performance_id is None or self.state.busy:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> int:
            return office.heir.release(command, session, performance_id, reason, sold, word)

        self._now(busy=True, refusal=None)
        shows = (one for one in self.state.houses if one.performance_id == performance_id)
        why = reason.strip()
        about = next(
            (Deed(show=one.title, starts_at=one.starts_at, reason=why) for one in shows), None
        )
        content = (performance_id, sold, reason)
        self._act.do(content, work, self._released, self._refuse, about=about)

    def _released(self, freed: int) -> None:
        self._now(busy=False, chosen=None, freed=freed)
        self.refresh()

    def _know(self, waiting: HeirView | None) -> None:
        left = {house.performance_id for house in waiting.houses} if waiting else set()
        chosen = self.state.chosen if self.state.chosen in left else None
        self._now(waiting=waiting, chosen=chosen)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._now(shown=False, chosen=None, refusal=None, freed=None, busy=False)
