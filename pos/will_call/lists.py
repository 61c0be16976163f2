"""The will-call list of a performance, as it is printed."""

from __future__ import annotations

from pos.cancelling.refusing import refuse_cancelled
from pos.ids import PerformanceId
from pos.outage.kit import will_call_lines
from pos.outage.reading import local
from pos.ports.storage import UnitOfWork
from pos.views.will_call import WillCallListView


def list_for(uow: UnitOfWork, performance_id: PerformanceId) -> WillCallListView:
    """Return who is at will-call for a performance, by last name.

    Raises:
        NotFound: There is no such performance.
        PerformanceIsCancelled: Nobody waits for it.
    """
    performance = uow.catalogue.performance(performance_id)
    refuse_cancelled(uow, performance_id)
    hall = uow.catalogue.hall_of(performance_id)
    company = uow.catalogue.company()
    return WillCallListView(
        performance_id=performance_id,
        code=performance.code,
        performance=performance.production,
        starts_at=performance.starts_at,
        hall=f"{hall.name}, {hall.venue}" if hall.venue else hall.name,
        company=company.name,
        as_of=local(uow, uow.now()),
        ask=company.will_call.ask_id,
        lines=will_call_lines(uow, performance_id),
    )
