"""Orders: find one, read its life, print a ticket again."""

from __future__ import annotations

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.ids import CommandId, Ids, OrderId, PrintJobId, TicketId
from pos.lifecycles import (
    ORDER,
    PRINT,
    PRINT_NEEDS_PERSON,
    PRINTS_BY_ITSELF,
    TICKET,
    PrintTrigger,
    TicketState,
)
from pos.money import Money, total
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, Ticket, Transition
from pos.selling.fulfilment import queue_prints, reissue
from pos.selling.papers import place_label, price_type_name, seat_of
from pos.text import checked_text, folded
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderEventView, OrderRow, OrderTicketView, OrderView
from pos.window import Window

COUNTING = (TicketState.LIVE, TicketState.SCANNED)
"""States in which a ticket stands for money and a place."""


def counted_tickets(uow: UnitOfWork, order_id: str) -> tuple[Ticket, ...]:
    """Return the order's tickets that count: not revoked, not returned."""
    return tuple(
        ticket
        for ticket in uow.orders.tickets(order_id)
        if uow.states.of(TICKET, ticket.ticket_id) in COUNTING
    )


def owing_of(uow: UnitOfWork, order: Order) -> Money:
    """Return what the order still owes."""
    paid = total(
        (Money(t.amount_minor, order.currency) for t in uow.orders.tenders(order.order_id)),
        order.currency,
    )
    return Money(order.total_minor, order.currency) - paid


class Orders:
    """Reads orders and reprints. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def find(self, text: str, limit: int = 50) -> tuple[OrderRow, ...]:
        """Return orders that hold every word of ``text``, newest first."""
        with self._storage.read() as uow:
            found = uow.orders.find(folded(text).split(), None, limit)
            return tuple(self._row(uow, order_id) for order_id in found)

    def get(self, order_id: OrderId) -> OrderView:
        """Return one order with its tickets and its life. Raises NotFound."""
        with self._storage.read() as uow:
            order = uow.orders.order(order_id)
            tickets = uow.orders.tickets(order_id)
            owing = owing_of(uow, order)
            due = Money(order.total_minor, order.currency)
            return OrderView(
                order_id=order_id,
                order_number=order.order_number,
                name=order.name,
                channel=order.channel,
                state=uow.states.of(ORDER, order_id).value,
                placed_at=order.placed_at,
                total=due,
                paid=due - owing,
                tickets=tuple(self._ticket(uow, order, ticket) for ticket in tickets),
                events=self._life(uow, order, tickets),
            )

    def reprint(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        approval: Approval | None = None,
    ) -> PrintJobId:
        """Revoke the ticket's barcode and queue a ticket with a new one. Durable on return, before
        paper moves.

        Raises:
            ApprovalNeeded: The person may not reprint and nobody approved it.
            TextRefused: No reason.
            IllegalTransition: The ticket is revoked or returned already.
        """
        reason = checked_text("reason", reason, longest=200, required=True)
        answerable = require_or_approval(session, Permission.REPRINT, command, approval)

        def act() -> PrintJobId:
            ticket = uow.orders.ticket(ticket_id)
            order = uow.orders.order(ticket.order_id)
            _settle_old_paper(uow, ticket, session.user_id, reason)
            fresh = reissue(uow, self._ids, ticket, session.user_id, reason)
            jobs = queue_prints(
                uow, self._ids, order, (fresh,), session.user_id, receipt=False, copy=True
            )
            uow.audit(
                audit_entry(
                    uow.now(),
                    session.user_id,
                    self._window.window_id,
                    "ticket.reprinted",
                    ("ticket", ticket_id),
                    reason=reason,
                    approved_by=answerable,
                    issue=fresh.issue,
                )
            )
            return jobs[0]

        with self._storage.begin() as uow:
            content = (ticket_id, reason, session.user_id)
            job = uow.commands.once(command, "reprint", content, str, act)
            uow.commit()
        return PrintJobId(job)

    def _row(self, uow: UnitOfWork, order_id: str) -> OrderRow:
        order = uow.orders.order(order_id)
        return OrderRow(
            order_id=OrderId(order_id),
            order_number=order.order_number,
            name=order.name,
            channel=order.channel,
            state=uow.states.of(ORDER, order_id).value,
            placed_at=order.placed_at,
            tickets=len(counted_tickets(uow, order_id)),
            total=Money(order.total_minor, order.currency),
            owing=owing_of(uow, order),
        )

    def _ticket(self, uow: UnitOfWork, order: Order, ticket: Ticket) -> OrderTicketView:
        performance = uow.catalogue.performance(ticket.performance_id)
        seat = seat_of(uow.catalogue.hall(performance.hall_id), ticket.seat_id)
        newest = uow.orders.newest_print_job(ticket.ticket_id)
        return OrderTicketView(
            ticket_id=TicketId(ticket.ticket_id),
            performance=performance.production,
            starts_at=performance.starts_at,
            place=place_label(seat.section, seat.row, seat.number) if seat else performance.hall,
            price_type=price_type_name(uow, ticket.price_type_id),
            all_in=Money(ticket.face_minor + ticket.fee_minor, order.currency),
            state=uow.states.of(TICKET, ticket.ticket_id).value,
            print_state=newest[1] if newest else "",
        )

    def _life(
        self, uow: UnitOfWork, order: Order, tickets: tuple[Ticket, ...]
    ) -> tuple[OrderEventView, ...]:
        names = {person.user_id: person.name for person, _ in uow.people.staff()}
        events = [
            _event(names, arrow, f"order.{arrow.trigger}")
            for arrow in uow.states.life(ORDER, order.order_id)
        ]
        for ticket in tickets:
            events += [
                _event(names, arrow, f"ticket.{arrow.trigger}")
                for arrow in uow.states.life(TICKET, ticket.ticket_id)
                if arrow.trigger != "enter"
            ]
            newest = uow.orders.newest_print_job(ticket.ticket_id)
            if newest:
                events += [
                    _event(names, arrow, f"print.{arrow.trigger}")
                    for arrow in uow.states.life(PRINT, newest[0].job_id)
                    if arrow.trigger != "enter"
                ]
        for tender in uow.orders.tenders(order.order_id):
            amount = Money(tender.amount_minor, tender.currency)
            params = (("kind", tender.kind), ("amount", amount))
            events.append(
                OrderEventView(tender.at, names.get(tender.user_id, ""), "tender.taken", params)
            )
        return tuple(sorted(events, key=lambda event: event.at))


def _event(names: dict[str, str], arrow: Transition, what: str) -> OrderEventView:
    params = (("reason", arrow.reason),) if arrow.reason else ()
    return OrderEventView(arrow.at, names.get(arrow.user_id, ""), what, params)


def _settle_old_paper(uow: UnitOfWork, ticket: Ticket, user_id: str, reason: str) -> None:
    """Take the old ticket's waiting job out of the queue; one in doubt is settled as spoiled."""
    newest = uow.orders.newest_print_job(ticket.ticket_id)
    if newest is None:
        return
    job, state = newest
    if state in {known.value for known in PRINTS_BY_ITSELF}:
        uow.states.advance(PRINT, job.job_id, PrintTrigger.CANCEL, user_id, reason)
    elif state in {known.value for known in PRINT_NEEDS_PERSON}:
        uow.states.advance(PRINT, job.job_id, PrintTrigger.SPOIL, user_id, reason)
