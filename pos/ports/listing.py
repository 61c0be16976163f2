"""What lists of orders need from storage, for all of a page at once; part of the unit of work.
Thread: that of the unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pos.records import Order, Ticket


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order as it goes by now. ``placed_as``: the name it was placed under. ``tickets``: all
    there ever were, each with its state, in their order. ``extras``: what else it has, without what
    was given back, ``credited`` of it went on an account. ``patron_id``: whose it is, or empty.
    ``collected``: when it was last handed out whole and by whom, None if it never was."""

    order: Order
    placed_as: str
    state: str
    tickets: tuple[tuple[Ticket, str], ...]
    balance: int
    extras: int
    credited: int
    patron_id: str
    collected: tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class ListedPapers:
    """Where papers of an order are. ``given``: places in the order that were handed out and not
    undone; by ticket: ``filed`` in an envelope, ``elsewhere`` printed at another window,
    ``newest``: the state of the newest print job."""

    given: frozenset[int] = frozenset()
    filed: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    newest: Mapping[str, str] = field(default_factory=dict)


class ListingStore(Protocol):
    """However many orders there are, a few questions."""

    def orders(self, order_ids: Sequence[str], accounts: Sequence[str]) -> tuple[ListedOrder, ...]:
        """Return orders in the order of their ids; ``balance`` is the sum of their postings on
        these accounts, minor units. Raises NotFound."""
        ...

    def papers(self, order_ids: Sequence[str]) -> dict[str, ListedPapers]:
        """Return where papers of orders are, by order; each is there."""
        ...

    def seated_for(self, ticket_ids: Sequence[str], reason: str) -> frozenset[str]:
        """Return those of the tickets that were seated anew for a reason that begins so."""
        ...

    def tendered(self, order_ids: Sequence[str], kind: str) -> dict[str, int]:
        """Return what was taken by tenders of a kind, less what went back so, minor units; only
        orders that have one."""
        ...
