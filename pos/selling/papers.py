"""What tickets and receipts say, put together from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pos.ids import PerformanceId, SeatId
from pos.money import Money, total
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Exchange, Member, Order, OrderExtra, Tender, Ticket, TicketCharge
from pos.seat_names import places_label
from pos.selling.order_money import owing_of
from pos.selling.packages import series_names
from pos.selling.small_papers import refund_of, tender_line
from pos.views.catalogue import HallView, SeatKind, SeatView
from pos.views.charges import ChargeKind, ChargeSum, by_name
from pos.views.exchanging import ExchangeKind
from pos.views.papers import ReceiptLineView, ReceiptView, TicketView
from pos.views.paying import ExtraKind

NOTES = {
    SeatKind.RESTRICTED: "restricted_view",
    SeatKind.WHEELCHAIR: "wheelchair",
    SeatKind.COMPANION: "companion",
}
"""Codes of lines that must be on a ticket; ``printing`` has their words."""


def seat_of(hall: HallView, seat_id: str | None) -> SeatView | None:
    """Return the seat of a ticket, or None for general admission."""
    return None if seat_id is None else hall.seat(SeatId(seat_id))


def ticket_view(uow: UnitOfWork, ticket: Ticket, order: Order, *, duplicate: bool) -> TicketView:
    """Return one ticket as it is to be printed."""
    company = uow.catalogue.company()
    performance = uow.catalogue.performance(ticket.performance_id)
    hall = uow.catalogue.hall(performance.hall_id)
    seat = seat_of(hall, ticket.seat_id)
    notes = [NOTES[seat.kind]] if seat is not None and seat.kind in NOTES else []
    if duplicate:
        notes.append("duplicate")
    series = series_names(uow, order.order_id).get(ticket.ticket_id)
    if series is not None:
        notes.append(series)
    return TicketView(
        ticket_id=ticket.ticket_id,
        code=ticket.code,
        order_number=order.order_number,
        company=company.name,
        production=performance.production,
        subtitle=performance.subtitle,
        starts_at=performance.starts_at,
        doors_at=performance.doors_at,
        venue=hall.venue,
        hall=hall.name,
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        seat=seat.number if seat else "",
        zone=zone_name(hall, ticket.zone_id),
        price_type=price_type_name(uow, ticket.price_type_id),
        price=Money(ticket.cost_minor, order.currency),
        fee_included=Money(ticket.fee_minor, order.currency),
        tax_included=Money(ticket.tax_minor, order.currency) if ticket.tax_minor else None,
        holder=order.name,
        notes=tuple(notes),
        issue=ticket.issue,
    )


def paper_ticket_view(uow: UnitOfWork, emergency_id: str) -> TicketView:
    """Return an emergency ticket as it is to be printed on ticket stock."""
    paper = uow.orders.emergency.ticket(emergency_id)
    company = uow.catalogue.company()
    performance = uow.catalogue.performance(PerformanceId(paper.performance_id))
    hall = uow.catalogue.hall(performance.hall_id)
    seat = seat_of(hall, paper.seat_id)
    nothing = Money.zero(company.currency)
    return TicketView(
        ticket_id=paper.emergency_id,
        code=paper.code,
        order_number=paper.number,
        company=company.name,
        production=performance.production,
        subtitle=performance.subtitle,
        starts_at=performance.starts_at,
        doors_at=performance.doors_at,
        venue=hall.venue,
        hall=hall.name,
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        seat=seat.number if seat else "",
        zone=zone_name(hall, paper.zone_id),
        price_type="",
        price=nothing,
        fee_included=nothing,
        holder="",
        notes=(NOTES[seat.kind],) if seat is not None and seat.kind in NOTES else (),
        emergency=True,
    )


def zone_name(hall: HallView, zone_id: str) -> str:
    """Return the zone's name as the venue writes it."""
    return next((zone.name for zone in hall.zones if zone.zone_id == zone_id), "")


def price_type_name(uow: UnitOfWork, price_type_id: str) -> str:
    """Return the price type's name as the venue writes it."""
    kinds = uow.catalogue.price_types()
    return next((kind.name for kind in kinds if kind.price_type_id == price_type_id), "")


def receipt_view(
    uow: UnitOfWork,
    order: Order,
    tickets: Sequence[Ticket],
    tenders: Sequence[Tender],
    *,
    window: str,
    cashier: str,
    copy: bool,
) -> ReceiptView:
    """Return one receipt as it is to be printed. ``tickets`` are those that count, without
    replaced and returned ones; what else the order holds is looked up."""
    company = uow.catalogue.company()
    currency = order.currency
    given_back = {
        line.extra_id for _, lines in uow.orders.refunds(order.order_id) for line in lines
    }
    extras = [e for e in uow.orders.extras(order.order_id) if e.extra_id not in given_back]
    return ReceiptView(
        receipt_number=order.receipt_number or order.order_number,
        order_number=order.order_number,
        company=company.name,
        address=company.address,
        sold_at=(tenders[-1].at if tenders else order.placed_at).astimezone(ZoneInfo(company.zone)),
        window=window,
        cashier=cashier,
        lines=(*_lines(uow, order, tickets), *_extra_lines(uow, order, extras)),
        fees_included=total((Money(t.fee_minor, currency) for t in tickets), currency),
        total=_price(tickets, currency)
        + total((Money(extra.amount_minor, currency) for extra in extras), currency),
        tenders=tuple(tender_line(uow, tender) for tender in tenders),
        change=total((Money(t.given_minor - t.amount_minor, currency) for t in tenders), currency),
        policy=company.policy,
        copy=copy,
        charges=charge_lines(tickets, uow.orders.charges(order.order_id), currency),
    )


def charge_lines(
    tickets: Sequence[Ticket], charges: Sequence[TicketCharge], currency: str
) -> tuple[ChargeSum, ...]:
    """Return the fees, then the taxes of some tickets by name; nothing where no rule made any."""
    places = {ticket.position for ticket in tickets}
    mine = (
        ChargeSum(ChargeKind(each.kind), each.name, Money(each.amount_minor, currency))
        for each in charges
        if each.position in places
    )
    return by_name(mine, total((Money(ticket.fee_minor, currency) for ticket in tickets), currency))


def refund_receipt_view(
    uow: UnitOfWork, order: Order, refund_id: str, *, window: str, copy: bool
) -> ReceiptView:
    """Return the receipt of what came back: what took its place, if anything did, and how money
    was paid out."""
    company = uow.catalogue.company()
    refund, lines, tenders, still = refund_of(uow, order, refund_id)
    taken = {line.ticket_id for line in lines}
    tickets = [t for t in uow.orders.tickets(order.order_id) if t.ticket_id in taken]
    given = {line.extra_id for line in lines}
    every = uow.orders.extras(order.order_id)
    extras = [e for e in every if e.extra_id in given]
    acts = (act for act, _ in uow.exchanging.of_order(order.order_id))
    act = next((act for act in acts if act.refund_id == refund_id), None)
    exchange = act is not None and act.what == ExchangeKind.EXCHANGE.value
    owing = owing_of(uow, order) if exchange and not refund.amount_minor else still
    return ReceiptView(
        receipt_number=refund.receipt_number,
        order_number=order.order_number,
        company=company.name,
        address=company.address,
        sold_at=refund.at.astimezone(ZoneInfo(company.zone)),
        window=window,
        cashier=name_of(uow, refund.user_id),
        lines=(*_lines(uow, order, tickets), *_extra_lines(uow, order, extras)),
        fees_included=Money(0, order.currency),
        total=Money(refund.amount_minor, refund.currency),
        tenders=tuple(tender_line(uow, tender, given_back=True) for tender in tenders),
        change=Money(0, order.currency),
        policy=company.policy,
        copy=copy,
        given_back=not exchange or refund.amount_minor > 0,
        of_receipt=order.receipt_number or order.order_number,
        owing=owing if owing.minor > 0 else None,
        exchange=exchange,
        taken=_taken(uow, order, act) if act is not None else (),
        dead=tuple(ticket.code for ticket in tickets) if exchange else (),
    )


def _taken(uow: UnitOfWork, order: Order, act: Exchange) -> tuple[ReceiptLineView, ...]:
    """Return what an act put into its order, as it was sold."""
    mine = [
        ticket
        for ticket in uow.orders.tickets(order.order_id)
        if ticket.exchange_id == act.exchange_id and ticket.replaces is None
    ]
    extras = [e for e in uow.orders.extras(order.order_id) if e.exchange_id == act.exchange_id]
    return (*_lines(uow, order, mine), *_extra_lines(uow, order, extras))


def _price(tickets: Sequence[Ticket], currency: str) -> Money:
    return total((Money(ticket.cost_minor, currency) for ticket in tickets), currency)


def _extra_lines(
    uow: UnitOfWork, order: Order, extras: Sequence[OrderExtra]
) -> tuple[ReceiptLineView, ...]:
    """Return extras as lines; what they are called is the words' business: ``text`` is a code."""
    members = {}
    if any(extra.kind == ExtraKind.MEMBERSHIP.value for extra in extras):
        members = {member.extra_id: member for member in uow.orders.members(order.order_id)}
    return tuple(_extra_line(uow, extra, members.get(extra.extra_id)) for extra in extras)


def _extra_line(uow: UnitOfWork, extra: OrderExtra, member: Member | None) -> ReceiptLineView:
    amount = Money(extra.amount_minor, extra.currency)
    donation = extra.kind == ExtraKind.DONATION.value
    return ReceiptLineView(
        text=extra.kind,
        detail=extra.text,
        quantity=extra.quantity,
        each=Money(extra.amount_minor // extra.quantity, extra.currency),
        amount=amount,
        extra=True,
        named=extra.name,
        tax_id=uow.catalogue.company().tax_id if donation else "",
        member_number=member.number if member else "",
        good=(member.starts_on, member.ends_on) if member else None,
    )


def _lines(uow: UnitOfWork, order: Order, tickets: Sequence[Ticket]) -> tuple[ReceiptLineView, ...]:
    groups: dict[tuple[str, str, str, int, str], list[Ticket]] = {}
    series = series_names(uow, order.order_id)
    for ticket in tickets:
        minor, name = ticket.cost_minor, series.get(ticket.ticket_id, "")
        key = (ticket.performance_id, ticket.zone_id, ticket.price_type_id, minor, name)
        groups.setdefault(key, []).append(ticket)
    lines = []
    for (performance_id, zone_id, price_type_id, each_minor, name), members in groups.items():
        performance = uow.catalogue.performance(performance_id)
        hall = uow.catalogue.hall(performance.hall_id)
        said = (zone_name(hall, zone_id), price_type_name(uow, price_type_id), name)
        what = ", ".join(part for part in said if part)
        seats = seats_label(hall, members)
        each = Money(each_minor, order.currency)
        lines.append(
            ReceiptLineView(
                text=performance.production,
                detail=f"{what}: {seats}" if seats else what,
                quantity=len(members),
                each=each,
                amount=each * len(members),
                starts_at=performance.starts_at,
            )
        )
    return tuple(lines)


def seats_label(hall: HallView, tickets: Sequence[Ticket]) -> str:
    """Return the tickets' seats, those of one row together: ``Orchestra A 12, 13; B 1``."""
    seats = (seat_of(hall, ticket.seat_id) for ticket in tickets)
    return places_label((seat.section, seat.row, seat.number) for seat in seats if seat)
