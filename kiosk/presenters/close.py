"""Closing: a checklist that can be walked backwards.

Checks, blind count, differences, second person, Z report; then the day. Until the count is
submitted no expected figure is asked for, so none can be shown: the office's answers before that
carry none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.close_fixes import CloseFixes, desks_of
from kiosk.presenters.close_standing import CloseStanding, read_standing
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.half_count import HalfCounts
from kiosk.presenters.one_act import OneAct, Work
from kiosk.presenters.paper_steps import PaperSteps
from kiosk.presenters.paper_walk import NO_WALK, PaperWalk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import PosError, TextMissing
from pos.ids import Ids, OrderId
from pos.lifecycles import TillState
from pos.views.cash import (
    Blocker,
    CountSheet,
    HalfCount,
    TillReportView,
    TillResult,
    TillView,
)
from pos.views.causes import Explained
from pos.views.people import Approval, Permission

if TYPE_CHECKING:
    from pos.office import Office

T = TypeVar("T")


class CloseStep(Enum):
    """Where the close of this drawer stands."""

    NO_TILL = "no_till"
    """Nothing is open here; the day may be closed."""
    CHECKS = "checks"
    COUNT = "count"
    RESULT = "result"
    """Counted: differences, recount, second person."""


@dataclass(frozen=True, slots=True)
class CloseState:
    """``blockers`` are of the till, ``day_blockers`` of the day; ``result`` is there only after a
    submitted count. ``report``: an X or Z report on the screen, ``saved_at`` its PDF once
    written."""

    step: CloseStep = CloseStep.NO_TILL
    till: TillView | None = None
    mine: bool = False
    known: bool = False
    blockers: tuple[Blocker, ...] = ()
    parked: int = 0
    """Tickets in carts of people who are away."""
    recounting: bool = False
    """What was expected is known: no way back to selling."""
    half: HalfCount | None = None
    """What was typed of this count before the window began, or before a walk back to selling."""
    walk: PaperWalk = NO_WALK
    """The papers to hand in with the till."""
    result: TillResult | None = None
    causes: tuple[Explained, ...] = ()
    """What may be behind its differences."""
    left: CountSheet | None = None
    rest: CountSheet | None = None
    """The next float as it is to be, and what goes to the bank."""
    missing: tuple[tuple[int, int], ...] = ()
    """Pieces of the venue's float that are not in ``left``, (minor units, pieces)."""
    choosing_float: bool = False
    may_close_day: bool = False
    day_blockers: tuple[Blocker, ...] = ()
    z_reports: tuple[TillReportView, ...] = ()
    report: TillReportView | None = None
    saved_at: Path | None = None
    busy: bool = False
    """Lasts a moment longer than an act: the second half of a double tap on *Start* must not hand
    in an empty count."""
    refusal: PosError | None = None


_STEPS = {
    TillState.OPEN.value: CloseStep.CHECKS,
    TillState.COUNTING.value: CloseStep.COUNT,
    TillState.COUNTED.value: CloseStep.RESULT,
}


class Close(Presenter[CloseState]):
    """The Close room. ``open_order`` shows an order's page in the Orders room."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        reports: Reports,
        taps: DoubleTap,
        open_order: Callable[[OrderId], None],
        half: HalfCounts,
    ) -> None:
        super().__init__(CloseState())
        self._taps = taps
        self._tasks = tasks
        self._desk = desk
        self._approvals = approvals
        self._reports = reports
        self._act = OneAct(tasks, desk, ids)
        self._begin = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._fixes = CloseFixes(tasks, desk, ids, open_order, self.refresh, self._refuse)
        self._half = half
        half.found.append(self._go_on_from)
        half.failed.append(self._refuse)
        self.papers = PaperSteps(self._walk, self._walked, self._refuse)
        desk.changed.append(self._desk_changed)

    # ---- where things stand ----

    def enter(self) -> None:
        """The room was opened."""
        self.refresh()

    def refresh(self) -> None:
        """Read till, blockers and reports again."""
        session = self._desk.session
        self._tasks.ask(
            lambda office: read_standing(office, session), self._know, self._refuse, self
        )

    def fix(self, blocker: Blocker) -> None:
        """The button beside a blocker: go where it can be settled, or settle it."""
        self._fixes.fix(blocker)

    def open_till(self) -> None:
        """Nothing is open here: the way to the float."""
        self._desk.walk_to("till")

    # ---- the count ----

    def start(self) -> None:
        """No more sales: the blind count begins. Who was told by a report what is expected asks
        somebody to stand beside them."""
        if self.state.busy or self._act.under_way:
            return

        def begun(till: TillView) -> None:
            self._now(busy=True)
            self._till_is(till)
            self._taps.afterwards(lambda: self._now(busy=False))

        self._now(busy=True, refusal=None)
        self._begin.do(
            "start",
            lambda office, cmd, who, beside: office.closing.start_count(cmd, who, beside),
            begun,
            self._refuse,
        )

    def resume(self) -> None:
        """Back to selling; the count is begun afresh later."""
        self._do("resume", lambda office, cmd, who: office.closing.resume(cmd, who), self._till_is)

    def submit(self, sheet: CountSheet) -> None:
        """The count is in; now, and not before, the difference shows. Every paper has been walked:
        one of which nothing was said would be missing."""
        walk = self.state.walk
        if walk.left:
            return
        papers = walk.counted
        self._do(
            ("submit", sheet, papers),
            lambda office, cmd, who: office.closing.submit_count(cmd, who, sheet, papers),
            self._revealed,
        )

    def typed(self, sheet: CountSheet) -> None:
        """A piece more or less was counted."""
        if self.state.step is CloseStep.COUNT:
            self._half.typed(sheet)

    def _go_on_from(self, half: HalfCount) -> None:
        """Who counts had begun before: so far they were."""
        self._now(half=half, walk=self.state.walk.resumed(half))

    def _walk(self) -> PaperWalk:
        return self.state.walk

    def _walked(self, walk: PaperWalk) -> None:
        self._now(walk=walk, refusal=None)
        self._half.walked(walk.said)

    # ---- the next float ----

    def choose_float(self) -> None:
        """Decide piece by piece what stays in the drawer."""
        self._now(choosing_float=True, refusal=None)

    def leave(self, left: CountSheet) -> None:
        """``left`` is the next float; the rest goes to the bank."""
        result = self.state.result
        if result is None:
            return
        counted = result.counted
        self._now(refusal=None)
        self._tasks.ask(
            lambda office: office.closing.next_float(counted, left),
            lambda found: self._now(
                left=left, rest=found.rest, missing=found.missing, choosing_float=False
            ),
            self._refuse,
            self,
        )

    def keep_float(self) -> None:
        """Back to the differences, with the float as it was."""
        self._now(choosing_float=False, refusal=None)

    def show_order(self, order_id: OrderId) -> None:
        """A row behind a difference is of this order: look at it."""
        self._fixes.show_order(order_id)

    def recount(self) -> None:
        """Count once more."""
        self._do(
            "recount", lambda office, cmd, who: office.closing.recount(cmd, who), self._till_is
        )

    def approve(self, reason: str) -> None:
        """Ask the second person; the reason explains the difference."""
        till, why = self.state.till, reason.strip()
        if till is None or self._act.under_way:
            return
        if self.state.result is not None and self.state.result.needs_reason and not why:
            self._now(refusal=TextMissing(field="reason"))
            return
        left = self.state.left
        self._now(refusal=None)
        content = ("approve", till.till_id, why, left)

        def approved(approval: Approval) -> None:
            self._do(
                content,
                lambda office, cmd, who: office.closing.approve(
                    cmd, who, till.till_id, approval, why, left
                ),
                self._closed,
            )

        large = self.state.result is not None and self.state.result.needs_manager
        permission = Permission.APPROVE_DIFFERENCE if large else Permission.APPROVE_CLOSE
        about = Deed(till.cashier, reason=why)
        self._approvals.ask(permission, self._act.command(content), approved, about)

    # ---- reports and the day ----

    def walk(self, to: str) -> None:
        """Open one of ``desks``."""
        self._desk.walk_to(to)

    def desks(self) -> frozenset[str]:
        """Return what the person may open after the tills are closed."""
        return desks_of(self._desk)

    def x_report(self) -> None:
        """Totals so far; hides cash from who still has to count. Who sees it is written down."""
        session = self._desk.person
        self._now(refusal=None)
        self._tasks.change(
            lambda office: office.closing.x_report(session), self._show, self._refuse, self
        )

    def show_again(self, index: int) -> None:
        """A Z report, or a day's, as it was printed."""
        self._now(refusal=None)
        self._show(self.state.z_reports[index])

    def put_report_away(self) -> None:
        """Back to the checklist."""
        self._now(report=None, saved_at=None)
        self.refresh()

    def close_day(self) -> None:
        """End the business day, with a second person's word."""
        if self._act.under_way:
            return
        self._now(refusal=None)

        def approved(approval: Approval) -> None:
            self._do(
                "day",
                lambda office, cmd, who: office.closing.close_day(cmd, who, approval),
                self._show,
            )

        self._approvals.ask(Permission.CLOSE_DAY, self._act.command("day"), approved)

    # ---- inside ----

    def _do(self, content: Hashable, work: Work[T], done: Callable[[T], None]) -> None:
        """Send an act; busy until a second touch that falls on what is new has fallen."""
        if self.state.busy:
            return

        def succeeded(answer: T) -> None:
            done(answer)
            self._taps.afterwards(lambda: self._now(busy=False))

        if not self._act.under_way:
            self._now(busy=True, refusal=None)
            self._act.do(content, work, succeeded, self._refuse)

    def _know(self, standing: CloseStanding) -> None:
        papers, walk = standing.papers, self.state.walk
        self._now(
            walk=walk if papers is None else walk.listed(papers),
            known=True,
            **self._resulting(standing.result),
            blockers=standing.blockers,
            day_blockers=standing.day_blockers,
            z_reports=standing.z_reports,
        )
        self._desk.till_is(standing.till)

    def _resulting(self, result: TillResult | None) -> dict[str, Any]:
        """Return the result and the next float; what was chosen stays while the count does."""
        if result is None or result == self.state.result:
            return {"result": result}
        self._look_for_causes(result)
        return {
            "result": result,
            "left": result.left,
            "rest": result.rest,
            "missing": result.missing,
            "causes": (),
        }

    def _look_for_causes(self, result: TillResult) -> None:
        """Ask what may be behind the differences of a count that is in."""
        session, till_id = self._desk.session, result.till.till_id
        if session is None:
            return

        def found(causes: tuple[Explained, ...]) -> None:
            if self.state.result == result:
                self._now(causes=causes)

        def ask(office: Office) -> tuple[Explained, ...]:
            mine = result.till.user_id == session.user_id
            if not mine and Permission.APPROVE_CLOSE not in session.permissions:
                return ()
            return office.causes.of_till(session, till_id)

        self._tasks.ask(ask, found, self._refuse, self)

    def _till_is(self, till: TillView) -> None:
        self._now(result=None, choosing_float=False)
        self._desk.till_is(till)
        self.refresh()

    def _revealed(self, result: TillResult) -> None:
        self._now(walk=NO_WALK, **self._resulting(result))
        self._desk.till_is(result.till)

    def _closed(self, report: TillReportView) -> None:
        self._now(result=None, left=None, rest=None, missing=(), choosing_float=False)
        self._desk.till_is(None)
        self._show(report)

    def _show(self, report: TillReportView) -> None:
        self._now(report=report, saved_at=None)
        self.refresh()  # before the paper is written: what stands behind it is true by then
        self._tasks.ask(
            lambda _office: self._reports.save(report),
            lambda path: self._saved(report, path),
            self._refuse,
            self,
        )

    def _saved(self, report: TillReportView, path: Path) -> None:
        if self.state.report is report:
            self._now(saved_at=path)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(CloseState(z_reports=self.state.z_reports))
            return
        me = desk.person.user_id
        step = CloseStep.NO_TILL if desk.till is None else _STEPS[desk.till.state]
        self._now(
            step=step,
            till=desk.till,
            mine=desk.till_is_mine,
            recounting=desk.till is not None and desk.till.counts > 0,
            result=self.state.result if step is CloseStep.RESULT else None,
            walk=self.state.walk if step is CloseStep.COUNT else NO_WALK,
            half=self.state.half if step is CloseStep.COUNT else None,
            parked=sum(len(cart.lines) for user, cart in desk.carts.items() if user != me),
            may_close_day=desk.may(Permission.CLOSE_DAY),
        )
