"""Places for a party: how many, for whom, what they would like; the best seats of a zone, and the
next best."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.best_seats import (
    MOST_WHEELCHAIRS,
    Ask,
    offered,
    take_best,
    take_next,
)
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.seat_acts import take_places
from kiosk.presenters.sell_house import SellHouse
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, SoldOut
from pos.ids import PriceTypeId, ZoneId
from pos.seating.rows import Taste
from pos.views.patrons import Need
from pos.views.selling import CartView

if TYPE_CHECKING:
    pass


class SellParty(SellHouse):
    """See the module."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket, taps: DoubleTap) -> None:
        super().__init__(tasks, desk, basket)
        self._taps = taps

    def set_quantity(self, quantity: int) -> None:
        """How many the next zone tile takes."""
        self._now(quantity=quantity, refusal=None)

    def set_price_type(self, price_type_id: PriceTypeId) -> None:
        """Who the next seats are for; the tiles show their price."""
        self._now(price_type=price_type_id, refusal=None)
        self._draw()

    def take_zone(self, zone_id: ZoneId) -> None:
        """A zone tile: the best seats, or the next places, go into the cart. Nothing while an act
        is under way."""
        chosen, hall = self.state.chosen, self.state.hall
        if chosen is None or hall is None or self._basket.busy:
            return
        quantity, price_type = self.state.quantity, self.state.price_type
        wheelchairs = min(self.state.wheelchairs, quantity)
        or_zones, taste = self._or_zones(zone_id), self.state.taste
        key = ("zone", chosen.performance_id, zone_id, quantity, price_type, wheelchairs)
        if self._taps.is_second((self._desk.cart.cart_id, zone_id)):
            return
        self._forget_offer()
        if hall.general_admission:
            counted = partial(take_places, chosen.performance_id, quantity, zone_id, price_type)
            self._basket.act(key, counted, self._taken, self._refuse_seats)
            return
        ask = Ask(
            chosen.performance_id,
            zone_id,
            quantity,
            price_type,
            wheelchairs,
            or_zones=or_zones,
            taste=taste,
        )
        done = partial(self._offer, ask, self._desk.cart)
        self._basket.act(key, partial(take_best, ask), done, self._refuse_seats)

    def _or_zones(self, zone_id: ZoneId) -> tuple[ZoneId, ...]:
        """Return the zones that cost no more than this one, where those will do as well."""
        prices = {tile.zone.zone_id: tile.price for tile in self.state.tiles}
        most = prices.get(zone_id)
        if most is None or not self.state.or_cheaper:
            return ()
        return tuple(
            zone
            for zone, price in prices.items()
            if zone != zone_id and price is not None and price <= most
        )

    def set_taste(self, taste: Taste) -> None:
        """Where the next party would rather sit; touched again: wherever it is best."""
        self._now(taste=Taste.BEST if taste is self.state.taste else taste, refusal=None)

    def set_or_cheaper(self, *, yes: bool) -> None:
        """A lower price than the tile's will do as well, or not."""
        self._now(or_cheaper=yes, refusal=None)

    def next_best(self) -> None:
        """The party would rather sit elsewhere: the next best seats for the same people."""
        before = self._offered
        if before is None or not self.state.can_pass or self._basket.busy:
            return
        ask = before.next_ask
        self._now(refusal=None, no_other=False)
        key = ("next", *(line.line_id for line in before.lines), len(ask.passed))
        done = partial(self._offer, ask, self._desk.cart)
        self._basket.act(key, partial(take_next, before), done, self._no_other)

    def suit(self, needs: frozenset[Need]) -> None:
        """Who buys needs this: the best seats are asked for so, unless something else was chosen
        already."""
        if Need.WHEELCHAIR in needs and not self.state.wheelchairs:
            least = 2 if Need.COMPANION in needs else 1
            self._now(wheelchairs=1, quantity=max(self.state.quantity, least), refusal=None)
            self._draw()

    def next_wheelchairs(self) -> None:
        """None of the party sits in a wheelchair, one, two, none again."""
        wheelchairs = (self.state.wheelchairs + 1) % (MOST_WHEELCHAIRS + 1)
        quantity = max(self.state.quantity, wheelchairs)
        self._now(wheelchairs=wheelchairs, quantity=quantity, refusal=None)
        self._draw()

    def _offer(self, ask: Ask, before: CartView, after: CartView) -> None:
        self._offered = offered(ask, before, after)
        self._draw()

    def _no_other(self, error: PosError) -> None:
        """Nothing else is free for them: what they have stays, and all is open to them again."""
        if self._offered is not None and isinstance(error, SoldOut):
            ask = replace(self._offered.ask, passed=frozenset())
            self._offered = replace(self._offered, ask=ask)
            self._now(no_other=True)
            return
        self._refuse_seats(error)

    def _forget_offer(self) -> None:
        self._offered = None
        self._now(refusal=None, can_pass=False, given=(), apart=(), noted=(), no_other=False)

    def _taken(self, _: CartView) -> None:
        """What the map shows follows the cart; see ``_desk_changed``."""
