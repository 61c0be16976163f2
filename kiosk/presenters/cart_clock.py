"""How long each cart keeps its places: the venue's minutes from the first place on, counted here,
and once more for a tap on the button.

Touching seats prolongs nothing. Carts of people who were switched away run out too. What ran out is
remembered for its owner, so that it can be taken again in one tap. While a cart is being paid its
clock stands still, behind a locked screen only where money has moved; and one that a card may have
paid keeps its places.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Timer, Timers
from pos.errors import PosError
from pos.ids import CartId, CommandId, UserId
from pos.seating.retaking import take_again
from pos.views.people import SessionView
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office

WARNED_S = 120
"""How long before its end a cart's clock becomes a warning."""
LOOK_AGAIN_S = 60
"""When a cart is looked at again that could not be given back: a card may have paid it."""


@dataclass(frozen=True, slots=True)
class CartClockState:
    """``left_s``: of the cart before the person signed in, None where it keeps its places for ever
    or has none. ``minutes``: for how long the button keeps it. ``stands``: it is being paid.
    ``gone``: the tickets of their last cart that ran out, until they begin another."""

    left_s: int | None = None
    minutes: int = 0
    stands: bool = False
    gone: tuple[CartLine, ...] = ()
    busy: bool = False
    refusal: PosError | None = None

    @property
    def warns(self) -> bool:
        """Whether it is nearly over."""
        return self.left_s is not None and self.left_s <= WARNED_S and not self.stands


@dataclass(frozen=True, slots=True)
class _Running:
    cart_id: CartId
    left_s: int


class CartClock(Presenter[CartClockState]):
    """The clocks of all carts at this window. GUI thread."""

    def __init__(self, desk: Desk, basket: Basket, timers: Timers) -> None:
        super().__init__(CartClockState())
        self._desk = desk
        self._basket = basket
        self._timers = timers
        self._timer: Timer | None = None
        self._running: dict[UserId, _Running] = {}
        self._gone: dict[UserId, CartView] = {}
        self._person: UserId | None = None
        self.left_behind: Callable[[], None] = lambda: None
        """Called while the screen is locked over a payment."""
        desk.changed.append(self._desk_changed)

    def keep(self) -> None:
        """The patron is still thinking: the cart keeps its places for as long again."""
        session = self._desk.session
        if session is not None and session.user_id in self._running:
            running = self._running[session.user_id]
            self._running[session.user_id] = replace(running, left_s=self._minutes * 60)
            self._draw()

    def take_again(self) -> None:
        """The patron is there after all: the same places, if they are free."""
        session = self._desk.session
        before = self._gone.get(session.user_id) if session is not None else None
        if before is None or self._desk.cart.lines:
            return
        self._now(refusal=None)

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            return take_again(office.seating, command, session, cart, before)

        self._basket.act(("take_again", before.cart_id), work, lambda _: None, self._refuse)

    def put_away(self) -> None:
        """Nobody wants what ran out."""
        if self._desk.session is not None:
            self._gone.pop(self._desk.person.user_id, None)
            self._now(refusal=None)
            self._draw()

    # ---- inside ----

    @property
    def _minutes(self) -> int:
        return 0 if self._desk.company is None else self._desk.company.selling.cart_minutes

    def _desk_changed(self) -> None:
        minutes = self._minutes
        for user, cart in self._desk.carts.items():
            running = self._running.get(user)
            if cart.lines:
                self._gone.pop(user, None)
            if not cart.lines or not minutes:
                self._running.pop(user, None)
            elif running is None or running.cart_id != cart.cart_id:
                self._running[user] = _Running(cart.cart_id, minutes * 60)
        if self._running and self._timer is None:
            self._timer = self._timers.after(1.0, self._tick)
        person = self._desk.session.user_id if self._desk.session is not None else None
        if person != self._person:
            self._person = person
            self._now(refusal=None)
        self._draw()

    def _tick(self) -> None:
        self._timer = self._timers.after(1.0, self._tick) if self._running else None
        for user, running in tuple(self._running.items()):
            if self._pays(user):
                continue
            left = max(running.left_s - 1, 0)
            self._running[user] = replace(running, left_s=left)
            if not left:
                self._give_back(user, running.cart_id)
        self._draw()

    def _pays(self, user: UserId) -> bool:
        session = self._desk.session
        if session is None or session.user_id != user:
            return False
        if self._desk.paying and self._desk.presence is Presence.LOCKED:
            self.left_behind()
        return self._desk.paying

    def _give_back(self, user: UserId, cart_id: CartId) -> None:
        before: list[CartView] = []

        def work(office: Office, _command: CommandId, cart: CartView) -> CartView:
            if cart.cart_id != cart_id or not office.seating.release_cart(cart_id):
                return cart
            before.append(cart)
            return office.seating.new_cart()

        def done(after: CartView) -> None:
            if before:
                self._gone[user] = before[0]
            elif user in self._running and after.cart_id == cart_id:
                self._running[user] = _Running(cart_id, LOOK_AGAIN_S)
            self._draw()

        def failed(_error: PosError) -> None:
            if user in self._running:
                self._running[user] = _Running(cart_id, LOOK_AGAIN_S)

        key: Hashable = ("run_out", cart_id)
        self._basket.act_for(user, key, work, done, failed)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _draw(self) -> None:
        session = self._desk.session
        user = session.user_id if session is not None else None
        running = self._running.get(user) if user is not None else None
        gone = self._gone.get(user) if user is not None else None
        self._now(
            left_s=running.left_s if running is not None else None,
            minutes=self._minutes,
            stands=self._desk.paying,
            gone=gone.lines if gone is not None else (),
            busy=self._basket.busy,
        )
