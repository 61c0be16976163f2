"""Prints that wait for a person: what came out is counted, and only somebody who looks can say.

One question at a time: "Is ticket Orchestra A 12 in your hand and good?" A no, ruined or never come
out, revokes its barcode and prints another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import Ids, PrintJobId
from pos.lifecycles import PrintState
from pos.views.paying import PaymentView
from pos.views.selling import PrintTaskView

if TYPE_CHECKING:
    from kiosk.presenters.money_in_doubt import DoubtState, MoneyInDoubt


@dataclass(frozen=True, slots=True)
class PrintTasksState:
    """``shown``: the panel is up. ``in_doubt``: what only a person can answer; ``printing``: what
    was sent and not answered yet; ``waiting``: what prints when the printer is ready again.
    ``refunds``: money that goes back to cards and that the terminal was never asked for, so that
    its paper waits too."""

    shown: bool = False
    in_doubt: tuple[PrintTaskView, ...] = ()
    printing: tuple[PrintTaskView, ...] = ()
    waiting: tuple[PrintTaskView, ...] = ()
    refunds: tuple[PaymentView, ...] = ()
    sending: bool = False
    """The terminal is at one of ``refunds``, or at something else."""
    busy: bool = False
    refusal: PosError | None = None


class PrintTasks(Presenter[PrintTasksState]):
    """The panel behind the printer's banner. ``settled`` callbacks run after each answer of a
    person, ``known`` callbacks whenever the tasks were read."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, taps: DoubleTap, doubt: MoneyInDoubt
    ) -> None:
        super().__init__(PrintTasksState())
        self._doubt = doubt
        self._sending = False
        self._taps = taps
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self.settled: list[Callable[[], None]] = []
        self.known: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)
        doubt.watch(self._doubt_is)

    def refresh(self) -> None:
        """Read the tasks again: at start, when the office says they changed, when the panel
        opens."""
        self._tasks.ask(lambda office: office.prints.tasks(), self._know, self._refuse, self)

    def paper_printed(self) -> None:
        """A paper came out: what was read before is no longer so."""
        if self.state.in_doubt or self.state.printing or self.state.waiting:
            self.refresh()

    def open(self) -> None:
        """Show the panel."""
        if self._desk.session is not None:
            self._now(shown=True, refusal=None)
            self.refresh()

    def close(self) -> None:
        """Put the panel away; what is in doubt stays in doubt."""
        self._now(shown=False, refusal=None)

    def decide(
        self, job_id: PrintJobId, *, came_out: bool, reason: str = "", wasted: bool = True
    ) -> None:
        """Say what a person saw. ``came_out`` False revokes the barcode and prints another ticket;
        ``wasted``: a ruined paper lies there, which is counted and handed in."""
        if self._act.under_way or self._taps.is_second("answer"):
            return
        command = self._act.begin((job_id, came_out, reason, wasted))
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.prints.decide(
                command, session, job_id, came_out=came_out, reason=reason, wasted=wasted
            ),
            self._decided,
            self._undecided,
            self,
        )

    def cancel(self, job_id: PrintJobId, reason: str) -> None:
        """A paper that was never sent is no longer wanted."""
        if self._act.under_way or self._taps.is_second("answer"):
            return
        command = self._act.begin((job_id, "cancel", reason))
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.prints.cancel(command, session, job_id, reason),
            self._decided,
            self._undecided,
            self,
        )

    def send(self, payment_id: str) -> None:
        """Ask the terminal for a refund it was never asked for."""
        self._now(refusal=None)
        self._sending = True
        self._doubt.send(payment_id)

    def _doubt_is(self, doubt: DoubtState) -> None:
        sending = doubt.busy or not doubt.desk.free
        self._now(refunds=doubt.unsent, sending=sending)
        if self._sending and not doubt.busy:
            self._sending = doubt.refusal is None and not doubt.desk.free
            if doubt.refusal is not None:
                self._refuse(doubt.refusal)

    def _know(self, tasks: tuple[PrintTaskView, ...]) -> None:
        doubt = tuple(task for task in tasks if task.state == PrintState.UNKNOWN.value)
        printing = tuple(task for task in tasks if task.state == PrintState.SENT.value)
        waiting = tuple(task for task in tasks if task not in doubt and task not in printing)
        self._now(in_doubt=doubt, printing=printing, waiting=waiting)
        for callback in tuple(self.known):
            callback()

    def _decided(self, _: object) -> None:
        self._act.succeeded()
        self._now(busy=False)
        self.refresh()
        for callback in tuple(self.settled):
            callback()

    def _undecided(self, error: PosError) -> None:
        self._act.failed(error)
        self._refuse(error)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, room: str) -> None:
        if room == "print_tasks":
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self.close()
