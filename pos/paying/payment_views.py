"""How card payments and forces are shown."""

from __future__ import annotations

from collections import Counter

from pos.card_brands import brand_name
from pos.errors import NotFound
from pos.lifecycles import PAYMENT, PAYMENT_OPEN, PaymentState
from pos.money import Money
from pos.names import name_of
from pos.paying.intents import asked_of, content_of, first_approving, given_back_of
from pos.paying.paid_for import paid_for
from pos.ports.storage import UnitOfWork
from pos.records import CardException, CardPayment, ExceptionSettled, Order
from pos.views.paying import AnswerSource, ExceptionView, PayingFor, PaymentView
from pos.views.selling import CartView

NOT_CONNECTED = "standalone"
"""The driver of a terminal that is not connected: nobody can ask it."""

_MAY_BE_FINISHED = PAYMENT_OPEN | {PaymentState.APPROVED}


def payment_view(uow: UnitOfWork, payment: CardPayment) -> PaymentView:
    """Return one payment as it stands."""
    state = PaymentState(uow.states.of(PAYMENT, payment.payment_id).value)
    answers = uow.payments.answers(payment.payment_id)
    newest = answers[-1] if answers else None
    approving = first_approving(answers)
    told = approving or newest
    forced = any(answer.source == AnswerSource.FORCED.value for answer in answers)
    order = _order_of(uow, payment)
    return PaymentView(
        payment_id=payment.payment_id,
        kind=payment.kind,
        state=state.value,
        amount=asked_of(payment),
        approved=Money(approving.amount_minor or 0, payment.currency) if approving else None,
        brand=brand_name(told.brand) if told else "",
        last_four=told.last_four if told else "",
        approval_code=told.approval_code if told else "",
        source=newest.source if newest else "",
        declined=told.declined if told else "",
        offline=told.offline if told else False,
        for_kind=payment.for_kind,
        for_id=payment.for_id,
        order_number=order.order_number if order else "",
        name=_called(payment, order),
        cashier=name_of(uow, payment.user_id),
        begun_at=payment.at,
        can_ask=state in PAYMENT_OPEN and payment.driver != NOT_CONNECTED,
        has_cart=state in _MAY_BE_FINISHED and _holds_places(uow, payment),
        given_back=given_back_of(uow, payment),
        exception_id=_open_exception(uow, payment.payment_id) if forced else "",
        condition=newest.condition if newest else "",
        paid=paid_for(uow, payment, order),
    )


def _order_of(uow: UnitOfWork, payment: CardPayment) -> Order | None:
    """Return the order a payment stands in, pays or gives back; None for a cart's."""
    tender = uow.payments.tender_of(payment.payment_id)
    if tender is not None:
        return uow.orders.order(tender.order_id)
    if payment.for_kind != PayingFor.ORDER.value:
        return None
    try:
        return uow.orders.order(payment.for_id)
    except NotFound:
        return None


def _called(payment: CardPayment, order: Order | None) -> str:
    """Return whose it is; empty for a walk-up."""
    return (order.name if order else "") or content_of(payment).name


def _holds_places(uow: UnitOfWork, payment: CardPayment) -> bool:
    if payment.for_kind != PayingFor.CART.value:
        return False
    cart = content_of(payment).cart
    return cart is not None and holds_places(uow, cart)


def holds_places(uow: UnitOfWork, cart: CartView) -> bool:
    """Return whether exactly the cart's places are held under its id."""
    seats, places = uow.rights.held_by_cart(cart.cart_id)
    wanted = {(line.performance_id, line.seat_id) for line in cart.lines if line.seat_id}
    counted = Counter(line.performance_id for line in cart.lines if line.seat_id is None)
    return wanted == seats and counted == places


def _open_exception(uow: UnitOfWork, payment_id: str) -> str:
    for exception, _ in uow.payments.exceptions(open_only=True):
        if exception.payment_id == payment_id:
            return exception.exception_id
    return ""


def exception_view(
    uow: UnitOfWork, exception: CardException, settled: ExceptionSettled | None
) -> ExceptionView:
    """Return a force and how it turned out, so far."""
    payment = uow.payments.payment(exception.payment_id)
    order = _order_of(uow, payment)
    return ExceptionView(
        exception_id=exception.exception_id,
        payment_id=exception.payment_id,
        what=exception.what,
        amount=Money(exception.amount_minor, exception.currency),
        reason=exception.reason,
        by=name_of(uow, exception.user_id),
        approved_by=name_of(uow, exception.approved_by),
        at=exception.at,
        settled_at=settled.at if settled else None,
        evidence=settled.evidence if settled else "",
        note=settled.note if settled else "",
        order_number=order.order_number if order else "",
        name=_called(payment, order),
        paid=paid_for(uow, payment, order),
    )
