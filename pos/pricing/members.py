"""The price of a member: of a membership in the cart, and of those whose card was shown. Pure.

Each membership has a limit for every performance, and may have one for its year. What of a year is
left goes to the tickets from which it takes most; those are as many a performance as it takes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pos.ids import PerformanceId
from pos.money import Money
from pos.pricing.book import PriceBook
from pos.pricing.ticket import Ticket
from pos.views.members import Allowance
from pos.views.pricing import StepKind
from pos.views.season import Membership


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as steps say it, and what it takes off each ticket; ``most``: how many tickets it
    takes in, None without a limit. ``member_id``: whose card was shown for it."""

    kind: StepKind
    code: str
    name: str
    off: tuple[Money, ...]
    most: int | None = None
    member_id: str = ""


def memberships(tickets: Sequence[Ticket], book: PriceBook) -> list[Offer]:
    """Return the price of a member, for every membership and performance anew."""
    shows = sorted({ticket.line.performance_id for ticket in tickets})
    offers = []
    for level, allowance in givers(book):
        if not level.discount_bp:
            continue
        most = _most(level, allowance, tickets, shows)
        offers += [
            _offer(level, allowance.member_id, show, tickets, most[show])
            for show in shows
            if most[show]
        ]
    return offers


def givers(book: PriceBook) -> Iterator[tuple[Membership, Allowance]]:
    """Yield what memberships give, those in the cart first. Several of one level in the cart give
    no more than one does."""
    for level in book.memberships:
        if level.code in book.members:
            yield level, Allowance("", level.code, level.tickets, year=level.tickets_a_year)
        for shown in book.shown:
            if shown.level == level.code:
                yield level, shown


def is_open(ticket: Ticket) -> bool:
    """Return whether a ticket may have an offer: none of a package or at a price set by hand."""
    return not ticket.in_package and not ticket.by_hand


def _most(
    level: Membership,
    allowance: Allowance,
    tickets: Sequence[Ticket],
    shows: Sequence[PerformanceId],
) -> dict[PerformanceId, int]:
    """Return how many tickets of each performance it takes in."""
    most = {show: allowance.left_for(show) for show in shows}
    year = allowance.left_in_year
    if year is None:
        return most
    best = sorted(
        (-_off(level, ticket).minor, ticket.line.performance_id)
        for ticket in tickets
        if is_open(ticket) and _off(level, ticket)
    )
    taken: Counter[PerformanceId] = Counter()
    for _, show in best:
        if taken[show] < most[show] and taken.total() < year:
            taken[show] += 1
    return {show: taken[show] for show in shows}


def _offer(
    level: Membership,
    member_id: str,
    show: PerformanceId,
    tickets: Sequence[Ticket],
    most: int,
) -> Offer:
    off = tuple(
        _off(level, ticket)
        if ticket.line.performance_id == show and is_open(ticket)
        else Money.zero(ticket.face.currency)
        for ticket in tickets
    )
    return Offer(StepKind.MEMBERSHIP, level.code, level.name, off, most, member_id)


def _off(level: Membership, ticket: Ticket) -> Money:
    return ticket.face.percent(level.discount_bp)
