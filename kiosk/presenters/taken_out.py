"""What was just taken out of the cart, and one touch that puts it back: for a moment, and only
while nothing else was done to the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Timer, Timers
from pos.errors import PosError
from pos.ids import CommandId
from pos.seating.putting_back import put_back
from pos.views.people import SessionView
from pos.views.selling import CartLine, CartView, ExtraLine

if TYPE_CHECKING:
    from pos.office import Office

MOMENT_S = 10.0
"""How long it is offered."""


@dataclass(frozen=True, slots=True)
class TakenOutState:
    """``lines`` and ``extras``: what a touch puts back; nothing while nothing is offered."""

    lines: tuple[CartLine, ...] = ()
    extras: tuple[ExtraLine, ...] = ()
    busy: bool = False
    refusal: PosError | None = None

    @property
    def offered(self) -> bool:
        """Whether there is anything to put back."""
        return bool(self.lines or self.extras)


class TakenOut(Presenter[TakenOutState]):
    """Part of the cart's presenter. GUI thread."""

    def __init__(self, desk: Desk, basket: Basket, timers: Timers) -> None:
        super().__init__(TakenOutState())
        self._desk = desk
        self._basket = basket
        self._timers = timers
        self._timer: Timer | None = None
        self._before: CartView | None = None
        self._after: CartView | None = None
        desk.changed.append(self._desk_changed)

    def went(self, before: CartView, after: CartView) -> None:
        """Offer what ``after``, the cart of the moment, has no more."""
        if after is not self._desk.cart:
            return
        there = {line.line_id for line in after.lines}
        beside = {extra.line_id for extra in after.extras}
        self._before, self._after = before, after
        self._become(
            TakenOutState(
                tuple(line for line in before.lines if line.line_id not in there),
                tuple(extra for extra in before.extras if extra.line_id not in beside),
            )
        )
        self._stop()
        self._timer = self._timers.after(MOMENT_S, self._forget)

    def undo(self) -> None:
        """Put it back: the same seats for the same people, if nobody has them by now."""
        before, after = self._before, self._after
        if before is None or after is None or not self.state.offered:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            return put_back(office.seating, command, session, cart, before)

        key = ("undo", before.cart_id, *(line.line_id for line in self.state.lines))
        self._now(busy=True, refusal=None)
        if not self._basket.act(key, work, lambda _cart: self._forget(), self._refuse):
            self._now(busy=False)

    # ---- inside ----

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _forget(self) -> None:
        self._stop()
        self._before = self._after = None
        self._become(TakenOutState())

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _desk_changed(self) -> None:
        desk = self._desk
        mine = desk.session is not None and not desk.paying and desk.cart is self._after
        if self._before is not None and not mine:
            self._forget()
