"""What the outage kit needs from storage; part of the unit of work. Thread: that of the unit of
work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.records import EmergencyBlock, EmergencySale, EmergencyTicket


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order sold elsewhere with tickets for one performance. ``seat_ids``: None for each place
    without a number; ``owing_minor``: of the whole order."""

    order_id: str
    order_number: str
    name: str
    alternates: str
    note: str
    phone: str
    state: str
    owing_minor: int
    seat_ids: tuple[str | None, ...]


class EmergencyStore(Protocol):
    """Emergency tickets, and what is read for the papers of an outage."""

    def block(self, block_id: str) -> EmergencyBlock:
        """Raises NotFound."""
        ...

    def blocks(self, since: datetime) -> tuple[EmergencyBlock, ...]:
        """Return blocks of performances that start at ``since`` or later, and those of earlier ones
        of which a paper is still out; by performance's start, then as they were made."""
        ...

    def blocks_of(self, performance_id: str) -> tuple[EmergencyBlock, ...]:
        """Return the blocks of one performance as they were made."""
        ...

    def tickets(self, block_id: str) -> tuple[tuple[EmergencyTicket, str], ...]:
        """Return a block's papers with their states, by number."""
        ...

    def on_stock(self, block_id: str) -> frozenset[str]:
        """Return which of a block's papers went to the ticket printer, or wait for it."""
        ...

    def by_key(self, key: str) -> EmergencyTicket | None:
        """Return the paper with this number or code."""
        ...

    def ticket(self, emergency_id: str) -> EmergencyTicket:
        """Raises NotFound."""
        ...

    def sale(self, emergency_id: str) -> EmergencySale:
        """Return how a paper was keyed in. Raises NotFound."""
        ...

    def sales(self, performance_id: str) -> tuple[EmergencySale, ...]:
        """Return what was keyed in for a performance, in the order of keying."""
        ...

    def sales_of_order(self, order_id: str) -> tuple[EmergencySale, ...]: ...
    def out_until(self, window_id: str, before: datetime) -> tuple[EmergencyTicket, ...]:
        """Return papers of a window that are neither keyed in nor given back, of performances that
        start before that."""
        ...

    def waiting(self, performance_id: str) -> tuple[WaitingOrder, ...]:
        """Return orders sold elsewhere that are not cancelled, with live tickets there."""
        ...

    def seated(self, performance_id: str) -> Sequence[tuple[str | None, str, str, str]]:
        """Return (seat, order number, name, channel) of every live ticket."""
        ...

    def codes(self, performance_id: str) -> Sequence[tuple[str, str | None, str]]:
        """Return (code, seat, number) of all that opens the door: live tickets with the number of
        their order, and papers that are out with their own."""
        ...
