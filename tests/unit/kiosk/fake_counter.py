"""The counter of the fake office: a shelf that a test fills, and carts changed by the real rules.
Prices stay what they are."""

from __future__ import annotations

from pos.money import Money
from pos.pricing.rounding_up import round_up, rounded_up
from pos.selling.extras import (
    add_certificate,
    add_goods,
    give_to_fund,
    membership_for,
    remove_extra,
)
from pos.views.counter import Shelf
from pos.views.people import SessionView
from pos.views.selling import CartView


class Counter:
    def __init__(self) -> None:
        self.there = Shelf()

    def shelf(self) -> Shelf:
        return self.there

    def add_certificate(
        self, _session: SessionView, cart: CartView, amount: Money, for_whom: str
    ) -> CartView:
        return self._followed(add_certificate(cart, amount, for_whom))

    def add_goods(
        self, _session: SessionView, cart: CartView, code: str, pieces: int = 1
    ) -> CartView:
        return self._followed(add_goods(cart, self.there.article(code), pieces))

    def give(self, _session: SessionView, cart: CartView, code: str, amount: Money) -> CartView:
        return self._followed(give_to_fund(cart, self.there.fund(code), amount))

    def round_up(self, _session: SessionView, cart: CartView) -> CartView:
        fund = self.there.round_up_fund
        assert fund is not None
        return round_up(cart, fund, self.there.round_up_minor)

    def add_membership(
        self, _session: SessionView, cart: CartView, code: str, holder: str
    ) -> CartView:
        return self._followed(membership_for(cart, self.there.level(code), holder))

    def remove(self, _session: SessionView, cart: CartView, line_id: str) -> CartView:
        return self._followed(remove_extra(cart, line_id))

    def _followed(self, cart: CartView) -> CartView:
        return rounded_up(cart, self.there.round_up_minor)


class Members:
    """Nobody's card."""

    def on_card(self, _code: str) -> str | None:
        return None


class Renewing:
    """Nobody subscribes."""

    def let_go(self) -> int:
        return 0
