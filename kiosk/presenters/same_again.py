"""The last sale once more: as many at the same price types in the same zones of the same evening,
for the next patron of a party that pays one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from pos.errors import PosError
from pos.ids import CommandId
from pos.seating.retaking import again_of, same_again
from pos.views.catalogue import PerformanceView
from pos.views.people import SessionView
from pos.views.selling import CartView

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
    """``parts``: what a tap takes; nothing while there is no last sale, a cart is begun, or one of
    its evenings is not on sale any more."""

    parts: tuple[SamePart, ...] = ()
    busy: bool = False
    refusal: PosError | None = None


class SameAgain(Presenter[SameAgainState]):
    """The button in an empty cart. GUI thread."""

    def __init__(self, desk: Desk, basket: Basket, taps: DoubleTap) -> None:
        super().__init__(SameAgainState())
        self._desk = desk
        self._basket = basket
        self._taps = taps
        desk.changed.append(self._desk_changed)

    def take(self) -> None:
        """The same again: the best seats there are, into the empty cart."""
        sold = self._desk.last_sold
        if sold is None or not self.state.parts or self._taps.is_second("same_again"):
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
        parts = self._parts()
        refusal = self.state.refusal if parts else None
        self._now(parts=parts, busy=self._basket.busy, refusal=refusal)

    def _parts(self) -> tuple[SamePart, ...]:
        desk = self._desk
        sold = desk.last_sold
        if sold is None or desk.paying or desk.cart.lines or desk.cart.extras:
            return ()
        shows = {show.performance_id: show for show in desk.performances}
        lines = again_of(sold)
        if any(line.performance_id not in shows for line in lines):
            return ()
        counted = Counter((line.price_type, line.zone, line.performance_id) for line in lines)
        return tuple(
            SamePart(count, kind, zone, shows[show], desk.is_tonight(shows[show]))
            for (kind, zone, show), count in counted.items()
        )
