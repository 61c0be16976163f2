"""The life of an order as lines: what was done with it, to it and about it, oldest first.

What happened to many tickets at once is one line with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pos.lifecycles import ORDER, PRINT, TICKET, OrderTrigger
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Order, Ticket, TicketStep, Transition
from pos.selling.exchange_events import came_from, exchanged, moments
from pos.selling.handout_events import told_here, will_call_events
from pos.selling.naming import names_of
from pos.selling.order_money import money_events
from pos.selling.papers import seats_label
from pos.views.pricing import StepKind
from pos.views.selling import LaterHow, OrderEventView

Params = tuple[tuple[str, object], ...]

_TOGETHER = timedelta(minutes=2)
"""The same done to several tickets within this after one another is one line."""


def life_of(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], names: dict[str, str]
) -> tuple[OrderEventView, ...]:
    """Return the lines of an order's life. ``names``: of people by their ids."""
    events = list(_order_events(uow, order, names))
    changed = exchanged(uow, order, tickets)
    for ticket in tickets:
        events += _ticket_events(uow, ticket, tickets, names, changed)
    events += _price_events(uow, order, tickets, names)
    events += _paper_sales(uow, order, names)
    events += money_events(uow, order, names)
    events += _changes(uow, order, names)
    events += _waits(uow, order, names)
    given = will_call_events(uow, order, tickets, names)
    return tuple(sorted((*grouped(sorted(events, key=_when)), *given), key=_when))


def _order_events(uow: UnitOfWork, order: Order, names: dict[str, str]) -> Iterator[OrderEventView]:
    """Yield the order's own arrows. What an exchange made owing came of no money that went back.
    What a list brought was ordered before, by nobody here, and paid then."""
    exchanges, told = moments(uow, order), told_here(uow, order)
    loaded: datetime | None = None
    for arrow in uow.states.life(ORDER, order.order_id):
        if (arrow.trigger, arrow.at) in told:
            continue
        if arrow.trigger == "enter" and order.external_ref:
            loaded = arrow.at
            yield OrderEventView(order.placed_at, "", "order.enter")
            yield _event(names, arrow, "order.loaded")
            continue
        if arrow.trigger == OrderTrigger.PAY.value and arrow.at == loaded:
            yield OrderEventView(arrow.at, "", "order.pay")
            continue
        mine = arrow.at in exchanges
        if mine and arrow.trigger == OrderTrigger.UNPAY.value:
            yield OrderEventView(arrow.at, names.get(arrow.user_id, ""), "order.more_due")
        elif not (mine and arrow.trigger == OrderTrigger.PAY.value and arrow.reason):
            yield _event(names, arrow, f"order.{arrow.trigger}")


def _waits(uow: UnitOfWork, order: Order, names: dict[str, str]) -> Iterator[OrderEventView]:
    for left in uow.will_call.left_here(order.order_id):
        if left.how != LaterHow.SENT_BACK.value:  # that has a line of its own
            yield OrderEventView(left.at, names.get(left.user_id, ""), f"order.waits.{left.how}")


_FIRST = (
    "order.enter",
    "order.loaded",
    "price.",
    "tender.taken",
    "order.pay",
    "ahead.",
    "order.hand_over",
    "given.",
)


def _when(event: OrderEventView) -> tuple[datetime, int]:
    """Return where a line stands: what was done in one act, in the order people think of it."""
    place = next((n for n, what in enumerate(_FIRST) if event.what.startswith(what)), len(_FIRST))
    return event.at, place


def grouped(events: Iterable[OrderEventView]) -> tuple[OrderEventView, ...]:
    """Return the lines with those that say the same, by the same person and soon after one another,
    as one; it stands where the last of them did. ``events``: oldest first."""
    lines: list[tuple[OrderEventView, int]] = []
    newest: dict[tuple[str, str, Params], int] = {}
    for event in events:
        key = (event.who, event.what, event.params)
        at = newest.get(key)
        if at is not None and event.at - lines[at][0].at <= _TOGETHER:
            lines[at] = (event, lines[at][1] + 1)
        else:
            newest[key] = len(lines)
            lines.append((event, 1))
    found = [replace(event, count=many) for event, many in lines]
    return tuple(sorted(found, key=_when))


def _event(
    names: dict[str, str], arrow: Transition, what: str, more: Params = ()
) -> OrderEventView:
    params = (("reason", arrow.reason),) if arrow.reason else ()
    return OrderEventView(arrow.at, names.get(arrow.user_id, ""), what, (*more, *params))


def _ticket_events(
    uow: UnitOfWork,
    ticket: Ticket,
    every: Sequence[Ticket],
    names: dict[str, str],
    changed: dict[str, tuple[str, Params]],
) -> Iterator[OrderEventView]:
    what, more = _moved(uow, ticket, every)
    for arrow in uow.states.life(TICKET, ticket.ticket_id):
        if arrow.trigger == "enter":
            continue
        if arrow.trigger == "return" and ticket.ticket_id in changed:
            yield _event(names, arrow, *changed[ticket.ticket_id])
            continue
        moved = what and arrow.trigger == "revoke"
        yield _event(names, arrow, what if moved else f"ticket.{arrow.trigger}", more)
    newest = uow.orders.newest_print_job(ticket.ticket_id)
    for arrow in uow.states.life(PRINT, newest[0].job_id) if newest else ():
        if arrow.trigger != "enter":
            yield _event(names, arrow, f"print.{arrow.trigger}")


def _moved(uow: UnitOfWork, ticket: Ticket, every: Sequence[Ticket]) -> tuple[str, Params]:
    """Return what happened to a ticket in whose place one for another seat stands."""
    after = next((one for one in every if one.replaces == ticket.ticket_id), None)
    if after is None or after.seat_id == ticket.seat_id:
        return "", ()
    hall = uow.catalogue.hall_of(ticket.performance_id)
    was, now = seats_label(hall, (ticket,)), seats_label(hall, (after,))
    return "ticket.moved", (("was", was), ("now", now))


# ---- how it was priced ----


def _price_events(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], names: dict[str, str]
) -> Iterator[OrderEventView]:
    """Yield why its tickets did not cost their list price, a line an offer."""
    who = names.get(order.user_id, "")
    comps = [ticket for ticket in tickets if ticket.comp_reason and ticket.replaces is None]
    for ticket in comps:
        by = names.get(ticket.comp_approver or "", who)
        params: Params = (("by", by), ("reason", ticket.comp_reason))
        yield OrderEventView(ticket.created_at, who, "price.comp", params)
    made = {ticket.ticket_id: ticket.created_at for ticket in tickets}
    for step in uow.order_life.steps(order.order_id):
        yield OrderEventView(made[step.ticket_id], who, *_step(step, order.currency, names))


def _step(step: TicketStep, currency: str, names: dict[str, str]) -> tuple[str, Params]:
    off = Money(step.amount_minor, currency)
    if step.kind == StepKind.MANUAL.value:
        was = Money(step.before_minor, currency)
        by = names.get(step.approved_by or "", "")
        said = (("was", was), ("now", was - off), ("by", by), ("reason", step.reason))
        return "price.by_hand", said
    return "price.offer", (("name", step.name or step.code), ("amount", off))


def _paper_sales(uow: UnitOfWork, order: Order, names: dict[str, str]) -> Iterator[OrderEventView]:
    for sale in uow.orders.emergency.sales_of_order(order.order_id):
        paper = uow.orders.emergency.ticket(sale.emergency_id)
        zone = ZoneInfo(uow.catalogue.company().zone)
        sold = sale.sold_at.astimezone(zone)
        params: Params = (("at", sold), ("by", sale.sold_by), ("number", paper.number))
        yield OrderEventView(sale.at, names.get(sale.user_id, ""), "paper.sold", params)


# ---- what changed and moved no money ----


def _changes(uow: UnitOfWork, order: Order, names: dict[str, str]) -> Iterator[OrderEventView]:
    def said(at: datetime, user_id: str, what: str, *params: tuple[str, object]) -> OrderEventView:
        given = tuple(each for each in params if each[0] != "reason" or each[1])
        return OrderEventView(at, names.get(user_id, ""), what, given)

    life = uow.order_life
    if (before := came_from(uow, order)) is not None:
        number, split = before
        why = ("reason", split.reason)
        yield said(split.at, split.user_id, "order.split_off", ("number", number), why)
    was = names_of(uow.orders.as_placed(order.order_id)).name
    for named in life.namings(order.order_id):
        why = ("reason", named.reason)
        if named.name == was:
            yield said(named.at, named.user_id, "order.contact", why)
        else:
            both = (("was", was), ("now", named.name))
            yield said(named.at, named.user_id, "order.named", *both, why)
        was = named.name
    for note in life.notes(order.order_id):
        yield said(note.at, note.user_id, "order.note", ("text", note.text))
    for part, tickets in life.parts(order.order_id):
        what = "order.part" if part.name else "order.together"
        many = ("tickets", len(tickets))
        yield said(part.at, part.user_id, what, ("name", part.name), many)
    for back in life.sent_back(order.order_id):
        yield said(back.at, back.user_id, "order.sent_back", ("reason", back.reason))
    for performance_id in dict.fromkeys(
        t.performance_id for t in uow.orders.tickets(order.order_id)
    ):
        gone = life.cancelled(performance_id)
        if gone is not None:
            show = ("show", uow.catalogue.performance(performance_id).production)
            yield said(gone.at, gone.user_id, "show.cancelled", show, ("reason", gone.reason))
