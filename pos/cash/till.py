"""The till as every service meets it: whose it is, whether it may take money, how it is shown."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.errors import TillNotOpen, TillNotYours
from pos.ids import TillId, UserId
from pos.lifecycles import TILL, TillState
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.cash import TillView
from pos.views.people import SessionView
from pos.window import Window


def till_here(uow: UnitOfWork, session: SessionView, window: Window) -> tuple[Till, TillState]:
    """Return the drawer's session and its state if the person serves on it: it is theirs, or its
    owner lets them relieve.

    Raises:
        TillNotOpen: The drawer has none.
        TillNotYours: It is somebody else's; ``cashier`` says whose.
    """
    found = uow.tills.session_at(window.window_id)
    if found is None:
        raise TillNotOpen()
    till, state = found
    me = session.user_id
    if me != till.user_id and me != reliever_of(uow, till):
        raise TillNotYours(cashier=name_of(uow, till.user_id))
    return till, TillState(state)


def reliever_of(uow: UnitOfWork, till: Till) -> str | None:
    """Return who relieves the till's owner, where the venue wants that."""
    if not uow.catalogue.company().closing.short_relief:
        return None
    reliefs = uow.movements.reliefs(till.till_id)
    return reliefs[-1].user_id if reliefs and reliefs[-1].on else None


def require_open_till(uow: UnitOfWork, session: SessionView, window: Window) -> Till:
    """Return the till that may take the person's money now. What it takes belongs to its
    ``business_date``, also after midnight.

    Raises:
        TillNotOpen: The drawer has no session, or it is being counted.
        TillNotYours: It is somebody else's.
    """
    till, state = till_here(uow, session, window)
    if state is not TillState.OPEN:
        raise TillNotOpen()
    return till


def till_view(uow: UnitOfWork, till: Till, state: TillState, window: Window) -> TillView:
    """Return what a screen may know of a till: nothing of what is expected in it."""
    reliever = reliever_of(uow, till)
    counts = len(uow.tills.counts(till.till_id))
    return TillView(
        till_id=TillId(till.till_id),
        user_id=UserId(till.user_id),
        cashier=name_of(uow, till.user_id),
        window=window.name,
        state=state.value,
        opened_at=till.opened_at,
        opening_float=Money(till.float_minor, till.currency),
        business_date=till.business_date,
        reliever_id=UserId(reliever) if reliever else None,
        reliever=name_of(uow, reliever) if reliever else "",
        counts_left=max(counts_allowed(uow) - counts, 0),
        counts=counts,
    )


def counts_allowed(uow: UnitOfWork) -> int:
    """Return how often one till may be counted; each count is kept."""
    return uow.catalogue.company().closing.recounts + 1


def day_subject(window: Window, day: date) -> str:
    """Return the name of a window's business day in the machine of days."""
    return f"{window.window_id}:{day.isoformat()}"


def today(uow: UnitOfWork) -> date:
    """Return the business day it is now by the clock and the venue's cut-off."""
    company = uow.catalogue.company()
    return business_date(uow.now(), ZoneInfo(company.zone), company.cutoff_hour)


def day_to_open(uow: UnitOfWork, window: Window) -> date:
    """Return the business day a till opened now belongs to: today, or the next day after those that
    are locked. The show goes on when a day was closed before its last curtain.

    A clock that was set back does not go back to an earlier day than the latest there was.
    """
    day = today(uow)
    locked = uow.books.newest_locked(window.window_id)
    if locked is not None:
        day = max(day, locked + timedelta(days=1))
    return max((day, *uow.tills.open_days(window.window_id)))


def counts_now(uow: UnitOfWork, till_id: str) -> str:
    """Return who is counting a till of which no count is in; "" for one that nobody counts."""
    if uow.states.of(TILL, till_id) is not TillState.COUNTING or uow.tills.counts(till_id):
        return ""
    return uow.states.life(TILL, till_id)[-1].user_id


def has_to_do_with(uow: UnitOfWork, till: Till, user_id: str) -> bool:
    """Whether this person takes money in the till or counts it just now: nothing may tell them what
    is expected in it until a count is in."""
    return user_id in (till.user_id, reliever_of(uow, till), counts_now(uow, till.till_id))
