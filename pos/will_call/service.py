"""Will-call: orders that wait for their patron, found while typing and handed out once."""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import require
from pos.audit import audit_entry
from pos.cancelling.refusing import refuse_cancelled_of
from pos.cash.till import require_open_till
from pos.clock import Clock
from pos.errors import AlreadyHandedOver, NotFound, StillOwing
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, PerformanceId
from pos.lifecycles import ORDER, OrderState, OrderTrigger
from pos.patrons.by_card import find_orders
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order
from pos.selling.fulfilment import print_what_is_due, queue_prints
from pos.selling.order_money import owing_of
from pos.selling.order_parts import parts_of
from pos.selling.placing import Placing, take_tenders
from pos.selling.selling import open_drawer, queue_endorsements
from pos.selling.tenders import change_of, tenders_for
from pos.text import folded
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import HandOverView, TenderGiven, WillCallRow
from pos.views.will_call import FoundBy, WillCallCard, WillCallListView, Wish
from pos.will_call.handing_out import chosen, papers_for, write_down
from pos.will_call.lists import list_for
from pos.will_call.rows import card_for, collected_when, rows_for
from pos.will_call.standing import not_given, standing_of
from pos.will_call.undoing import take_back
from pos.window import Window

ALL_OF_IT = Wish()


class WillCall:
    """Finds and hands out. Thread: ledger."""

    def __init__(self, storage: Storage, clock: Clock, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window

    # ---- find ----

    def find(
        self,
        text: str,
        performance_id: PerformanceId | None = None,
        limit: int = 50,
        first: OrderId | None = None,
    ) -> tuple[WillCallRow, ...]:
        """Return the orders at will-call that ``text`` finds, the likeliest first
        (``Finding.find``, the number on a member's card what they have); where it is empty
        tonight's, those still waiting first, each by name.

        With a performance only its orders. ``first``: the order that stands before all others,
        found or not.
        """
        with self._storage.read() as uow:
            found = find_orders(
                uow, text, performance_id=performance_id, will_call=True, limit=limit
            )
            rows = rows_for(uow, found, performance_id)
            if first is None:
                return rows
            top = [row for row in rows if row.order_id == first] or rows_for(uow, [first], None)
            return (*top, *(row for row in rows if row.order_id != first))

    def look_further(self, text: str, limit: int = 20) -> tuple[tuple[WillCallRow, FoundBy], ...]:
        """Return orders that the list has not: of other nights, sold at a window and handed out
        there, paid by somebody of that name, or by a card with these last four digits."""
        words = folded(text).split()
        if not words:
            return ()
        with self._storage.read() as uow:
            everywhere = find_orders(uow, text, limit=limit)
            found = dict.fromkeys(everywhere, FoundBy.NAME)
            for order_id in uow.will_call.paid_by(words, limit):
                found.setdefault(order_id, FoundBy.PAYER)
            if len(words) == 1 and len(words[0]) == 4 and words[0].isdigit():
                for order_id in uow.will_call.paid_with_card(words[0], limit):
                    found.setdefault(order_id, FoundBy.CARD)
            with_tickets = [order_id for order_id in found if uow.orders.tickets(order_id)]
            rows = rows_for(uow, with_tickets, None)
            return tuple((row, found[row.order_id]) for row in rows)

    def card(self, order_id: OrderId) -> WillCallCard:
        """Return everything to know before an order is handed out. Raises NotFound."""
        with self._storage.read() as uow:
            return card_for(uow, order_id)

    def list_of(self, performance_id: PerformanceId) -> WillCallListView:
        """Return the will-call list of a performance as it is printed. Raises NotFound."""
        with self._storage.read() as uow:
            return list_for(uow, performance_id)

    # ---- hand over ----

    def hand_over(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        tenders: tuple[TenderGiven, ...] = (),
        wish: Wish = ALL_OF_IT,
        approval: Approval | None = None,
    ) -> HandOverView:
        """Take what is owing, give out all that waits or what is wished, and queue what has to be
        printed; once. The order is collected when all of it is. Durable on return, before paper
        moves. What lies printed in the box is not printed again. An order whose tickets are out and
        whose money went back is paid again by this, and prints a receipt only; so is a check that
        came back when nothing was left of its order.

        Raises:
            AlreadyHandedOver: ``at`` and ``by`` say when and by whom.
            StillOwing: Something is owing and ``tenders`` are empty.
            NotFound: A ticket that is wished is none of the order's that count.
            PerformanceIsCancelled: What goes out is for one, or what is owing is for one as well.
            ApprovalNeeded, SamePerson: Somebody named nowhere came, and the house wants a word.
            SignatureWanted, SignatureRefused: The house wants one; what was drawn is none.
            TillNotOpen, TillNotYours, and everything about tenders: As for a sale.
        """
        require(session, Permission.HAND_OVER)
        content = (order_id, tenders, session.user_id, wish)
        with self._storage.begin() as uow:
            answer = uow.commands.once(
                command,
                "hand_over",
                content,
                HandOverView,
                lambda: self._hand_over(uow, command, session, order_id, tenders, wish, approval),
            )
            uow.commit()
        return answer

    def _hand_over(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        tenders: tuple[TenderGiven, ...],
        wish: Wish,
        approval: Approval | None,
    ) -> HandOverView:
        require_allowed(uow, Act.HAND_OUT, order_id)
        order = uow.orders.order(order_id)
        state = uow.states.of(ORDER, order_id)
        if state is OrderState.COLLECTED:
            at, by = collected_when(uow, order_id)
            raise AlreadyHandedOver(at=at, by=by)
        owing = owing_of(uow, order)
        stands = standing_of(uow, order_id, collected=False)
        if owing or tenders:
            refuse_cancelled_of(uow, (each.ticket for each in stands))
        if owing and not tenders:
            raise StillOwing(owing=owing)
        tenders = tenders_for(uow, owing, tenders)
        if state is OrderState.UNPAID or (state is OrderState.CANCELLED and bool(tenders)):
            return self._paid_again(uow, session, order, tenders)
        gone = chosen(uow, stands, wish)
        refuse_cancelled_of(uow, (each.ticket for each in gone))
        opening = self._take(uow, session, order, tenders) if tenders else ""
        jobs, gone = papers_for(
            uow,
            self._ids,
            order,
            gone,
            session.user_id,
            receipt=bool(tenders),
            no_envelope=wish.no_envelope,
        )
        here = self._window.window_id
        parts = [part.name for part in parts_of(uow, order_id)]
        write_down(uow, self._ids, command, session, here, order, gone, wish, parts, approval)
        left = len(not_given(standing_of(uow, order_id, collected=False)))
        arrow = OrderTrigger.HAND_PART if left else OrderTrigger.HAND_OVER
        uow.states.advance(ORDER, order_id, arrow, session.user_id)
        self._tell(
            uow,
            session,
            "order.handed_over",
            order_id,
            tickets=len(gone),
            left=left,
            taken_minor=owing.minor,
        )
        change = change_of(tenders, order.currency)
        return HandOverView(
            order_id, order.order_number, jobs, owing, change, opening, len(gone), left
        )

    def _paid_again(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order: Order,
        tenders: tuple[TenderGiven, ...],
    ) -> HandOverView:
        """Take what an order owes whose tickets are out; only a receipt prints."""
        owing = owing_of(uow, order)
        opening = self._take(uow, session, order, tenders) if tenders else ""
        due = print_what_is_due(uow, self._ids, order, session.user_id)
        paper = queue_prints(uow, self._ids, order, (), session.user_id, receipt=bool(tenders))
        order_id = OrderId(order.order_id)
        self._tell(uow, session, "order.paid_again", order_id, tickets=0, taken_minor=owing.minor)
        change = change_of(tenders, order.currency)
        return HandOverView(order_id, order.order_number, (*due, *paper), owing, change, opening)

    # ---- put right ----

    def undo(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        *,
        fresh: bool,
        whose: OrderId | None = None,
        paper_back: bool = False,
        wish: Wish = ALL_OF_IT,
        approval: Approval | None = None,
    ) -> HandOverView:
        """Take back the last hand-out of an order, which went to the wrong person: its barcodes
        open nothing any more, the order waits again. ``fresh``: the right person is here and gets
        new tickets in the same act. ``whose``: the order of the person who got them; it still
        waits. ``wish``: how the new ones are given. ``paper_back``: their paper lies here and is
        void, otherwise it counts as lost. Durable on return, before paper moves. Moves no money.

        Raises:
            NotAllowed, ApprovalNeeded, SamePerson: Who hands out may, with the word of who may
                print tickets again.
            TextMissing, TextRefused, CardNumberRefused: The reason.
            NotFound: Nothing of it was handed out.
            PrintNeedsPerson: A ticket of it is at the printer this moment.
            IllegalTransition: Its money went back.
        """
        require(session, Permission.HAND_OVER)

        def act() -> HandOverView:
            require_allowed(uow, Act.HAND_OUT, order_id)
            order = uow.orders.order(order_id)
            if whose is not None and (whose == order_id or not uow.orders.tickets(whose)):
                raise NotFound(kind="order", key=whose)
            here = self._window.window_id
            given = take_back(
                uow, self._ids, command, session, order, reason, here, whose, paper_back, approval
            )
            if not fresh:
                left = len(not_given(standing_of(uow, order_id, collected=False)))
                nothing = owing_of(uow, order)
                return HandOverView(order_id, order.order_number, (), nothing, nothing, "", 0, left)
            again = replace(wish, tickets=given)
            return self._hand_over(uow, command, session, order_id, (), again, approval)

        with self._storage.begin() as uow:
            content = (order_id, reason, fresh, whose, paper_back, wish, session.user_id)
            answer = uow.commands.once(command, "undo_hand_over", content, HandOverView, act)
            uow.commit()
        return answer

    # ---- inside ----

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

    def _tell(
        self,
        uow: UnitOfWork,
        session: SessionView,
        event: str,
        order_id: OrderId,
        **details: object,
    ) -> None:
        here, about = self._window.window_id, ("order", order_id)
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, about, "ok", **details))
