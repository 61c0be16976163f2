"""What a card payment pays, as a person names it: whose seats are held while it is in doubt."""

from __future__ import annotations

from collections.abc import Iterable

from pos.ids import PerformanceId
from pos.lifecycles import TICKET, TicketState
from pos.money import Money
from pos.paying.intents import content_of
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, Order, Ticket
from pos.seat_names import places_label
from pos.selling.order_money import owing_of
from pos.selling.papers import seat_of
from pos.views.paying import ExtraKind, PaidFor, PaidPlaces, PaymentKind
from pos.views.selling import CartView, TenderGiven

Place = tuple[str, str, str, str]
"""Performance, section, row and number; where places have no numbers the last three are empty."""

_COUNT = (TicketState.LIVE, TicketState.SCANNED)


def paid_for(uow: UnitOfWork, payment: CardPayment, order: Order | None) -> PaidFor:
    """Return what ``payment`` is for. ``order``: the one it pays or gives back, None for a cart.

    Of a refund: what came back with it. Of an order: everything it holds, and what it owes.
    """
    if order is not None:
        return _of_order(uow, payment, order)
    content = content_of(payment)
    return PaidFor() if content.cart is None else _of_cart(uow, content.cart, content.tenders)


def _of_cart(uow: UnitOfWork, cart: CartView, tenders: Iterable[TenderGiven]) -> PaidFor:
    places = ((x.performance_id, x.section, x.row, x.number) for x in cart.lines)
    return PaidFor(
        _grouped(uow, places),
        tuple(e.amount for e in cart.extras if e.kind is ExtraKind.CERTIFICATE),
        cart.total,
        _beside(tenders),
        tuple(
            (e.kind.value, e.name, e.amount)
            for e in cart.extras
            if e.kind is not ExtraKind.CERTIFICATE
        ),
    )


def _of_order(uow: UnitOfWork, payment: CardPayment, order: Order) -> PaidFor:
    order_id = order.order_id
    tickets, extras = uow.orders.tickets(order_id), uow.orders.extras(order_id)
    if payment.refund_id is not None:
        back = [
            line
            for refund, lines in uow.orders.refunds(order_id)
            if refund.refund_id == payment.refund_id
            for line in lines
        ]
        taken = {line.ticket_id or line.extra_id for line in back}
        tickets = tuple(ticket for ticket in tickets if ticket.ticket_id in taken)
        extras = tuple(extra for extra in extras if extra.extra_id in taken)
    else:
        tickets = tuple(t for t in tickets if uow.states.of(TICKET, t.ticket_id) in _COUNT)
    sums = [(e.kind, e.name, Money(e.amount_minor, e.currency)) for e in extras]
    certificate = ExtraKind.CERTIFICATE.value
    amounts = tuple(amount for kind, _, amount in sums if kind == certificate)
    others = tuple(each for each in sums if each[0] != certificate)
    places = _grouped(uow, (_place(uow, ticket) for ticket in tickets))
    if payment.kind != PaymentKind.CHARGE.value or uow.payments.tender_of(payment.payment_id):
        return PaidFor(places, amounts, extras=others)
    beside = _beside(content_of(payment).tenders)
    return PaidFor(places, amounts, owing_of(uow, order), beside, others)


def _beside(tenders: Iterable[TenderGiven]) -> tuple[tuple[str, Money], ...]:
    return tuple((one.kind.value, one.amount) for one in tenders if not one.payment_id)


def _place(uow: UnitOfWork, ticket: Ticket) -> Place:
    seat = seat_of(uow.catalogue.hall_of(PerformanceId(ticket.performance_id)), ticket.seat_id)
    named = (seat.section, seat.row, seat.number) if seat else ("", "", "")
    return (ticket.performance_id, *named)


def _grouped(uow: UnitOfWork, places: Iterable[Place]) -> tuple[PaidPlaces, ...]:
    """Return the places of each performance together, in the order of their first."""
    by_performance: dict[str, list[tuple[str, str, str]]] = {}
    for performance_id, section, row, number in places:
        by_performance.setdefault(performance_id, []).append((section, row, number))
    found = []
    for performance_id, seats in by_performance.items():
        performance = uow.catalogue.performance(PerformanceId(performance_id))
        found.append(
            PaidPlaces(
                performance.production, performance.starts_at, places_label(seats), len(seats)
            )
        )
    return tuple(found)
