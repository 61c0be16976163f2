"""A date that a series had for nothing, since its price was for all of them, goes back before what
paid for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pos.errors import NotThisWay
from pos.ports.renewals import StandingDate
from pos.ports.storage import UnitOfWork
from pos.records import Order, Ticket


def require_free_dates_back(uow: UnitOfWork, order: Order, going: Sequence[Ticket]) -> None:
    """Return unless a person of a series keeps a date that was added for nothing and gives back the
    last that was paid for. What comes back of a performance that was cancelled always may.

    Raises:
        NotThisWay: ``free_date_stands``.
    """
    leaving = {ticket.ticket_id for ticket in going}
    if any(uow.order_life.is_cancelled(ticket.performance_id) for ticket in going):
        return
    sold = uow.orders.packages(order.order_id) if leaving else ()
    for package_id in dict.fromkeys(uow.renewals.root(one.package_id) for one, _ in sold):
        there = uow.renewals.standing(package_id)
        for number in {each.number for each in there if each.ticket_id in leaving}:
            if _left_free(tuple(each for each in there if each.number == number), leaving):
                raise NotThisWay(what="free_date_stands")


def _left_free(dates: Sequence[StandingDate], leaving: Collection[str]) -> bool:
    """Whether what a person keeps has a date for nothing, and the last that cost something goes."""
    stays = [each for each in dates if each.ticket_id not in leaving]
    paid_before = any(each.minor for each in dates)
    free = any(each.added and not each.minor for each in stays)
    return free and paid_before and not any(each.minor for each in stays)
