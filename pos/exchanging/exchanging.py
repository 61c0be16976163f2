"""Exchanging tickets: to another performance, or other seats of the same one, in one act.

The new places are taken before, as a cart takes them. Then one transaction kills the old barcodes,
puts the new tickets into the same order, frees the old places and moves the money: what the order
owes more is taken afterwards like anything that is owing; what it paid too much goes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import require_open_till
from pos.errors import NotExchangeable, NotThisWay
from pos.events import HouseChanged
from pos.exchanging.policy import exchange_terms, kept_series
from pos.exchanging.pricing import Priced, price_exchange
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import RightsAuthority
from pos.ids import CommandId, Ids, OrderId, TicketId, ZoneId
from pos.lifecycles import ORDER, OrderState
from pos.money import Money, total
from pos.paying.answerable import answerable
from pos.paying.giving import Giving, give
from pos.paying.planning import Exchanged, going_tickets, not_paid_back, plan_of, worth_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, Ticket
from pos.seat_names import place_label
from pos.selling.order_money import owing_of
from pos.selling.orders import REASON_LONGEST
from pos.selling.papers import seat_of
from pos.selling.selling import check_rights
from pos.text import checked_text
from pos.views.catalogue import PerformanceView, SeatKind
from pos.views.exchanging import (
    ExchangeDate,
    ExchangedView,
    ExchangeLineView,
    ExchangePlan,
    ExchangeWish,
)
from pos.views.people import Approval, Permission, SessionView
from pos.views.pricing import StepKind
from pos.views.selling import CartLine
from pos.window import Window


class Exchanging:
    """Shows what can be had, what it costs, and does it. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, rights: RightsAuthority) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._rights = rights

    def dates(self, order_id: OrderId, tickets: tuple[TicketId, ...]) -> tuple[ExchangeDate, ...]:
        """Return the performances to come that these tickets may be exchanged for, none that was
        cancelled: their own first, dates of their series and of the same production next, the
        earliest first.

        Raises:
            NotFound, NotThisWay: They are none of the order's that count.
        """
        with self._storage.read() as uow:
            order = uow.orders.order(order_id)
            going = _in_order(uow, order, tickets)
            if not going:
                raise NotExchangeable(what="not_live")
            chairs = _in_wheelchairs(uow, going)
            off = {each.performance_id for each in uow.order_life.every_cancelled()}
            found = [
                replace(_date(uow, order, going[0], performance), in_wheelchairs=chairs)
                for performance in uow.catalogue.performances(uow.now())
                if performance.performance_id not in off
            ]
            own = going[0].performance_id
            return tuple(
                sorted(
                    found,
                    key=lambda date: (
                        date.performance.performance_id != own,
                        not date.in_series,
                        not date.same_production,
                        date.performance.starts_at,
                        date.performance.performance_id,
                    ),
                )
            )

    def plan(self, session: SessionView, wish: ExchangeWish) -> ExchangePlan:
        """Return what the exchange would do: line by line, the fee by rule, what is owed or goes
        back and how. Nothing is written.

        Raises:
            NotExchangeable: ``number``, ``price_type``, ``not_live``.
            NotFound, NotThisWay, GiveBackTooMuch, NotOffline: See ``GivingBack.plan``.
        """
        with self._storage.read() as uow:
            return self._plan(uow, session, wish)[0]

    def exchange(
        self,
        command: CommandId,
        session: SessionView,
        plan: ExchangePlan,
        reason: str,
        approval: Approval | None = None,
    ) -> ExchangedView:
        """Do what the plan says, in one transaction: old barcodes are dead and new ones live with
        the commit, durable on return, before paper moves. A difference that is owing is to be taken
        then; the new tickets print once nothing is. The card payments in ``given.cards`` are on
        disk and still to be asked of the terminal. A repeat returns the first answer.

        Raises:
            NotAllowed: Who sells may.
            ApprovalNeeded, SamePerson: Money goes back, a rule is set aside, or a ticket was used
                at the door.
            TillNotOpen, TillNotYours: Into which till.
            NotExchangeable: ``plan_changed``: it is not what would happen now; and as for ``plan``.
            NotHeld: The cart lost its places.
            NothingSoldHere: This window may sell no place now.
            NotThisWay: Why a line of the money is refused.
            GiveBackTooMuch, PaymentGone: A card's payment has less left.
            PrintNeedsPerson: A ticket is at the printer this moment.
            NotOffline: The hub is away, and another window may give back the same.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.SELL)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> ExchangedView:
            return self._exchange(uow, command, session, plan, reason, approval)

        with self._storage.begin() as uow:
            content = (session.user_id, plan, reason)
            view = uow.commands.once(command, "exchange", content, ExchangedView, act)
            uow.commit()
        return view

    # ---- what would happen ----

    def _plan(
        self, uow: UnitOfWork, session: SessionView, wish: ExchangeWish
    ) -> tuple[ExchangePlan, tuple[Ticket, ...], Priced]:
        require_allowed(uow, Act.EXCHANGE, wish.order_id)
        order = uow.orders.order(wish.order_id)
        old = _in_order(uow, order, wish.tickets)
        now = price_exchange(uow, order, old, wish.cart)
        shows = [line.performance_id for line in now.lines]
        terms, waived = exchange_terms(uow, order, old, shows)
        worth = total((line.all_in for line in now.lines), order.currency)
        owed = owing_of(uow, order)
        back = plan_of(
            uow,
            self._window,
            session,
            wish.order_id,
            wish.tickets,
            (),
            by_check=wish.by_check,
            can_reverse=wish.can_reverse,
            instead=wish.instead,
            exchange=Exchanged(worth, terms),
        )
        came = Money(worth_of(not_paid_back(uow, order, old), ()), order.currency)
        after = owed + worth + terms.fee - came
        nothing = Money.zero(order.currency)
        plan = ExchangePlan(
            wish=wish,
            cart=replace(wish.cart, lines=now.lines),
            lines=tuple(
                _line_view(uow, order, ticket, line)
                for ticket, line in zip(old, now.lines, strict=True)
            ),
            fee=terms.fee,
            waived=waived,
            owed_before=owed,
            owing=max(after, nothing),
            back=back,
            collected=uow.states.of(ORDER, order.order_id) is OrderState.COLLECTED,
        )
        return plan, old, now

    # ---- the act ----

    def _exchange(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        plan: ExchangePlan,
        reason: str,
        approval: Approval | None,
    ) -> ExchangedView:
        till = require_open_till(uow, session, self._window)
        now, old, fresh = self._plan(uow, session, plan.wish)
        if now != plan:
            raise NotExchangeable(what="plan_changed")
        _refuse(plan)
        check_rights(uow, plan.cart)
        self._rights.require_for_sale(uow, plan.cart.cart_id)
        who = str(session.user_id)
        if plan.needs:
            who = answerable(uow, command, session, Permission(plan.needs), approval)
        order = uow.orders.order(plan.wish.order_id)
        giving = Giving(
            uow,
            self._ids,
            self._window,
            session,
            plan.back,
            order,
            till,
            reason,
            who,
            lines=fresh.lines,
            old=old,
            shown=fresh.shown,
        )
        given = give(giving, command)
        uow.rights.mark_sold(plan.cart.cart_id, self._window.holder)
        for performance_id in dict.fromkeys(line.performance_id for line in plan.cart.lines):
            uow.publish(HouseChanged(performance_id))
        owing = owing_of(uow, order)
        self._tell(uow, session, plan, order, reason, who)
        return ExchangedView(
            order_id=plan.wish.order_id,
            order_number=order.order_number,
            tickets=given.new_tickets,
            owing=owing,
            given=given,
            print_jobs=given.print_jobs,
        )

    def _tell(
        self,
        uow: UnitOfWork,
        session: SessionView,
        plan: ExchangePlan,
        order: Order,
        reason: str,
        who: str,
    ) -> None:
        terms = plan.back.terms
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "tickets.exchanged",
                ("order", order.order_id),
                order=order.order_number,
                tickets=len(plan.lines),
                old_minor=plan.old.minor,
                new_minor=plan.new.minor,
                fee_minor=plan.fee.minor,
                waived=plan.waived,
                against=terms.against if terms else "",
                reason=reason,
                approved_by=who,
            )
        )


def _refuse(plan: ExchangePlan) -> None:
    for line in plan.back.lines:
        if line.refused:
            raise NotThisWay(what=line.refused)


def _in_order(uow: UnitOfWork, order: Order, tickets: Sequence[TicketId]) -> tuple[Ticket, ...]:
    """Return the tickets in the order in which they were named."""
    found = {ticket.ticket_id: ticket for ticket in going_tickets(uow, order, tickets)}
    return tuple(found[ticket_id] for ticket_id in tickets)


def _in_wheelchairs(uow: UnitOfWork, going: Sequence[Ticket]) -> tuple[TicketId, ...]:
    """Return the tickets of people who need a wheelchair place."""
    found = []
    for ticket in going:
        seat = seat_of(uow.catalogue.hall_of(ticket.performance_id), ticket.seat_id)
        if seat is not None and seat.kind is SeatKind.WHEELCHAIR and not ticket.by_rule:
            found.append(TicketId(ticket.ticket_id))
    return tuple(found)


def _date(
    uow: UnitOfWork, order: Order, ticket: Ticket, performance: PerformanceView
) -> ExchangeDate:
    own = uow.catalogue.performance(ticket.performance_id)
    hall = uow.catalogue.hall(performance.hall_id)
    zone = ZoneId(ticket.zone_id)
    if performance.hall_id != own.hall_id:
        name = next(
            (z.name for z in uow.catalogue.hall(own.hall_id).zones if z.zone_id == zone), ""
        )
        zone = next((z.zone_id for z in hall.zones if z.name == name), ZoneId(""))
    (there,) = kept_series(uow, order.order_id, (ticket,), (performance.performance_id,))
    return ExchangeDate(
        performance=performance,
        zone_id=zone or (hall.zones[0].zone_id if len(hall.zones) == 1 else None),
        numbered=bool(hall.seats),
        same_production=performance.production == own.production,
        in_series=there is not None,
        zones=tuple((each.zone_id, each.name) for each in hall.zones),
    )


def _line_view(uow: UnitOfWork, order: Order, ticket: Ticket, line: CartLine) -> ExchangeLineView:
    before = uow.catalogue.performance(ticket.performance_id)
    after = uow.catalogue.performance(line.performance_id)
    seat = seat_of(uow.catalogue.hall_of(ticket.performance_id), ticket.seat_id)
    return ExchangeLineView(
        ticket_id=TicketId(ticket.ticket_id),
        old_show=before.production,
        old_starts_at=before.starts_at,
        old_place=place_label(seat.section, seat.row, seat.number) if seat else "",
        old_price=Money(ticket.cost_minor, order.currency),
        new_show=after.production,
        new_starts_at=after.starts_at,
        new_place=place_label(line.section, line.row, line.number) if line.seat_id else "",
        new_price=line.all_in,
        price_type=line.price_type,
        kept=tuple(
            dict.fromkeys(step.name for step in line.steps if step.kind is not StepKind.MANUAL)
        ),
    )
