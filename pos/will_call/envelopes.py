"""Will-call printed ahead: envelope after envelope, in the order of the box.

A batch is a fact; nothing of it is queued ahead but the next few papers, so walk-up tickets wait
behind one envelope at most, what was handed out meanwhile is passed over, and a start or an empty
printer finds the batch where it was. What the print queue does with a paper, it does with these:
nothing is sent twice, and what is in doubt asks a person.
"""

from __future__ import annotations

from pos.allowed import require
from pos.audit import audit_entry
from pos.cancelling.refusing import refuse_cancelled
from pos.errors import BatchOpen
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, PerformanceId
from pos.lifecycles import (
    BATCH,
    PRINT,
    PRINT_NEEDS_PERSON,
    PRINTS_BY_ITSELF,
    BatchState,
    BatchTrigger,
    PrintState,
    PrintTrigger,
)
from pos.outage.kit import looked_for
from pos.ports.storage import Storage, UnitOfWork
from pos.ports.will_call import ToPrint
from pos.records import Envelope, EnvelopePaper, PrintBatch
from pos.selling.fulfilment import queue_prints
from pos.selling.small_papers import queue_small_paper
from pos.views.people import Permission, SessionView
from pos.views.will_call import BatchView, EnvelopePlan, Where
from pos.will_call.standing import standing_of
from pos.window import Window

_WAITS = frozenset(state.value for state in (*PRINTS_BY_ITSELF, PrintState.SENT))
_DOUBT = frozenset(state.value for state in PRINT_NEEDS_PERSON)
SLIP = "envelope"
"""Kind of print job."""


class Envelopes:
    """Prints will-call ahead. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def plan(self, performance_id: PerformanceId) -> EnvelopePlan:
        """Return what there is to print for a performance. Orders that owe and have their slip are
        not counted again."""
        with self._storage.read() as uow:
            found = uow.will_call.to_print(performance_id)
            paid = [each for each in found if not each.owes]
            owing = [each for each in found if each.owes]
            return EnvelopePlan(
                performance_id=performance_id,
                paid=len(paid),
                tickets=sum(each.tickets for each in paid),
                owing=len(owing),
                owing_tickets=sum(each.tickets for each in owing),
                filed=len(uow.will_call.filed_places(performance_id)),
            )

    def open(self) -> tuple[BatchView, ...]:
        """Return this window's batches that are neither done nor cancelled, oldest first."""
        with self._storage.read() as uow:
            found = uow.will_call.batches(self._window.window_id)
            return tuple(self._view(uow, batch) for batch in found)

    def start(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        *,
        owing_too: bool = False,
    ) -> BatchView:
        """Begin to print what waits for a performance and was not printed; nothing is queued yet.
        Durable on return. ``owing_too``: tickets of orders that owe as well, not only their slips.

        Raises:
            NotAllowed: Who hands out may.
            BatchOpen: One of this performance is not over here.
            PerformanceIsCancelled: It is.
            NotFound: There is no such performance.
        """
        require(session, Permission.HAND_OVER)

        def act() -> str:
            name = uow.catalogue.performance(performance_id).production
            refuse_cancelled(uow, performance_id)
            here = self._window.window_id
            if any(b.performance_id == performance_id for b in uow.will_call.batches(here)):
                raise BatchOpen(performance=name)
            batch = PrintBatch(
                batch_id=self._ids.new(),
                performance_id=performance_id,
                window_id=here,
                owing_too=owing_too,
                at=uow.now(),
                user_id=session.user_id,
            )
            uow.add(batch)
            uow.states.enter(BATCH, batch.batch_id, session.user_id)
            self._tell(uow, session, "will_call.printing", batch)
            return batch.batch_id

        with self._storage.begin() as uow:
            content = (performance_id, owing_too, session.user_id)
            batch_id = uow.commands.once(command, "start_envelopes", content, str, act)
            view = self._view(uow, uow.will_call.batch(batch_id))
            uow.commit()
        return view

    def feed(
        self, command: CommandId, session: SessionView, batch_id: str, order_id: OrderId
    ) -> BatchView:
        """Queue the envelope of one order: its slip, then its tickets. One that has nothing to
        print any more is passed over. Durable on return, before paper moves.

        Raises:
            NotAllowed: Who hands out may.
            InHandElsewhere: Another window has the order in hand this moment.
        """
        require(session, Permission.HAND_OVER)

        def act() -> str:
            batch = uow.will_call.batch(batch_id)
            if uow.states.of(BATCH, batch_id) is BatchState.RUNNING:
                require_allowed(uow, Act.HAND_OUT, order_id)
                wanted = next(
                    (each for each in self._left(uow, batch) if each.order_id == order_id), None
                )
                if wanted is not None:
                    self._queue(uow, session, batch, wanted)
            return batch.batch_id

        with self._storage.begin() as uow:
            content = (batch_id, order_id, session.user_id)
            batch_id = uow.commands.once(command, "feed_envelopes", content, str, act)
            view = self._view(uow, uow.will_call.batch(batch_id))
            uow.commit()
        return view

    def stop(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        """Queue nothing more until somebody says so. Raises NotAllowed, IllegalTransition."""
        return self._advance(command, session, batch_id, BatchTrigger.STOP)

    def go_on(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        """Go on where it was stopped. Raises NotAllowed, IllegalTransition."""
        return self._advance(command, session, batch_id, BatchTrigger.GO_ON)

    def finish(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        """All of it is printed. Raises NotAllowed, IllegalTransition."""
        return self._advance(command, session, batch_id, BatchTrigger.FINISH)

    def cancel(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        """Print no more of it: papers that were not sent are taken out of the queue, orders to come
        are left as they are. What is at the printer comes out. Durable on return.

        Raises:
            NotAllowed: Who hands out may.
            IllegalTransition: It is over.
        """
        return self._advance(command, session, batch_id, BatchTrigger.CANCEL)

    def _advance(
        self, command: CommandId, session: SessionView, batch_id: str, trigger: BatchTrigger
    ) -> BatchView:
        require(session, Permission.HAND_OVER)

        def act() -> str:
            batch = uow.will_call.batch(batch_id)
            uow.states.advance(BATCH, batch_id, trigger, session.user_id)
            if trigger is BatchTrigger.CANCEL:
                for job_id, state in uow.will_call.jobs(batch_id):
                    if PrintState(state) in PRINTS_BY_ITSELF:
                        uow.states.advance(PRINT, job_id, PrintTrigger.CANCEL, session.user_id)
            self._tell(uow, session, f"will_call.{trigger.value}", batch)
            return batch.batch_id

        with self._storage.begin() as uow:
            content = (batch_id, trigger.value, session.user_id)
            batch_id = uow.commands.once(command, "move_envelopes", content, str, act)
            view = self._view(uow, uow.will_call.batch(batch_id))
            uow.commit()
        return view

    # ---- inside ----

    def _left(self, uow: UnitOfWork, batch: PrintBatch) -> tuple[ToPrint, ...]:
        """Return the orders to come, in the order of the box: as one looks for a name."""
        found = (
            each
            for each in uow.will_call.to_print(batch.performance_id)
            if not each.owes or batch.owing_too or not each.has_slip
        )
        return tuple(sorted(found, key=lambda each: (*looked_for(each.name), each.order_number)))

    def _queue(
        self, uow: UnitOfWork, session: SessionView, batch: PrintBatch, wanted: ToPrint
    ) -> None:
        order, who = uow.orders.order(wanted.order_id), session.user_id
        slip_only = wanted.owes and not batch.owing_too
        envelope = Envelope(
            envelope_id=self._ids.new(),
            batch_id=batch.batch_id,
            order_id=order.order_id,
            number=len(uow.will_call.envelopes(batch.batch_id)) + 1,
            slip_only=slip_only,
            at=uow.now(),
            user_id=who,
        )
        uow.add(envelope)
        slip = queue_small_paper(
            uow, self._ids, SLIP, envelope.envelope_id, order.order_id, who, copy=False
        )
        uow.add(EnvelopePaper(slip, envelope.envelope_id, None))
        if slip_only:
            return
        tickets = [
            each.ticket
            for each in standing_of(uow, order.order_id, collected=False)
            if each.ticket.performance_id == batch.performance_id and each.where is Where.WAITS
        ]
        jobs = queue_prints(uow, self._ids, order, tickets, who, receipt=False)
        uow.add(
            *(
                EnvelopePaper(job, envelope.envelope_id, ticket.ticket_id)
                for job, ticket in zip(jobs, tickets, strict=True)
            )
        )

    def _view(self, uow: UnitOfWork, batch: PrintBatch) -> BatchView:
        performance = uow.catalogue.performance(batch.performance_id)
        jobs = uow.will_call.jobs(batch.batch_id)
        envelopes = uow.will_call.envelopes(batch.batch_id)
        left = self._left(uow, batch)
        cancelled = PrintState.CANCELLED.value
        return BatchView(
            batch_id=batch.batch_id,
            performance_id=PerformanceId(batch.performance_id),
            performance=performance.production,
            starts_at=performance.starts_at,
            state=uow.states.of(BATCH, batch.batch_id).value,
            owing_too=batch.owing_too,
            envelopes=len(envelopes),
            papers=sum(1 for _, state in jobs if state != cancelled),
            done=sum(1 for _, state in jobs if state == PrintState.PRINTED.value),
            waiting=sum(1 for _, state in jobs if state in _WAITS),
            doubt=sum(1 for _, state in jobs if state in _DOUBT),
            to_come=tuple(OrderId(each.order_id) for each in left),
            last_name=uow.orders.order(envelopes[-1].order_id).name if envelopes else "",
        )

    def _tell(self, uow: UnitOfWork, session: SessionView, event: str, batch: PrintBatch) -> None:
        about, here = ("performance", batch.performance_id), self._window.window_id
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, about, "ok"))
