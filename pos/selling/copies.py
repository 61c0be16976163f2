"""Two papers of one ticket: two windows printed it again, not knowing of each other. One of them is
ended; the other stands for the place, and neither seat nor money is touched."""

from __future__ import annotations

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.errors import NoCopy
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, TicketId
from pos.lifecycles import TICKET, TicketTrigger
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Ticket
from pos.selling.orders import (
    REASON_LONGEST,
    answerable_for_paper,
    cancel_paper,
    counted_tickets,
)
from pos.text import checked_text
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


class Copies:
    """Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, window: Window) -> None:
        self._storage = storage
        self._window = window

    def end(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        approval: Approval | None = None,
    ) -> TicketId:
        """Revoke one of several tickets that stand for one place; return the one that stays. A
        paper of it that waits or is in doubt is settled. Durable on return.

        Raises:
            ApprovalNeeded: The person may not print lost tickets again, and nobody approved it.
            TextRefused, CardNumberRefused: The reason, which must be given.
            NoCopy: It is the only one, or is none any more.
            PrintNeedsPerson: It is at the printer this moment.
            NotOffline: The hub is away: another window may be ending the other one.
            ThingWanted: Another window has the order in hand.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        require_or_approval(session, Permission.REPRINT, command, approval)

        def act() -> TicketId:
            ticket = uow.orders.ticket(ticket_id)
            require_allowed(uow, Act.END_COPY, ticket.order_id)
            answerable = answerable_for_paper(uow, command, session, approval)
            others = [one for one in copies_of(uow, ticket) if one != ticket]
            if not others or len(others) == len(copies_of(uow, ticket)):
                raise NoCopy()
            cancel_paper(uow, ticket, session.user_id, reason)
            who = session.user_id
            uow.states.advance(TICKET, ticket.ticket_id, TicketTrigger.REVOKE, who, reason)
            uow.rights.vacate((ticket.ticket_id,))
            self._told(uow, session, ticket, others[0], reason, answerable)
            return TicketId(others[0].ticket_id)

        with self._storage.begin() as uow:
            content = (ticket_id, reason, session.user_id)
            stays = uow.commands.once(command, "end_copy", content, str, act)
            uow.commit()
        return TicketId(stays)

    def _told(
        self,
        uow: UnitOfWork,
        session: SessionView,
        ticket: Ticket,
        stays: Ticket,
        reason: str,
        answerable: str,
    ) -> None:
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "ticket.copy_ended",
                ("ticket", ticket.ticket_id),
                "ok",
                stays=stays.ticket_id,
                reason=reason,
                approved_by=answerable,
            )
        )


def copies_of(uow: UnitOfWork, ticket: Ticket) -> tuple[Ticket, ...]:
    """Return the tickets that stand where this one did: one, unless two windows printed it
    again."""
    alive = counted_tickets(uow, ticket.order_id)
    mine = (one for one in alive if one.position == ticket.position)
    return tuple(sorted(mine, key=lambda one: one.ticket_id))
