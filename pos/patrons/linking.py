"""Whose an order is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.patrons.identity import root_of
from pos.records import AccountPatron, OrderPatron

if TYPE_CHECKING:
    from pos.ids import Ids
    from pos.ports.storage import UnitOfWork
    from pos.records import Order


def link_order(
    uow: UnitOfWork, ids: Ids, order_id: str, patron_id: str, window_id: str, user_id: str
) -> None:
    """Say whose an order is, empty: nobody's. The account that the money of one came by which was
    split off goes with it."""
    before, now = uow.patrons.link(order_id), uow.now()
    seq = 1 if before is None else before.seq + 1
    uow.add(OrderPatron(ids.new(), order_id, patron_id, seq, window_id, user_id, now))
    was = "" if before is None else before.patron_id
    for value_id in _came_by(uow, order_id):
        word = uow.gifts.account_of(value_id)
        has = "" if word is None else word.patron_id
        if has in ("", was) and has != patron_id:
            uow.add(AccountPatron(ids.new(), value_id, patron_id, now, user_id))


def notice_linked_at_once(uow: UnitOfWork, ids: Ids) -> None:
    """Let the account of an order that two windows linked at once be whose the order is. For after
    others' parcels came in."""
    for value_id, patron_id, user_id in uow.patrons.history.accounts_astray():
        uow.add(AccountPatron(ids.new(), value_id, patron_id, uow.now(), user_id))


def _came_by(uow: UnitOfWork, order_id: str) -> tuple[str, ...]:
    """Return the accounts by which what was paid for an order came out of another one."""
    acts = {split.at for split in uow.exchanging.splits(order_id) if split.new_order_id == order_id}
    taken = uow.orders.tenders(order_id) if acts else ()
    found = (each.value_id for each in taken if each.kind == "on_account" and each.at in acts)
    return tuple(dict.fromkeys(each for each in found if each))


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
