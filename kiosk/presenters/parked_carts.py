"""Carts that are held for patrons who come back: put aside, listed, taken in hand again.

Other windows' carts are in the list as soon as the hub's word is here. Those whose time is over
give their places back by themselves, whoever is signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.clock import Clock
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.lifecycles import ParkedState
from pos.seating.retaking import take_again
from pos.text import folded
from pos.views.catalogue import PerformanceView
from pos.views.parked import ParkedView, PriceMoved, RecalledView
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office

ROOM = "parked_carts"
"""What ``Desk.walk_to`` is asked for."""
LOOK_S = 20.0
"""Between two looks at what is over."""
MOST = 12
"""Carts that are listed at once; of more a name finds the one that is wanted."""


@dataclass(frozen=True, slots=True)
class WaitingCart:
    """A cart in the list. ``minutes_left``: until its places go back, 0 when it ran out.
    ``performances``: what its tickets are for."""

    view: ParkedView
    minutes_left: int
    performances: tuple[PerformanceView, ...] = ()

    @property
    def ran_out(self) -> bool:
        """Its places went back."""
        return self.view.state == ParkedState.RAN_OUT.value


@dataclass(frozen=True, slots=True)
class ParkedCartsState:
    """``shown``: the list is up. ``naming``: the form to hold the cart is. ``can_hold``: something
    lies in the cart. ``in_the_way``: a cart was begun, so that none can be taken in hand.
    ``sought``: what was typed to find one. ``moved``: what costs something else in the one that was
    recalled last."""

    shown: bool = False
    naming: bool = False
    can_hold: bool = False
    in_the_way: bool = False
    carts: tuple[WaitingCart, ...] = ()
    sought: str = ""
    moved: tuple[PriceMoved, ...] = ()
    busy: bool = False
    refusal: PosError | None = None

    @property
    def listed(self) -> tuple[WaitingCart, ...]:
        """The newest that fit what was typed, and no more than can be looked through."""
        wanted = folded(self.sought)
        fit = [cart for cart in reversed(self.carts) if wanted in _found_by(cart)]
        return tuple(fit[:MOST])

    @property
    def many(self) -> bool:
        """Whether there are more than are listed."""
        return len(self.carts) > MOST

    @property
    def waiting(self) -> int:
        """How many keep their places."""
        return sum(not cart.ran_out for cart in self.carts)


def _found_by(cart: WaitingCart) -> str:
    view = cart.view
    seats = (f"{line.row} {line.number}" for line in view.cart.lines)
    shows = (show.production for show in cart.performances)
    return folded(" ".join((view.name, view.who, view.window, *shows, *seats)))


class ParkedCarts(Presenter[ParkedCartsState]):
    """Holding and recalling. GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        basket: Basket,
        clock: Clock,
        timers: Timers,
        taps: DoubleTap,
    ) -> None:
        super().__init__(ParkedCartsState())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._clock = clock
        self._timers = timers
        self._taps = taps
        self._timer: Timer | None = None
        self._views: tuple[ParkedView, ...] = ()
        self._ending: set[str] = set()
        self._recalled = ""
        self.with_code: Callable[[Callable[[], None]], None] = lambda go_on: go_on()
        """Go on once a code that was typed counts."""
        self._giving = OneAct(tasks, desk, ids, lambda busy: self._now(busy=busy))
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)

    # ---- holding ----

    def name_it(self) -> None:
        """Open or shut the form."""
        if self.state.can_hold or self.state.naming:
            self._now(naming=not self.state.naming, refusal=None)

    def hold(self, name: str) -> None:
        """Put the cart aside, with the code that was typed; ``name`` may be empty."""
        if self.state.can_hold:
            self._now(refusal=None)
            self.with_code(lambda: self._hold(name))

    def _hold(self, name: str) -> None:

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            office.parked.park(command, session, cart, name)
            return office.seating.new_cart()

        def done(_: CartView) -> None:
            self._now(naming=False)
            self.refresh()

        self._basket.act(("hold", self._desk.cart.cart_id, name), work, done, self._refuse)

    # ---- the list ----

    def open(self) -> None:
        """Show the list."""
        if self._desk.may(Permission.SELL):
            self._now(shown=True, refusal=None)
            self.refresh()

    def close(self) -> None:
        """Put the list away."""
        self._now(shown=False, refusal=None, sought="")

    def search(self, text: str) -> None:
        """Something was typed to find one of many."""
        self._now(sought=text)

    def recall(self, parked_id: str) -> None:
        """Take a cart in hand; the list goes away."""
        if self.state.in_the_way or self._taps.is_second("recall"):
            return
        self._now(refusal=None)
        found: list[RecalledView] = []

        def work(
            office: Office, command: CommandId, session: SessionView, _cart: CartView
        ) -> CartView:
            found[:] = [office.parked.recall(command, session, parked_id)]
            return found[0].cart

        def done(cart: CartView) -> None:
            self._recalled = cart.cart_id
            self._now(shown=False, sought="", moved=found[0].moved)
            self._desk.walk_to("sell")
            self.refresh()

        self._basket.act(("recall", parked_id), work, done, self._refuse_and_look)

    def take_again(self, parked_id: str) -> None:
        """The patron came too late: the same places, if they are free."""
        view = self._found(parked_id)
        if self.state.in_the_way or view is None or self._taps.is_second("recall"):
            return
        self._now(refusal=None)
        before = view.cart

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            return take_again(office.seating, command, session, cart, before)

        def done(_: CartView) -> None:
            self._now(shown=False)
            self._desk.walk_to("sell")

        self._basket.act(("again", parked_id), work, done, self._refuse_and_look)

    def give_back(self, parked_id: str) -> None:
        """Nobody comes for it: its places go back."""

        def work(office: Office, command: CommandId, session: SessionView) -> None:
            office.parked.give_back(command, session, parked_id)

        self._now(refusal=None)
        self._giving.do(
            ("give_back", parked_id), work, lambda _: self.refresh(), self._refuse_and_look
        )

    def prices_read(self) -> None:
        """The patron was told what costs something else."""
        self._now(moved=())

    def refresh(self) -> None:
        """Read the list again: when it opens, when the office says it changed."""
        self._tasks.ask(lambda office: office.parked.waiting(), self._know, self._refuse, self)

    def start(self) -> None:
        """Look from now on at what is over, whoever is signed in."""
        if self._timer is None:
            self._timer = self._timers.after(LOOK_S, self._look)
            self.refresh()

    # ---- inside ----

    def _found(self, parked_id: str) -> ParkedView | None:
        return next((view for view in self._views if view.parked_id == parked_id), None)

    def _know(self, views: tuple[ParkedView, ...]) -> None:
        self._views = views
        self._draw()

    def _draw(self) -> None:
        self._now(carts=tuple(self._waiting(view) for view in self._views))

    def _waiting(self, view: ParkedView) -> WaitingCart:
        left = (view.until - self._clock.now()).total_seconds()
        theirs = {line.performance_id for line in view.cart.lines}
        shows = tuple(p for p in self._desk.performances if p.performance_id in theirs)
        return WaitingCart(view, max(int(left + 59) // 60, 0), shows)

    def _look(self) -> None:
        self._timer = self._timers.after(LOOK_S, self._look)
        self._draw()
        waits = any(not cart.ran_out and not cart.minutes_left for cart in self.state.carts)
        if waits:
            self._tasks.ask(
                lambda office: office.parked.due(), self._end_all, self._look_later, self
            )

    def _end_all(self, due: tuple[str, ...]) -> None:
        for parked_id in due:
            if parked_id not in self._ending:
                self._ending.add(parked_id)
                self._end(parked_id)

    def _end(self, parked_id: str) -> None:
        def over(_: object) -> None:
            self._ending.discard(parked_id)
            self.refresh()

        self._tasks.change(lambda office: office.parked.run_out(parked_id), over, over, self)

    def _look_later(self, _error: PosError) -> None:
        """The next look asks again."""

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _refuse_and_look(self, error: PosError) -> None:
        self._now(refusal=error)
        self.refresh()

    def _walked(self, room: str) -> None:
        if room == ROOM:
            self.open()

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(ParkedCartsState(carts=self.state.carts))
            return
        self.start()
        some = bool(desk.cart.lines or desk.cart.extras)
        moved = self.state.moved if desk.cart.cart_id == self._recalled else ()
        self._now(
            can_hold=some and not desk.paying and not self._basket.busy,
            naming=self.state.naming and some and not desk.paying,
            in_the_way=some or desk.paying,
            moved=moved,
        )
