"""An order goes back to will-call: tickets that were mailed, left behind or sold at a window wait
for their patron again, and paper that was out opens the door no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos.allowed import require, require_or_approval
from pos.audit import audit_entry
from pos.errors import NotThisWay
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId
from pos.lifecycles import (
    ORDER,
    PRINTS_BY_ITSELF,
    TICKET,
    OrderState,
    OrderTrigger,
    PrintState,
    TicketState,
)
from pos.ports.storage import Storage, UnitOfWork
from pos.ports.will_call import Given
from pos.records import HandoutUndone, LeftAtWillCall, OrderSentBack, Ticket
from pos.selling.fulfilment import reissue
from pos.selling.orders import (
    REASON_LONGEST,
    answerable_for_paper,
    cancel_paper,
    counted_tickets,
    settle_paper,
)
from pos.text import checked_text
from pos.views.order_life import SentBackView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import LaterHow
from pos.window import Window


class SendingBack:
    """Puts orders into the will-call list again. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def papers_out(self, order_id: OrderId) -> int:
        """Return how many tickets of an order are printed, or may be: sending it back needs who may
        print again."""
        with self._storage.read() as uow:
            return len(_out(uow, _gone(uow, order_id)))

    def send_back(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        *,
        handed_in: bool = False,
        approval: Approval | None = None,
    ) -> SentBackView:
        """Let an order wait at will-call. Tickets whose paper is out get new barcodes that print
        when it is handed out; ``handed_in``: that paper lies here and goes into the close as void,
        otherwise it counts as lost. Durable on return; nothing prints.

        Raises:
            NotAllowed: Who hands out tickets may.
            ApprovalNeeded, SamePerson: Paper is out, and the person may not print again.
            TextMissing, TextRefused, CardNumberRefused: The reason.
            NotFound: There is no such order.
            NotThisWay: ``waits_already``: it waits; ``used_at_door``: somebody came in with a
                ticket of it; ``no_ticket``: none of it counts; ``owes_again``: what paid for it
                turned out to be no money, so that has to be settled first.
            PrintNeedsPerson: A ticket is at the printer this moment.
            ThingWanted: Another window has the order in hand.
        """
        require(session, Permission.HAND_OVER)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> SentBackView:
            require_allowed(uow, Act.HAND_OUT, order_id)
            order = uow.orders.order(order_id)
            gone = self._check(uow, order_id)
            out = _out(uow, gone)
            waiting = _in_states(uow, gone, PRINTS_BY_ITSELF)
            who = str(session.user_id)
            if out:
                require_or_approval(session, Permission.REPRINT, command, approval)
                who = answerable_for_paper(uow, command, session, approval)
            for ticket in waiting:
                cancel_paper(uow, ticket, session.user_id, reason)
            for ticket in out:
                settle_paper(uow, ticket, session.user_id, reason, here=handed_in)
                fresh = reissue(uow, self._ids, ticket, session.user_id, reason)
                self._tell_of_paper(uow, session, ticket, fresh, reason, who, here=handed_in)
            undone = [
                HandoutUndone(
                    handout_id=each.handout.handout_id,
                    reason=reason,
                    whose_order_id=None,
                    paper_back=handed_in,
                    at=uow.now(),
                    user_id=session.user_id,
                    approved_by=who,
                )
                for each in _given(uow, order_id)
            ]
            uow.add(*undone)
            self._wait(uow, session, order_id, reason, len(out), who)
            return SentBackView(order_id, order.order_number, len(out))

        with self._storage.begin() as uow:
            content = (session.user_id, order_id, reason, handed_in)
            view = uow.commands.once(command, "send_back", content, SentBackView, act)
            uow.commit()
        return view

    def _check(self, uow: UnitOfWork, order_id: str) -> tuple[Ticket, ...]:
        state, tickets = uow.states.of(ORDER, order_id), counted_tickets(uow, order_id)
        if not tickets:
            raise NotThisWay(what="no_ticket")
        if state is OrderState.UNPAID:
            raise NotThisWay(what="owes_again")
        gone = _gone(uow, order_id)
        if not gone:
            raise NotThisWay(what="waits_already")
        if any(uow.states.of(TICKET, t.ticket_id) is TicketState.SCANNED for t in gone):
            raise NotThisWay(what="used_at_door")
        return gone

    def _tell_of_paper(
        self,
        uow: UnitOfWork,
        session: SessionView,
        ticket: Ticket,
        fresh: Ticket,
        reason: str,
        who: str,
        *,
        here: bool,
    ) -> None:
        event = "ticket.spoiled" if here else "ticket.reprinted"
        details = {"issue": fresh.issue, "reason": reason, "approved_by": who}
        about, window = ("ticket", ticket.ticket_id), self._window.window_id
        uow.audit(audit_entry(uow.now(), session.user_id, window, event, about, "ok", **details))

    def _wait(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order_id: str,
        reason: str,
        papers: int,
        who: str,
    ) -> None:
        now, user_id, here = uow.now(), session.user_id, self._window.window_id
        if uow.states.of(ORDER, order_id) is OrderState.COLLECTED:
            uow.states.advance(ORDER, order_id, OrderTrigger.UNDO_HAND_OVER, user_id, reason)
        uow.add(
            LeftAtWillCall(self._ids.new(), order_id, LaterHow.SENT_BACK.value, now, user_id, here),
            OrderSentBack(self._ids.new(), order_id, reason, papers, now, user_id, who),
        )
        details = {"papers": papers, "reason": reason, "approved_by": who}
        about = ("order", order_id)
        uow.audit(audit_entry(now, user_id, here, "order.sent_back", about, "ok", **details))


def _gone(uow: UnitOfWork, order_id: str) -> tuple[Ticket, ...]:
    """Return the order's tickets that are in somebody's hand."""
    tickets = counted_tickets(uow, order_id)
    if uow.states.of(ORDER, order_id) is OrderState.COLLECTED:
        return tickets
    positions = {each.position for one in _given(uow, order_id) for each in one.tickets}
    return tuple(ticket for ticket in tickets if ticket.position in positions)


def _given(uow: UnitOfWork, order_id: str) -> tuple[Given, ...]:
    """Return the order's hand-outs that stand."""
    return tuple(each for each in uow.will_call.given(order_id) if each.undone is None)


_OUT = frozenset({PrintState.SENT, PrintState.PRINTED, PrintState.UNKNOWN})
"""There is paper of it, or may be, or soon is."""


def _out(uow: UnitOfWork, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Return the tickets of which there may be paper. What printed at another window of a hub is
    not known here: of a ticket without a print job nobody can say that there is none."""
    here = _in_states(uow, tickets, _OUT)
    if uow.link.link() is None:
        return here
    unheard = (t for t in tickets if uow.orders.newest_print_job(t.ticket_id) is None)
    return (*here, *unheard)


def _in_states(
    uow: UnitOfWork, tickets: Iterable[Ticket], states: frozenset[PrintState]
) -> tuple[Ticket, ...]:
    """Return the tickets whose newest print job stands so."""
    found = []
    for ticket in tickets:
        newest = uow.orders.newest_print_job(ticket.ticket_id)
        if newest is not None and PrintState(newest[1]) in states:
            found.append(ticket)
    return tuple(found)
