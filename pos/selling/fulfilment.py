"""From order to paper: queue what is to be printed, and put a new ticket in an old one's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.events import PrintsQueued
from pos.ids import Ids, PrintJobId
from pos.lifecycles import (
    ORDER,
    PRINT,
    TICKET,
    OrderState,
    TicketState,
    TicketTrigger,
)
from pos.ports.storage import UnitOfWork
from pos.records import Order, PrintJob, Ticket, VoidedPaper
from pos.stock.book import TICKET_PRINTER
from pos.views.stock import VoidKind

RECEIPT_PRINTER = "receipt_printer"
MEMBER_CARD = "member_card"
"""The kind of a member's card's print job; its subject is the membership."""
PAPER_TICKET = "paper_ticket"
"""The kind of an emergency ticket's print job; its subject is the emergency ticket."""
_ON_STOCK = (MEMBER_CARD, PAPER_TICKET)


def queue_prints(
    uow: UnitOfWork,
    ids: Ids,
    order: Order,
    tickets: Sequence[Ticket],
    user_id: str,
    *,
    receipt: bool,
    copy: bool = False,
    certificates: Sequence[str] = (),
) -> tuple[PrintJobId, ...]:
    """Add a print job a ticket, one a certificate (by value id), then one for the receipt. They
    print after the commit.

    Certificates go to the receipt printer: blank tickets are counted stock, made for seats and
    barcodes at the door, and a certificate is neither; a window without a ticket printer sells them
    too.
    """
    wanted = [("ticket", ticket.ticket_id, TICKET_PRINTER) for ticket in tickets]
    wanted += [("certificate", value_id, RECEIPT_PRINTER) for value_id in certificates]
    if receipt:
        wanted.append(("receipt", order.order_id, RECEIPT_PRINTER))
    jobs = []
    for position, (kind, subject, device) in enumerate(wanted):
        job = PrintJob(
            job_id=ids.new(),
            kind=kind,
            subject_id=subject,
            device=device,
            order_id=order.order_id,
            position=position,
            queued_at=uow.now(),
            copy=copy,
        )
        uow.add(job)
        uow.states.enter(PRINT, job.job_id, user_id)
        jobs.append(PrintJobId(job.job_id))
    for device in dict.fromkeys(device for _, _, device in wanted):
        uow.publish(PrintsQueued(device))
    return tuple(jobs)


def print_what_is_due(
    uow: UnitOfWork, ids: Ids, order: Order, user_id: str
) -> tuple[PrintJobId, ...]:
    """Queue the tickets that came into an order later and never printed, if it is in the patron's
    hand and owes nothing."""
    if uow.states.of(ORDER, order.order_id) is not OrderState.COLLECTED:
        return ()
    tickets = [
        ticket
        for ticket in uow.orders.tickets(order.order_id)
        if ticket.exchange_id is not None
        and uow.states.of(TICKET, ticket.ticket_id) is TicketState.LIVE
        and uow.orders.newest_print_job(ticket.ticket_id) is None
    ]
    return queue_prints(uow, ids, order, tickets, user_id, receipt=False) if tickets else ()


def reissue(uow: UnitOfWork, ids: Ids, ticket: Ticket, user_id: str, reason: str) -> Ticket:
    """Revoke a ticket's barcode and add the ticket that stands in its place, with a barcode of its
    own."""
    uow.states.advance(TICKET, ticket.ticket_id, TicketTrigger.REVOKE, user_id, reason)
    fresh = stand_in(
        uow,
        ids,
        ticket,
        user_id,
        seat_id=ticket.seat_id,
        zone_id=ticket.zone_id,
        by_rule=ticket.by_rule,
    )
    uow.rights.reissue(ticket.ticket_id, fresh.ticket_id)
    return fresh


def stand_in(
    uow: UnitOfWork,
    ids: Ids,
    ticket: Ticket,
    user_id: str,
    *,
    seat_id: str | None,
    zone_id: str,
    by_rule: bool,
    code: str = "",
) -> Ticket:
    """Add the next issue of a ticket that is revoked. Who sits there is the caller's business, and
    whether the rule gave them the place (``by_rule``). ``code``: its barcode, where another system
    gave it one."""
    fresh = replace(
        ticket,
        ticket_id=ids.new(),
        seat_id=seat_id,
        zone_id=zone_id,
        by_rule=by_rule,
        code=code or ids.code(),
        issue=ticket.issue + 1,
        created_at=uow.now(),
        replaces=ticket.ticket_id,
    )
    uow.add(fresh)
    uow.states.enter(TICKET, fresh.ticket_id, user_id)
    return fresh


def void_paper(
    uow: UnitOfWork,
    job: PrintJob,
    what: VoidKind,
    user_id: str,
    reason: str,
    serial: str = "",
) -> None:
    """Record why a ticket's paper is void, or that of another paper on ticket stock; a receipt's
    is nothing to account for."""
    if job.kind == "ticket" or (job.kind in _ON_STOCK and job.device == TICKET_PRINTER):
        uow.add(
            VoidedPaper(
                job_id=job.job_id,
                ticket_id=job.subject_id,
                device=job.device,
                what=what.value,
                reason=reason,
                serial=serial,
                at=uow.now(),
                user_id=user_id,
            )
        )
