"""Sales whose tickets are collected later: they wait at will call, paid or owing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.ids import Ids
from pos.ports.storage import UnitOfWork
from pos.records import LeftAtWillCall, Order
from pos.text import checked_text
from pos.views.selling import CartView, Later, TenderGiven


def checked_later(later: Later) -> Later:
    """Return it with its texts made clean. Raises TextRefused, CardNumberRefused."""
    return replace(
        later,
        phone=checked_text("phone", later.phone, longest=40),
        email=checked_text("email", later.email, longest=120),
        note=checked_text("note", later.note, longest=300),
        alternates=checked_text("alternates", later.alternates, longest=120),
    )


def pays_then(later: Later, cart: CartView, tenders: Sequence[TenderGiven]) -> bool:
    """Return whether nothing has to be taken now. What is no ticket is paid when it is sold: a
    certificate or a membership is good at once."""
    return later.pays_then and not tenders and not cart.extras


def leave_at_will_call(uow: UnitOfWork, ids: Ids, order: Order, later: Later) -> None:
    """Put an order that was just placed into the will-call list."""
    uow.add(
        LeftAtWillCall(
            left_id=ids.new(),
            order_id=order.order_id,
            how=later.how.value,
            at=order.placed_at,
            user_id=order.user_id,
            window_id=order.window_id,
        )
    )
