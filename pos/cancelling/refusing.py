"""Nothing is sold of a performance that does not take place, nothing paid or handed out."""

from __future__ import annotations

from collections.abc import Iterable

from pos.errors import PerformanceIsCancelled
from pos.ports.storage import UnitOfWork
from pos.records import Ticket


def refuse_cancelled(uow: UnitOfWork, performance_id: str) -> None:
    """Return if the performance takes place.

    Raises:
        PerformanceIsCancelled: It does not.
    """
    if uow.order_life.is_cancelled(performance_id):
        name = uow.catalogue.performance(performance_id).production
        raise PerformanceIsCancelled(performance=name)


def refuse_cancelled_of(uow: UnitOfWork, tickets: Iterable[Ticket]) -> None:
    """Return if the performances of all these tickets take place. Raises PerformanceIsCancelled."""
    for performance_id in dict.fromkeys(ticket.performance_id for ticket in tickets):
        refuse_cancelled(uow, performance_id)
