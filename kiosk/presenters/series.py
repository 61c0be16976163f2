"""Subscription series at the counter: which one, which dates, where the party would sit at every
date, and one touch that puts all of it into the cart.

What is shown as free is what the office said last; the seats that are taken are those that were
shown, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.counter import Counter, CounterState
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import DateSoldOut, PlacesNotHere, PosError
from pos.ids import CartId, PerformanceId, PriceTypeId, SeatId
from pos.money import Money
from pos.views.catalogue import PriceTypeView
from pos.views.people import SessionView
from pos.views.selling import CartView
from pos.views.subscriptions import (
    LevelOffer,
    OpenSeries,
    SeriesChoice,
    SeriesOffer,
    SeriesWish,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos.ids import CommandId
    from pos.office import Office

PART = "series"
USUAL_QUANTITY = 2
LARGEST = 8


@dataclass(frozen=True, slots=True)
class SeriesState:
    """``chosen``: the series that is open, None while all of them are shown. ``dates``: those that
    are ticked. ``levels``: its price levels at these dates; ``level``: the one that was touched,
    and ``choice`` what is free there. ``short``: the date that has too few places there.
    ``put_in``: how many people's series the last touch put into the cart. ``adds``: what is chosen
    adds dates to this series, which was sold; ``chosen`` has those that are open, and a level costs
    all of its people together."""

    offers: tuple[SeriesOffer, ...] = ()
    ready: bool = False
    chosen: SeriesOffer | None = None
    dates: tuple[PerformanceId, ...] = ()
    quantity: int = USUAL_QUANTITY
    price_types: tuple[PriceTypeView, ...] = ()
    price_type: PriceTypeId | None = None
    levels: tuple[LevelOffer, ...] = ()
    level: str = ""
    choice: SeriesChoice | None = None
    short: PerformanceId | None = None
    no_other: bool = False
    """There are no other seats for the party; the first ones are shown again."""
    put_in: int = 0
    adds: OpenSeries | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def missing(self) -> int:
        """How many more dates must be ticked."""
        return 0 if self.chosen is None else max(self.chosen.series.fewest - len(self.dates), 0)

    @property
    def offer(self) -> LevelOffer | None:
        """The price level that was touched."""
        return next((each for each in self.levels if each.level == self.level), None)

    @property
    def total(self) -> Money | None:
        """What the choice costs all of them."""
        offer = self.offer
        if self.choice is None or offer is None or offer.price is None:
            return None
        return offer.price if self.adds is not None else offer.price * self.quantity


class SeriesRoom(Presenter[SeriesState]):
    """The counter's page for series. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket, counter: Counter) -> None:
        super().__init__(SeriesState())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._seen = CounterState()
        self._asked = 0
        """Counts what was asked for: an older answer is nobody's any more."""
        self._put_in: frozenset[str] = frozenset()
        """What the last touch put into the cart."""
        self._cart: CartId | None = None
        self._renewal_id = ""
        """The subscription of last season that the choice renews."""
        desk.changed.append(self._desk_changed)
        counter.watch(self._counter_is)

    # ---- which series ----

    def refresh(self) -> None:
        """Read the series of the season again."""
        session = self._desk.session
        if session is not None:
            self._tasks.ask(
                lambda office: office.packages.offers(session),
                lambda offers: self._now(offers=offers, ready=True),
                self._refuse,
                self,
            )

    def choose(self, code: str) -> None:
        """A series was touched: open it, all its dates ticked where nothing is to be chosen."""
        offer = next(each for each in self.state.offers if each.series.code == code)
        if not offer.on_sale:
            return
        dates = tuple(date.performance.performance_id for date in offer.dates)
        kinds = self._kinds()
        self._now(
            chosen=offer,
            dates=dates if offer.series.is_fixed else (),
            price_types=kinds,
            price_type=kinds[0].price_type_id if kinds else None,
            adds=None,
            quantity=USUAL_QUANTITY,
            levels=(),
            level="",
            put_in=0,
        )
        self._changed()

    def renew(self, code: str, renewal_id: str, quantity: int) -> None:
        """A subscriber wants other seats or dates: what is chosen now renews last season's."""

        def opened(offers: tuple[SeriesOffer, ...]) -> None:
            self._now(offers=offers, ready=True)
            self.choose(code)
            self._renewal_id = renewal_id
            self.set_quantity(quantity)

        session = self._desk.person
        self._tasks.ask(lambda office: office.packages.offers(session), opened, self._refuse, self)

    def add_dates(self, row: OpenSeries) -> None:
        """A series that was sold is to have more dates: open those that it may have."""

        def opened(offer: SeriesOffer) -> None:
            self._begin_anew()
            self._now(chosen=offer, adds=row, quantity=row.quantity)
            self._changed()

        session = self._desk.person
        self._tasks.ask(
            lambda office: office.adding_dates.offer(session, row.package_id),
            opened,
            self._refuse,
            self,
        )

    def leave(self) -> None:
        """Back to all series."""
        self._begin_anew()
        self.refresh()

    def _begin_anew(self) -> None:
        self._asked += 1
        self._renewal_id = ""
        self._now(chosen=None, dates=(), levels=(), level="", choice=None, refusal=None, put_in=0)
        self._now(adds=None)

    # ---- what of it ----

    def toggle(self, performance_id: PerformanceId) -> None:
        """Tick a date of a series of choice, or take the tick away; never more than it has."""
        chosen, dates = self.state.chosen, self.state.dates
        if chosen is None or chosen.series.is_fixed:
            return
        if performance_id in dates:
            dates = tuple(date for date in dates if date != performance_id)
        elif len(dates) < chosen.series.most:
            dates = (*dates, performance_id)
        self._now(dates=dates, put_in=0)
        self._changed()

    def set_quantity(self, quantity: int) -> None:
        """For how many people."""
        self._now(quantity=quantity, put_in=0)
        self._changed()

    def set_price_type(self, price_type_id: PriceTypeId) -> None:
        """Who they are."""
        self._now(price_type=price_type_id, put_in=0)
        self._changed()

    def set_level(self, level: str) -> None:
        """A price level was touched: look where they would sit."""
        self._now(level=level, put_in=0)
        self._changed()

    def next_best(self) -> None:
        """The party would rather sit elsewhere: other seats at every date."""
        choice = self.state.choice
        if choice is None or self.state.busy:
            return
        offered = {seat.seat_id for date in choice.dates for seat in date.seats}
        if offered:
            self._changed(passed=choice.wish.passed | offered)

    # ---- into the cart ----

    def take(self) -> None:
        """Put what is shown into the cart: all of it, or nothing."""
        choice, renewal_id, adds = self.state.choice, self._renewal_id, self.state.adds
        if choice is None or self.state.busy:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            if adds is not None:
                return office.adding_dates.take(command, session, cart, adds.package_id, choice)
            if not renewal_id:
                return office.packages.take(command, session, cart, choice)
            return office.renewing.renew_elsewhere(command, session, cart, renewal_id, choice)

        before = _whole_in(self._desk.cart)

        def done(after: CartView) -> None:
            self._put_in, self._renewal_id = _whole_in(after) - before, ""
            self._now(choice=None, level="", put_in=choice.wish.quantity)
            if adds is not None:
                self._now(dates=(), levels=())
            self._changed()

        self._basket.act(("series", choice), work, done, self._gone)

    def _gone(self, error: PosError) -> None:
        """Somebody was faster: say so, and show what is free now."""
        self._changed(error)

    # ---- inside ----

    def _changed(
        self,
        refusal: PosError | None = None,
        passed: frozenset[SeatId] = frozenset(),
        *,
        no_other: bool = False,
    ) -> None:
        """Ask what it costs and what is left now, and where the party would sit but on ``passed``;
        ``no_other``: there is nothing else."""
        state, session = self.state, self._desk.session
        if state.chosen is None or session is None:
            return
        if state.adds is None and state.price_type is None:
            return
        self._asked += 1
        asked = self._asked
        self._now(choice=None, short=None, refusal=refusal, no_other=no_other)
        self._tasks.ask(
            _levels(state, session),
            lambda found: self._levels_are(asked, found),
            self._refuse_for(asked),
            self,
        )
        if state.level and state.chosen.series.holds(state.dates):
            self._tasks.ask(
                _look(state, session, passed),
                lambda choice: self._choice_is(asked, choice),
                self._none_else(asked) if passed else self._refuse_for(asked),
                self,
            )

    def _levels_are(self, asked: int, levels: tuple[LevelOffer, ...]) -> None:
        if asked == self._asked:
            self._now(levels=levels)

    def _choice_is(self, asked: int, choice: SeriesChoice) -> None:
        if asked == self._asked:
            self._now(choice=choice)

    def _none_else(self, asked: int) -> Callable[[PosError], None]:
        """What they were offered are all the seats there are: show the first ones again."""

        def refuse(error: PosError) -> None:
            if asked == self._asked and isinstance(error, DateSoldOut | PlacesNotHere):
                self._changed(no_other=True)
            elif asked == self._asked:
                self._refuse(error)

        return refuse

    def _refuse_for(self, asked: int) -> Callable[[PosError], None]:
        def refuse(error: PosError) -> None:
            if asked == self._asked:
                self._refuse(error)

        return refuse

    def _refuse(self, error: PosError) -> None:
        short = error.params.get("performance")
        self._now(refusal=error, short=PerformanceId(short) if isinstance(short, str) else None)

    def _kinds(self) -> tuple[PriceTypeView, ...]:
        return tuple(kind for kind in self._desk.price_types if not kind.needs_reason)

    def _counter_is(self, state: CounterState) -> None:
        opened = state.shown and not self._seen.shown
        turned = state.shown and state.part == PART and self._seen.part != PART
        self._seen = state
        if opened or turned:
            self.refresh()

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self._asked += 1
            self._become(SeriesState())
            return
        cart = self._desk.cart
        if cart.cart_id != self._cart:  # the next patron's
            self._cart = cart.cart_id
            self._begin_anew()
        there = bool(self._put_in & _whole_in(cart))
        put_in = self.state.put_in if there else 0
        self._now(put_in=put_in, busy=self._basket.busy or self._desk.paying)


def _whole_in(cart: CartView) -> frozenset[str]:
    """Return the series in a cart that are whole, each by the touch that put it in."""
    packages = (line.package for line in cart.lines)
    return frozenset(each.instance for each in packages if each is not None and each.whole)


def _levels(state: SeriesState, session: SessionView) -> Callable[[Office], tuple[LevelOffer, ...]]:
    """Return what asks for the price levels of what is ticked."""
    chosen, adds, dates, kind = state.chosen, state.adds, state.dates, state.price_type
    if adds is not None:
        return lambda office: office.adding_dates.levels(session, adds.package_id, dates)
    assert chosen is not None
    assert kind is not None
    return lambda office: office.packages.levels(session, chosen.series.code, dates, kind)


def _look(
    state: SeriesState, session: SessionView, passed: frozenset[SeatId]
) -> Callable[[Office], SeriesChoice]:
    """Return what asks where the party would sit at what is ticked, but on ``passed``."""
    chosen, adds, dates, level, kind = (
        state.chosen,
        state.adds,
        state.dates,
        state.level,
        state.price_type,
    )
    if adds is not None:
        package_id = adds.package_id
        return lambda office: office.adding_dates.look(session, package_id, dates, level, passed)
    assert chosen is not None
    assert kind is not None
    wish = SeriesWish(chosen.series.code, dates, state.quantity, level, kind, passed)
    return lambda office: office.packages.look(session, wish)
