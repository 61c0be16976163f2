"""Tickets as lines of a sale, at the very prices that they have: what goes into another order as it
is."""

from __future__ import annotations

from collections.abc import Sequence

from pos.ids import PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Order, Ticket, TicketStep
from pos.selling.papers import price_type_name, seat_of, zone_name
from pos.views.charges import Charge, ChargeKind
from pos.views.pricing import PriceByHand, PriceStep, StepKind
from pos.views.selling import CartLine


def lines_of(uow: UnitOfWork, order: Order, tickets: Sequence[Ticket]) -> tuple[CartLine, ...]:
    """Return the tickets as lines that cost what they do, for the same reasons: steps, fees, taxes,
    who answers for a comp, the membership whose price they have."""
    return tuple(_line(uow, order, ticket) for ticket in tickets)


def _line(uow: UnitOfWork, order: Order, ticket: Ticket) -> CartLine:
    currency = order.currency
    charges = tuple(
        Charge(
            ChargeKind(each.kind),
            each.code,
            each.name,
            each.account,
            Money(each.amount_minor, currency),
            each.included,
        )
        for each in uow.orders.charges(order.order_id)
        if each.position == ticket.position
    )
    steps = uow.exchanging.steps([ticket.ticket_id])
    hall = uow.catalogue.hall_of(ticket.performance_id)
    seat = seat_of(hall, ticket.seat_id)
    members = sorted(uow.exchanging.members([ticket.ticket_id]))
    return CartLine(
        line_id=ticket.ticket_id,
        performance_id=PerformanceId(ticket.performance_id),
        seat_id=None if ticket.seat_id is None else SeatId(ticket.seat_id),
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        number=seat.number if seat else "",
        zone_id=ZoneId(ticket.zone_id),
        zone=zone_name(hall, ticket.zone_id),
        price_type_id=PriceTypeId(ticket.price_type_id),
        price_type=price_type_name(uow, ticket.price_type_id),
        face=Money(ticket.face_minor, currency),
        fee=Money(ticket.fee_minor, currency),
        steps=tuple(
            PriceStep(StepKind(s.kind), s.code, s.name, Money(s.amount_minor, currency))
            for s in steps
        ),
        by_hand=_by_hand(steps, currency),
        comp_reason=ticket.comp_reason,
        comp_approver=ticket.comp_approver or "",
        charges=charges,
        by_rule=ticket.by_rule,
        member_id=members[0] if members else "",
    )


def _by_hand(steps: Sequence[TicketStep], currency: str) -> PriceByHand | None:
    hand = next((step for step in steps if step.kind == StepKind.MANUAL.value), None)
    if hand is None:
        return None
    now = Money(hand.before_minor - hand.amount_minor, currency)
    return PriceByHand(now, hand.reason, hand.approved_by or "")
