"""Will-call: orders sold elsewhere, found while typing and handed out once."""

from __future__ import annotations

from datetime import datetime

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import require_open_till
from pos.clock import Clock
from pos.errors import AlreadyHandedOver, StillOwing
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, PerformanceId
from pos.lifecycles import ORDER, OrderState, OrderTrigger
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, Ticket
from pos.selling.fulfilment import print_what_is_due, queue_prints
from pos.selling.order_money import owing_of
from pos.selling.orders import counted_tickets
from pos.selling.papers import seats_label
from pos.selling.placing import Placing, take_tenders
from pos.selling.selling import open_drawer, queue_endorsements
from pos.selling.tenders import change_of, tenders_for
from pos.views.people import Permission, SessionView
from pos.views.selling import HandOverView, TenderGiven, WillCallRow
from pos.window import Window


class WillCall:
    """Finds and hands out. Thread: ledger."""

    def __init__(self, storage: Storage, clock: Clock, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window

    def find(
        self, text: str, performance_id: PerformanceId | None = None, limit: int = 50
    ) -> tuple[WillCallRow, ...]:
        """Return the orders at will-call that ``text`` finds, the likeliest first
        (``Finding.find``); where it is empty tonight's, those still waiting first, each by name.

        With a performance only its orders.
        """
        with self._storage.read() as uow:
            found = uow.finding.find(
                text, performance_id=performance_id, will_call=True, limit=limit
            )
            return tuple(self._row(uow, each.subject_id, performance_id) for each in found)

    def hand_over(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        tenders: tuple[TenderGiven, ...] = (),
    ) -> HandOverView:
        """Take what is owing, mark the order collected and queue its tickets; once. Durable on
        return, before paper moves. An order whose tickets are out and whose money went back is paid
        again by this, and prints a receipt only; so is a check that came back when nothing was left
        of its order.

        Raises:
            AlreadyHandedOver: ``at`` and ``by`` say when and by whom.
            StillOwing: Something is owing and ``tenders`` are empty.
            TillNotOpen, TillNotYours, and everything about tenders: As for a sale.
        """
        require(session, Permission.HAND_OVER)
        content = (order_id, tenders, session.user_id)
        with self._storage.begin() as uow:
            answer = uow.commands.once(
                command,
                "hand_over",
                content,
                HandOverView,
                lambda: self._hand_over(uow, session, order_id, tenders),
            )
            uow.commit()
        return answer

    def _hand_over(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order_id: OrderId,
        tenders: tuple[TenderGiven, ...],
    ) -> HandOverView:
        require_allowed(uow, Act.HAND_OUT, order_id)
        order = uow.orders.order(order_id)
        if uow.states.of(ORDER, order_id) is OrderState.COLLECTED:
            at, by = _collected(uow, order_id)
            raise AlreadyHandedOver(at=at, by=by)
        owing = owing_of(uow, order)
        if owing and not tenders:
            raise StillOwing(owing=owing)
        tenders = tenders_for(uow, owing, tenders)
        state = uow.states.of(ORDER, order_id)
        is_out = state is OrderState.UNPAID or (state is OrderState.CANCELLED and bool(tenders))
        opening = self._take(uow, session, order, tenders) if tenders else ""
        tickets = () if is_out else counted_tickets(uow, order_id)
        if not is_out:
            uow.states.advance(ORDER, order_id, OrderTrigger.HAND_OVER, session.user_id)
        due = print_what_is_due(uow, self._ids, order, session.user_id) if is_out else ()
        paper = queue_prints(uow, self._ids, order, tickets, session.user_id, receipt=bool(tenders))
        jobs = (*due, *paper)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "order.paid_again" if is_out else "order.handed_over",
                ("order", order_id),
                tickets=len(tickets),
                taken_minor=owing.minor,
            )
        )
        return HandOverView(
            order_id, order.order_number, jobs, owing, change_of(tenders, order.currency), opening
        )

    def _take(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order: Order,
        tenders: tuple[TenderGiven, ...],
    ) -> str:
        till = require_open_till(uow, session, self._window)
        placing = Placing(
            order_number=order.order_number,
            window_id=self._window.window_id,
            channel=order.channel,
            user_id=session.user_id,
            currency=order.currency,
            placed_at=uow.now(),
            business_date=till.business_date,
            lines=(),
            till_id=till.till_id,
        )
        taken = take_tenders(uow, self._ids, placing, order, tenders)
        queue_endorsements(uow, self._ids, taken, session.user_id)
        return open_drawer(uow, self._ids, order, tenders, session, till.till_id)

    def _row(
        self, uow: UnitOfWork, order_id: str, performance_id: PerformanceId | None
    ) -> WillCallRow:
        order = uow.orders.order(order_id)
        tickets = counted_tickets(uow, order_id)
        first = (tickets or uow.orders.tickets(order_id))[0]
        chosen = performance_id or PerformanceId(first.performance_id)
        performance = uow.catalogue.performance(chosen)
        collected = uow.states.of(ORDER, order_id) is OrderState.COLLECTED
        at, by = _collected(uow, order_id) if collected else (None, "")
        digits = "".join(c for c in order.phone if c.isdigit())
        return WillCallRow(
            order_id=OrderId(order_id),
            order_number=order.order_number,
            name=order.name,
            performance_id=chosen,
            performance=performance.production,
            starts_at=performance.starts_at,
            seats=_seats(uow, tickets, chosen),
            tickets=len(tickets),
            owing=owing_of(uow, order),
            note=order.note,
            alternates=order.alternates,
            phone_last4=digits[-4:],
            collected_at=at,
            collected_by=by,
        )


def _seats(uow: UnitOfWork, tickets: tuple[Ticket, ...], performance_id: PerformanceId) -> str:
    mine = [ticket for ticket in tickets if ticket.performance_id == performance_id]
    return seats_label(uow.catalogue.hall_of(performance_id), mine)


def _collected(uow: UnitOfWork, order_id: str) -> tuple[datetime, str]:
    arrow = next(
        t
        for t in reversed(uow.states.life(ORDER, order_id))
        if t.trigger == OrderTrigger.HAND_OVER.value
    )
    names = {person.user_id: person.name for person, _ in uow.people.staff()}
    return arrow.at, names.get(arrow.user_id, "")
