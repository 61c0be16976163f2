"""What is sold beside seats, put into a cart and taken out of it. Every change looks at the prices
of the whole cart again: a membership's benefit is good at once, and what rounds up follows."""

from __future__ import annotations

from collections.abc import Callable

from pos.allowed import require
from pos.errors import NotFound
from pos.ledger import Account
from pos.money import Money
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.pricing import reprice
from pos.pricing.rounding_up import round_up
from pos.selling.extras import (
    add_certificate,
    add_goods,
    give_to_fund,
    membership_for,
    remove_extra,
)
from pos.views.counter import Shelf
from pos.views.people import Permission, SessionView
from pos.views.season import Fund
from pos.views.selling import CartView

LAUNCH_FUND = Fund("general", "General fund", Account.DONATIONS.value)
"""Where the season names no fund. Nobody is asked to round up for it."""


class Counter:
    """Thread: ledger. Moves no money; nothing is on disk before the cart is sold."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def shelf(self) -> Shelf:
        """Return what there is to be sold."""
        with self._storage.read() as uow:
            return shelf_of(uow)

    def add_certificate(
        self, session: SessionView, cart: CartView, amount: Money, for_whom: str
    ) -> CartView:
        """Return the cart with a gift certificate more.

        Raises:
            AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: See
                ``extras.add_certificate``.
        """
        return self._change(session, lambda _: add_certificate(cart, amount, for_whom))

    def add_goods(
        self, session: SessionView, cart: CartView, code: str, pieces: int = 1
    ) -> CartView:
        """Return the cart with so many pieces more, or fewer, of an article.

        Raises:
            NotFound: There is no such article.
            AmountInvalid, CurrencyMismatch: See ``extras.add_goods``.
        """
        return self._change(session, lambda shelf: add_goods(cart, shelf.article(code), pieces))

    def give(
        self,
        session: SessionView,
        cart: CartView,
        code: str,
        amount: Money,
        tribute: str = "",
        of: str = "",
    ) -> CartView:
        """Return the cart with a donation to a fund; ``tribute``: in honour or in memory ``of``
        somebody.

        Raises:
            NotFound: There is no such fund.
            AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: See
                ``extras.give_to_fund``.
        """
        return self._change(
            session, lambda shelf: give_to_fund(cart, shelf.fund(code), amount, tribute, of)
        )

    def round_up(self, session: SessionView, cart: CartView) -> CartView:
        """Return the cart rounded up to the venue's next sum.

        Raises:
            NotFound: Nobody is asked to.
            AmountInvalid: The sum is round.
        """

        def change(shelf: Shelf) -> CartView:
            fund = shelf.round_up_fund
            if fund is None:
                raise NotFound(kind="fund", key="")
            return round_up(cart, fund, shelf.round_up_minor)

        return self._change(session, change)

    def add_membership(
        self, session: SessionView, cart: CartView, code: str, holder: str
    ) -> CartView:
        """Return the cart with a membership, and every ticket at what a member pays.

        Raises:
            NotFound: There is no such level.
            CurrencyMismatch, TextRefused, CardNumberRefused: See ``extras.membership_for``.
        """
        return self._change(session, lambda shelf: membership_for(cart, shelf.level(code), holder))

    def remove(self, session: SessionView, cart: CartView, line_id: str) -> CartView:
        """Return the cart without this line. Raises NotFound."""
        require(session, Permission.SELL)
        left = remove_extra(cart, line_id)
        with self._storage.read() as uow:
            try:
                return reprice(uow, left)
            except NotFound:  # a ticket beside it went off sale: the sale refuses it, by name
                return left

    def _change(self, session: SessionView, change: Callable[[Shelf], CartView]) -> CartView:
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return reprice(uow, change(shelf_of(uow)))


def shelf_of(uow: UnitOfWork) -> Shelf:
    """Return what the season of this moment sells beside seats."""
    catalogue = uow.catalogue
    funds = catalogue.funds()
    return Shelf(
        goods=catalogue.goods(),
        funds=funds or (LAUNCH_FUND,),
        levels=tuple(sorted(catalogue.memberships(), key=lambda level: level.price)),
        round_up_minor=catalogue.company().selling.round_up_minor if funds else 0,
    )
