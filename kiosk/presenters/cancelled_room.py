"""The panel of cancelled performances: which are, cancelling one, and its orders worked from top to
bottom until nothing is left.

What needs nobody at the window goes back in one go: order by order, each card asked of the terminal
before the next order is begun. What is cash or a check waits for its patron.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.panel_room import PanelRoom, PanelState
from kiosk.presenters.tasks import Tasks
from pos.errors import PaymentsUnresolved, PosError, Refused, TextMissing
from pos.ids import CommandId, Ids, OrderId, PerformanceId
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.views.catalogue import NoneLeft, PerformanceView
from pos.views.order_life import (
    CancelledCases,
    CancelledView,
    CancelPlan,
    CaseState,
    CaseView,
    CaseWay,
)
from pos.views.paying import GivenBackView, PaymentView
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.office import Office


class CancelledPage(Enum):
    """Where in the panel we are."""

    LIST = "list"
    CHOOSE = "choose"
    """Which performance does not take place."""
    PLAN = "plan"
    """What cancelling it begins."""
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class CancelledState(PanelState):
    """``every``: cancelled performances; ``coming``: those that could be. ``may_cancel``: the
    person may cancel one; ``may_settle``: may give back what needs nobody, in one go. ``plan``: of
    the one that was chosen. ``cases``: of the one that is looked at. ``running``: what goes back by
    itself does so now, ``done`` orders of ``of``; ``stuck``: how many of them could not."""

    page: CancelledPage = CancelledPage.LIST
    every: tuple[CancelledView, ...] = ()
    coming: tuple[PerformanceView, ...] = ()
    may_cancel: bool = False
    may_settle: bool = False
    plan: CancelPlan | None = None
    cases: CancelledCases | None = None
    running: bool = False
    done: int = 0
    of: int = 0
    stuck: int = 0

    @property
    def by_itself(self) -> tuple[CaseView, ...]:
        """The open orders whose money goes back with nobody at the window."""
        return self._open_by(CaseWay.BY_ITSELF)

    @property
    def elsewhere(self) -> tuple[CaseView, ...]:
        """The open orders whose money comes back from whoever sold them, all or in part: their
        tickets are taken off in the same go."""
        return self._open_by(CaseWay.ELSEWHERE, CaseWay.IN_PART_ELSEWHERE)

    @property
    def unpaid(self) -> tuple[CaseView, ...]:
        """The open orders that nothing was paid for: they are taken off, in the same go."""
        return self._open_by(CaseWay.NOTHING_PAID)

    def _open_by(self, *ways: CaseWay) -> tuple[CaseView, ...]:
        cases = self.cases.cases if self.cases is not None else ()
        return tuple(case for case in cases if case.state is CaseState.OPEN and case.way in ways)


class CancelledRoom(PanelRoom[CancelledState]):
    """Opened by ``desk.walk_to("cancelled")``. GUI thread."""

    name = "cancelled"

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        cards: CardDesk,
        open_order: Callable[[OrderId], None],
    ) -> None:
        super().__init__(CancelledState(), tasks, desk, ids, approvals, open_order)
        self._ids = ids
        self._cards = cards
        self._queue: deque[OrderId] = deque()
        self._payments: deque[str] = deque()
        self._commands: dict[OrderId, CommandId] = {}

    def may_open(self) -> bool:
        """Whether the person has business here: whoever sells works the list order by order."""
        may = self._desk.may
        return may(Permission.SELL) or may(Permission.CANCEL_PERFORMANCE)

    def _opened(self) -> CancelledState:
        may = self._desk.may
        return CancelledState(
            shown=True,
            may_cancel=may(Permission.CANCEL_PERFORMANCE),
            may_settle=may(Permission.GIVE_BACK) or may(Permission.GIVE_BACK_ANY),
        )

    # ---- look ----

    def refresh(self) -> None:
        """Read again what is shown."""
        state = self.state
        if not state.shown:
            return
        if state.page is CancelledPage.CASES and state.cases is not None:
            self._read_cases(state.cases.performance.performance_id)
        elif state.page is CancelledPage.LIST:
            self._tasks.ask(
                lambda office: office.cancelling.every(),
                lambda every: self._now(every=every, read=True),
                self._refuse,
                self,
            )

    def choose(self, index: int) -> None:
        """A row was touched: on the list a cancelled performance, then one that is to be cancelled,
        or an order to be looked at."""
        state = self.state
        if state.busy or state.running:
            return
        if state.page is CancelledPage.LIST:
            self._read_cases(state.every[index].performance_id)
        elif state.page is CancelledPage.CHOOSE:
            self._ask_plan(state.coming[index].performance_id)
        elif state.cases is not None:
            self.show_order(state.cases.cases[index].order_id)

    def _read_cases(self, performance_id: PerformanceId) -> None:
        self._tasks.ask(
            lambda office: office.cancelling.cases(performance_id),
            lambda cases: self._now(page=CancelledPage.CASES, cases=cases),
            self._refuse,
            self,
        )

    def close(self) -> None:
        """One page back; from the list to the room. Not while money goes back."""
        state = self.state
        if state.busy or state.running:
            return
        if state.page is CancelledPage.LIST:
            self._become(CancelledState())
        elif state.page is CancelledPage.PLAN:
            self._now(page=CancelledPage.CHOOSE, plan=None, refusal=None)
        else:
            self._now(page=CancelledPage.LIST, cases=None, refusal=None, stuck=0, of=0)
            self.refresh()

    # ---- cancel ----

    def begin(self) -> None:
        """Show the performances that could be cancelled."""

        def know(coming: tuple[PerformanceView, ...]) -> None:
            rest = tuple(one for one in coming if one.none_left is not NoneLeft.CANCELLED)
            self._now(page=CancelledPage.CHOOSE, coming=rest, refusal=None)

        self._tasks.ask(lambda office: office.catalogue.performances(), know, self._refuse, self)

    def _ask_plan(self, performance_id: PerformanceId) -> None:
        session = self._desk.person
        self._tasks.ask(
            lambda office: office.cancelling.plan(session, performance_id),
            lambda plan: self._now(page=CancelledPage.PLAN, plan=plan, refusal=None),
            self._refuse,
            self,
        )

    def cancel(self, reason: str) -> None:
        """Cancel the performance whose plan is shown, with a second person's word."""
        plan, reason = self.state.plan, reason.strip()
        if plan is None or self.state.busy:
            return
        if not reason:
            self._now(refusal=TextMissing(field="reason"))
            return
        self._now(refusal=None)
        self._two.do(
            Permission.CANCEL_PERFORMANCE,
            ("cancel", plan.performance_id, reason),
            lambda office, cmd, who, word: office.cancelling.cancel(
                cmd, who, plan.performance_id, reason, word
            ),
            lambda view: self._read_cases(view.performance_id),
            self._refuse,
            Deed(
                show=plan.production,
                starts_at=plan.starts_at,
                orders=plan.orders,
                tickets=plan.tickets,
                amount=plan.amount,
                reason=reason,
            ),
        )

    # ---- back, by itself ----

    def refund_all(self) -> None:
        """Settle what needs nobody at the window, one order after the other: what was paid goes
        back, what was not paid or was paid elsewhere is taken off."""
        state = self.state
        every = (*state.by_itself, *state.elsewhere, *state.unpaid)
        mine = [case.order_id for case in every]
        if mine and state.may_settle and not (state.running or state.busy):
            self._queue = deque(mine)
            self._now(running=True, done=0, of=len(mine), stuck=0, refusal=None)
            self._next_order()

    def stop(self) -> None:
        """Begin no more orders; the one under way is finished."""
        self._queue.clear()

    def _next_order(self) -> None:
        cases = self.state.cases
        if not self._queue or cases is None or self._desk.session is None:
            self._over()
            return
        order_id, session = self._queue.popleft(), self._desk.person
        show = cases.performance.performance_id
        command = self._commands.setdefault(order_id, CommandId(self._ids.new()))
        can = self._cards.state.can
        reverse = can is None or can.reverse

        def failed(error: PosError) -> None:
            if isinstance(error, Refused):
                self._commands.pop(order_id, None)
                self._now(stuck=self.state.stuck + 1, refusal=error)
                self._next_order()
            else:
                self._over(error)

        self._tasks.change(
            lambda office: _refund(office, command, session, show, order_id, reverse),
            self._given,
            failed,
            self,
        )

    def _given(self, given: GivenBackView) -> None:
        self._payments = deque(given.cards)
        self._next_card()

    def _next_card(self) -> None:
        if not self._payments:
            self._now(done=self.state.done + 1)
            self._next_order()
            return
        payment_id = self._payments.popleft()
        self._cards.charge(lambda office: office.cards.send(payment_id), self._told, self._over)

    def _told(self, view: PaymentView) -> None:
        """A card that was declined stays owed and stands among the orders; one that is not known
        ends it: nobody asks the terminal for more until it is."""
        if not self.state.running:
            return
        if PaymentState(view.state) in PAYMENT_OPEN:
            self._over(PaymentsUnresolved(count=1))
        else:
            self._next_card()

    def _over(self, error: PosError | None = None) -> None:
        self._queue.clear()
        self._payments.clear()
        self._now(running=False, refusal=error or self.state.refusal)
        self.refresh()


def _refund(
    office: Office,
    command: CommandId,
    session: SessionView,
    show: PerformanceId,
    order_id: OrderId,
    reverse: bool,
) -> GivenBackView:
    """Run on the ledger thread."""
    return office.cancelling.refund(command, session, show, order_id, can_reverse=reverse)
