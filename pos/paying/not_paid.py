"""Orders whose card did not pay after all: what they owe again is somebody's work.

The processor declined what a terminal had stored, or the evidence denied what a manager had forced.
The order stands here until it is paid another way, or its tickets come back. Thread: ledger.
"""

from __future__ import annotations

from pos.ids import OrderId
from pos.lifecycles import ORDER, OrderState, PaymentState
from pos.paying.payment_views import payment_view
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment
from pos.selling.order_money import owing_of
from pos.views.paying import NotPaidView, PaymentKind

_PAID_ANOTHER_WAY = (OrderState.PAID, OrderState.COLLECTED)


def not_paid_views(uow: UnitOfWork) -> tuple[NotPaidView, ...]:
    """Return them with what they owe by now, the one that bounced first at the front."""
    newest: dict[str, CardPayment] = {}
    for payment, _ in uow.payments.in_states((PaymentState.BOUNCED.value,)):
        tender = uow.payments.tender_of(payment.payment_id)
        if tender is None or payment.kind != PaymentKind.CHARGE.value:
            continue
        if uow.states.of(ORDER, tender.order_id) not in _PAID_ANOTHER_WAY:
            newest[tender.order_id] = payment
    views = (_view(uow, order_id, payment) for order_id, payment in newest.items())
    return tuple(view for view in views if view.owing.minor > 0)


def _view(uow: UnitOfWork, order_id: str, payment: CardPayment) -> NotPaidView:
    order = uow.orders.order(order_id)
    return NotPaidView(
        order_id=OrderId(order_id),
        order_number=order.order_number,
        name=order.name,
        phone=order.phone,
        state=uow.states.of(ORDER, order_id).value,
        owing=owing_of(uow, order),
        payment=payment_view(uow, payment),
    )
