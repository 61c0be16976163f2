"""Will-call printed ahead: asked for, watched, stopped, gone on with; and its list as PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import InHandElsewhere, PosError
from pos.ids import Ids, OrderId, PerformanceId
from pos.lifecycles import BatchState
from pos.views.catalogue import PerformanceView
from pos.views.people import Permission
from pos.views.will_call import BatchView, EnvelopePlan

if TYPE_CHECKING:
    from pos.office import Office

WAITING = 2
"""So few papers wait when the next envelope is queued: the printer never stands still, and who is
at the glass waits behind one envelope at most."""


@dataclass(frozen=True, slots=True)
class EnvelopesState:
    """``asked``: what there is to print, while nobody said so yet; ``owing_too``: also tickets of
    orders that owe. ``batch``: what is being printed. ``passed``: orders that another window had in
    hand. ``done``: the batch that just came to its end. ``listed``: where the list lies."""

    asked: EnvelopePlan | None = None
    performance: PerformanceView | None = None
    owing_too: bool = False
    batch: BatchView | None = None
    passed: frozenset[OrderId] = frozenset()
    done: BatchView | None = None
    listed: Path | None = None
    shown_no_program: bool = False
    busy: bool = False
    held: bool = False
    """It could not go on; a person, or the next paper that comes out, tries again."""
    refusal: PosError | None = None


class Envelopes(Presenter[EnvelopesState]):
    """What stands under the will-call list. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, reports: Reports) -> None:
        super().__init__(EnvelopesState())
        self._tasks = tasks
        self._desk = desk
        self._reports = reports
        self._act = OneAct(tasks, desk, ids, lambda busy: self._now(busy=busy))
        self.opens: Callable[[Path], bool] | None = None
        """Shows a file."""
        desk.changed.append(self._desk_changed)
        self._person = ""

    # ---- the list ----

    def list(self, performance_id: PerformanceId) -> None:
        """Write the will-call list of a performance as PDF and show it."""
        reports = self._reports

        def work(office: Office) -> Path:
            return reports.will_call(office.will_call.list_of(performance_id))

        self._tasks.ask(work, self._listed, self._refuse, self)

    def _listed(self, place: Path) -> None:
        shown = self.opens is None or self.opens(place)
        self._now(listed=place, shown_no_program=not shown, refusal=None)

    # ---- printed ahead ----

    def ask(self, performance: PerformanceView) -> None:
        """Say what there is to print for a performance."""
        performance_id = performance.performance_id

        def know(plan: EnvelopePlan) -> None:
            self._now(asked=plan, performance=performance, owing_too=False, done=None, refusal=None)

        self._tasks.ask(
            lambda office: office.envelopes.plan(performance_id), know, self._refuse, self
        )

    def leave(self) -> None:
        """Nothing is printed, or what was said is read."""
        self._now(asked=None, done=None, listed=None, refusal=None)

    def with_owing(self, *, yes: bool) -> None:
        """Print tickets of orders that owe as well, or only their slips."""
        self._now(owing_too=yes)

    def start(self) -> None:
        """Print what was asked about."""
        plan, owing_too = self.state.asked, self.state.owing_too
        if plan is None:
            return
        performance_id = plan.performance_id
        self._now(passed=frozenset())
        self._do(
            ("start", performance_id, owing_too),
            lambda office, command, who: office.envelopes.start(
                command, who, performance_id, owing_too=owing_too
            ),
        )

    def stop(self) -> None:
        """Queue nothing more for now."""
        self._move("stop", lambda envelopes: envelopes.stop)

    def go_on(self) -> None:
        """Go on."""
        batch = self.state.batch
        self._now(held=False)
        if batch is not None and batch.state == BatchState.STOPPED.value:
            self._move("go_on", lambda envelopes: envelopes.go_on)
        else:
            self.look()

    def cancel(self) -> None:
        """Print no more of it."""
        self._move("cancel", lambda envelopes: envelopes.cancel)

    def look(self) -> None:
        """A paper came out, or somebody said what became of one: see how far it is."""
        if not self._desk.may(Permission.HAND_OVER):
            return
        self._tasks.ask(lambda office: office.envelopes.open(), self._know, self._refuse, self)

    def moved(self) -> None:
        """The print queue moved; looked at only while something is printed ahead."""
        if self.state.batch is not None:
            self._now(held=False)
            self.look()

    # ---- inside ----

    def _move(self, name: str, way: Callable[..., Callable[..., BatchView]]) -> None:
        batch = self.state.batch
        if batch is not None:
            batch_id = batch.batch_id
            self._do(
                (name, batch_id),
                lambda office, command, who: way(office.envelopes)(command, who, batch_id),
            )

    def _do(self, content: object, work: Callable[..., BatchView]) -> None:
        self._act.do(str(content), work, self._told, self._refuse)

    def _know(self, found: tuple[BatchView, ...]) -> None:
        if found:
            self._told(found[0])
        elif self.state.batch is not None and not self._act.under_way:
            self._now(batch=None)

    def _told(self, batch: BatchView) -> None:
        """Show how far it is, and queue what comes next."""
        over = batch.state in (BatchState.DONE.value, BatchState.CANCELLED.value)
        if over:
            self._now(batch=None, asked=None, done=batch, refusal=None)
            return
        self._now(batch=batch, asked=None)
        if batch.state != BatchState.RUNNING.value or self._act.under_way or self.state.held:
            return
        following = next((each for each in batch.to_come if each not in self.state.passed), None)
        if following is None:
            if not batch.waiting and not batch.doubt:
                self._move("finish", lambda envelopes: envelopes.finish)
        elif batch.waiting < WAITING:
            self._feed(batch.batch_id, following, batch.envelopes)

    def _feed(self, batch_id: str, order_id: OrderId, number: int) -> None:
        def refused(error: PosError) -> None:
            if isinstance(error, InHandElsewhere):
                self._now(passed=self.state.passed | {order_id})
                self.look()
            else:
                self._refuse(error)

        self._act.do(
            ("feed", batch_id, order_id, number),
            lambda office, command, who: office.envelopes.feed(command, who, batch_id, order_id),
            self._told,
            refused,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error, held=True)

    def _desk_changed(self) -> None:
        """Who signs in finds what is being printed; who leaves leaves nothing half asked."""
        who = "" if self._desk.session is None else self._desk.person.user_id
        if who == self._person:
            return
        self._person = who
        self._become(EnvelopesState(batch=self.state.batch))
        if who:
            self.look()
