"""Nothing is sold of a performance that does not take place."""

from __future__ import annotations

from pos.errors import PerformanceIsCancelled
from pos.ports.storage import UnitOfWork


def refuse_cancelled(uow: UnitOfWork, performance_id: str) -> None:
    """Return if the performance takes place.

    Raises:
        PerformanceIsCancelled: It does not.
    """
    if uow.order_life.is_cancelled(performance_id):
        name = uow.catalogue.performance(performance_id).production
        raise PerformanceIsCancelled(performance=name)
