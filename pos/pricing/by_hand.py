"""A price that a person sets for one ticket. Pure."""

from __future__ import annotations

from dataclasses import replace

from pos.ids import PerformanceId
from pos.money import Money, total
from pos.pricing.all_in import all_in
from pos.pricing.book import PriceBook
from pos.pricing.ticket import Ticket
from pos.views.pricing import StepKind
from pos.views.selling import CartLine


def by_hand(ticket: Ticket, book: PriceBook) -> Ticket:
    """Return the ticket at the price that a person set, if one did. That price has fees and taxes
    in it: the face value is the highest with which it costs no more than they said. What lowered it
    before stays a step."""
    price = ticket.line.by_hand
    if price is None:
        return ticket
    face = _face_of(ticket, price.amount, book)
    return ticket.less(StepKind.MANUAL, "", "", ticket.face - face)


def _face_of(ticket: Ticket, amount: Money, book: PriceBook) -> Money:
    low, high = 0, max(amount.minor, 0)
    while low < high:
        middle = (low + high + 1) // 2
        tried = replace(ticket, face=Money(middle, amount.currency))
        low, high = (middle, high) if tried.all_in(book).all_in <= amount else (low, middle - 1)
    return Money(low, amount.currency)


def nearest_price(line: CartLine, amount: Money, book: PriceBook) -> Money:
    """Return what a ticket costs at which somebody sets ``amount``: that, or the next price below
    to which fees and taxes come. It is above only where a free ticket bears a fee."""
    ticket = _listed(line, book)
    return replace(ticket, face=_face_of(ticket, amount, book)).all_in(book).all_in


def lowest_price(line: CartLine, book: PriceBook) -> Money:
    """Return the least that a ticket costs that is not free."""
    ticket = _listed(line, book)
    return replace(ticket, face=Money(1, ticket.face.currency)).all_in(book).all_in


def _listed(line: CartLine, book: PriceBook) -> Ticket:
    price = book.listed(line.performance_id, line.zone_id, line.price_type_id)
    return Ticket(line, price, price.face)


def highest_price(performance: PerformanceId, book: PriceBook) -> Money:
    """Return the dearest price on a performance's list: nobody sets a higher one by hand."""
    prices = book.prices[performance]
    return max(
        (all_in(price, book.charges, performance).all_in for price in prices),
        default=total(()),
    )
