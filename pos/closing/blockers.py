"""What must be settled before a till or the day closes."""

from __future__ import annotations

from datetime import date

from pos.lifecycles import PRINT_NEEDS_PERSON, TILL, PrintState, TillState
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.views.cash import Blocker
from pos.window import Window

_IN_DOUBT = tuple(state.value for state in PRINT_NEEDS_PERSON)
_NOT_OUT = tuple(
    state.value for state in (PrintState.QUEUED, PrintState.FAILED_BEFORE_SEND, PrintState.SENT)
)


def till_blockers(uow: UnitOfWork, window: Window) -> tuple[Blocker, ...]:
    """Return prints in doubt, papers that did not come out, and carts that still hold places.

    ``subject`` is the order of the oldest print, if it has one.
    """
    found = []
    for kind, states in (("print_in_doubt", _IN_DOUBT), ("unprinted", _NOT_OUT)):
        jobs = uow.orders.print_jobs(states)
        if jobs:
            ordered = jobs[0][0].order_id
            oldest = uow.orders.order(ordered).order_number if ordered else ""
            found.append(Blocker(kind, len(jobs), oldest))
    carts = uow.rights.carts(window.holder)
    if carts:
        found.append(Blocker("open_cart", len(carts)))
    return tuple(found)


def day_blockers(uow: UnitOfWork, window: Window, day: date) -> tuple[Blocker, ...]:
    """Return the day's tills that are not locked, by cashier, and everything that blocks a till."""
    found = []
    for till in uow.tills.tills_of_day(window.window_id, day):
        state = uow.states.of(TILL, till.till_id)
        if state is not TillState.CLOSED:
            kind = "till_not_approved" if state is TillState.COUNTED else "open_till"
            found.append(Blocker(kind, 1, name_of(uow, till.user_id)))
    return (*found, *till_blockers(uow, window))
