"""How much may be asked of a card, and for what: looked at before a terminal hears of it."""

from __future__ import annotations

from datetime import date

from pos.cancelling.refusing import refuse_cancelled_of
from pos.errors import AmountInvalid, NotHeld, PaidAlready, PaymentMismatch, PaymentOpen
from pos.ids import OrderId
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.money import Money, total
from pos.paying.intents import left_of
from pos.paying.lefts import lefts_of
from pos.paying.payment_views import NOT_CONNECTED, holds_places
from pos.ports.storage import UnitOfWork
from pos.pricing.prices import source_of
from pos.pricing.pricing import check_prices
from pos.selling.cart_texts import check_cart_texts
from pos.selling.counter import shelf_of
from pos.selling.extras import clean_extras
from pos.selling.order_money import owing_of
from pos.selling.orders import counted_tickets
from pos.views.paying import PayingFor, PaymentKind
from pos.views.selling import CardAsked, CartView
from pos.window import Window

_OPEN = tuple(state.value for state in PAYMENT_OPEN)
_CORRECTABLE = ("cash", "check")
"""Tenders that a slip may turn out to have been all along."""


def check_bounds(uow: UnitOfWork, asked: CardAsked) -> None:
    """Return if the charge is for something that costs that much beside its other cards.

    Raises:
        PaymentOpen: One for the same cart or order is not resolved (``payment``).
        NotFound, NotHeld: There is no such order; the cart holds nothing, or not what it shows.
        PerformanceIsCancelled: The order is for one, and is settled at its page.
        PaymentMismatch: ``currency``.
        AmountInvalid: More than that, or a cart that is none.
        PaidAlready: More than that with what other cards gave that is no tender yet: one that was
            taken for declined gave its money after all. It is a tender first, or given back.
        CardNumberRefused: A text of the cart, which is kept beside the payment.
    """
    taken = _taken(uow, asked)
    cart = asked.content.cart
    if asked.for_kind is PayingFor.ORDER:
        most = _of_order(uow, asked)
    elif cart is not None and cart.cart_id == asked.for_id:
        check_cart_texts(cart)
        _require_held(uow, cart)
        most = cart.total
    else:
        raise AmountInvalid(text=str(asked.amount.minor))
    if most.currency != asked.amount.currency:
        raise PaymentMismatch(what="currency")
    if asked.amount > most:
        raise AmountInvalid(text=str(asked.amount.minor))
    if asked.amount + taken > most:
        raise PaidAlready(amount=taken)


def check_cart_of_now(uow: UnitOfWork, cart: CartView) -> None:
    """Return if a sale would take the cart as it is: looked at before money is asked for it.

    Raises:
        PriceChanged, NotFound, AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: A
            ticket, or what lies beside it, costs something else now, is sold no more, or may not be
            sold so; the source code is none of the season's.
    """
    cart = check_prices(uow, cart)
    source_of(uow, cart)
    if cart.extras:
        clean_extras(cart, shelf_of(uow))


def _taken(uow: UnitOfWork, asked: CardAsked) -> Money:
    """Return what other cards gave that is no tender yet. Raises PaymentOpen."""
    taken = Money.zero(asked.amount.currency)
    for payment, state in uow.payments.of(asked.for_kind.value, asked.for_id):
        if payment.kind != PaymentKind.CHARGE.value:
            continue
        if state in _OPEN:
            raise PaymentOpen(payment=payment.payment_id)
        if state == PaymentState.APPROVED.value:
            taken = taken + left_of(uow, payment)
    return taken


def _of_order(uow: UnitOfWork, asked: CardAsked) -> Money:
    """Return what the order owes; on a terminal that is not connected also what a correction may
    turn into a card."""
    order = uow.orders.order(OrderId(asked.for_id))
    owing = owing_of(uow, order)
    if asked.driver != NOT_CONNECTED:
        refuse_cancelled_of(uow, counted_tickets(uow, order.order_id))
        return owing
    stands = (left.exact for left in lefts_of(uow, order) if left.tender.kind in _CORRECTABLE)
    return owing + total(stands, order.currency)


def _require_held(uow: UnitOfWork, cart: CartView) -> None:
    seats = [(line.performance_id, line.seat_id) for line in cart.lines if line.seat_id]
    something = bool(cart.lines or cart.extras)
    if not something or len(set(seats)) != len(seats) or not holds_places(uow, cart):
        raise NotHeld()


def check_slip(
    uow: UnitOfWork, window: Window, asked: CardAsked, approval_code: str, day: date
) -> None:
    """Return if a slip of a terminal that is not connected may be typed: a connected one is asked,
    and a slip pays once.

    Raises:
        PaymentMismatch: ``driver``; ``approval_code``: it was typed this day at this window.
    """
    if asked.driver != NOT_CONNECTED or asked.terminal:
        raise PaymentMismatch(what="driver")
    if uow.payments.slip_was_typed(approval_code, window.window_id, day):
        raise PaymentMismatch(what="approval_code")
