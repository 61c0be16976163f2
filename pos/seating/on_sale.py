"""Whether anything of a performance may be sold at all."""

from __future__ import annotations

from pos.cancelling.refusing import refuse_cancelled
from pos.errors import HouseNotChecked
from pos.ids import PerformanceId
from pos.ports.storage import UnitOfWork


def require_on_sale(uow: UnitOfWork, performance_id: PerformanceId) -> None:
    """Refuse what does not take place, and what a machine that was lost may have sold, before
    somebody has looked.

    Raises:
        PerformanceIsCancelled, HouseNotChecked: Which it is.
    """
    refuse_cancelled(uow, performance_id)
    if uow.restoring.is_closed(performance_id):
        raise HouseNotChecked(performance=performance_id)
