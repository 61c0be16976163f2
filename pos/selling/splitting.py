"""Some tickets of an order are picked up apart: a part has a name of its own.

The money stays where it is, with the order: see ``pos/README.md`` for why.
"""

from __future__ import annotations

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotThisWay
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, TicketId
from pos.lifecycles import TICKET, TicketState
from pos.ports.storage import Storage, UnitOfWork
from pos.records import OrderPart, OrderPartTicket
from pos.selling.naming import NAME_LONGEST, require_not_erased
from pos.selling.order_parts import parts_of
from pos.selling.orders import counted_tickets
from pos.text import checked_text
from pos.views.order_life import OrderPartView
from pos.views.people import Permission, SessionView
from pos.window import Window


class Splitting:
    """Names who picks up what of an order. Thread: ledger. Moves neither money nor paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def split(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        tickets: tuple[TicketId, ...],
        name: str,
    ) -> tuple[OrderPartView, ...]:
        """Let ``name`` pick up these tickets apart; an empty name puts them with the rest of the
        order again. Return the order's parts. Durable on return.

        Raises:
            NotAllowed: Who hands out tickets may.
            NotFound: There is no such order.
            NotThisWay: ``nothing_chosen``: no ticket; ``not_of_order``: one does not count any
                more, or never was of this order; ``all_of_it``: nothing would be left of the order,
                whose name can be changed instead; ``used_at_door``: somebody came in with one.
            TextRefused, CardNumberRefused: The name.
            PatronErased: There is a name, and whoever the order was of was erased.
            ThingWanted: Another window has the order in hand.
        """
        require(session, Permission.HAND_OVER)
        name = checked_text("name", name, longest=NAME_LONGEST)

        def act() -> str:
            require_allowed(uow, Act.NAME, order_id)
            if name:
                require_not_erased(uow, order_id)
            self._check(uow, order_id, tickets, name)
            part = OrderPart(self._ids.new(), order_id, name, uow.now(), session.user_id)
            uow.add(part, *(OrderPartTicket(part.part_id, each) for each in sorted(tickets)))
            here, about = self._window.window_id, ("order", order_id)
            event = "order.split" if name else "order.joined"
            many = len(tickets)
            uow.audit(
                audit_entry(uow.now(), session.user_id, here, event, about, "ok", tickets=many)
            )
            return part.part_id  # no name: what a command answered is kept

        with self._storage.begin() as uow:
            content = (session.user_id, order_id, tickets, name)
            uow.commands.once(command, "split_order", content, str, act)
            parts = parts_of(uow, order_id)
            uow.commit()
        return parts

    def of(self, order_id: OrderId) -> tuple[OrderPartView, ...]:
        """Return who picks up what of an order apart from the rest, the oldest part first."""
        with self._storage.read() as uow:
            return parts_of(uow, order_id)

    def _check(
        self, uow: UnitOfWork, order_id: str, tickets: tuple[TicketId, ...], name: str
    ) -> None:
        counted = {ticket.ticket_id for ticket in counted_tickets(uow, order_id)}
        if not tickets:
            raise NotThisWay(what="nothing_chosen")
        if not set(tickets) <= counted:
            raise NotThisWay(what="not_of_order")
        if any(uow.states.of(TICKET, each) is TicketState.SCANNED for each in tickets):
            raise NotThisWay(what="used_at_door")
        apart = {each for part in parts_of(uow, order_id) for each in part.tickets}
        if name and counted <= apart | set(tickets):
            raise NotThisWay(what="all_of_it")
