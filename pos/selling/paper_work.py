"""What a print job is to say, by its kind: everything the printer needs, looked up."""

from __future__ import annotations

from pos.cash.vouchers import voucher_view
from pos.ids import PrintJobId
from pos.lifecycles import TICKET, TicketState
from pos.members.cards import card_view
from pos.names import name_of
from pos.paying.certificates import certificate_view
from pos.ports.storage import UnitOfWork
from pos.records import PrintJob, Ticket
from pos.selling.papers import paper_ticket_view, receipt_view, refund_receipt_view, ticket_view
from pos.selling.small_papers import endorsement_view, slip_view
from pos.views.papers import ReceiptView, TicketView
from pos.views.work import PrintWork
from pos.will_call.slips import envelope_view


def print_work(uow: UnitOfWork, job: PrintJob, window: str) -> PrintWork:
    """Return a job with its paper. ``window``: the name that receipts bear."""
    job_id, device = PrintJobId(job.job_id), job.device
    match job.kind:
        case "ticket":
            return PrintWork(job_id, device, ticket=_ticket(uow, job))
        case "paper_ticket":
            return PrintWork(job_id, device, ticket=paper_ticket_view(uow, job.subject_id))
        case "slip":
            slip = slip_view(uow, job.subject_id, window, copy=job.copy)
            return PrintWork(job_id, device, slip=slip)
        case "voucher":
            voucher = voucher_view(uow, job.subject_id, window, copy=job.copy)
            return PrintWork(job_id, device, voucher=voucher)
        case "certificate":
            return PrintWork(job_id, device, certificate=certificate_view(uow, job.subject_id))
        case "member_card":
            return PrintWork(job_id, device, member_card=card_view(uow, job.subject_id))
        case "envelope":
            return PrintWork(job_id, device, envelope=envelope_view(uow, job.subject_id))
        case "endorsement":
            order = uow.orders.order(job.order_id)
            back = endorsement_view(uow, job.subject_id, order)
            return PrintWork(job_id, device, endorsement=back)
        case "refund":
            order = uow.orders.order(job.order_id)
            receipt = refund_receipt_view(uow, order, job.subject_id, window=window, copy=job.copy)
            return PrintWork(job_id, device, receipt=receipt)
        case _:
            return PrintWork(job_id, device, receipt=_receipt(uow, job, window))


def _ticket(uow: UnitOfWork, job: PrintJob) -> TicketView:
    ticket, order = uow.orders.ticket(job.subject_id), uow.orders.order(job.order_id)
    says_so = uow.catalogue.company().reprints_say_duplicate
    return ticket_view(uow, ticket, order, duplicate=job.copy and says_so)


def _receipt(uow: UnitOfWork, job: PrintJob, window: str) -> ReceiptView:
    order = uow.orders.order(job.order_id)
    tenders = uow.orders.tenders(order.order_id)
    who = tenders[-1].user_id if tenders else order.user_id
    tickets = [t for t in uow.orders.tickets(order.order_id) if _counts(uow, t)]
    cashier = name_of(uow, who)
    return receipt_view(uow, order, tickets, tenders, window=window, cashier=cashier, copy=job.copy)


def _counts(uow: UnitOfWork, ticket: Ticket) -> bool:
    return uow.states.of(TICKET, ticket.ticket_id) in (TicketState.LIVE, TicketState.SCANNED)
