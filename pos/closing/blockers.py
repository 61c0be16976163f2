"""What must be settled before a till or the day closes."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pos.closing.exceptions import open_until
from pos.errors import TillStillNeeded
from pos.lifecycles import PAYMENT_IN_DOUBT, PRINT_NEEDS_PERSON, TILL, PrintState, TillState
from pos.names import name_of
from pos.paying.owed import owed_views, promised_here
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment
from pos.views.cash import Blocker
from pos.window import Window

_IN_DOUBT = tuple(state.value for state in PRINT_NEEDS_PERSON)
_MONEY_IN_DOUBT = tuple(state.value for state in PAYMENT_IN_DOUBT)
_NOT_OUT = tuple(
    state.value for state in (PrintState.QUEUED, PrintState.FAILED_BEFORE_SEND, PrintState.SENT)
)


def till_blockers(uow: UnitOfWork, window: Window) -> tuple[Blocker, ...]:
    """Return this window's prints in doubt, papers that did not come out, card payments in doubt,
    money owed back that nobody is at, and carts that still hold places; a cart whose payment is in
    doubt is said by the payment.

    Of prints, ``subject`` is the order of the oldest, if it has one. Money owed back is said order
    by order, the oldest first, with the order in ``about``; of payments, ``about`` is the oldest.
    """
    found = []
    for kind, states in (("print_in_doubt", _IN_DOUBT), ("unprinted", _NOT_OUT)):
        jobs = uow.orders.print_jobs(states)
        if jobs:
            ordered = jobs[0][0].order_id
            oldest = uow.orders.order(ordered).order_number if ordered else ""
            found.append(Blocker(kind, len(jobs), oldest))
    doubtful = uow.payments.in_states(_MONEY_IN_DOUBT, window.window_id)
    if doubtful:
        oldest = doubtful[0][0].payment_id
        found.append(Blocker("payment_in_doubt", len(doubtful), about=oldest))
    owed = (part for part in owed_views(uow) if part.stuck and promised_here(uow, window, part))
    stuck = Counter((part.order_number, part.order_id) for part in owed)
    found += [
        Blocker("refund_owing", count, number, order_id)
        for (number, order_id), count in stuck.items()
    ]
    charged = {payment.for_id for payment, _ in doubtful}
    carts = [cart for cart in uow.rights.carts(window.holder) if cart not in charged]
    if carts:
        found.append(Blocker("open_cart", len(carts)))
    return tuple(found)


def refuse_blocked(uow: UnitOfWork, window: Window) -> None:
    """Raises TillStillNeeded if anything keeps this window's till open."""
    for blocker in till_blockers(uow, window):
        raise TillStillNeeded(reason=blocker.kind, count=blocker.count)


def day_blockers(uow: UnitOfWork, window: Window, day: date) -> tuple[Blocker, ...]:
    """Return the day's tills that are not locked by cashier, what other windows still have under
    way by window and person, this window's exceptions of days up to this one that are neither
    settled nor carried, its forced card payments that wait for evidence, emergency tickets that are
    still out, carts that were put aside here, places that a list took and gave to nobody, and
    everything that blocks a till."""
    found = []
    for till in uow.tills.tills_of_day(window.window_id, day):
        state = uow.states.of(TILL, till.till_id)
        if state is not TillState.CLOSED:
            kind = "till_not_approved" if state is TillState.COUNTED else "open_till"
            found.append(Blocker(kind, 1, name_of(uow, till.user_id)))
    found += _elsewhere(uow, window, day)
    unsettled = open_until(uow, window, day)
    if unsettled:
        found.append(Blocker("close_exception", len(unsettled), about=unsettled[0].exception_id))
    waiting = [
        found
        for found in uow.payments.exceptions(open_only=True)
        if uow.payments.payment(found[0].payment_id).window_id == window.window_id
    ]
    if waiting:
        found.append(Blocker("exception_open", len(waiting), about=waiting[0][0].exception_id))
    found += _papers_out(uow, window, day)
    waiting_carts = [cart for cart in uow.parked.waiting() if cart.window_id == window.window_id]
    if waiting_carts:
        oldest = waiting_carts[0]
        found.append(Blocker("parked_cart", len(waiting_carts), oldest.name, oldest.parked_id))
    idle = sum(each.many for each in uow.rights.idle() if not each.waits)
    if idle:
        found.append(Blocker("list_places", idle))
    return (*found, *till_blockers(uow, window))


def _papers_out(uow: UnitOfWork, window: Window, day: date) -> list[Blocker]:
    """Return emergency tickets of performances up to ``day`` that are neither keyed in nor given
    back: some of them may have been sold. ``subject``: the lowest number."""
    company = uow.catalogue.company()
    ends = datetime.combine(
        day + timedelta(days=1), time(company.cutoff_hour), ZoneInfo(company.zone)
    )
    out = uow.orders.emergency.out_until(window.window_id, ends)
    return [Blocker("paper_out", len(out), out[0].number, out[0].block_id)] if out else []


def _elsewhere(uow: UnitOfWork, window: Window, day: date) -> list[Blocker]:
    """Return what other windows still have to say of days up to ``day``: tills that are not locked,
    card payments of which nobody knows how they ended. Their papers keep their own tills open."""
    tills = Counter(
        (till.window_name, name_of(uow, till.user_id))
        for till in uow.books.tills_elsewhere(window.window_id, day)
    )
    payments = Counter(
        (uow.books.window_name(payment.window_id), name_of(uow, payment.user_id))
        for payment, _ in uow.payments.in_states(_MONEY_IN_DOUBT)
        if payment.window_id != window.window_id and _day_of(uow, payment) <= day
    )
    return [
        Blocker(kind, count, " · ".join(part for part in whose if part))
        for kind, by_whom in (("open_window", tills), ("payment_elsewhere", payments))
        for whose, count in by_whom.items()
    ]


def _day_of(uow: UnitOfWork, payment: CardPayment) -> date:
    """Return the business day a payment belongs to; one at no till is of any day."""
    return uow.tills.till(payment.till_id).business_date if payment.till_id else date.min
