"""Which tickets of an order were sold as part of a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos.ids import Ids
from pos.records import Order, PackageAdded, PackageSold, PackageTicket, RenewalEnded, Ticket
from pos.views.renewals import RenewalEnd
from pos.views.selling import CartLine
from pos.views.subscriptions import InPackage

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork

SeriesFact = PackageSold | PackageAdded | PackageTicket | RenewalEnded


def packages_sold(
    ids: Ids, order: Order, tickets: Sequence[Ticket], lines: Sequence[CartLine]
) -> list[SeriesFact]:
    """Return the facts about the series that are whole in what is sold; ``lines`` as priced now,
    the ticket of each at its place."""
    groups: dict[tuple[str, str], list[tuple[Ticket, InPackage]]] = {}
    for ticket, line in zip(tickets, lines, strict=True):
        if line.package is not None and line.package.whole:
            key = (line.package.adds_to or line.package.instance, line.package.code)
            groups.setdefault(key, []).append((ticket, line.package))
    facts: list[SeriesFact] = []
    for members in groups.values():
        first = members[0][1]
        people = {package.number for _, package in members}
        sold = PackageSold(ids.new(), order.order_id, first.code, first.name, len(people))
        facts.append(sold)
        if first.adds_to:
            facts.append(PackageAdded(sold.package_id, first.adds_to))
        if first.renewal_id:
            facts.append(_renewed(ids, order, sold, first.renewal_id))
        facts += [
            PackageTicket(ticket.ticket_id, sold.package_id, package.number)
            for ticket, package in members
        ]
    return facts


def _renewed(ids: Ids, order: Order, sold: PackageSold, renewal_id: str) -> RenewalEnded:
    """Return that a subscription of last season was renewed by this one."""
    return RenewalEnded(
        ids.new(),
        renewal_id,
        RenewalEnd.RENEWED.value,
        sold.package_id,
        "",
        order.window_id,
        order.user_id,
        order.placed_at,
    )


def series_names(uow: UnitOfWork, order_id: str) -> dict[str, str]:
    """Return the series' name of each of an order's tickets that is part of one, by its id, those
    printed or seated again with them."""
    names = {
        part.ticket_id: sold.name for sold, parts in uow.orders.packages(order_id) for part in parts
    }
    if not names:
        return {}
    tickets = uow.orders.tickets(order_id)
    before = {ticket.ticket_id: ticket.replaces for ticket in tickets}
    found = {}
    for ticket in tickets:
        first = ticket.ticket_id
        while (older := before.get(first)) is not None:
            first = older
        if first in names:
            found[ticket.ticket_id] = names[first]
    return found
