"""Where the tickets of an order are: waiting, printed ahead in the box, given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.lifecycles import PRINT_NEEDS_PERSON, PRINTS_BY_ITSELF, PrintState
from pos.ports.listing import ListedPapers
from pos.ports.storage import UnitOfWork
from pos.ports.will_call import Given
from pos.records import Ticket
from pos.selling.orders import counted_tickets
from pos.views.will_call import Where

_ON_ITS_WAY = frozenset(
    state.value for state in (*PRINTS_BY_ITSELF, *PRINT_NEEDS_PERSON, PrintState.SENT)
)
_NO_PAPER = frozenset({PrintState.CANCELLED.value, PrintState.SPOILED.value})


@dataclass(frozen=True, slots=True)
class Stands:
    """A live ticket and where it is."""

    ticket: Ticket
    where: Where


def standing_given(uow: UnitOfWork, order_id: str) -> tuple[Given, ...]:
    """Return the order's hand-outs that were not undone, oldest first."""
    return tuple(each for each in uow.will_call.given(order_id) if each.undone is None)


def standing_of(uow: UnitOfWork, order_id: str, *, collected: bool) -> tuple[Stands, ...]:
    """Return the order's live tickets. ``collected``: all of it is in the patron's hand."""
    tickets = counted_tickets(uow, order_id)
    papers = ListedPapers() if collected else uow.listing.papers([order_id])[order_id]
    return standing_by(tickets, papers, collected=collected)


def standing_by(
    tickets: Sequence[Ticket], papers: ListedPapers, *, collected: bool
) -> tuple[Stands, ...]:
    """Return where live tickets of an order are whose papers were read."""

    def where(ticket: Ticket) -> Where:
        if collected or ticket.position in papers.given:
            return Where.GIVEN
        if ticket.ticket_id in papers.filed:
            return Where.ENVELOPE
        newest = papers.newest.get(ticket.ticket_id)
        if newest in _ON_ITS_WAY:
            return Where.PRINTING
        if ticket.ticket_id in papers.elsewhere or (newest is not None and newest not in _NO_PAPER):
            return Where.ELSEWHERE
        return Where.WAITS

    return tuple(Stands(ticket, where(ticket)) for ticket in tickets)


def not_given(stands: Sequence[Stands]) -> tuple[Stands, ...]:
    """Return those that were not given out."""
    return tuple(each for each in stands if each.where is not Where.GIVEN)
