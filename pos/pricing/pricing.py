"""What each ticket of a cart costs, and why. Pure, and always of the whole cart: the same lines in
any order and by any way cost the same.

A price is shown all-in: face value, fees and taxes that every buyer pays (16 CFR 464). Whatever
lowers a price lowers the face value only, ticket by ticket, rounded once; the facility fee stays,
and a free ticket bears none. Fees and taxes by rule come last, on the face value that is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pos.errors import NotFound, PriceChanged
from pos.pricing.all_in import all_in
from pos.pricing.book import PriceBook, book_for
from pos.pricing.packages import Packaged, packaged, told
from pos.pricing.promos import lowered, why_not
from pos.pricing.rounding_up import rounded_up
from pos.views.catalogue import PriceView
from pos.views.selling import CartLine, CartView, PriceStep, StepKind

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def priced(cart: CartView, book: PriceBook) -> CartView:
    """Return the cart with every line at its price of now, and the steps that led to it.

    Raises:
        NotFound: A line is not on sale any more.
    """
    listed = {
        line.line_id: book.listed(line.performance_id, line.zone_id, line.price_type_id)
        for line in cart.lines
    }
    series = packaged(cart.lines, listed, book.series)
    return replace(
        cart,
        lines=tuple(
            _priced(line, listed[line.line_id], series.get(line.line_id), cart, book)
            for line in cart.lines
        ),
    )


def _priced(
    line: CartLine, listed: PriceView, series: Packaged | None, cart: CartView, book: PriceBook
) -> CartLine:
    first = series or Packaged(listed, ())
    after, steps = _promoted(first.price, line, cart, book)
    now = all_in(after, book.charges, line.performance_id)
    steps = (*first.steps, *steps)
    codes = [step.code for step in steps if step.kind is StepKind.PROMO]
    return replace(
        told(line, whole=series is not None),
        face=now.face,
        fee=now.fee,
        charges=now.charges,
        steps=steps,
        promo_code=codes[0] if codes else "",
    )


def _promoted(
    price: PriceView, line: CartLine, cart: CartView, book: PriceBook
) -> tuple[PriceView, tuple[PriceStep, ...]]:
    promo = book.promos.get(cart.promo_code)
    if promo is None or why_not(promo, line.performance_id, price, book.day) is not None:
        return price, ()
    now = lowered(price, promo)
    if now == price:
        return price, ()
    return now, (PriceStep(StepKind.PROMO, promo.code, promo.name, price.face - now.face),)


def reprice(uow: UnitOfWork, cart: CartView) -> CartView:
    """Return the cart at today's prices, and what rounds its sum up as it is to be then.

    Raises:
        NotFound: A line is not on sale any more.
    """
    step = uow.catalogue.company().selling.round_up_minor
    return rounded_up(priced(cart, book_for(uow, cart)), step)


def check_prices(uow: UnitOfWork, cart: CartView) -> None:
    """Return if the cart costs what its lines say.

    Raises:
        PriceChanged: A line's price is another one now (``shown``, ``now``).
    """
    for line, now in zip(cart.lines, reprice(uow, cart).lines, strict=True):
        said = (line.face, line.fee, line.charges, line.package)
        if (now.face, now.fee, now.charges, now.package) != said:
            raise PriceChanged(shown=line.all_in, now=now.all_in)


def check_promo(book: PriceBook, code: str) -> None:
    """Return if there is such a promo code today.

    Raises:
        NotFound: There is none, or it is over.
    """
    promo = book.promos.get(code)
    if promo is None or (promo.valid_until is not None and book.day > promo.valid_until):
        raise NotFound(kind="promo", key=code)
