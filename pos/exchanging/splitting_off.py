"""Tickets of an order go on as an order of their own: for another person, who has its number, its
page, its pick-up, its exchanges and returns, and who owes what is owing for them.

One transaction takes the tickets back out of the one order and places the other for the very same
places at the very same prices; the places stand on the right they stood on, whichever window does
it. What the first order owes goes with them first, as with anything that comes back; what was paid
for them goes as credit on an account of the other person, which pays the new order at once. So each
order's money stays its own, and the books need no third kind of payment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import require_open_till
from pos.errors import NotExchangeable, NotThisWay
from pos.events import HouseChanged
from pos.exchanging.adding import series_parts
from pos.exchanging.moved_lines import lines_of
from pos.ids import CommandId, Ids, OrderId, PerformanceId, TicketId
from pos.lifecycles import TICKET, PrintState, TicketState
from pos.money import Money
from pos.patrons.identity import root_of
from pos.paying.answerable import answerable
from pos.paying.certificates import NewValue, issue
from pos.paying.giving import Giving, give
from pos.paying.planning import Exchanged, going_tickets, not_paid_back, plan_of, worth_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import AccountPatron, Order, OrderSplit, Ticket
from pos.selling.collected_later import checked_later, leave_at_will_call
from pos.selling.naming import NAME_LONGEST
from pos.selling.order_money import owing_of
from pos.selling.orders import REASON_LONGEST, counted_tickets
from pos.selling.placing import Placed, Placing, place
from pos.text import checked_text
from pos.views.exchanging import SplitPlan, SplitView
from pos.views.order_life import OrderNames
from pos.views.paying import ExtraKind, GiveBackPlan, Instead, Terms, ValueKind
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import Later, LaterHow, TenderGiven, TenderKind
from pos.window import Window

_OUT = (PrintState.PRINTED.value, PrintState.UNKNOWN.value, PrintState.SENT.value)


class SplittingOff:
    """Shows what a split would mean, and does it. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def plan(
        self, session: SessionView, order_id: OrderId, tickets: tuple[TicketId, ...]
    ) -> SplitPlan:
        """Return what it would mean for these tickets to go into an order of their own. Nothing is
        written.

        Raises:
            NotFound: There is no such order.
            NotThisWay: ``nothing_chosen``, ``not_of_order``, ``used_at_door``; ``all_of_it``:
                nothing would be left of the order, whose name can be changed instead;
                ``of_series``: one is part of a series; ``show_cancelled``: its money goes back
                instead; ``show_over``; ``sold_apart``: the places stand on the rights of different
                windows; ``paid_twice``: the order was paid more than it costs;
                ``check_not_cleared``, ``card_not_forwarded``: what paid for it is no money yet.
            GiveBackTooMuch, NotOffline, ThingWanted: As for giving money back.
        """
        with self._storage.read() as uow:
            return self._plan(uow, session, order_id, tickets)[0]

    def split(
        self,
        command: CommandId,
        session: SessionView,
        plan: SplitPlan,
        names: OrderNames,
        reason: str,
        patron_id: str = "",
        approval: Approval | None = None,
    ) -> SplitView:
        """Do what the plan says, in one transaction: with its commit the old barcodes are dead, and
        the new order waits at will-call under the name. Durable on return; no money and no paper
        moves. Where money goes with the tickets, the account is opened before, by an act of its
        own, and stays empty if this one is refused. A repeat returns the first answer.

        Raises:
            NotAllowed: Who sells may.
            ApprovalNeeded, SamePerson: Somebody answers for it.
            TillNotOpen, TillNotYours: Into which till it is booked.
            NotExchangeable: ``plan_changed``: it is not what would happen now.
            PrintNeedsPerson: A ticket is at the printer this moment.
            TextMissing, TextRefused, CardNumberRefused: The texts; name and reason must be given.
            NotThisWay and the rest: As for ``plan``.
        """
        require(session, Permission.SELL)
        name = checked_text("name", names.name, longest=NAME_LONGEST, required=True)
        later = checked_later(
            Later(LaterHow.WINDOW, names.phone, names.email, alternates=names.alternates)
        )
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        content = (session.user_id, plan, name, later, reason, patron_id)
        value_id = self._account(command, session, plan, name, patron_id) if plan.paid else ""

        def act() -> SplitView:
            return self._split(
                uow, command, session, plan, name, later, reason, patron_id, value_id, approval
            )

        with self._storage.begin() as uow:
            view = uow.commands.once(command, "split_off", content, SplitView, act)
            uow.commit()
        return view

    # ---- what would happen ----

    def _plan(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order_id: OrderId,
        wanted: Sequence[TicketId],
        value_id: str = "",
    ) -> tuple[SplitPlan, GiveBackPlan, tuple[Ticket, ...]]:
        order = uow.orders.order(order_id)
        self._refuse(uow, order, wanted)
        instead = Instead(ExtraKind.CERTIFICATE)
        if value_id:
            instead = Instead(ExtraKind.CREDIT, value_id=value_id)
        nothing = Money.zero(order.currency)
        back = plan_of(
            uow,
            self._window,
            session,
            order_id,
            wanted,
            (),
            instead=instead,
            exchange=Exchanged(nothing, Terms(nothing, "")),
        )
        going = going_tickets(uow, order, wanted)
        paid = back.instead_amount or nothing
        worth = Money(worth_of(going, ()), order.currency)
        papers = (uow.orders.newest_print_job(each.ticket_id) for each in going)
        plan = SplitPlan(
            order_id=order_id,
            tickets=tuple(TicketId(each.ticket_id) for each in going),
            paid=paid,
            owing=worth - paid,
            papers=sum(1 for job in papers if job is not None and job[1] in _OUT),
            needs=back.needs,
        )
        return plan, back, going

    def _refuse(self, uow: UnitOfWork, order: Order, wanted: Sequence[str]) -> None:
        counted = {ticket.ticket_id: ticket for ticket in counted_tickets(uow, order.order_id)}
        if not wanted:
            raise NotThisWay(what="nothing_chosen")
        if not set(wanted) <= counted.keys():
            raise NotThisWay(what="not_of_order")
        going = [counted[each] for each in wanted]
        if len(not_paid_back(uow, order, going)) < len(going):
            raise NotThisWay(what="not_of_order")
        if len(going) == len(counted):
            raise NotThisWay(what="all_of_it")
        if any(uow.states.of(TICKET, each) is TicketState.SCANNED for each in wanted):
            raise NotThisWay(what="used_at_door")
        if series_parts(uow, order.order_id).keys() & set(wanted):
            raise NotThisWay(what="of_series")
        shows = {ticket.performance_id for ticket in going}
        if any(uow.order_life.is_cancelled(show) for show in shows):
            raise NotThisWay(what="show_cancelled")
        if any(uow.now() >= uow.catalogue.starts_at(show) for show in shows):
            raise NotThisWay(what="show_over")
        if owing_of(uow, order) < Money.zero(order.currency):
            raise NotThisWay(what="paid_twice")
        if len(set(uow.rights.stood_on(wanted).values())) > 1:
            raise NotThisWay(what="sold_apart")

    # ---- the act ----

    def _account(
        self, command: CommandId, session: SessionView, plan: SplitPlan, name: str, patron_id: str
    ) -> str:
        """Open the account that what was paid goes over by; return its id. Nothing is on it."""
        own = CommandId(f"{command}:account")

        def act() -> str:
            nothing, here = Money.zero(plan.paid.currency), self._window
            new = NewValue(
                ValueKind.ACCOUNT, nothing, name, here.window_id, here.prefix, session.user_id
            )
            value = issue(uow, self._ids, new)
            about = ("value", value.value_id)
            entry = (session.user_id, here.window_id, "value.account_opened", about, "ok")
            uow.audit(audit_entry(uow.now(), *entry, serial=value.serial))
            if patron_id:
                of = root_of(uow, uow.patrons.patron(patron_id).patron_id)
                if not uow.patrons.is_erased("patron", of):
                    who, at = session.user_id, uow.now()
                    uow.add(AccountPatron(self._ids.new(), value.value_id, of, at, who))
            return value.value_id

        with self._storage.begin() as uow:
            if uow.commands.answered(command):
                return ""
            now = self._plan(uow, session, plan.order_id, plan.tickets)[0]
            if now != plan:
                raise NotExchangeable(what="plan_changed")
            content = (session.user_id, plan, patron_id)
            value_id = uow.commands.once(own, "split_off_account", content, str, act)
            uow.commit()
        return value_id

    def _split(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        plan: SplitPlan,
        name: str,
        later: Later,
        reason: str,
        patron_id: str,
        value_id: str,
        approval: Approval | None,
    ) -> SplitView:
        till = require_open_till(uow, session, self._window)
        now, back, going = self._plan(uow, session, plan.order_id, plan.tickets, value_id)
        if now != plan:
            raise NotExchangeable(what="plan_changed")
        who = str(session.user_id)
        if plan.needs:
            who = answerable(uow, command, session, Permission(plan.needs), approval)
        order = uow.orders.order(plan.order_id)
        lines = lines_of(uow, order, going)
        (holder,) = set(uow.rights.stood_on(plan.tickets).values())
        kept = Counter((ticket.performance_id, ticket.seat_id or "") for ticket in going)
        given = give(
            Giving(
                uow, self._ids, self._window, session, back, order, till, reason, who, kept=kept
            ),
            command,
        )
        prefix = self._window.prefix
        paid = TenderGiven(TenderKind.ON_ACCOUNT, plan.paid, plan.paid, value_id=value_id)
        new = place(
            uow,
            self._ids,
            Placing(
                order_number=f"{prefix}-{uow.orders.next_number(f'order:{prefix}'):06d}",
                receipt_number=f"{prefix}-R{uow.orders.next_number(f'receipt:{prefix}'):06d}",
                window_id=self._window.window_id,
                channel="window",
                user_id=session.user_id,
                currency=order.currency,
                placed_at=uow.now(),
                business_date=till.business_date,
                lines=lines,
                prefix=prefix,
                tenders=(paid,) if plan.paid else (),
                till_id=till.till_id,
                name=name,
                phone=later.phone,
                email=later.email,
                alternates=later.alternates,
                patron_id=patron_id,
            ),
        )
        leave_at_will_call(uow, self._ids, new.order, later)
        at, by = uow.now(), session.user_id
        pair = (new.order.order_id, order.order_id)
        uow.add(OrderSplit(*pair, given.refund_id, holder, reason, at, by, who))
        self._tell(uow, session, order, new, reason, who)
        for show in dict.fromkeys(ticket.performance_id for ticket in going):
            uow.publish(HouseChanged(PerformanceId(show)))
        return SplitView(
            OrderId(new.order.order_id),
            new.order.order_number,
            tuple(TicketId(ticket.ticket_id) for ticket in new.tickets),
        )

    def _tell(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order: Order,
        new: Placed,
        reason: str,
        who: str,
    ) -> None:
        about = (uow.now(), session.user_id, self._window.window_id)
        placed = new.order
        uow.audit(
            audit_entry(
                *about,
                "sale.made",
                ("order", placed.order_id),
                order=placed.order_number,
                total_minor=placed.total_minor,
                tickets=len(new.tickets),
                tenders=[tender.kind for tender in new.tenders],
            )
        )
        uow.audit(
            audit_entry(
                *about,
                "order.split_off",
                ("order", order.order_id),
                order=order.order_number,
                into=placed.order_number,
                tickets=len(new.tickets),
                reason=reason,
                approved_by=who,
            )
        )
