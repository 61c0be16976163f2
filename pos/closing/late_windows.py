"""What another window took on a business day that was locked here without it.

Nothing that is locked or exported changes. What came before the day's journal was exported is in
it; what came after goes into the journal of the next open day. Only the window that exported knows
which is which, so that one looks, and before anybody exported the first other one that locked the
day. Where two look that have not heard of each other yet, only the one that exported moves
anything: the other books on the day itself.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from pos.audit import SYSTEM, audit_entry
from pos.cash.till import day_to_open
from pos.closing.days import day_to_close
from pos.closing.exceptions import open_exception
from pos.ids import Ids
from pos.money import Money
from pos.ports.closing import LateBatch
from pos.ports.storage import UnitOfWork
from pos.records import BookedLate
from pos.views.closing import ExceptionKind
from pos.window import Window


def notice_late_windows(uow: UnitOfWork, ids: Ids, window: Window) -> None:
    """Open an exception for each locked day and window that takings came of, once while it is not
    settled, and book what came too late for an exported journal into the next open day. Commits
    nothing.

    Its sums are those of the batches booked under it, told once their tills are counted.
    """
    late = uow.books.late(window.window_id)
    for (day, other), batches in groupby(late, lambda one: (one.business_date, one.window_id)):
        if uow.books.keeper(day, other) == window.window_id:
            _book(uow, ids, window, other, tuple(batches))


def _book(
    uow: UnitOfWork, ids: Ids, window: Window, other: str, batches: tuple[LateBatch, ...]
) -> None:
    day, next_day = batches[0].business_date, _next_day(uow, window)
    exception_id = open_exception(
        uow,
        ids,
        window,
        ExceptionKind.LATE_WINDOW,
        day,
        Money.zero(uow.catalogue.company().currency),
        uow.books.window_name(other),
        f"{day.isoformat()} {other} {window.window_id}",
        SYSTEM,
        comes_back=True,
    )
    for one in batches:
        booked_on = next_day if one.exported else day
        uow.add(BookedLate(one.batch_id, window.window_id, exception_id, booked_on, uow.now()))
    uow.audit(
        audit_entry(
            uow.now(),
            SYSTEM,
            window.window_id,
            "journal.booked_late",
            ("close_exception", exception_id),
            batches=len(batches),
            booked_on=(next_day if any(one.exported for one in batches) else day).isoformat(),
        )
    )


def _next_day(uow: UnitOfWork, window: Window) -> date:
    """Return the next day that will be locked here."""
    return day_to_close(uow, window) or day_to_open(uow, window)
