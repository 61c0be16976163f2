"""The orders of a cancelled performance: what is still to be done for each, and what was.

No case is written down: an order is one while tickets of the performance count, or came back since
it was cancelled. So a case is settled by the acts that settle it, wherever they are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.exchanging.policy import fees_of_cancelled
from pos.ids import OrderId, PerformanceId
from pos.money import Money, total
from pos.names import name_of
from pos.paying.lefts import open_parts
from pos.ports.order_life import CaseRow
from pos.ports.storage import UnitOfWork
from pos.records import PerformanceCancelled
from pos.selling.orders import counted_tickets
from pos.views.order_life import CancelledCases, CancelledView, CaseState, CaseView, CaseWay

_IN_PERSON = frozenset({"cash", "check"})
"""Tenders that go back over the counter."""
_ELSEWHERE = "elsewhere"


def cases_of(uow: UnitOfWork, performance_id: str) -> tuple[CaseView, ...]:
    """Return a performance's orders as cases: what is open first, by name. While it is not
    cancelled, what its cases would be."""
    cancelled = uow.order_life.cancelled(performance_id)
    since, after = (cancelled.at, cancelled.cancelled_id) if cancelled else (uow.now(), "")
    currency = uow.catalogue.company().currency
    rows = uow.order_life.case_rows(performance_id, since, after)
    cases = [_case(uow, _with_fees(uow, row, performance_id), currency) for row in rows]
    return tuple(sorted(cases, key=lambda case: (_DONE[case.state], case.name.casefold())))


def _with_fees(uow: UnitOfWork, row: CaseRow, performance_id: str) -> CaseRow:
    """Return the order with what comes back with its tickets beside their price."""
    if not (row.fees and row.counting):
        return row
    order = uow.orders.order(row.order_id)
    counted = counted_tickets(uow, row.order_id)
    going = [ticket for ticket in counted if ticket.performance_id == performance_id]
    fees = fees_of_cancelled(uow, order, going, performance_id)
    return replace(row, worth=row.worth + sum(fee.amount_minor for fee in fees))


_DONE = {
    CaseState.OPEN: 0,
    CaseState.ON_ITS_WAY: 1,
    CaseState.REFUNDED: 2,
    CaseState.EXCHANGED: 2,
    CaseState.DONATED: 2,
    CaseState.VOID: 2,
}


def _case(uow: UnitOfWork, row: CaseRow, currency: str) -> CaseView:
    state = _state(row)
    is_open = state is CaseState.OPEN
    owes = max(min(row.owing, row.worth), 0) if is_open else 0
    gone = 0 if state is CaseState.VOID else row.refunded or row.returned
    amount = row.worth - owes if is_open else gone
    left = max(row.worth - row.owing, 0) + row.payable
    return CaseView(
        order_id=OrderId(row.order_id),
        order_number=row.order_number,
        name=row.name,
        phone=row.phone,
        tickets=row.counting,
        amount=Money(amount, currency),
        left=Money(left, currency),
        owes=Money(owes, currency),
        state=state,
        way=way_of(row) if is_open else _way_left(uow, row, state),
    )


def _state(row: CaseRow) -> CaseState:
    if row.counting:
        return CaseState.OPEN
    if row.payable:
        return CaseState.ON_ITS_WAY
    if row.exchanged:
        return CaseState.EXCHANGED
    if row.donated:
        return CaseState.DONATED
    return CaseState.REFUNDED if row.refunded else CaseState.VOID


def way_of(row: CaseRow) -> CaseWay:
    """Return how it can go back, by what was taken for the order."""
    if row.worth <= row.owing:
        return CaseWay.NOTHING_PAID
    if not _IN_PERSON.isdisjoint(row.tenders):
        return CaseWay.IN_PERSON
    if _ELSEWHERE not in row.tenders:
        return CaseWay.BY_ITSELF
    only = row.tenders == {_ELSEWHERE}
    return CaseWay.ELSEWHERE if only else CaseWay.IN_PART_ELSEWHERE


def _way_left(uow: UnitOfWork, row: CaseRow, state: CaseState) -> CaseWay | None:
    """Return ``ELSEWHERE`` when all that is on its way has to come from who sold it."""
    if state is not CaseState.ON_ITS_WAY or _ELSEWHERE not in row.tenders:
        return None
    parts = open_parts(uow, uow.orders.order(row.order_id))
    return CaseWay.ELSEWHERE if all(each.part.how == _ELSEWHERE for each in parts) else None


def cancelled_view(
    uow: UnitOfWork, cancelled: PerformanceCancelled, cases: Sequence[CaseView]
) -> CancelledView:
    """Return a cancelled performance with what is left to do."""
    performance = uow.catalogue.performance(cancelled.performance_id)
    currency = uow.catalogue.company().currency
    return CancelledView(
        performance_id=PerformanceId(cancelled.performance_id),
        production=performance.production,
        starts_at=performance.starts_at,
        hall=performance.hall,
        at=cancelled.at,
        who=name_of(uow, cancelled.user_id),
        approved_by=name_of(uow, cancelled.approved_by),
        reason=cancelled.reason,
        orders=len(cases),
        open=sum(1 for case in cases if case.state in (CaseState.OPEN, CaseState.ON_ITS_WAY)),
        left=total((case.left for case in cases), currency),
    )


def cancelled_cases(uow: UnitOfWork, cancelled: PerformanceCancelled) -> CancelledCases:
    """Return a cancelled performance with its cases."""
    cases = cases_of(uow, cancelled.performance_id)
    return CancelledCases(cancelled_view(uow, cancelled, cases), cases)
