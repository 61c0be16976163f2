"""A performance does not take place: selling stops, and order by order its money goes back, to
nothing. Tickets stay what they are until their order is settled: they are what a patron shows."""

from __future__ import annotations

from collections.abc import Sequence

from pos.allowed import require
from pos.audit import audit_entry
from pos.cancelling.cases import cancelled_cases, cancelled_view, cases_of
from pos.cash.till import require_open_till
from pos.errors import ApprovalNeeded, NotFound, NotThisWay
from pos.events import CatalogueChanged, HouseChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, PerformanceId
from pos.lifecycles import TICKET, TicketState
from pos.money import total
from pos.paying.answerable import answerable
from pos.paying.giving import Giving, give
from pos.paying.planning import plan_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import PerformanceCancelled
from pos.selling.orders import REASON_LONGEST, counted_tickets
from pos.text import checked_text
from pos.views.order_life import (
    CancelledCases,
    CancelledView,
    CancelPlan,
    CaseState,
    CaseView,
    CaseWay,
)
from pos.views.paying import GiveBackPlan, GivenBackView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_ELSEWHERE = "elsewhere"
BY_ITSELF = frozenset({"void", "refund", "certificate", "on_account", _ELSEWHERE})
"""Ways (``GiveBackLine.how``) for which nobody has to stand at the window."""


class Cancelling:
    """Cancels performances and settles their orders. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- look ----

    def plan(self, session: SessionView, performance_id: PerformanceId) -> CancelPlan:
        """Return what cancelling would begin. Nothing is written.

        Raises:
            NotAllowed: Needs CANCEL_PERFORMANCE.
            NotFound: There is no such performance.
        """
        require(session, Permission.CANCEL_PERFORMANCE)
        with self._storage.read() as uow:
            performance = uow.catalogue.performance(performance_id)
            currency = uow.catalogue.company().currency
            cases = [c for c in cases_of(uow, performance_id) if c.state is CaseState.OPEN]
            used = sum(
                1
                for case in cases
                for ticket in uow.orders.tickets(case.order_id)
                if ticket.performance_id == performance_id
                and uow.states.of(TICKET, ticket.ticket_id) is TicketState.SCANNED
            )
            return CancelPlan(
                performance_id=performance_id,
                production=performance.production,
                starts_at=performance.starts_at,
                orders=len(cases),
                tickets=sum(case.tickets for case in cases),
                amount=total((case.left for case in cases), currency),
                by_itself=_going(cases, CaseWay.BY_ITSELF),
                elsewhere=_going(cases, CaseWay.ELSEWHERE, CaseWay.IN_PART_ELSEWHERE),
                unpaid=_going(cases, CaseWay.NOTHING_PAID),
                used=used,
            )

    def every(self) -> tuple[CancelledView, ...]:
        """Return the performances that were cancelled: what has something left to do first, the
        newest of each first."""
        with self._storage.read() as uow:
            views = [cancelled_cases(uow, each).performance for each in self._every(uow)]
        return tuple(sorted(views, key=lambda view: view.open == 0))

    def _every(self, uow: UnitOfWork) -> tuple[PerformanceCancelled, ...]:
        return uow.order_life.every_cancelled()

    def cases(self, performance_id: PerformanceId) -> CancelledCases:
        """Return the orders of a cancelled performance, what is open first.

        Raises:
            NotFound: It was not cancelled.
        """
        with self._storage.read() as uow:
            return cancelled_cases(uow, _cancelled(uow, performance_id))

    # ---- act ----

    def cancel(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        reason: str,
        approval: Approval | None = None,
    ) -> CancelledView:
        """Cancel a performance: nothing of it is sold from now on, at every window that hears it.
        No money moves and no ticket dies by this. Durable on return; it cannot be taken back.

        Raises:
            NotAllowed: Needs CANCEL_PERFORMANCE.
            ApprovalNeeded, SamePerson: Another one who may has to approve it.
            TextMissing, TextRefused, CardNumberRefused: The reason, which must be given.
            NotFound: There is no such performance.
            NotThisWay: ``cancelled_already``.
            NotOffline: The hub is away: other windows would go on selling.
        """
        require(session, Permission.CANCEL_PERFORMANCE)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> CancelledView:
            require_allowed(uow, Act.CANCEL_SHOW)
            uow.catalogue.performance(performance_id)
            if uow.order_life.is_cancelled(performance_id):
                raise NotThisWay(what="cancelled_already")
            needed = Permission.CANCEL_PERFORMANCE
            if approval is None:
                raise ApprovalNeeded(permission=needed.value)
            approver_of(uow, session, approval, command, (needed,))
            cancelled = PerformanceCancelled(
                self._ids.new(),
                performance_id,
                reason,
                uow.now(),
                session.user_id,
                approval.approver,
            )
            uow.add(cancelled)
            cases = cases_of(uow, performance_id)
            details = {"reason": reason, "approved_by": approval.approver, "orders": len(cases)}
            self._tell(uow, session, "performance.cancelled", performance_id, **details)
            uow.publish(HouseChanged(performance_id))
            uow.publish(CatalogueChanged())  # it stands as cancelled wherever it is named
            return cancelled_view(uow, cancelled, cases)

        with self._storage.begin() as uow:
            content = (session.user_id, performance_id, reason)
            view = uow.commands.once(command, "cancel_performance", content, CancelledView, act)
            uow.commit()
        return view

    def refund(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        order_id: OrderId,
        *,
        can_reverse: bool = True,
        approval: Approval | None = None,
    ) -> GivenBackView:
        """Give an order everything back that was paid for its tickets of a cancelled performance,
        to the tenders it came from; none of it is cash or a check. One transaction, durable on
        return; the card payments in ``cards`` are still to be asked of the terminal. What nothing
        was paid for, or all of it elsewhere, is taken off without a till: no money moves here.
        ``can_reverse``: as of ``GivingBack.plan``.

        Raises:
            NotFound: It was not cancelled, or there is no such order.
            NotThisWay: ``in_person``: some of it goes over the counter; ``nothing_to_give_back``:
                it was settled meanwhile; or why a part cannot go back now.
            ApprovalNeeded, SamePerson, TillNotOpen, TillNotYours, GiveBackTooMuch, PaymentGone,
            PrintNeedsPerson, NotOffline: As for ``GivingBack.give_back``.
        """

        def act() -> GivenBackView:
            cancelled = _cancelled(uow, performance_id)
            plan = self._plan(uow, session, performance_id, order_id, can_reverse=can_reverse)
            moves = any(line.how != _ELSEWHERE for line in plan.lines)
            till = require_open_till(uow, session, self._window) if moves else None
            who = str(session.user_id)
            if plan.needs:
                who = answerable(uow, command, session, Permission(plan.needs), approval)
            order = uow.orders.order(order_id)
            reason = cancelled.reason
            giving = Giving(uow, self._ids, self._window, session, plan, order, till, reason, who)
            return give(giving, command)

        with self._storage.begin() as uow:
            content = (session.user_id, performance_id, order_id, can_reverse)
            view = uow.commands.once(command, "refund_cancelled", content, GivenBackView, act)
            uow.commit()
        return view

    def _plan(
        self,
        uow: UnitOfWork,
        session: SessionView,
        performance_id: str,
        order_id: str,
        *,
        can_reverse: bool,
    ) -> GiveBackPlan:
        """Return what goes back. Raises NotThisWay."""
        counted = counted_tickets(uow, order_id)
        mine = [t.ticket_id for t in counted if t.performance_id == performance_id]
        if not mine:
            raise NotThisWay(what="nothing_to_give_back")
        plan = plan_of(uow, self._window, session, order_id, mine, (), can_reverse=can_reverse)
        if any(line.how not in BY_ITSELF for line in plan.lines):
            raise NotThisWay(what="in_person")
        for line in plan.lines:
            if line.refused:
                raise NotThisWay(what=line.refused)
        return plan

    def _tell(
        self, uow: UnitOfWork, session: SessionView, event: str, subject: str, **details: object
    ) -> None:
        here, about = self._window.window_id, ("performance", subject)
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, about, "ok", **details))


def _going(cases: Sequence[CaseView], *ways: CaseWay) -> int:
    return sum(1 for case in cases if case.way in ways)


def _cancelled(uow: UnitOfWork, performance_id: str) -> PerformanceCancelled:
    found = uow.order_life.cancelled(performance_id)
    if found is None:
        raise NotFound(kind="cancelled", key=performance_id)
    return found
