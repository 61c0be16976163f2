"""What each ticket of a cart costs, and why. Pure, and always of the whole cart: the same lines in
any order and by any way cost the same.

A price is shown all-in: face value, fees and taxes that every buyer pays (16 CFR 464). Whatever
lowers a price lowers the face value only, ticket by ticket, rounded once; the facility fee stays,
and a free ticket bears none. Fees and taxes by rule come last, on the face value that is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.cancelling.refusing import refuse_cancelled
from pos.errors import PriceChanged
from pos.pricing.alone import standing_alone
from pos.pricing.beside import beside_of_now
from pos.pricing.book import PriceBook, book_for
from pos.pricing.by_hand import by_hand
from pos.pricing.offers import offers_said
from pos.pricing.packages import packaged, told
from pos.pricing.rounding_up import rounded_up
from pos.pricing.stacking import stacked
from pos.pricing.ticket import Ticket, listed, place_in_line
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def priced(cart: CartView, book: PriceBook) -> CartView:
    """Return the cart with every line at its price of now, the steps that led to it, and what its
    codes do. A code that there is no more falls away, and so does a price set by hand that fees and
    taxes of now do not come to: nobody said what it is then.

    Raises:
        NotFound: A line is not on sale any more.
    """
    now = _priced(cart, book)
    lines = tuple(
        replace(line, by_hand=None) if line.by_hand and at.all_in != line.by_hand.amount else line
        for line, at in zip(cart.lines, now.lines, strict=True)
    )
    return now if lines == cart.lines else priced(replace(cart, lines=lines), book)


def _priced(cart: CartView, book: PriceBook) -> CartView:
    tickets = listed(cart, book)
    order = sorted(range(len(tickets)), key=lambda at: place_in_line(tickets[at]))
    now: Sequence[Ticket] = [tickets[at] for at in order]
    now = _in_packages(now, book)
    now = standing_alone(now, book)
    now = stacked(now, book)
    now = [by_hand(ticket, book) for ticket in now]
    codes = tuple(code for code in cart.promo_codes if code in book.promos)
    offers = offers_said(codes, now, book)
    lines = {at: with_charges(ticket, book) for at, ticket in zip(order, now, strict=True)}
    return replace(
        cart, lines=tuple(lines[at] for at in range(len(lines))), promo_codes=codes, offers=offers
    )


def _in_packages(tickets: Sequence[Ticket], book: PriceBook) -> list[Ticket]:
    """Return the tickets, those of a whole series at its price."""
    prices = {ticket.line.line_id: ticket.listed for ticket in tickets}
    lines = [ticket.line for ticket in tickets]
    series = packaged(lines, prices, book.series, book.had)
    done = []
    for ticket in tickets:
        mine = series.get(ticket.line.line_id)
        line = told(ticket.line, whole=mine is not None)
        if mine is None:
            done.append(replace(ticket, line=line))
        else:
            face, steps = mine.price.face, mine.steps
            done.append(replace(ticket, line=line, face=face, steps=steps, in_package=True))
    return done


def with_charges(ticket: Ticket, book: PriceBook) -> CartLine:
    """Return the line at the ticket's price, all-in."""
    now = ticket.all_in(book)
    return replace(
        ticket.line,
        face=now.face,
        fee=now.fee,
        charges=now.charges,
        steps=ticket.steps,
        member_id=ticket.member_id,
    )


def reprice(uow: UnitOfWork, cart: CartView) -> CartView:
    """Return the cart at today's prices, with what lies beside its tickets as it is now, and what
    rounds its sum up as it is to be then.

    Raises:
        NotFound: A line is not on sale any more.
    """
    return _rounded(uow, beside_of_now(uow, cart))


def _rounded(uow: UnitOfWork, cart: CartView) -> CartView:
    step = uow.catalogue.company().selling.round_up_minor
    return rounded_up(priced(cart, book_for(uow, cart)), step)


def reprice_by_list(uow: UnitOfWork, cart: CartView) -> CartView:
    """Return the cart as the printed price list of today has it, each ticket by itself.

    Raises:
        NotFound: A line is not on sale any more.
    """
    return priced(cart, book_for(uow, cart).without_offers())


def check_prices(uow: UnitOfWork, cart: CartView, *, by_list: bool = False) -> CartView:
    """Return the cart with the reasons of today, and the fees and taxes that its prices have in
    them today, if its tickets cost what their lines say; what lies beside them stays as it is.
    ``by_list``: it was sold as the printed list says.

    Raises:
        PriceChanged: A line's price is another one now (``shown``, ``now``), or it is part of a
            series no more.
        PerformanceIsCancelled: One of them does not take place; what was sold on paper is taken.
    """
    if not by_list:
        for performance_id in dict.fromkeys(line.performance_id for line in cart.lines):
            refuse_cancelled(uow, performance_id)
    today = reprice_by_list(uow, cart) if by_list else _rounded(uow, cart)
    for line, now in zip(cart.lines, today.lines, strict=True):
        if now.all_in != line.all_in:
            raise PriceChanged(shown=line.all_in, now=now.all_in)
        if now.package != line.package:
            raise PriceChanged()
    return today
