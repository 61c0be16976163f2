"""The last sale once more: as many at the same price types in the same zones of the same evening,
for the next patron of a party that pays one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.sell import Sell
from kiosk.presenters.showing import Presenter
from pos.errors import PosError
from pos.ids import CommandId
from pos.seating.retaking import again_of, beside_again, costs_the_same_again, same_again
from pos.views.catalogue import NoneLeft, PerformanceView
from pos.views.people import SessionView
from pos.views.selling import CartView, ExtraLine

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class SamePart:
    """So many tickets of one kind."""

    count: int
    price_type: str
    zone: str
    performance: PerformanceView
    tonight: bool


@dataclass(frozen=True, slots=True)
class SameAgainState:
    """``parts`` and ``beside``: what a tap takes; nothing while there is no last sale, a cart is
    begun, one of its evenings is not on sale any more, or it would not be the same: a series, a
    code, a price by hand, a membership or an accessible seat was among it."""

    parts: tuple[SamePart, ...] = ()
    beside: tuple[ExtraLine, ...] = ()
    busy: bool = False
    refusal: PosError | None = None

    @property
    def offered(self) -> bool:
        """Whether there is anything to take."""
        return bool(self.parts or self.beside)


class SameAgain(Presenter[SameAgainState]):
    """The button in an empty cart. GUI thread."""

    def __init__(self, desk: Desk, basket: Basket, taps: DoubleTap, sell: Sell) -> None:
        super().__init__(SameAgainState())
        self._sell = sell
        self._desk = desk
        self._basket = basket
        self._taps = taps
        desk.changed.append(self._desk_changed)

    def take(self) -> None:
        """The same again: the best seats there are, into the empty cart."""
        sold = self._desk.last_sold
        if sold is None or not self.state.offered or self._taps.is_second("same_again"):
            return
        self._now(refusal=None)

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            return same_again(office.seating, command, session, cart, sold)

        key = ("same_again", sold.cart_id, self._desk.cart.cart_id)
        self._basket.act(key, work, lambda _: None, self._refuse)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _desk_changed(self) -> None:
        sold = self._sold()
        parts = self._parts(sold) if sold is not None else ()
        beside = beside_again(sold) if sold is not None else ()
        refusal = self.state.refusal if parts or beside else None
        self._now(parts=parts, beside=beside, busy=self._basket.busy, refusal=refusal)

    def _sold(self) -> CartView | None:
        """Return what can be sold once more now."""
        desk = self._desk
        sold = desk.last_sold
        if sold is None or desk.paying or desk.cart.lines or desk.cart.extras:
            return None
        on_sale = {
            show.performance_id
            for show in desk.performances
            if show.none_left is not NoneLeft.CANCELLED
        }
        again = again_of(sold)
        if not costs_the_same_again(sold) or any(self._sell.is_accessible(one) for one in again):
            return None
        return None if any(line.performance_id not in on_sale for line in again) else sold

    def _parts(self, sold: CartView) -> tuple[SamePart, ...]:
        desk = self._desk
        shows = {show.performance_id: show for show in desk.performances}
        counted = Counter(
            (line.price_type, line.zone, line.performance_id) for line in again_of(sold)
        )
        return tuple(
            SamePart(count, kind, zone, shows[show], desk.is_tonight(shows[show]))
            for (kind, zone, show), count in counted.items()
        )
