"""The business day: locked when all its tills are, with one report over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pos.audit import audit_entry
from pos.cash.till import day_subject, today
from pos.closing.blockers import day_blockers
from pos.closing.deposits import open_late
from pos.closing.earning import earn
from pos.closing.exceptions import carried_until
from pos.closing.locking import day_report
from pos.codec import from_json, to_json
from pos.errors import DayNotReady
from pos.events import DayClosed
from pos.ids import CommandId, Ids
from pos.lifecycles import DAY, DayTrigger
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import UnitOfWork
from pos.records import DayClose
from pos.views.cash import Blocker, TillReportView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


def day_to_close(uow: UnitOfWork, window: Window) -> date | None:
    """Return the oldest day with tills that is not locked."""
    days = uow.tills.open_days(window.window_id)
    return days[0] if days else None


Missing = Callable[[UnitOfWork, date], tuple[Blocker, ...]]
"""Returns which other windows may know something of a day that is not known here."""


def nobody_missing(_uow: UnitOfWork, _day: date) -> tuple[Blocker, ...]:
    """Return nothing: of a window that is its own hub."""
    return ()


def blockers_of_day(
    uow: UnitOfWork, window: Window, missing: Missing = nobody_missing
) -> tuple[Blocker, ...]:
    """Return what keeps the oldest open day open; nothing when there is none."""
    day = day_to_close(uow, window)
    return () if day is None else (*missing(uow, day), *day_blockers(uow, window, day))


def lock_day(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    command: CommandId,
    session: SessionView,
    approval: Approval,
    missing: Missing = nobody_missing,
) -> TillReportView:
    """Lock the oldest open day and return its report.

    Raises:
        DayNotReady: No till was open since the last lock (``no_till``), the day is still to come
            (``not_begun``: its till was opened after today was locked), or a blocker remains;
            ``subject``: for whom the day waits, where it is somebody.
        ApprovalNeeded, SamePerson: The second person.
    """
    day = day_to_close(uow, window)
    if day is None:
        raise DayNotReady(reason="no_till", count=0)
    if day > today(uow):
        raise DayNotReady(reason="not_begun", count=0)
    for blocker in (*missing(uow, day), *day_blockers(uow, window, day)):
        raise DayNotReady(reason=blocker.kind, count=blocker.count, subject=blocker.subject)
    approver_of(uow, session, approval, command, (Permission.CLOSE_DAY,))
    subject = day_subject(window, day)
    open_late(uow, ids, window, day)
    earned = earn(uow, ids, window, day, approval.approver)
    uow.states.advance(DAY, subject, DayTrigger.CLOSE, approval.approver)
    tills = uow.tills.tills_of_day(window.window_id, day)
    report = day_report(uow, window, tills, name_of(uow, approval.approver))
    text = to_json(replace(report, carried=carried_until(uow, window, day)))
    uow.add(
        DayClose(window.window_id, day, uow.now(), session.user_id, approval.approver, text),
    )
    uow.audit(
        audit_entry(
            uow.now(),
            session.user_id,
            window.window_id,
            "day.closed",
            ("day", subject),
            approved_by=approval.approver,
            tills=len(tills),
            earned=earned,
        )
    )
    uow.publish(DayClosed())
    return from_json(text, TillReportView)
