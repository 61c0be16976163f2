"""What the life of an order after its sale needs from storage; part of the unit of work. Thread:
ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.records import (
    OrderMapping,
    OrderNamed,
    OrderNote,
    OrderPart,
    OrderPartTicket,
    OrderSentBack,
    PerformanceCancelled,
    TicketStep,
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An order of a performance. Minor units. ``counting``: its tickets for the performance that
    count, ``worth`` what they cost; ``returned``: what those cost that came back, ``refunded``:
    what was given or promised for them. ``owing``: what the order owes, ``payable``: what was
    promised back and is not out, of all of the order. ``tenders``: kinds it was paid by.
    ``exchanged``, ``donated``: what became of what came back. ``fees``: exchanging cost
    something."""

    order_id: str
    order_number: str
    name: str
    phone: str
    counting: int
    worth: int
    returned: int
    refunded: int
    owing: int
    payable: int
    tenders: frozenset[str]
    exchanged: bool = False
    donated: bool = False
    fees: bool = False


@dataclass(frozen=True, slots=True)
class CodeSale:
    """A ticket that a promo code took in: ``minor`` units off; 0 on one that pays for another."""

    window_id: str
    order_id: str
    order_number: str
    placed_at: datetime
    minor: int


class OrderLifeStore(Protocol):
    """Names, notes, parts, the way back to will-call, cancelled performances, and how lists of
    orders sold elsewhere are read."""

    def namings(self, order_id: str) -> tuple[OrderNamed, ...]:
        """Return what the order was named since it was placed, oldest first."""
        ...

    def notes(self, order_id: str) -> tuple[OrderNote, ...]:
        """Return what was written about the order, oldest first."""
        ...

    def parts(self, order_id: str) -> tuple[tuple[OrderPart, tuple[OrderPartTicket, ...]], ...]:
        """Return every part there ever was of the order, oldest first."""
        ...

    def steps(self, order_id: str) -> tuple[TicketStep, ...]:
        """Return why the order's tickets did not cost their list price."""
        ...

    def sent_back(self, order_id: str) -> tuple[OrderSentBack, ...]:
        """Return when the order was sent back to will-call, oldest first."""
        ...

    def mapping(self, name: str) -> OrderMapping | None:
        """Return the newest mapping of columns saved under a name."""
        ...

    def mappings(self) -> tuple[OrderMapping, ...]:
        """Return the newest mapping of every name, by name."""
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

    def code_sales(self, code: str) -> tuple[CodeSale, ...]:
        """Return the tickets that a promo code has taken in, those that ``promo_uses`` counts, in
        the order in which they were sold."""
        ...

    def done_since(self, window_id: str) -> tuple[tuple[str, str, str, int], ...]:
        """Return the orders with tickets that count for a performance that was cancelled before a
        window sold them, took money for them or handed them out: (performance, order, its number,
        what the tickets cost), by performance and number."""
        ...

    def case_rows(self, performance_id: str, since: datetime, after: str) -> tuple[CaseRow, ...]:
        """Return the orders with tickets for a performance that count, or came back after ``since``
        (in that very moment: by an act whose id is larger than ``after``). One question, however
        many orders."""
        ...
