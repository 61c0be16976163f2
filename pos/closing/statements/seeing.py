"""Who may see which statement while a till is not counted.

Until the count of a till is in, nobody who takes money in it or counts it may learn what is
expected there. One rule for every statement, fresh or kept, on the screen and from the command
line:

1. A statement tells of some tills: ``TELLS``.
2. To whoever has one of these, relieves on it or counts it just now, it is refused until the count
   is in. To anybody else it needs SEE_EXPECTED. A command line knows no person: whoever sits at it
   may have any till, so it is refused for each.
3. A statement that was kept before a till was opened tells nothing of it. Which came first is read
   off the order of appending, never off a clock: one that was set back would open every report.

The report of the own till is for its cashier; everything else needs SEE_REPORTS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType

from pos.allowed import require
from pos.cash.till import has_to_do_with
from pos.errors import TillNotCounted
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.people import Permission, SessionView
from pos.views.statements import StatementName


class Tells(Enum):
    """Of which tills a statement's sums can tell what is expected in them."""

    NOTHING = "nothing"
    """It is made of tills whose count is in, or of no cash at all."""
    ITS_TILL = "its_till"
    ITS_DAY = "its_day"
    """The tills of its business day."""
    UP_TO_ITS_DAY = "up_to_its_day"
    """Those of its business day and before: it opens with what they left."""
    EVERY_DAY = "every_day"
    """A performance is sold on any day."""


TELLS: Mapping[StatementName, Tells] = MappingProxyType(
    {
        StatementName.CASHIER: Tells.ITS_TILL,
        StatementName.DEPOSIT: Tells.NOTHING,
        StatementName.CHECKS: Tells.ITS_DAY,
        StatementName.PERFORMANCE: Tells.EVERY_DAY,
        StatementName.DAILY: Tells.ITS_DAY,
        StatementName.EXCEPTIONS: Tells.NOTHING,
        StatementName.OPERATORS: Tells.ITS_DAY,
        StatementName.PROMO_CODES: Tells.ITS_DAY,
        StatementName.DONATIONS: Tells.ITS_DAY,
        StatementName.CERTIFICATES: Tells.UP_TO_ITS_DAY,
        StatementName.JOURNAL: Tells.NOTHING,
        StatementName.SETTLEMENT: Tells.NOTHING,
        StatementName.OVER_SHORT: Tells.NOTHING,
    }
)
"""A statement that is not here tells of every till."""


def require_sight(
    uow: UnitOfWork, session: SessionView, name: StatementName, subject: str, kept: str = ""
) -> tuple[Till, ...]:
    """Return the tills without a count that it tells of, if the person may see the statement: to be
    noted with ``note_look``. ``subject``: of a cashier's report the till's id;
    ``kept``: the id of one that was kept, "" for one made just now.

    Raises:
        NotAllowed: Only who may see reports, or what is expected in other people's tills; a
            cashier the report of the own till.
        TillNotCounted: The person has something to do with a till it tells of.
    """
    if name is not StatementName.CASHIER or uow.tills.till(subject).user_id != session.user_id:
        require(session, Permission.SEE_REPORTS)
    tills = told(uow, name, subject, kept)
    for till in tills:
        if has_to_do_with(uow, till, session.user_id):
            raise TillNotCounted(cashier=name_of(uow, till.user_id))
        require(session, Permission.SEE_EXPECTED)
    return tills


def require_sight_of_house(
    uow: UnitOfWork, name: StatementName, subject: str, kept: str = ""
) -> None:
    """As ``require_sight``, for the command line, which has no person.

    Raises:
        TillNotCounted: It tells of a till of which no count is in; ``cashier`` has it.
    """
    for till in told(uow, name, subject, kept):
        raise TillNotCounted(kind="house", cashier=name_of(uow, till.user_id))


def told(uow: UnitOfWork, name: StatementName, subject: str, kept: str = "") -> tuple[Till, ...]:
    """Return the tills without a count of which the statement tells what is expected in them."""
    tills = (uow.tills.till(till_id) for till_id in uow.figures.uncounted_tills())
    tells = TELLS.get(name, Tells.EVERY_DAY)
    return tuple(
        till
        for till in tills
        if _tells_of(till, tells, subject)
        and not (kept and uow.figures.kept_before(kept, till.till_id))
    )


def _tells_of(till: Till, tells: Tells, subject: str) -> bool:
    match tells:
        case Tells.NOTHING:
            return False
        case Tells.ITS_TILL:
            return till.till_id == subject
        case Tells.ITS_DAY:
            return till.business_date == _day(subject)
        case Tells.UP_TO_ITS_DAY:
            return till.business_date <= (_day(subject) or till.business_date)
        case Tells.EVERY_DAY:
            return True


def _day(subject: str) -> date | None:
    """Return the day a statement is about; None for what is no date, of which none is made."""
    try:
        return date.fromisoformat(subject)
    except ValueError:
        return None
