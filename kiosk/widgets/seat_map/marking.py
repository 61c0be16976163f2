"""Several seats at once: free ones side by side in a row, marked before they are taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from kiosk.widgets.seat_map.plan import Plan
from pos.ids import SeatId

Free = Callable[[SeatId], bool]


class Marking:
    """What is marked now: from the first seat to where the finger or the ring is. ``free`` says
    whether a seat can be had; one that cannot ends the row."""

    def __init__(self) -> None:
        self._from: SeatId | None = None
        self.seats: tuple[SeatId, ...] = ()
        """As they stand in their row."""

    @property
    def under_way(self) -> bool:
        return self._from is not None

    def begin(self, seat_id: SeatId) -> None:
        """Mark a first seat."""
        self._from, self.seats = seat_id, (seat_id,)

    def reach_to(self, plan: Plan, at: QPointF, free: Free) -> None:
        """Mark up to the seat of that row that is nearest to the plan's point ``at``."""
        if self._from is not None:
            self.stretch_to(plan, plan.nearest_in_row(self._from, at), free)

    def stretch_to(self, plan: Plan, seat_id: SeatId, free: Free) -> None:
        """Mark up to a seat of that row."""
        if self._from is not None:
            self.seats = plan.beside(self._from, seat_id, free)

    def end(self) -> tuple[SeatId, ...]:
        """Return what was marked; nothing is any more."""
        marked, self.seats, self._from = self.seats, (), None
        return marked
