"""What a person does at the hub that other windows feel: allowed and written down here before the
hub hears of it. And the hub's tasks, in words, from this window's copy of everybody's facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.closing.days import day_to_close
from pos.errors import DayNotReady, NotFound
from pos.hub.connection import Connection
from pos.hub.talk import HubTask, Standing, TaskKind, WindowThere
from pos.hub.task_views import SideView, TaskView, VenueAct
from pos.ids import CommandId, OrderId, PerformanceId
from pos.lifecycles import ORDER, TICKET, TILL, ConnectionState
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Transition
from pos.selling.papers import place_label, seat_of
from pos.text import checked_text
from pos.views.cash import Blocker
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_REASON_LONGEST = 300
_AWAY = frozenset({ConnectionState.OFFLINE, ConnectionState.STOPPED})
_ARROWS = frozenset({TaskKind.HANDED_OUT_TWICE, TaskKind.CHANGED_TWICE})
_MACHINES = (ORDER, TICKET, TILL)


HUB = "hub"
"""In the place of a window: whatever the hub knows."""


class Talk(Protocol):
    """How it stands with the hub (``pos.hub.syncing.Syncing``)."""

    @property
    def connection(self) -> Connection: ...
    @property
    def windows(self) -> tuple[WindowThere, ...] | None: ...


class Venue:
    """See the module. Thread: ledger."""

    def __init__(self, storage: Storage, window: Window, talk: Talk | None = None) -> None:
        self._storage = storage
        self._window = window
        self._talk = talk

    def allow(
        self,
        command: CommandId,
        session: SessionView,
        act: VenueAct,
        about: str,
        reason: str = "",
        approval: Approval | None = None,
    ) -> str:
        """Write down that somebody decided to do ``act``, and return who answers for it. The hub is
        told after it; a repeat returns the same. Durable on return.

        Args:
            command: A repeat returns the first answer.
            session: Who decides.
            act: What they do.
            about: The other window's id, or the task's.
            reason: Why; must be given for a write-off.
            approval: Of a manager, where the person is none.

        Raises:
            ApprovalNeeded, SamePerson: The person may not, and nobody who may has approved this.
            TextRefused, CardNumberRefused: The reason.
        """
        needed = act is VenueAct.WRITE_OFF
        why = checked_text("reason", reason, longest=_REASON_LONGEST, required=needed)
        who = require_or_approval(session, Permission.RUN_HUB, command, approval)
        content = (session.user_id, act.value, about, why)
        with self._storage.begin() as uow:
            if approval is not None and who != session.user_id:
                approver_of(uow, session, approval, command, (Permission.RUN_HUB,))
            answer = uow.commands.once(
                command,
                f"hub_{act.value}",
                content,
                str,
                lambda: self._write_down(uow, session, who, act, about, why),
            )
            uow.commit()
        return answer

    # ---- the day's close ----

    def missing(self, uow: UnitOfWork, day: date) -> tuple[Blocker, ...]:
        """Return the windows that may know something of ``day`` that is not known here, and that
        nobody decided to close it without: those with something to send, and those that were not
        heard since the last sale and could have sold. Without the hub nobody knows that."""
        talk = self._talk
        if talk is None or talk.connection.state is ConnectionState.ALONE:
            return ()
        if talk.windows is None or talk.connection.state in _AWAY:
            found = [Blocker("hub_away", 1, about=HUB)]
        else:
            last = uow.books.last_sale(day)
            found = [
                Blocker("window_missing", max(one.queue, 1), one.name, one.window_id)
                for one in talk.windows
                if one.window_id != self._window.window_id and _may_know_more(one, last)
            ]
        return tuple(
            each for each in found if not uow.books.passed_over(self._passing(day, each.about))
        )

    def pass_over(
        self,
        command: CommandId,
        session: SessionView,
        window_id: str,
        reason: str,
        approval: Approval | None = None,
    ) -> str:
        """Decide that the oldest open day is closed without a window (``HUB``: without knowing of
        any), and return who answers for it. What it sold is booked when it is heard. Durable on
        return; a repeat changes nothing.

        Raises:
            ApprovalNeeded, SamePerson: The person may not, and nobody who may has approved this.
            TextRefused, CardNumberRefused: The reason, which must be given.
            DayNotReady: There is no day to close.
        """
        why = checked_text("reason", reason, longest=_REASON_LONGEST, required=True)
        needed = Permission.CARRY_EXCEPTION
        who = require_or_approval(session, needed, command, approval)

        def act() -> str:
            day = day_to_close(uow, self._window)
            if day is None:
                raise DayNotReady(reason="no_till", count=0)
            uow.audit(
                audit_entry(
                    uow.now(),
                    session.user_id,
                    self._window.window_id,
                    "day.window_passed_over",
                    ("day_window", self._passing(day, window_id)),
                    window=window_id,
                    reason=why,
                    approved_by=who,
                )
            )
            return who

        with self._storage.begin() as uow:
            if approval is not None and who != session.user_id:
                approver_of(uow, session, approval, command, (needed,))
            answer = uow.commands.once(
                command, "pass_over_window", (session.user_id, window_id, why), str, act
            )
            uow.commit()
        return answer

    def _passing(self, day: date, window_id: str) -> str:
        return f"{self._window.window_id}/{day.isoformat()}/{window_id}"

    # ---- inside ----

    def _write_down(
        self,
        uow: UnitOfWork,
        session: SessionView,
        who: str,
        act: VenueAct,
        about: str,
        reason: str,
    ) -> str:
        kind = "hub_task" if act is VenueAct.SETTLE else "window"
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                f"hub.{act.value}_decided",
                (kind, about),
                reason=reason,
                approved_by=who,
            )
        )
        return who

    def described(self, tasks: Sequence[HubTask]) -> tuple[TaskView, ...]:
        """Return the tasks with what is known here of both sides."""
        with self._storage.read() as uow:
            return tuple(_described(uow, task) for task in tasks)


def _may_know_more(window: WindowThere, last_sale: datetime | None) -> bool:
    """Return whether a window has something to send, or could have sold since it was heard: it held
    places that were still good then."""
    if window.standing is not Standing.JOINED or window.heard_at is None:
        return False
    if window.queue:
        return True
    if last_sale is None or window.heard_at >= last_sale:
        return False
    return window.leases_until is not None and window.leases_until > window.heard_at


def _described(uow: UnitOfWork, task: HubTask) -> TaskView:
    sides = (_side(uow, task, task.one), _side(uow, task, task.other))
    title, starts_at, place = "", None, ""
    performance_id, _, seat_id = task.subject.partition("/")
    try:
        performance = uow.catalogue.performance(PerformanceId(performance_id))
    except NotFound:
        pass  # about an order or a window
    else:
        title, starts_at = performance.production, performance.starts_at
        seat = seat_of(uow.catalogue.hall_of(performance.performance_id), seat_id or None)
        place = place_label(seat.section, seat.row, seat.number) if seat else performance.hall
    return TaskView(
        task_id=task.task_id,
        kind=task.kind,
        at=task.at,
        window_id=task.window_id,
        window=uow.books.window_name(task.window_id),
        sides=sides,
        title=title,
        starts_at=starts_at,
        place=place,
    )


def _side(uow: UnitOfWork, task: HubTask, known_by: str) -> SideView:
    if task.kind in _ARROWS:
        later = known_by == task.other  # an arrow does not say where, the task says whose came last
        window = uow.books.window_name(task.window_id) if later else ""
        return _arrow_side(uow, task.subject, known_by, window)
    if task.kind is TaskKind.CLONED:
        return SideView(window=uow.books.window_name(task.window_id))
    for find in (_by_ticket, _by_order):
        try:
            return find(uow, known_by)
        except NotFound:
            continue  # a ticket, an order, or somebody who holds the seat
    kind, _, whose = known_by.partition(":")
    holder = uow.books.window_name(whose) if kind == "window" else whose
    return SideView(holder=holder)


def _by_ticket(uow: UnitOfWork, ticket_id: str) -> SideView:
    return _by_order(uow, uow.orders.ticket(ticket_id).order_id)


def _by_order(uow: UnitOfWork, order_id: str) -> SideView:
    order = uow.orders.order(order_id)
    return SideView(
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        patron=order.name,
        did=name_of(uow, order.user_id),
        window=uow.books.window_name(order.window_id),
        at=order.placed_at,
    )


def _arrow_side(uow: UnitOfWork, subject: str, transition_id: str, window: str) -> SideView:
    """Return who took an arrow and when, and of which order."""
    lives: Iterable[Transition] = (
        arrow for machine in _MACHINES for arrow in uow.states.life(machine, subject)
    )
    found = next((arrow for arrow in lives if arrow.transition_id == transition_id), None)
    about = _about(uow, subject)
    if found is None:
        return about
    return SideView(
        order_id=about.order_id,
        order_number=about.order_number,
        patron=about.patron,
        did=name_of(uow, found.user_id),
        window=window,
        at=found.at,
    )


def _about(uow: UnitOfWork, subject: str) -> SideView:
    for find in (_by_order, _by_ticket):
        try:
            return find(uow, subject)
        except NotFound:
            continue  # a till, which is no order's
    return SideView()
