"""One task of the hub being settled here: a party is seated elsewhere, an order's papers are made
void and printed anew, or both sides stay as they are, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.hub_room import HubRoom
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing
from pos.hub.talk import TaskKind
from pos.hub.task_views import Settled, SideView, TaskView
from pos.ids import CommandId, Ids, SeatId
from pos.views.people import Approval, SessionView
from pos.views.selling import MoveView, SeatChoice

if TYPE_CHECKING:
    from pos.office import Office


class Doing(Enum):
    """What is being done about a task."""

    MOVE = "move"
    RENEW = "renew"
    END = "end"
    """One of two papers of a ticket."""
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class HubTaskState:
    """``side``: whose party moves, or whose order's papers are void. ``choices``: seats it may have
    instead, the best first; None while they are looked for. ``chosen``: the one it shall have.
    ``needed``: somebody of the party needs an accessible place."""

    task: TaskView | None = None
    doing: Doing = Doing.KEEP
    side: SideView | None = None
    choices: tuple[SeatChoice, ...] | None = None
    chosen: SeatId | None = None
    needed: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether anything is being done."""
        return self.task is not None

    @property
    def can(self) -> bool:
        """Whether all is chosen."""
        return not self.busy and (self.doing is not Doing.MOVE or self.chosen is not None)


class HubTaskRoom(Presenter[HubTaskState]):
    """The panel in which a task is settled. GUI thread. ``room``: where the tasks are listed; it
    makes way and comes back."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, room: HubRoom
    ) -> None:
        super().__init__(HubTaskState())
        self._tasks = tasks
        self._desk = desk
        self._room = room
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        desk.changed.append(self._desk_changed)

    # ---- begin ----

    def move(self, task: TaskView, side: SideView) -> None:
        """Look for another seat for the party of one side."""
        if side.ticket_id is None:
            return
        self._begin(HubTaskState(task, Doing.MOVE, side))
        self._look()

    def need(self, *, needed: bool) -> None:
        """Somebody of the party needs an accessible place, or nobody does: look anew. It is kept
        nowhere."""
        if self.state.doing is Doing.MOVE and not self.state.busy:
            self._now(needed=needed, choices=None, chosen=None, refusal=None)
            self._look()

    def _look(self) -> None:
        about = self.state.task, self.state.side, self.state.needed
        side = self.state.side
        if side is None or side.ticket_id is None:
            return
        ticket_id, needed = side.ticket_id, self.state.needed

        def found(choices: tuple[SeatChoice, ...]) -> None:
            if (self.state.task, self.state.side, self.state.needed) == about:
                self._now(choices=choices, chosen=choices[0].seat_id)

        def refused(error: PosError) -> None:
            if (self.state.task, self.state.side, self.state.needed) == about:
                self._refuse(error)

        self._tasks.ask(
            lambda office: office.reseating.choices(ticket_id, needed=needed), found, refused, self
        )

    def renew(self, task: TaskView) -> None:
        """Make the papers of the order void that was handed out twice, and print new ones."""
        side = next((side for side in task.sides if side.order_id is not None), None)
        if side is not None:
            self._begin(HubTaskState(task, Doing.RENEW, side))

    def end(self, task: TaskView, side: SideView) -> None:
        """Let this one of two papers of a ticket open the door no more."""
        if side.ticket_id is not None:
            self._begin(HubTaskState(task, Doing.END, side))

    def keep(self, task: TaskView) -> None:
        """Both sides stay as they are; why, is asked."""
        self._begin(HubTaskState(task, Doing.KEEP))

    def _begin(self, state: HubTaskState) -> None:
        if self._room.state.busy:
            return
        self._room.close()
        self._become(state)

    def choose(self, seat_id: SeatId) -> None:
        """It is to be that seat."""
        if not self.state.busy:
            self._now(chosen=seat_id, refusal=None)

    def leave(self) -> None:
        """Back to the list of tasks."""
        if not self.state.busy:
            self._become(HubTaskState())
            self._room.open()

    # ---- do ----

    def do(self, reason: str) -> None:
        """Do what was begun."""
        state = self.state
        if state.task is None or not state.can:
            return
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
        elif state.doing is Doing.MOVE:
            self._move(state, reason)
        elif state.doing is Doing.RENEW:
            self._renew(state, state.task, reason)
        elif state.doing is Doing.END:
            self._end(state, state.task, reason)
        else:
            self._settled(state.task, Settled.KEPT, reason)

    def _move(self, state: HubTaskState, reason: str) -> None:
        task, side, seat_id = state.task, state.side, state.chosen
        if task is None or side is None or side.ticket_id is None or seat_id is None:
            return
        ticket_id, needed = side.ticket_id, state.needed
        to = next((one.label for one in state.choices or () if one.seat_id == seat_id), "")
        about = Deed(side.patron, side.order_number, side.place, whom=to, reason=reason.strip())

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> MoveView:
            return office.reseating.move(
                command, session, ticket_id, seat_id, reason, word, needed=needed
            )

        def done(moved: MoveView) -> None:
            if task.kind is TaskKind.CLAIM_REFUSED:  # of the others the hub finds out by itself
                self._settled(task, Settled.MOVED, reason)
            else:
                self.leave()
            self._room.moved(moved)

        self._now(busy=True, refusal=None)
        key = (Doing.MOVE, ticket_id, seat_id, reason, needed)
        self._act.do(key, work, done, self._refuse, about=about)

    def _renew(self, state: HubTaskState, task: TaskView, reason: str) -> None:
        side, order_id = state.side, state.side.order_id if state.side is not None else None
        if side is None or order_id is None:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> int:
            return office.orders.renew(command, session, order_id, reason, word)

        def done(_many: int) -> None:
            self._settled(task, Settled.RENEWED, reason)

        self._now(busy=True, refusal=None)
        about = Deed(side.patron, side.order_number, reason=reason.strip())
        self._act.do((Doing.RENEW, order_id, reason), work, done, self._refuse, about=about)

    def _end(self, state: HubTaskState, task: TaskView, reason: str) -> None:
        side, ticket_id = state.side, state.side.ticket_id if state.side is not None else None
        if side is None or ticket_id is None:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> str:
            return office.copies.end(command, session, ticket_id, reason, word)

        def done(_stays: str) -> None:
            if task.kind is TaskKind.SEAT_SOLD_TWICE:  # the hub finds out by itself
                self.leave()
            else:
                self._settled(task, Settled.COPY_ENDED, reason)

        self._now(busy=True, refusal=None)
        about = Deed(side.patron, side.order_number, side.place, reason=reason.strip())
        self._act.do((Doing.END, ticket_id, reason), work, done, self._refuse, about=about)

    def _settled(self, task: TaskView, how: Settled, reason: str) -> None:
        """Back to the list, and off it."""
        self.leave()
        self._room.settle(task, how, reason)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(HubTaskState())
