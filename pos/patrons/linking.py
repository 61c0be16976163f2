"""Whose an order is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.patrons.identity import root_of
from pos.records import OrderPatron

if TYPE_CHECKING:
    from pos.ids import Ids
    from pos.ports.storage import UnitOfWork
    from pos.records import Order


def link_order(
    uow: UnitOfWork, ids: Ids, order_id: str, patron_id: str, window_id: str, user_id: str
) -> None:
    """Say whose an order is, empty: nobody's."""
    before = uow.patrons.link(order_id)
    seq = 1 if before is None else before.seq + 1
    uow.add(OrderPatron(ids.new(), order_id, patron_id, seq, window_id, user_id, uow.now()))


def link_new_order(uow: UnitOfWork, ids: Ids, order: Order, patron_id: str) -> None:
    """Say whose an order is that was added just now. Of somebody who was erased since the cart got
    their name it is nobody's: what is paid for is not refused for that.

    Raises:
        NotFound: There never was such a person.
    """
    uow.patrons.patron(patron_id)
    root = root_of(uow, patron_id)
    if not uow.patrons.is_erased("patron", root):
        who, here = order.user_id, order.window_id
        uow.add(OrderPatron(ids.new(), order.order_id, root, 1, here, who, uow.now()))
