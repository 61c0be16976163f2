"""What exchanges need from storage."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pos.records import Exchange, ExchangeLine, OrderSplit, TicketStep


class ExchangeStore(Protocol):
    """Exchanges, and what made the tickets of an order cheaper."""

    def of_order(self, order_id: str) -> tuple[tuple[Exchange, tuple[ExchangeLine, ...]], ...]:
        """Return the exchanges of an order, oldest first, with which ticket took the place of
        which."""
        ...

    def splits(self, order_id: str) -> tuple[OrderSplit, ...]:
        """Return the splits that an order came out of or of which another one came, oldest
        first."""
        ...

    def steps(self, ticket_ids: Collection[str]) -> tuple[TicketStep, ...]:
        """Return why these tickets did not cost their list price, whatever issue of them."""
        ...

    def members(self, ticket_ids: Collection[str]) -> frozenset[str]:
        """Return the memberships whose price these tickets had, whatever issue of them."""
        ...
