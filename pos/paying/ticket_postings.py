"""What a ticket's price is made of: which account each part of it is booked to. One home for the
sale, for what comes back, and for what came back twice."""

from __future__ import annotations

from collections.abc import Iterable

from pos.ledger import Account, Entry
from pos.money import Money
from pos.records import Ticket, TicketCharge
from pos.views.charges import ChargeKind


def parts_of(ticket: Ticket, charges: Iterable[TicketCharge]) -> tuple[tuple[str, int], ...]:
    """Return (account, minor units): the face value, the fee of the list price, then each fee and
    tax by rule. ``charges``: of the ticket's order, or more."""
    mine = [
        (each.kind, each.account, each.amount_minor)
        for each in charges
        if (each.order_id, each.position) == (ticket.order_id, ticket.position)
    ]
    by_rule = sum(minor for kind, _, minor in mine if kind == ChargeKind.FEE.value)
    return (
        (Account.DEFERRED_TICKETS.value, ticket.face_minor),
        (Account.FACILITY_FEE.value, ticket.fee_minor - by_rule),
        *((account, minor) for _, account, minor in mine),
    )


def credit_ticket(
    entry: Entry, ticket: Ticket, charges: Iterable[TicketCharge], currency: str
) -> None:
    """Post every part of a ticket's price as sold."""
    for account, minor in parts_of(ticket, charges):
        about = {"performance_id": ticket.performance_id, "ticket_id": ticket.ticket_id}
        entry.credit(account, Money(minor, currency), **about)


def debit_ticket(
    entry: Entry, ticket: Ticket, charges: Iterable[TicketCharge], currency: str
) -> None:
    """Post every part of a ticket's price as come back."""
    for account, minor in parts_of(ticket, charges):
        about = {"performance_id": ticket.performance_id, "ticket_id": ticket.ticket_id}
        entry.debit(account, Money(minor, currency), **about)
