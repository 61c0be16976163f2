"""What lies beside a cart's tickets, at the names and prices of today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pos.members.standing import change_of
from pos.views.paying import ExtraKind
from pos.views.selling import CartView, ExtraLine

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def beside_of_now(uow: UnitOfWork, cart: CartView) -> CartView:
    """Return the cart with its goods, memberships and funds as the season has them now, and without
    a source code that there is no more. What is not sold any more stays as it is: the sale refuses
    it by name, and a person takes it out."""
    if cart.source_code and all(one.code != cart.source_code for one in uow.catalogue.sources()):
        cart = replace(cart, source_code="")
    if not cart.extras:
        return cart
    return replace(cart, extras=tuple(_of_now(uow, extra) for extra in cart.extras))


def _of_now(uow: UnitOfWork, extra: ExtraLine) -> ExtraLine:
    if extra.kind is ExtraKind.GOODS:
        for article in uow.catalogue.goods():
            if article.code == extra.code:
                return replace(extra, name=article.name, amount=article.price * extra.quantity)
    elif extra.member_id:
        change = change_of(uow, extra)
        if change is not None:
            return replace(extra, name=change.level_name, amount=change.amount)
    elif extra.kind is ExtraKind.MEMBERSHIP:
        for level in uow.catalogue.memberships():
            if level.code == extra.code:
                return replace(extra, name=level.name, amount=level.price)
    elif extra.kind is ExtraKind.DONATION:
        for fund in uow.catalogue.funds():
            if fund.code == extra.code:
                return replace(extra, name=fund.name)
    return extra
