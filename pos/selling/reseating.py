"""Seating somebody elsewhere: the old barcode dies, a new ticket with a new barcode stands for
another seat of the same price zone or a better one, and no money moves.

The new seat is taken first, as a cart takes it: at a window of a hub out of its own block, else of
the hub. Then one transaction does the rest. If it does not come to that, the seat is free again by
itself at the next start at the latest, as that of a cart nobody has any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.cancelling.refusing import refuse_cancelled
from pos.errors import NotFound, NotHeld, NotMovable, PosError, SeatNotHere, SeatTaken, SoldOut
from pos.events import HouseChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import AWAY, RightsAuthority, RightsCommand
from pos.ids import (
    CartId,
    CommandId,
    Ids,
    OrderId,
    PerformanceId,
    PrintJobId,
    SeatId,
    TicketId,
    ZoneId,
)
from pos.lifecycles import TICKET, TicketTrigger
from pos.paying.returning import leave_places
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.all_in import shown_prices
from pos.records import Reseated, Ticket
from pos.seat_names import place_label
from pos.seating.accessible_rule import log_release, require_released
from pos.seating.attempts import attempt_of, back_of
from pos.seating.best_available import best_available
from pos.seating.neighbours import beside
from pos.seating.release import ACCESSIBLE, Trigger
from pos.seating.rows import OFFERED
from pos.selling.fulfilment import queue_prints, stand_in
from pos.selling.orders import COUNTING, REASON_LONGEST, cancel_paper, counted_tickets
from pos.text import checked_text
from pos.views.catalogue import HallView, SeatKind, SeatView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import MoveView, SeatChoice
from pos.window import Window

MOST_CHOICES = 6


class Reseating:
    """Proposes other seats and moves a ticket to one. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, rights: RightsAuthority) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._rights = rights

    def choices(self, ticket_id: TicketId, *, needed: bool = False) -> tuple[SeatChoice, ...]:
        """Return the seats a ticket may be moved to: those beside the rest of its order first, then
        the best of its own price zone and of dearer ones; at most ``MOST_CHOICES``. Where more of
        the order was sold twice, seats for all of it side by side come before single ones. Nothing
        is taken. Who sits on a place for people who need one is offered others of its kind first,
        unless the rule gave it to them, and who needs one (``needed``) any such place.

        Raises:
            NotFound, NotMovable, PerformanceIsCancelled: See ``move``.
            SoldOut: There is none that this window could have.
        """
        with self._storage.read() as uow:
            ticket = _seated(uow, ticket_id)
            hall = uow.catalogue.hall_of(ticket.performance_id)
            found = self._best(uow, ticket, hall, needed=needed)
        if not found:
            raise SoldOut(wanted=1, left=0)
        return tuple(_choice(hall, seat) for seat in found)

    def move(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        seat_id: SeatId,
        reason: str,
        approval: Approval | None = None,
        *,
        needed: bool = False,
    ) -> MoveView:
        """Move a ticket to another seat of its performance: its barcode is dead and its seat free,
        a ticket with a new barcode is queued. Durable on return, before paper moves. ``needed``:
        somebody of the party needs an accessible seat, as they said; it is kept nowhere.

        Raises:
            ApprovalNeeded, SamePerson: The person may not reprint, and nobody approved it.
            TextRefused, CardNumberRefused: The reason, which must be given.
            NotFound: There is no such ticket or seat.
            NotMovable: ``not_live``: it opens the door no more; ``no_seat``: it is for no numbered
                seat; ``cheaper_zone``: the seat is of a cheaper zone.
            AccessibleKept: A place for people who need it, before the rule releases it; the ticket
                is for none, or for one that the rule gave away, and nobody needs one.
            SeatTaken, SeatNotHere, HubRefused: As for a cart.
            PerformanceIsCancelled: It does not play.
            NotOffline: Another window may be moving or refunding it, and the hub is away.
            PrintNeedsPerson: It is at the printer this moment.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        require_or_approval(session, Permission.REPRINT, command, approval)
        content = (session.user_id, ticket_id, seat_id, reason)
        cart = CartId(f"move {command}")
        with self._storage.read() as uow:
            done = uow.commands.answered(command)
            if not done:
                self._refuse(uow, ticket_id, seat_id, needed=needed)
                performance = PerformanceId(uow.orders.ticket(ticket_id).performance_id)
                hall = uow.catalogue.hall_of(performance)
                attempt = attempt_of(uow, command)
        if not done:
            self._take(attempt, performance, cart, hall, seat_id)
        try:
            with self._storage.begin() as uow:
                view = uow.commands.once(
                    command,
                    "move_ticket",
                    content,
                    MoveView,
                    lambda: self._move(
                        uow,
                        command,
                        session,
                        ticket_id,
                        seat_id,
                        cart,
                        reason,
                        approval,
                        needed=needed,
                    ),
                )
                uow.commit()
        except PosError:
            if not done:
                self._let_go(attempt, performance, cart, seat_id)
            raise
        return view

    # ---- which seat ----

    def _best(
        self, uow: UnitOfWork, ticket: Ticket, hall: HallView, *, needed: bool
    ) -> tuple[SeatView, ...]:
        """Return what can be had: beside the rest of the order, then the best, zone by zone, in the
        window's own block first."""
        kinds = _kinds(hall, ticket, needed=needed)
        performance_id = PerformanceId(ticket.performance_id)
        reach = self._rights.reach(uow, performance_id)
        taken = uow.rights.of_seats(performance_id)
        left = [s for s in hall.seats if s.seat_id not in taken and reach.has(s.seat_id)]
        zones = _zones(uow, ticket)
        rest_of_it, party = _party(uow, ticket, hall)
        plain = [s for s in left if s.zone_id in zones and s.kind in OFFERED]
        found = [] if kinds else list(beside(plain, rest_of_it, party)[:MOST_CHOICES])
        for zone in zones:
            here = [seat for seat in left if seat.zone_id == zone]
            own = [seat for seat in here if seat.seat_id in reach.seats]
            for some in (own, here):
                rest = [seat for seat in some if seat not in found]
                for kind in kinds:
                    like = sorted((s for s in rest if s.kind is kind), key=lambda s: s.rank)
                    found += like[: MOST_CHOICES - len(found)]
                together = best_available(rest, party) if party > 1 else ()
                found += together[: MOST_CHOICES - len(found)]
                rest = [seat for seat in rest if seat not in together]
                while len(found) < MOST_CHOICES and (best := best_available(rest, 1)):
                    found += best
                    rest.remove(best[0])
        return tuple(found)

    def _refuse(
        self, uow: UnitOfWork, ticket_id: str, seat_id: SeatId, *, needed: bool
    ) -> tuple[Trigger, ...]:
        """Return by which rule the seat goes to somebody who may not need it, if it does. Raises
        what ``move`` says of the ticket and the seat."""
        ticket = _seated(uow, ticket_id)
        require_allowed(uow, Act.MOVE, ticket.order_id)
        hall = uow.catalogue.hall_of(ticket.performance_id)
        seat = hall.seat(seat_id)
        if seat is None:
            raise NotFound(kind="seat", key=seat_id)
        if seat.zone_id not in _zones(uow, ticket):
            raise NotMovable(what="cheaper_zone")
        if _kinds(hall, ticket, needed=needed):
            return ()
        return require_released(uow, PerformanceId(ticket.performance_id), (seat,))

    # ---- the act ----

    def _take(
        self,
        command: CommandId,
        performance_id: PerformanceId,
        cart: CartId,
        hall: HallView,
        seat_id: SeatId,
    ) -> None:
        take = CommandId(f"{command}:take")
        answer = self._rights.apply(
            RightsCommand(take, self._window.holder, performance_id, cart, take=(seat_id,))
        )
        if not answer.granted:
            holder = answer.refused[0].holder
            refusal = SeatNotHere if holder == AWAY else SeatTaken
            raise refusal(seat=_label(hall, seat_id), holder=holder)

    def _let_go(
        self, command: CommandId, performance_id: PerformanceId, cart: CartId, seat_id: SeatId
    ) -> None:
        self._rights.apply(
            RightsCommand(
                back_of(command),
                self._window.holder,
                performance_id,
                cart,
                give_back=(seat_id,),
            )
        )

    def _move(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        seat_id: SeatId,
        cart: CartId,
        reason: str,
        approval: Approval | None,
        *,
        needed: bool,
    ) -> MoveView:
        who = require_or_approval(session, Permission.REPRINT, command, approval)
        if approval is not None and who != session.user_id:
            approver_of(uow, session, approval, command, (Permission.REPRINT,))
        triggers = self._refuse(uow, ticket_id, seat_id, needed=needed)
        ticket = uow.orders.ticket(ticket_id)
        order = uow.orders.order(ticket.order_id)
        hall = uow.catalogue.hall_of(ticket.performance_id)
        seat = next(seat for seat in hall.seats if seat.seat_id == seat_id)
        here = self._window.window_id
        if triggers:
            at = PerformanceId(ticket.performance_id)
            log_release(uow, at, (seat,), triggers, session.user_id, here)
        cancel_paper(uow, ticket, session.user_id, reason)
        uow.states.advance(TICKET, ticket_id, TicketTrigger.REVOKE, session.user_id, reason)
        if (ticket.performance_id, seat_id) not in uow.rights.held_by_cart(cart)[0]:
            raise NotHeld()
        fresh = stand_in(
            uow,
            self._ids,
            ticket,
            session.user_id,
            seat_id=seat_id,
            zone_id=seat.zone_id,
            by_rule=bool(triggers),
        )
        uow.add(Reseated(fresh.ticket_id, here, reason, uow.now(), session.user_id, who))
        uow.rights.occupy([(ticket.performance_id, seat_id, fresh.ticket_id)])
        uow.rights.mark_sold(cart, self._window.holder)
        leave_places(uow, self._window, command, order, (ticket,))
        jobs = queue_prints(uow, self._ids, order, (fresh,), session.user_id, receipt=False)
        view = MoveView(
            order_id=OrderId(order.order_id),
            order_number=order.order_number,
            ticket_id=TicketId(fresh.ticket_id),
            was=_label(hall, SeatId(ticket.seat_id or "")),
            now=_label(hall, seat_id),
            job_id=PrintJobId(jobs[0]),
        )
        self._tell(uow, session, ticket, view, reason, who)
        uow.publish(HouseChanged(PerformanceId(ticket.performance_id)))
        return view

    def _tell(
        self,
        uow: UnitOfWork,
        session: SessionView,
        ticket: Ticket,
        view: MoveView,
        reason: str,
        who: str,
    ) -> None:
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "ticket.moved",
                ("ticket", ticket.ticket_id),
                order=view.order_number,
                was=view.was,
                now=view.now,
                reason=reason,
                approved_by=who,
            )
        )


def _seated(uow: UnitOfWork, ticket_id: str) -> Ticket:
    """Return a ticket that can be moved. Raises NotFound, NotMovable, PerformanceIsCancelled."""
    ticket = uow.orders.ticket(ticket_id)
    if uow.states.of(TICKET, ticket_id) not in COUNTING:
        raise NotMovable(what="not_live")
    if ticket.seat_id is None:
        raise NotMovable(what="no_seat")
    refuse_cancelled(uow, ticket.performance_id)
    return ticket


def _kinds(hall: HallView, ticket: Ticket, *, needed: bool) -> tuple[SeatKind, ...]:
    """Return which places for people who need them a ticket may be moved to without the rule: who
    sits on one that no rule gave them needs one."""
    own = hall.seat(SeatId(ticket.seat_id or ""))
    if own is not None and own.kind in ACCESSIBLE and not ticket.by_rule:
        return (own.kind,)
    return ACCESSIBLE if needed else ()


def _party(uow: UnitOfWork, ticket: Ticket, hall: HallView) -> tuple[tuple[SeatView, ...], int]:
    """Return where the rest of a ticket's order sits and stays, and how many of it have to move,
    this one with them: those whose seat somebody else has too."""
    seats = {
        one.seat_id: hall.seat(SeatId(one.seat_id))
        for one in counted_tickets(uow, ticket.order_id)
        if one.seat_id and one.performance_id == ticket.performance_id
        if one.position != ticket.position
    }
    shared = uow.orders.shared_seats(ticket.performance_id, seats)
    stay = (seat for seat_id, seat in seats.items() if seat_id not in shared)
    return tuple(seat for seat in stay if seat is not None), 1 + len(shared)


def _zones(uow: UnitOfWork, ticket: Ticket) -> tuple[ZoneId, ...]:
    """Return the price zones a ticket may be moved to: its own, then those whose price of its kind
    is not lower, the cheapest first."""
    prices = {
        price.zone_id: price.all_in.minor
        for price in shown_prices(uow, PerformanceId(ticket.performance_id))
        if price.price_type_id == ticket.price_type_id
    }
    mine = ZoneId(ticket.zone_id)
    own = prices.get(mine)
    if own is None:  # its kind is on sale no more
        return (mine,)
    better = sorted((minor, zone) for zone, minor in prices.items() if minor >= own)
    return tuple(dict.fromkeys((mine, *(zone for _, zone in better))))


def _label(hall: HallView, seat_id: SeatId) -> str:
    seat = hall.seat(seat_id)
    return place_label(seat.section, seat.row, seat.number) if seat is not None else seat_id


def _choice(hall: HallView, seat: SeatView) -> SeatChoice:
    zone: Sequence[str] = [each.name for each in hall.zones if each.zone_id == seat.zone_id]
    return SeatChoice(seat.seat_id, _label(hall, seat.seat_id), zone[0] if zone else "")
