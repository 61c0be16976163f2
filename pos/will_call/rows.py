"""An order in the will-call list, and everything to know before it is handed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.cash.till import today
from pos.clock import business_date
from pos.errors import NotFound
from pos.ids import OrderId, PerformanceId, TicketId
from pos.lifecycles import ORDER, OrderState, OrderTrigger
from pos.money import Money
from pos.names import name_of
from pos.patrons.contact import masked
from pos.patrons.rows import rows_of as patron_rows
from pos.ports.listing import ListedOrder, ListedPapers
from pos.ports.storage import UnitOfWork
from pos.ports.will_call import Given
from pos.records import Order, Ticket
from pos.seat_names import in_rows, place_label
from pos.selling.order_money import OWED, owing_of
from pos.selling.order_parts import parts_of
from pos.selling.orders import counted_of
from pos.selling.papers import price_type_name, seat_of, seats_label
from pos.views.catalogue import PerformanceView
from pos.views.patrons import PatronRow
from pos.views.selling import WillCallRow
from pos.views.will_call import (
    Collects,
    HandoutView,
    IdSeen,
    Signed,
    WaitingTicket,
    Where,
    WillCallCard,
)
from pos.will_call.handing_out import names_in
from pos.will_call.standing import Stands, not_given, standing_by, standing_of
from pos.will_call.strokes import from_text


def rows_for(
    uow: UnitOfWork, order_ids: Sequence[str], performance_id: PerformanceId | None
) -> tuple[WillCallRow, ...]:
    """Return orders as rows of the list, for one performance or the first each has: a few questions
    for all of them."""
    listed = uow.listing.orders(order_ids, OWED)
    papers = uow.listing.papers(order_ids)
    patrons = patron_rows(uow, [each.patron_id for each in listed if each.patron_id])
    names = {
        by: name_of(uow, by) for by in {each.collected[1] for each in listed if each.collected}
    }
    shows: dict[str, PerformanceView] = {}

    def show_of(each: str) -> PerformanceView:
        if each not in shows:
            shows[each] = uow.catalogue.performance(each)
        return shows[each]

    def row(each: ListedOrder) -> WillCallRow:
        tickets = counted_of(each) or tuple(ticket for ticket, _ in each.tickets)
        tonight = any(ticket.performance_id == performance_id for ticket in tickets)
        show = show_of(performance_id if performance_id and tonight else _first(uow, tickets))
        of_order = papers[each.order.order_id]
        return _row(uow, each, of_order, show, patrons.get(each.patron_id), names)

    return tuple(row(each) for each in listed)


def _row(
    uow: UnitOfWork,
    listed: ListedOrder,
    papers: ListedPapers,
    show: PerformanceView,
    patron: PatronRow | None,
    names: Mapping[str, str],
) -> WillCallRow:
    order, tickets = listed.order, counted_of(listed)
    collected = OrderState(listed.state) is OrderState.COLLECTED
    at, by = _collected(listed) if collected else (None, "")
    at_show = [ticket for ticket in tickets if ticket.performance_id == show.performance_id]
    waiting = not_given(standing_by(tickets, papers, collected=collected))
    digits = "".join(c for c in order.phone if c.isdigit())
    return WillCallRow(
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        name=order.name,
        performance_id=show.performance_id,
        performance=show.production,
        starts_at=show.starts_at,
        seats=seats_label(uow.catalogue.hall(show.hall_id), at_show),
        tickets=len(tickets),
        owing=Money(listed.balance, order.currency),
        note=order.note,
        alternates=order.alternates,
        phone_last4=digits[-4:] or (patron.phone_last4 if patron else ""),
        collected_at=at,
        collected_by=names.get(by, ""),
        price_types=price_types_of(uow, tickets),
        email_masked=masked(order.email) if order.email else "",
        town=patron.town if patron else "",
        rank=patron.rank if patron else "",
        waiting=len(waiting),
        in_envelope=bool(waiting) and all(each.where is Where.ENVELOPE for each in waiting),
        cancelled=_cancelled(uow, tickets if listed.balance else [w.ticket for w in waiting]),
        state=listed.state,
        at_window=order.channel == "window",
    )


def _cancelled(uow: UnitOfWork, tickets: Sequence[Ticket]) -> int:
    """Return how many tickets are for performances that do not take place."""
    many = Counter(ticket.performance_id for ticket in tickets)
    return sum(n for each, n in many.items() if uow.order_life.is_cancelled(each))


def _collected(listed: ListedOrder) -> tuple[datetime, str]:
    """Return when and from whom an order was collected that is."""
    if listed.collected is None:
        raise NotFound(kind="order", key=listed.order.order_id)
    return listed.collected


def card_for(uow: UnitOfWork, order_id: str) -> WillCallCard:
    """Return what is to be known of an order before it is handed out. Raises NotFound."""
    order = uow.orders.order(order_id)
    collected = uow.states.of(ORDER, order_id) is OrderState.COLLECTED
    stands = standing_of(uow, order_id, collected=collected)
    rules = uow.catalogue.company().will_call
    parts = {each: part.name for part in parts_of(uow, order_id) for each in part.tickets}
    stands = in_rows(stands, lambda each: (each.ticket.performance_id, *_seat(uow, each.ticket)))
    tickets = tuple(_ticket(uow, each, parts) for each in stands)
    return WillCallCard(
        order_id=OrderId(order_id),
        order_number=order.order_number,
        name=order.name,
        alternates=names_in(order.alternates),
        tickets=tickets,
        given=tuple(handout_view(uow, each) for each in uow.will_call.given(order_id)),
        owing=owing_of(uow, order),
        ask=rules.ask_id,
        cards=_cards(uow, order),
        sign=rules.signature,
        others=rules.others,
        misgiven=_misgiven(uow, order_id),
        other_night=bool(tickets) and not any(_is_today(uow, t.starts_at) for t in tickets),
    )


def handout_view(uow: UnitOfWork, given: Given) -> HandoutView:
    """Return a hand-out as it is shown, with its signature."""
    act = given.handout
    signature = uow.will_call.signature(act.handout_id)
    return HandoutView(
        handout_id=act.handout_id,
        at=act.at,
        by=name_of(uow, act.user_id),
        collector=act.collector,
        standing=Collects(act.standing),
        reason=act.reason,
        seen=IdSeen(act.seen),
        signed=Signed(act.signed),
        tickets=len(given.tickets),
        strokes=from_text(signature.strokes) if signature else (),
        undone=given.undone.reason if given.undone else "",
    )


def collected_when(uow: UnitOfWork, order_id: str) -> tuple[datetime, str]:
    """Return when and from whom an order was collected."""
    arrow = next(
        t
        for t in reversed(uow.states.life(ORDER, order_id))
        if t.trigger == OrderTrigger.HAND_OVER.value
    )
    return arrow.at, name_of(uow, arrow.user_id)


def seats_of(uow: UnitOfWork, tickets: Sequence[Ticket], performance_id: PerformanceId) -> str:
    """Return the seats of tickets at one performance."""
    mine = [ticket for ticket in tickets if ticket.performance_id == performance_id]
    return seats_label(uow.catalogue.hall_of(performance_id), mine)


def price_types_of(uow: UnitOfWork, tickets: Sequence[Ticket]) -> str:
    """Return how many tickets there are of each price type: ``2 Adult, 1 Student``."""
    counts = Counter(ticket.price_type_id for ticket in tickets)
    named = ((many, price_type_name(uow, kind)) for kind, many in counts.items())
    return ", ".join(f"{many} {name}" for many, name in named)


def _first(uow: UnitOfWork, tickets: Sequence[Ticket]) -> PerformanceId:
    """Return the performance an order is shown with: of those to come the next, or the last."""
    every = {ticket.performance_id for ticket in tickets}
    if len(every) == 1:
        return PerformanceId(every.pop())
    shows = sorted((uow.catalogue.starts_at(each), each) for each in every)
    to_come = [each for at, each in shows if _is_today(uow, at) or at > uow.now()]
    return PerformanceId(to_come[0] if to_come else shows[-1][1])


def _is_today(uow: UnitOfWork, at: datetime) -> bool:
    company = uow.catalogue.company()
    return business_date(at, ZoneInfo(company.zone), company.cutoff_hour) == today(uow)


def _seat(uow: UnitOfWork, ticket: Ticket) -> tuple[str, str, str]:
    seat = seat_of(uow.catalogue.hall_of(PerformanceId(ticket.performance_id)), ticket.seat_id)
    return (seat.section, seat.row, seat.number) if seat else ("", "", "")


def _ticket(uow: UnitOfWork, stands: Stands, parts: Mapping[TicketId, str]) -> WaitingTicket:
    ticket = stands.ticket
    performance = uow.catalogue.performance(ticket.performance_id)
    return WaitingTicket(
        ticket_id=TicketId(ticket.ticket_id),
        performance_id=PerformanceId(ticket.performance_id),
        performance=performance.production,
        starts_at=performance.starts_at,
        place=place_label(*_seat(uow, ticket)),
        price_type=price_type_name(uow, ticket.price_type_id),
        where=stands.where,
        part=parts.get(TicketId(ticket.ticket_id), ""),
        cancelled=uow.order_life.is_cancelled(ticket.performance_id),
    )


def _cards(uow: UnitOfWork, order: Order) -> tuple[str, ...]:
    """Return the last four digits of the cards that paid and were not paid back."""
    found = []
    for tender in uow.orders.tenders(order.order_id):
        if tender.payment_id is not None and tender.amount_minor > 0:
            found += [
                answer.last_four
                for answer in uow.payments.answers(tender.payment_id)
                if answer.last_four
            ]
    return tuple(dict.fromkeys(found))


def _misgiven(uow: UnitOfWork, order_id: str) -> tuple[str, ...]:
    """Return the numbers of the orders whose tickets this one's person got by mistake."""
    numbers = []
    for undone in uow.will_call.misgiven_to(order_id):
        other = uow.will_call.handout(undone.handout_id).order_id
        numbers.append(uow.orders.order(other).order_number)
    return tuple(dict.fromkeys(numbers))
