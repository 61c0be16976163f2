"""What an order is called after it was placed, and what people write about it.

The facts stay: the newest naming counts, and the order is found by the old name as well.
"""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotThisWay, PatronErased
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId
from pos.lifecycles import TICKET, TicketState
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, OrderNamed, OrderNote
from pos.text import checked_text
from pos.views.order_life import OrderNames
from pos.views.people import Permission, SessionView
from pos.window import Window

NAME_LONGEST = 120
PHONE_LONGEST = 40
NOTE_LONGEST = 300


class Naming:
    """Names orders anew and keeps notes. Thread: ledger. Moves neither money nor paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def rename(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        names: OrderNames,
        reason: str = "",
    ) -> None:
        """Let an order go by other names. Durable on return. Paper that is out keeps the name that
        is on it.

        Raises:
            NotAllowed: Who hands out tickets may.
            NotFound: There is no such order.
            NotThisWay: ``same_names``: it goes by these already; ``used_at_door``: somebody came in
                with one of its tickets, so it goes to nobody else.
            TextMissing, TextRefused, CardNumberRefused: The texts; the name must be given.
            PatronErased: Whoever it was of was erased.
            ThingWanted: Another window has the order in hand.
        """
        require(session, Permission.HAND_OVER)
        names = _checked(names)
        reason = checked_text("reason", reason, longest=NOTE_LONGEST)

        def act() -> str:
            require_allowed(uow, Act.NAME, order_id)
            order = uow.orders.order(order_id)
            require_not_erased(uow, order_id)
            was = names_of(order)
            if names == was:
                raise NotThisWay(what="same_names")
            if names.name != was.name and _used(uow, order_id):
                raise NotThisWay(what="used_at_door")
            named = OrderNamed(
                naming_id=self._ids.new(),
                order_id=order_id,
                name=names.name,
                alternates=names.alternates,
                phone=names.phone,
                email=names.email,
                reason=reason,
                at=uow.now(),
                user_id=session.user_id,
            )
            uow.add(named)
            changed = [
                field
                for field in ("name", "alternates", "phone", "email")
                if getattr(names, field) != getattr(was, field)
            ]
            self._tell(uow, session, "order.named", order_id, changed=changed, reason=reason)
            return named.naming_id  # no name: what a command answered is kept

        with self._storage.begin() as uow:
            content = (session.user_id, order_id, names, reason)
            uow.commands.once(command, "rename_order", content, str, act)
            uow.commit()

    def note(self, command: CommandId, session: SessionView, order_id: OrderId, text: str) -> None:
        """Write something about an order. Durable on return.

        Raises:
            NotAllowed: Who hands out tickets may.
            NotFound: There is no such order.
            TextMissing, TextRefused, CardNumberRefused: The text.
            PatronErased: Whoever it was of was erased.
            ThingWanted: Another window has the order in hand.
        """
        require(session, Permission.HAND_OVER)
        text = checked_text("note", text, longest=NOTE_LONGEST, required=True)

        def act() -> str:
            require_allowed(uow, Act.NAME, order_id)
            uow.orders.order(order_id)
            require_not_erased(uow, order_id)
            note = OrderNote(self._ids.new(), order_id, text, uow.now(), session.user_id)
            uow.add(note)
            self._tell(uow, session, "order.note", order_id)
            return note.note_id

        with self._storage.begin() as uow:
            content = (session.user_id, order_id, text)
            uow.commands.once(command, "note_order", content, str, act)
            uow.commit()

    def _tell(
        self, uow: UnitOfWork, session: SessionView, event: str, order_id: str, **details: object
    ) -> None:
        here, about = self._window.window_id, ("order", order_id)
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, about, "ok", **details))


def require_not_erased(uow: UnitOfWork, order_id: str) -> None:
    """Refuse to keep a name with an order of which every name was erased. Raises PatronErased."""
    if uow.patrons.is_erased("order", order_id):
        raise PatronErased()


def names_of(order: Order) -> OrderNames:
    """Return what an order goes by now."""
    return OrderNames(order.name, order.alternates, order.phone, order.email)


def _checked(names: OrderNames) -> OrderNames:
    return replace(
        names,
        name=checked_text("name", names.name, longest=NAME_LONGEST, required=True),
        alternates=checked_text("alternates", names.alternates, longest=NAME_LONGEST),
        phone=checked_text("phone", names.phone, longest=PHONE_LONGEST),
        email=checked_text("email", names.email, longest=NAME_LONGEST),
    )


def _used(uow: UnitOfWork, order_id: str) -> bool:
    """Return whether somebody came in with a ticket of the order."""
    tickets = uow.orders.tickets(order_id)
    return any(uow.states.of(TICKET, t.ticket_id) is TicketState.SCANNED for t in tickets)
