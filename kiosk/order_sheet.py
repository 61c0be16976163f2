"""An order in the words of its reader, for paper: what was bought and taken, and its life with the
signatures that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import channel_text, event_text, state_text, tender_text
from pos.lifecycles import OrderState, TicketState
from pos.views.will_call import SIGN_HEIGHT, SIGN_WIDTH
from printing.fields import extra_name
from printing.pdf.order_paper import OrderPaper, PaperEvent, PaperPart

if TYPE_CHECKING:
    from pos.views.catalogue import CompanyView
    from pos.views.selling import OrderTicketView, OrderView
    from printing.words import Words


_COUNT = (TicketState.LIVE.value, TicketState.SCANNED.value)


def paper_of(order: OrderView, company: CompanyView, words: Words) -> OrderPaper:
    """Return what stands on the paper of an order."""
    under = (
        order.name,
        channel_text(order.channel, words),
        words.day_and_time(order.placed_at),
        state_text(OrderState(order.state), words),
    )
    return OrderPaper(
        company.name,
        company.address,
        words("Order {number}", number=order.order_number),
        (" · ".join(part for part in under if part),),
        (_bought(order, words), _taken(order, words)),
        words("What happened"),
        tuple(
            PaperEvent(
                event_text(event, words),
                " · ".join(part for part in (words.day_and_time(event.at), event.who) if part),
                event.strokes,
                (SIGN_WIDTH, SIGN_HEIGHT),
            )
            for event in order.events
        ),
    )


def _bought(order: OrderView, words: Words) -> PaperPart:
    rows = [
        (_ticket(ticket, words), words.money(ticket.all_in) if ticket.state in _COUNT else "")
        for ticket in order.tickets
        if ticket.state != TicketState.REVOKED.value  # another one stands in its place
    ]
    for extra in order.extras:
        what = extra_name(extra.kind.value, words, extra.name)
        parts = (what, extra.text, words("Given back") if extra.returned else "")
        amount = "" if extra.returned else words.money(extra.amount)
        rows.append((" · ".join(part for part in parts if part), amount))
    costs = words.money(order.total if order.costs is None else order.costs)
    return PaperPart(
        words("Bought"), words("Amount"), tuple(rows), (words("Total"), costs) if rows else ()
    )


def _ticket(ticket: OrderTicketView, words: Words) -> str:
    when = words.day_and_time(ticket.starts_at)
    show = words("{show}, {when}", show=ticket.performance, when=when)
    standing = TicketState(ticket.state)
    became = "" if standing is TicketState.LIVE else state_text(standing, words)
    if ticket.exchanged:
        became = words("Exchanged")
    elif ticket.moved_to:
        became = words("Order {number}", number=ticket.moved_to)
    parts = (ticket.place, ticket.price_type, show, became)
    return " · ".join(part for part in parts if part)


def _taken(order: OrderView, words: Words) -> PaperPart:
    rows = [
        (
            " · ".join((tender_text(tender.kind, words), words.day_and_time(tender.at))),
            words.money(tender.amount),
        )
        for tender in order.tenders
    ]
    owed = (words("Owes {amount}", amount=order.owing), "") if order.owing.minor > 0 else ()
    return PaperPart(words("Taken"), words("Amount"), tuple(rows), owed)
