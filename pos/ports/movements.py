"""What moving cash beside sales needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pos.records import CashMovement, DropCounted, SafeCustody, TillRelief
from pos.views.cash import Row


class MovementStore(Protocol):
    """Drops, top-ups, cash paid in and out; bags counted again, the safe, who serves on whose
    till."""

    def one(self, movement_id: str) -> CashMovement:
        """Raises NotFound."""
        ...

    def of_till(self, till_id: str) -> tuple[CashMovement, ...]:
        """Return a till's movements by number."""
        ...

    def of_day(self, window_id: str, day: date) -> tuple[CashMovement, ...]:
        """Return the movements of a window's business day by number."""
        ...

    def by_kind(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        """Return how many and how much, a row a kind; its label is the kind."""
        ...

    def bag_used(self, bag: str) -> bool:
        """Return whether a drop or a deposit ever had a bag of this number."""
        ...

    def counted(self, movement_id: str) -> DropCounted | None:
        """Return what a drop's bag was counted at, once it was."""
        ...

    def uncounted(self, window_id: str) -> tuple[CashMovement, ...]:
        """Return the drops whose bags lie in the window's safe and nobody counted yet, oldest
        first: not those of tills whose cash left with a sealed deposit."""
        ...

    def custody(self, window_id: str) -> SafeCustody | None:
        """Return how the safe changed hands last."""
        ...

    def custody_of(self, custody_id: str) -> SafeCustody:
        """Return one time at which the safe changed hands. Raises NotFound."""
        ...

    def in_safe(self, window_id: str, currency: str) -> int:
        """Return the cash of the window that no till holds, sealed bags of drops included, minor
        units."""
        ...

    def reliefs(self, till_id: str) -> tuple[TillRelief, ...]:
        """Return who began and ended to serve on a till, oldest first."""
        ...
