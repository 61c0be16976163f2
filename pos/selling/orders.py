"""Orders: find one, read its life, print a lost ticket again, replace a ruined one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pos.allowed import require, require_or_approval
from pos.audit import audit_entry
from pos.cancelling.refusing import refuse_cancelled, refuse_cancelled_of
from pos.errors import NotFound, PrintNeedsPerson
from pos.events import PrintTasksChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, PrintJobId, TicketId
from pos.lifecycles import (
    EMERGENCY,
    ORDER,
    PRINT,
    PRINT_NEEDS_PERSON,
    PRINTS_BY_ITSELF,
    TICKET,
    EmergencyState,
    OrderState,
    PrintState,
    PrintTrigger,
    TicketState,
)
from pos.money import Money
from pos.patrons.by_card import find_orders
from pos.people.approving import approver_of
from pos.ports.listing import ListedOrder
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, PrintJob, Ticket
from pos.seat_names import place_label
from pos.selling.exchange_events import exchanged
from pos.selling.fulfilment import queue_prints, reissue, void_paper
from pos.selling.naming import names_of
from pos.selling.order_events import life_of
from pos.selling.order_money import (
    OWED,
    costs_of,
    given_back_of,
    order_extras,
    order_refunds,
    order_tenders,
    owing_of,
    paid_of,
    to_give_back_of,
)
from pos.selling.order_parts import parts_of
from pos.selling.packages import series_names
from pos.selling.papers import price_type_name, seat_of
from pos.selling.small_papers import queue_small_paper
from pos.text import checked_text
from pos.views.catalogue import SeatKind
from pos.views.order_life import OrderNoteView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderRow, OrderTicketView, OrderView, ScannedView
from pos.views.stock import VoidKind
from pos.window import Window

REASON_LONGEST = 200
SERIAL_LONGEST = 40
COUNTING = (TicketState.LIVE, TicketState.SCANNED)
"""States in which a ticket stands for money and a place."""


def counted_tickets(uow: UnitOfWork, order_id: str) -> tuple[Ticket, ...]:
    """Return the order's tickets that count: not revoked, not returned."""
    return tuple(
        ticket
        for ticket in uow.orders.tickets(order_id)
        if uow.states.of(TICKET, ticket.ticket_id) in COUNTING
    )


def counted_of(listed: ListedOrder) -> tuple[Ticket, ...]:
    """Return the tickets that count of an order that was read with others."""
    return tuple(ticket for ticket, state in listed.tickets if TicketState(state) in COUNTING)


class Orders:
    """Reads orders and reprints. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def find(self, text: str, limit: int = 50) -> tuple[OrderRow, ...]:
        """Return the orders that ``text`` finds, the likeliest first (``by_card.find_orders``); the
        newest ones where it is empty."""
        with self._storage.read() as uow:
            listed = uow.listing.orders(find_orders(uow, text, limit=limit), OWED)
            off = {each.performance_id for each in uow.order_life.every_cancelled()}
            return tuple(_row(each, off) for each in listed)

    def scanned(self, code: str) -> ScannedView:
        """Return the order that a scanned code belongs to: a ticket's barcode, dead ones too, an
        order's number or a receipt's. Raises NotFound, which tells emergency tickets apart.
        """
        with self._storage.read() as uow:
            ticket = uow.orders.by_code(code)
            order = uow.orders.by_number(code)
            if ticket is not None:
                order = uow.orders.order(ticket.order_id)
            if order is None:
                raise _unknown(uow, code)
            state = uow.states.of(ORDER, order.order_id)
            return ScannedView(
                OrderId(order.order_id),
                order.order_number,
                "" if ticket is None else uow.states.of(TICKET, ticket.ticket_id).value,
                state in (OrderState.PLACED, OrderState.PAID),
            )

    def get(self, order_id: OrderId) -> OrderView:
        """Return one order with its tickets and its life. Raises NotFound."""
        with self._storage.read() as uow:
            order = uow.orders.order(order_id)
            tickets = uow.orders.tickets(order_id)
            gone = exchanged(uow, order, tickets)
            due = Money(order.total_minor, order.currency)
            costs = costs_of(uow, order, counted_tickets(uow, order_id))
            promised, given_back = to_give_back_of(uow, order), given_back_of(uow, order)
            series = series_names(uow, order_id)
            return OrderView(
                order_id=order_id,
                order_number=order.order_number,
                name=order.name,
                channel=order.channel,
                state=uow.states.of(ORDER, order_id).value,
                placed_at=order.placed_at,
                total=due,
                paid=paid_of(uow, order),
                tickets=tuple(
                    replace(
                        self._ticket(uow, order, ticket, series.get(ticket.ticket_id, "")),
                        exchanged=_went(gone, ticket, "ticket.exchanged") is not None,
                        moved_to=_went(gone, ticket, "ticket.split_off") or "",
                    )
                    for ticket in tickets
                ),
                events=life_of(uow, order, tickets, _names(uow)),
                owed=owing_of(uow, order),
                extras=order_extras(uow, order),
                tenders=order_tenders(uow, order),
                refunds=order_refunds(uow, order, _names(uow)),
                to_give_back=promised if promised else None,
                costs=costs if costs != due else None,
                given_back=given_back if given_back else None,
                names=names_of(order),
                placed_as=_formerly(uow, order),
                came_with=order.note,
                notes=_notes(uow, order_id),
                parts=parts_of(uow, order_id),
            )

    def reprint(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        approval: Approval | None = None,
    ) -> PrintJobId:
        """Replace a ticket the patron lost: revoke its barcode and queue a ticket with a new one,
        which says DUPLICATE where the venue wants that. Durable on return, before paper moves.

        Paper that was printed counts as lost, paper in doubt as spoiled.

        Raises:
            ApprovalNeeded: The person may not reprint and nobody approved it.
            TextRefused, CardNumberRefused: The reason, which must be given.
            PrintNeedsPerson: It is at the printer this moment.
            IllegalTransition: The ticket is revoked or returned already.
            PerformanceIsCancelled: It opens no door.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        require_or_approval(session, Permission.REPRINT, command, approval)

        def act() -> PrintJobId:
            answerable = answerable_for_paper(uow, command, session, approval)
            ticket = uow.orders.ticket(ticket_id)
            require_allowed(uow, Act.REPRINT, ticket.order_id)
            _settle_old_paper(uow, ticket, session.user_id, reason)
            details = {"reason": reason, "approved_by": answerable}
            return self._replace(uow, session, ticket, "ticket.reprinted", details, copy=True)

        with self._storage.begin() as uow:
            content = (ticket_id, reason, session.user_id)
            job = uow.commands.once(command, "reprint", content, str, act)
            uow.commit()
        return PrintJobId(job)

    def renew(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        approval: Approval | None = None,
    ) -> int:
        """Replace all of an order's tickets, as ``reprint`` does one, in one transaction: no paper
        that anybody has of it opens the door. Those of a cancelled performance stay as they are.
        Return how many are queued.

        Raises:
            ApprovalNeeded, TextRefused, CardNumberRefused, PrintNeedsPerson: As for ``reprint``.
            PerformanceIsCancelled: All of it is.
            NotFound: There is no such order.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        require_or_approval(session, Permission.REPRINT, command, approval)

        def act() -> int:
            require_allowed(uow, Act.REPRINT, order_id)
            answerable = answerable_for_paper(uow, command, session, approval)
            every = counted_tickets(uow, uow.orders.order(order_id).order_id)
            is_cancelled = uow.order_life.is_cancelled
            tickets = tuple(each for each in every if not is_cancelled(each.performance_id))
            if not tickets:
                refuse_cancelled_of(uow, every)
            details = {"reason": reason, "approved_by": answerable}
            for ticket in tickets:
                _settle_old_paper(uow, ticket, session.user_id, reason)
                self._replace(uow, session, ticket, "ticket.reprinted", details, copy=True)
            return len(tickets)

        with self._storage.begin() as uow:
            content = (order_id, reason, session.user_id)
            many = uow.commands.once(command, "renew_order", content, int, act)
            uow.commit()
        return many

    def spoil(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        stock_serial: str = "",
        approval: Approval | None = None,
    ) -> PrintJobId:
        """Replace a ticket whose paper is here and bad (jammed, cut wrong, smudged): its barcode
        dies, one with a new barcode is queued. The bad paper is handed in at the close. Durable on
        return, before paper moves.

        ``stock_serial``: the number on the bad paper, where the stock has numbers.

        Raises:
            NotAllowed: The person may not say what came out of a printer.
            ApprovalNeeded: It was used at the door, and the person may not reprint.
            TextRefused, CardNumberRefused: The texts; the reason must be given.
            PrintNeedsPerson: It is at the printer this moment.
            NotFound: It never printed.
            IllegalTransition: It is revoked or returned already, or still waits to be printed.
            PerformanceIsCancelled: It opens no door.
        """
        require(session, Permission.RESOLVE_PRINT)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        serial = checked_text("stock_serial", stock_serial, longest=SERIAL_LONGEST)

        def act() -> PrintJobId:
            ticket, answerable = uow.orders.ticket(ticket_id), str(session.user_id)
            if uow.states.of(TICKET, ticket_id) is TicketState.SCANNED:
                answerable = answerable_for_paper(uow, command, session, approval)
            require_allowed(uow, Act.REPRINT, ticket.order_id)
            job = _paper_of(uow, ticket)
            uow.states.advance(PRINT, job.job_id, PrintTrigger.SPOIL, session.user_id, reason)
            void_paper(uow, job, VoidKind.SPOILED, session.user_id, reason, serial)
            uow.publish(PrintTasksChanged())
            details = {"reason": reason, "approved_by": answerable, "serial": serial}
            return self._replace(uow, session, ticket, "ticket.spoiled", details, copy=job.copy)

        with self._storage.begin() as uow:
            content = (ticket_id, reason, serial, session.user_id)
            fresh = uow.commands.once(command, "spoil_ticket", content, str, act)
            uow.commit()
        return PrintJobId(fresh)

    def copy_receipt(
        self, command: CommandId, session: SessionView, order_id: OrderId
    ) -> PrintJobId:
        """Queue an order's receipt once more; it says that it is a copy. Durable on return, before
        paper moves.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such order.
        """
        require(session, Permission.SELL)

        def act() -> PrintJobId:
            order = uow.orders.order(order_id)
            about = ("receipt", order.order_id, order.order_id)
            job = queue_small_paper(uow, self._ids, *about, session.user_id, copy=True)
            who, here = session.user_id, self._window.window_id
            subject = ("order", order.order_id)
            uow.audit(audit_entry(uow.now(), who, here, "receipt.copied", subject, job=job))
            return job

        with self._storage.begin() as uow:
            content = (order_id, session.user_id)
            job = uow.commands.once(command, "copy_receipt", content, str, act)
            uow.commit()
        return PrintJobId(job)

    def _replace(
        self,
        uow: UnitOfWork,
        session: SessionView,
        ticket: Ticket,
        event: str,
        details: dict[str, str],
        *,
        copy: bool,
    ) -> PrintJobId:
        """Put a new ticket in an old one's place, queue it, and say so in the audit log."""
        refuse_cancelled(uow, ticket.performance_id)
        order, who = uow.orders.order(ticket.order_id), session.user_id
        fresh = reissue(uow, self._ids, ticket, who, details["reason"])
        jobs = queue_prints(uow, self._ids, order, (fresh,), who, receipt=False, copy=copy)
        subject, here = ("ticket", ticket.ticket_id), self._window.window_id
        uow.audit(audit_entry(uow.now(), who, here, event, subject, issue=fresh.issue, **details))
        return jobs[0]

    def _ticket(
        self, uow: UnitOfWork, order: Order, ticket: Ticket, series: str
    ) -> OrderTicketView:
        performance = uow.catalogue.performance(ticket.performance_id)
        seat = seat_of(uow.catalogue.hall(performance.hall_id), ticket.seat_id)
        newest = uow.orders.newest_print_job(ticket.ticket_id)
        off = uow.order_life.cancelled(ticket.performance_id)
        return OrderTicketView(
            ticket_id=TicketId(ticket.ticket_id),
            performance=performance.production,
            starts_at=performance.starts_at,
            place=place_label(seat.section, seat.row, seat.number) if seat else performance.hall,
            price_type=price_type_name(uow, ticket.price_type_id),
            all_in=Money(ticket.cost_minor, order.currency),
            state=uow.states.of(TICKET, ticket.ticket_id).value,
            print_state=newest[1] if newest else "",
            series=series,
            called_off=off.reason if off is not None else "",
            kind=seat.kind if seat is not None else SeatKind.ORDINARY,
        )


def _row(listed: ListedOrder, off: Collection[str]) -> OrderRow:
    order, counting = listed.order, counted_of(listed)
    costs = listed.extras + sum(ticket.cost_minor for ticket in counting)
    return OrderRow(
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        name=order.name,
        channel=order.channel,
        state=listed.state,
        placed_at=order.placed_at,
        tickets=len(counting),
        total=Money(costs, order.currency),
        owing=Money(listed.balance, order.currency),
        credited=Money(listed.credited, order.currency) if listed.credited else None,
        formerly=listed.placed_as if listed.placed_as != order.name else "",
        cancelled=sum(1 for ticket in counting if ticket.performance_id in off),
    )


def _unknown(uow: UnitOfWork, code: str) -> NotFound:
    """Return what is to be said of a code that no order has: it may be on an emergency ticket."""
    paper = uow.orders.emergency.by_key(code)
    if paper is None:
        return NotFound(kind="code", key="")
    if uow.states.of(EMERGENCY, paper.emergency_id) is EmergencyState.OUT:
        return NotFound(kind="code_on_paper", key=paper.number)
    return NotFound(kind="code_given_back", key=paper.number)


def _formerly(uow: UnitOfWork, order: Order) -> str:
    """Return the name an order was placed under, where it goes by another one now."""
    placed = uow.orders.as_placed(order.order_id)
    return placed.name if placed.name != order.name else ""


def _went(
    gone: dict[str, tuple[str, tuple[tuple[str, object], ...]]], ticket: Ticket, what: str
) -> str | None:
    """Return the number of the order that a ticket went into by such an event, empty where it
    stayed in its own; None where no such thing happened to it."""
    event, params = gone.get(ticket.ticket_id, ("", ()))
    return str(dict(params).get("number", "")) if event == what else None


def _notes(uow: UnitOfWork, order_id: str) -> tuple[OrderNoteView, ...]:
    names = _names(uow)
    return tuple(
        OrderNoteView(note.text, note.at, names.get(note.user_id, ""))
        for note in uow.order_life.notes(order_id)
    )


def _names(uow: UnitOfWork) -> dict[str, str]:
    return {person.user_id: person.name for person, _ in uow.people.staff()}


def answerable_for_paper(
    uow: UnitOfWork, command: CommandId, session: SessionView, approval: Approval | None
) -> str:
    """Return who answers for a reprint; an approval counts by its PIN try on disk."""
    who = require_or_approval(session, Permission.REPRINT, command, approval)
    if approval is not None and who != session.user_id:
        approver_of(uow, session, approval, command, (Permission.REPRINT,))
    return who


def _paper_of(uow: UnitOfWork, ticket: Ticket) -> PrintJob:
    """Return the newest print job of a ticket that is not under way.

    Raises:
        NotFound, PrintNeedsPerson: There is none; it is.
    """
    newest = uow.orders.newest_print_job(ticket.ticket_id)
    if newest is None:
        raise NotFound(kind="print", key=ticket.ticket_id)
    job, state = newest
    if state == PrintState.SENT.value:
        raise PrintNeedsPerson(job=job.job_id)
    return job


def cancel_paper(uow: UnitOfWork, ticket: Ticket, user_id: str, reason: str) -> PrintState | None:
    """Take a ticket's waiting job out of the queue; one in doubt is settled as spoiled. Return
    where the job stood, None without one.

    Raises:
        PrintNeedsPerson: It is at the printer this moment.
    """
    if uow.orders.newest_print_job(ticket.ticket_id) is None:
        return None
    job = _paper_of(uow, ticket)
    state = PrintState(uow.states.of(PRINT, job.job_id).value)
    if state in PRINTS_BY_ITSELF:
        uow.states.advance(PRINT, job.job_id, PrintTrigger.CANCEL, user_id, reason)
    elif state in PRINT_NEEDS_PERSON:
        uow.states.advance(PRINT, job.job_id, PrintTrigger.SPOIL, user_id, reason)
        void_paper(uow, job, VoidKind.SPOILED, user_id, reason)
        uow.publish(PrintTasksChanged())
    return state


def settle_paper(uow: UnitOfWork, ticket: Ticket, user_id: str, reason: str, *, here: bool) -> None:
    """Settle the paper of a ticket that is replaced: what waits is cancelled, what printed lies
    ``here`` and is void, or counts as lost.

    Raises:
        PrintNeedsPerson: It is at the printer this moment.
    """
    if not here:
        _settle_old_paper(uow, ticket, user_id, reason)
    elif cancel_paper(uow, ticket, user_id, reason) is PrintState.PRINTED:
        job = _paper_of(uow, ticket)
        uow.states.advance(PRINT, job.job_id, PrintTrigger.SPOIL, user_id, reason)
        void_paper(uow, job, VoidKind.SPOILED, user_id, reason)


def _settle_old_paper(uow: UnitOfWork, ticket: Ticket, user_id: str, reason: str) -> None:
    """Cancel the paper of a ticket that the patron lost; one that printed is lost."""
    if cancel_paper(uow, ticket, user_id, reason) is not PrintState.PRINTED:
        return
    job = _paper_of(uow, ticket)
    if uow.stock.voided(job.job_id) is None:
        void_paper(uow, job, VoidKind.LOST, user_id, reason)
