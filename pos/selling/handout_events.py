"""What an order's life says of its tickets at will-call: printed ahead, given out, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pos.lifecycles import OrderTrigger, PrintState
from pos.ports.storage import UnitOfWork
from pos.ports.will_call import Given
from pos.records import HandoutUndone, Order, Ticket
from pos.selling.papers import seats_label
from pos.views.selling import OrderEventView
from pos.views.will_call import Collects
from pos.will_call.strokes import from_text

_NO_PAPER = frozenset({PrintState.CANCELLED.value, PrintState.SPOILED.value})
_GIVES = frozenset({OrderTrigger.HAND_OVER.value, OrderTrigger.HAND_PART.value})
_TAKES_BACK = OrderTrigger.UNDO_HAND_OVER.value


def told_here(uow: UnitOfWork, order: Order) -> frozenset[tuple[str, datetime]]:
    """Return the arrows of the order, by trigger and moment, that the lines of ``will_call_events``
    tell with more in them, or that its way back to will-call tells."""
    given = uow.will_call.given(order.order_id)
    out = {(arrow, each.handout.at) for each in given for arrow in _GIVES}
    back = {(_TAKES_BACK, each.undone.at) for each in given if each.undone is not None}
    sent = {(_TAKES_BACK, each.at) for each in uow.order_life.sent_back(order.order_id)}
    return frozenset(out | back | sent)


def will_call_events(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], names: dict[str, str]
) -> Iterator[OrderEventView]:
    """Yield a line a hand-out, with its signature; one for each that was taken back, one for those
    of other orders that this one's person got by mistake, one an envelope."""
    by_id = {ticket.ticket_id: ticket for ticket in tickets}
    sent_back = {each.at for each in uow.order_life.sent_back(order.order_id)}
    for given in uow.will_call.given(order.order_id):
        yield _given(uow, given, by_id, names)
        if given.undone is not None and given.undone.at not in sent_back:
            yield _undone(uow, given.undone, len(given.tickets), names)
    for undone in uow.will_call.misgiven_to(order.order_id):
        other = uow.orders.order(uow.will_call.handout(undone.handout_id).order_id)
        about = (("number", other.order_number),)
        yield OrderEventView(undone.at, names.get(undone.user_id, ""), "given.mistaken", about)
    yield from _envelopes(uow, order, names)


def _given(
    uow: UnitOfWork, given: Given, by_id: dict[str, Ticket], names: dict[str, str]
) -> OrderEventView:
    act = given.handout
    gone = [by_id[each.ticket_id] for each in given.tickets if each.ticket_id in by_id]
    signature = uow.will_call.signature(act.handout_id)
    answers = names.get(act.approved_by, "") if act.approved_by != act.user_id else ""
    other = "given.other" if act.collector else "given.somebody"
    return OrderEventView(
        act.at,
        names.get(act.user_id, ""),
        "given.buyer" if act.standing == Collects.BUYER.value else other,
        (
            ("tickets", len(given.tickets)),
            ("seats", _seats(uow, gone)),
            ("name", act.collector),
            ("seen", act.seen),
            ("signed", act.signed),
            ("answers", answers),
            ("ahead", any(each.ahead for each in given.tickets)),
            ("reason", act.reason),
        ),
        strokes=from_text(signature.strokes) if signature is not None else (),
    )


def _undone(
    uow: UnitOfWork, undone: HandoutUndone, tickets: int, names: dict[str, str]
) -> OrderEventView:
    whose = undone.whose_order_id
    return OrderEventView(
        undone.at,
        names.get(undone.user_id, ""),
        "given.undone",
        (
            ("tickets", tickets),
            ("number", uow.orders.order(whose).order_number if whose else ""),
            ("here", undone.paper_back),
            ("reason", undone.reason),
        ),
    )


def _envelopes(uow: UnitOfWork, order: Order, names: dict[str, str]) -> Iterator[OrderEventView]:
    """Yield what was printed before somebody came; paper that never came out is none."""
    papers: dict[str, int] = {}
    for each in uow.will_call.ahead(order.order_id):
        if each.filed or each.state not in _NO_PAPER:
            tickets = papers.get(each.paper.envelope_id, 0)
            papers[each.paper.envelope_id] = tickets + (each.paper.ticket_id is not None)
    for envelope_id, tickets in papers.items():
        envelope = uow.will_call.envelope(envelope_id)
        what = "ahead.tickets" if tickets else "ahead.slip"
        about = (("tickets", tickets), ("number", envelope.number))
        yield OrderEventView(envelope.at, names.get(envelope.user_id, ""), what, about)


def _seats(uow: UnitOfWork, tickets: Iterable[Ticket]) -> str:
    """Return the seats of tickets, those of each performance together; empty without numbers."""
    by_show: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        by_show.setdefault(ticket.performance_id, []).append(ticket)
    said = (seats_label(uow.catalogue.hall_of(show), mine) for show, mine in by_show.items())
    return "; ".join(dict.fromkeys(each for each in said if each))
