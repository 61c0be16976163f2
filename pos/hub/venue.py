"""What a person does at the hub that other windows feel: allowed and written down here before the
hub hears of it. And the hub's tasks, in words, from this window's copy of everybody's facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.closing.days import day_to_close
from pos.errors import DayNotReady
from pos.hub.connection import Connection
from pos.hub.talk import HubTask, Standing, VenueThere, WindowThere
from pos.hub.task_sides import described
from pos.hub.task_views import TaskView, VenueAct
from pos.ids import CommandId
from pos.lifecycles import ConnectionState
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.text import checked_text
from pos.views.cash import Blocker
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_REASON_LONGEST = 300
_AWAY = frozenset({ConnectionState.OFFLINE, ConnectionState.STOPPED})


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

    def known(self) -> VenueThere:
        """Return what the hub said of the venue last: since the program started, or else what is on
        disk of it. For reading: nobody decides by it (``missing``)."""
        talk = self._talk
        if talk is not None and talk.windows is not None:
            return VenueThere(talk.windows, talk.connection.open_tasks)
        with self._storage.read() as uow:
            return uow.link.said()

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
            if last is not None:  # windows were heard by the hub's clock, sales are by this one
                last += timedelta(seconds=talk.connection.clock_off_s or 0.0)
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
            return tuple(described(uow, task) for task in tasks)


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
