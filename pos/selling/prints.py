"""Paper: begin, act, settle.

A job's sending is on disk before its first byte leaves, its outcome after. What was sent and never
acknowledged is in doubt
and waits for a person; nothing in doubt prints again by itself. Ruined paper gets a new ticket
with a new barcode.
"""

from __future__ import annotations

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.errors import PrintNeedsPerson
from pos.events import PaperPrinted, PrintsQueued, PrintTasksChanged
from pos.ids import CommandId, Ids, OrderId, PerformanceId, PrintJobId
from pos.lifecycles import (
    EMERGENCY,
    PRINT,
    PRINT_NEEDS_PERSON,
    PRINTS_BY_ITSELF,
    TICKET,
    EmergencyState,
    PrintState,
    PrintTrigger,
    TicketState,
)
from pos.paying.certificates import new_code
from pos.paying.refund_paper import is_exchange
from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.storage import Storage, UnitOfWork
from pos.records import EmergencyTicket, PrintJob, Ticket
from pos.seat_names import place_label
from pos.selling.fulfilment import MEMBER_CARD, PAPER_TICKET, queue_prints, reissue, void_paper
from pos.selling.paper_work import print_work
from pos.selling.papers import seat_of
from pos.selling.small_papers import queue_small_paper
from pos.text import checked_text
from pos.views.people import Permission, SessionView
from pos.views.selling import PrintTaskView
from pos.views.stock import VoidKind
from pos.views.work import PrintWork
from pos.will_call.filing import file_paper, follow_paper
from pos.window import Window

_TRIGGER = {
    PrintOutcome.PRINTED: PrintTrigger.ACKNOWLEDGE,
    PrintOutcome.NOT_SENT: PrintTrigger.FAIL,
    PrintOutcome.UNKNOWN: PrintTrigger.LOSE,
    PrintOutcome.SPOILED: PrintTrigger.SPOIL,
}


SERIAL_LONGEST = 40
_NO_COPIES = frozenset({"certificate", "envelope", MEMBER_CARD, PAPER_TICKET})
"""Small papers of which another one is the same again."""


class Prints:
    """The durable print queue. Thread: ledger; the spool carries the bytes."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def queued(self, device: str) -> int:
        """Return how many jobs wait to print on ``device`` by themselves."""
        with self._storage.read() as uow:
            return len(uow.orders.print_jobs(_values(PRINTS_BY_ITSELF), device))

    def begin(self, device: str) -> PrintWork | None:
        """Return the next job with its paper, or None. Its sending is durable on return, so paper
        may move now."""
        with self._storage.begin() as uow:
            for job, _, _ in uow.orders.print_jobs(_values(PRINTS_BY_ITSELF), device):
                if _is_dead(uow, job):
                    uow.states.advance(PRINT, job.job_id, PrintTrigger.CANCEL, SYSTEM)
                    continue
                work = self._work(uow, job)
                uow.states.advance(PRINT, job.job_id, PrintTrigger.SEND, SYSTEM)
                uow.commit()
                return work
            uow.commit()
        return None

    def settle(self, job_id: PrintJobId, result: PrintResult) -> None:
        """Write down what became of a job. Durable on return. Spoiled paper queues its
        replacement."""
        reason = result.condition.value if result.condition else ""
        with self._storage.begin() as uow:
            uow.states.advance(PRINT, job_id, _TRIGGER[result.outcome], SYSTEM, reason)
            job = uow.orders.print_job(job_id)
            if result.outcome is PrintOutcome.SPOILED:
                void_paper(uow, job, VoidKind.SPOILED, SYSTEM, reason)
                self._replace(uow, job, SYSTEM, reason)
            printed = result.outcome is PrintOutcome.PRINTED
            if printed:
                file_paper(uow, job_id)
            uow.publish(PaperPrinted(job.device) if printed else PrintTasksChanged())
            uow.commit()

    def recover(self) -> int:
        """Put every job that was sent and never settled into doubt; return how many. For start-up.
        Durable on return."""
        with self._storage.begin() as uow:
            lost = uow.orders.print_jobs((PrintState.SENT.value,))
            for job, _, _ in lost:
                uow.states.advance(PRINT, job.job_id, PrintTrigger.LOSE, SYSTEM, "restart")
            if lost:
                uow.publish(PrintTasksChanged())
            uow.commit()
        return len(lost)

    def tasks(self) -> tuple[PrintTaskView, ...]:
        """Return every job whose paper has not come out as far as anybody knows: waiting, failed
        before it was sent, under way to the printer, or in doubt."""
        states = _values(PRINTS_BY_ITSELF | PRINT_NEEDS_PERSON | {PrintState.SENT})
        with self._storage.read() as uow:
            return tuple(
                self._task(uow, job, state, reason)
                for job, state, reason in uow.orders.print_jobs(states)
            )

    def came_out(self, order_id: OrderId) -> int:
        """Return how many tickets of an order are printed and good."""
        with self._storage.read() as uow:
            return len(uow.orders.printed_tickets(order_id))

    def decide(
        self,
        command: CommandId,
        session: SessionView,
        job_id: PrintJobId,
        *,
        came_out: bool,
        reason: str = "",
        stock_serial: str = "",
        wasted: bool = True,
    ) -> None:
        """Settle a job in doubt by a person's word. Durable on return.

        ``came_out``: the paper is in the hand and good. Otherwise the ticket's barcode is revoked
        and a ticket with a new one is queued; a receipt is queued again as a copy. ``wasted``: a
        blank ticket is gone with it; False when nothing came out at all. ``stock_serial``: the
        number on the ruined paper, where the stock has numbers.

        Raises:
            NotAllowed: The person may not decide.
            PrintNeedsPerson: The job is not in doubt.
            TextRefused, CardNumberRefused: The texts.
        """
        require(session, Permission.RESOLVE_PRINT)
        reason = checked_text("reason", reason, longest=200)
        serial = checked_text("stock_serial", stock_serial, longest=SERIAL_LONGEST)
        what = VoidKind.SPOILED if wasted else VoidKind.NOTHING

        def act() -> bool:
            if uow.states.of(PRINT, job_id) not in PRINT_NEEDS_PERSON:
                raise PrintNeedsPerson(job=job_id)
            trigger = PrintTrigger.CONFIRM if came_out else PrintTrigger.SPOIL
            uow.states.advance(PRINT, job_id, trigger, session.user_id, reason)
            job = uow.orders.print_job(job_id)
            if came_out:
                file_paper(uow, job_id)
            else:
                void_paper(uow, job, what, session.user_id, reason, serial)
                self._replace(uow, job, session.user_id, reason)
            seen = "good" if came_out else what.value
            self._audit(uow, session, "print.decided", job, seen=seen, reason=reason, serial=serial)
            uow.publish(PrintTasksChanged())
            return came_out

        with self._storage.begin() as uow:
            content = (job_id, came_out, reason, session.user_id, serial, wasted)
            uow.commands.once(command, "decide_print", content, bool, act)
            uow.commit()

    def cancel(
        self, command: CommandId, session: SessionView, job_id: PrintJobId, reason: str
    ) -> None:
        """Take a job that was never sent out of the queue. Durable on return.

        Raises:
            NotAllowed: The person may not.
            IllegalTransition: It was sent already.
        """
        require(session, Permission.RESOLVE_PRINT)
        reason = checked_text("reason", reason, longest=200, required=True)

        def act() -> bool:
            uow.states.advance(PRINT, job_id, PrintTrigger.CANCEL, session.user_id, reason)
            job = uow.orders.print_job(job_id)
            self._audit(uow, session, "print.cancelled", job, reason=reason)
            uow.publish(PrintTasksChanged())
            return True

        with self._storage.begin() as uow:
            uow.commands.once(command, "cancel_print", (job_id, reason), bool, act)
            uow.commit()

    def _work(self, uow: UnitOfWork, job: PrintJob) -> PrintWork:
        return print_work(uow, job, self._window.name)

    def _task(self, uow: UnitOfWork, job: PrintJob, state: str, reason: str) -> PrintTaskView:
        order = uow.orders.order(job.order_id) if job.order_id else None
        what = (order.receipt_number or order.order_number) if order else ""
        kind = job.kind
        if kind == "refund":
            refund = uow.orders.refund(job.subject_id)
            what = refund.receipt_number
            kind = "exchange" if is_exchange(uow, refund) else kind
        if job.kind == MEMBER_CARD:
            member = uow.members.member(job.subject_id)
            what = " · ".join(part for part in (member.number, member.holder) if part)
        if job.kind == PAPER_TICKET:
            what = _paper_label(uow, uow.orders.emergency.ticket(job.subject_id))
        came_out: tuple[str, ...] = ()
        if job.kind == "ticket":
            what = _ticket_label(uow, uow.orders.ticket(job.subject_id))
            printed = uow.orders.printed_tickets(job.order_id)
            came_out = tuple(_ticket_label(uow, ticket) for ticket in printed)
        number = order.order_number if order else ""
        job_id = PrintJobId(job.job_id)
        return PrintTaskView(job_id, kind, what, number, state, reason, came_out)

    def _replace(self, uow: UnitOfWork, job: PrintJob, user_id: str, reason: str) -> None:
        if job.kind == "certificate":  # ruined paper may still be read: its code opens nothing
            new_code(uow, self._ids, job.subject_id, user_id)
            here, value = self._window.window_id, ("value", job.subject_id)
            event = "value.code_renewed"
            uow.audit(audit_entry(uow.now(), user_id, here, event, value, reason=reason))
        if job.kind == PAPER_TICKET and not _is_out(uow, job):
            return
        if job.kind != "ticket":
            again = (job.kind, job.subject_id, job.order_id, user_id)
            copy = job.kind not in _NO_COPIES
            slip = queue_small_paper(uow, self._ids, *again, copy=copy, device=job.device)
            follow_paper(uow, job.job_id, (slip,), None)
            return
        order = uow.orders.order(job.order_id)
        ticket = uow.orders.ticket(job.subject_id)
        if uow.states.of(TICKET, ticket.ticket_id) is not TicketState.LIVE:
            return
        fresh = reissue(uow, self._ids, ticket, user_id, reason)
        jobs = queue_prints(uow, self._ids, order, (fresh,), user_id, receipt=False, copy=job.copy)
        follow_paper(uow, job.job_id, jobs, fresh.ticket_id)
        uow.publish(PrintsQueued(job.device))

    def _audit(
        self, uow: UnitOfWork, session: SessionView, event: str, job: PrintJob, **details: object
    ) -> None:
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                event,
                (job.kind, job.subject_id),
                "ok",
                **details,
            )
        )


def _ticket_label(uow: UnitOfWork, ticket: Ticket) -> str:
    seat = seat_of(uow.catalogue.hall_of(ticket.performance_id), ticket.seat_id)
    performance = uow.catalogue.performance(ticket.performance_id)
    label = place_label(seat.section, seat.row, seat.number) if seat else performance.hall
    return f"{performance.production} · {label}"


def _paper_label(uow: UnitOfWork, paper: EmergencyTicket) -> str:
    hall = uow.catalogue.hall_of(PerformanceId(paper.performance_id))
    seat = seat_of(hall, paper.seat_id)
    label = place_label(seat.section, seat.row, seat.number) if seat else hall.name
    return f"{paper.number} · {label}"


def _is_out(uow: UnitOfWork, job: PrintJob) -> bool:
    return uow.states.of(EMERGENCY, job.subject_id) is EmergencyState.OUT


def _is_dead(uow: UnitOfWork, job: PrintJob) -> bool:
    """Return whether the job's ticket was revoked while it waited, its certificate used up or given
    back, its emergency ticket given back."""
    if job.kind == "certificate":
        return uow.values.balance(job.subject_id) == 0
    if job.kind == PAPER_TICKET:
        return not _is_out(uow, job)
    if job.kind != "ticket":
        return False
    state = uow.states.of(TICKET, job.subject_id)
    return state in (TicketState.REVOKED, TicketState.RETURNED)


def _values(states: frozenset[PrintState]) -> tuple[str, ...]:
    return tuple(sorted(state.value for state in states))
