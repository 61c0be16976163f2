"""What the life of an order after its sale needs from storage; part of the unit of work. Thread:
ledger."""

from __future__ import annotations

from typing import Protocol

from pos.records import (
    OrderNamed,
    OrderNote,
    OrderPart,
    OrderPartTicket,
    OrderSentBack,
    PerformanceCancelled,
)


class OrderLifeStore(Protocol):
    """Names, notes, parts, the way back to will-call, and cancelled performances."""

    def namings(self, order_id: str) -> tuple[OrderNamed, ...]:
        """Return what the order was named since it was placed, oldest first."""
        ...

    def notes(self, order_id: str) -> tuple[OrderNote, ...]:
        """Return what was written about the order, oldest first."""
        ...

    def parts(self, order_id: str) -> tuple[tuple[OrderPart, tuple[OrderPartTicket, ...]], ...]:
        """Return every part there ever was of the order, oldest first."""
        ...

    def sent_back(self, order_id: str) -> tuple[OrderSentBack, ...]:
        """Return when the order was sent back to will-call, oldest first."""
        ...

    def cancelled(self, performance_id: str) -> PerformanceCancelled | None:
        """Return that a performance does not take place, None while it does."""
        ...

    def is_cancelled(self, performance_id: str) -> bool:
        """Return whether a performance does not take place. Asked for every seat that is touched:
        cheap."""
        ...

    def every_cancelled(self) -> tuple[PerformanceCancelled, ...]:
        """Return the performances that do not take place, the newest word first; each once."""
        ...

    def orders_of(self, performance_id: str) -> tuple[str, ...]:
        """Return the orders that ever had a ticket for a performance, by name and number."""
        ...
