"""Renewals of subscriptions: whose seats are kept and until when, renewed into the cart in a touch,
given up, released before the deadline by who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PerformanceIsCancelled, PosError
from pos.ids import CommandId, Ids
from pos.lifecycles import TillState
from pos.text import folded
from pos.views.people import Permission
from pos.views.renewals import RenewalPrice, RenewalRow, RenewalSeries, RenewalState

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class RenewalsState:
    """``series``: those that renew one of last season, ``code`` the one that is looked at.
    ``rows``: its subscribers whose name or order holds ``text``. ``chosen``: the one that is looked
    at, ``price`` what their seats cost this season. ``may_keep``: the person looks after holds.
    ``releasing``: why all is released is asked. ``kept``: how many subscribers' seats were kept or
    released last."""

    series: tuple[RenewalSeries, ...] = ()
    code: str = ""
    text: str = ""
    every: tuple[RenewalRow, ...] = ()
    chosen: str = ""
    price: RenewalPrice | None = None
    may_keep: bool = False
    releasing: bool = False
    kept: int | None = None
    till_ready: bool = False
    frozen: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def rows(self) -> tuple[RenewalRow, ...]:
        """Who is shown."""
        wanted = folded(self.text).split()
        return tuple(
            row
            for row in self.every
            if all(word in folded(f"{row.name} {row.order_number}") for word in wanted)
        )

    @property
    def one(self) -> RenewalRow | None:
        """The subscriber that is looked at."""
        return next((row for row in self.every if row.renewal_id == self.chosen), None)

    @property
    def current(self) -> RenewalSeries | None:
        """The series that is looked at."""
        return next((one for one in self.series if one.code == self.code), None)

    @property
    def can_renew(self) -> bool:
        """Whether the chosen one may be put into the cart now."""
        ready = self.till_ready and not self.frozen and not self.busy
        if isinstance(self.refusal, PerformanceIsCancelled):
            return False  # of a series that cannot be had whole
        return ready and self.one is not None and self.one.state is RenewalState.OPEN


class Renewals(Presenter[RenewalsState]):
    """Part of the counter. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket, ids: Ids, taps: DoubleTap) -> None:
        super().__init__(RenewalsState())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._ids = ids
        self._taps = taps
        self.elsewhere: Callable[[RenewalRow], None] = lambda _row: None
        """The subscriber wants other seats or dates: show the series."""
        self.renewed: Callable[[RenewalRow], None] = lambda _row: None
        """The subscriber's seats are in the cart: they buy."""
        self.wanted: Callable[[], None] = lambda: None
        """Show the renewals of the counter."""
        desk.changed.append(self._desk_changed)

    def enter(self) -> None:
        """Read what there is to renew."""
        session = self._desk.person

        def read(office: Office) -> tuple[tuple[RenewalSeries, ...], tuple[RenewalRow, ...]]:
            series = office.renewing.series(session)
            code = self.state.code or next((one.code for one in series), "")
            return series, office.renewing.rows(session, code) if code else ()

        def done(found: tuple[tuple[RenewalSeries, ...], tuple[RenewalRow, ...]]) -> None:
            series, rows = found
            code = self.state.code or next((one.code for one in series), "")
            self._now(series=series, every=rows, code=code, busy=False)
            self._ask_price()

        self._tasks.ask(read, done, self._refuse, self)

    def open(self, row: RenewalRow) -> None:
        """Look at one subscriber, wherever the person is."""
        self._now(code=row.code, chosen=row.renewal_id, price=None, text="", every=(), refusal=None)
        self.wanted()
        self.enter()

    def choose_series(self, code: str) -> None:
        """Look at another series."""
        self._now(code=code, chosen="", price=None, every=(), kept=None, refusal=None)
        self.enter()

    def type(self, text: str) -> None:
        """A subscriber's name, or the number of last season's order."""
        self._now(text=text)

    def look(self, renewal_id: str) -> None:
        """A subscriber was touched."""
        chosen = "" if self.state.chosen == renewal_id else renewal_id
        self._now(chosen=chosen, price=None, refusal=None)
        self._ask_price()

    def _ask_price(self) -> None:
        """Look what the chosen subscriber's seats cost."""
        who, renewal_id = self._desk.session, self.state.chosen
        if who is None or not renewal_id:
            return

        def know(price: RenewalPrice | None) -> None:
            if self.state.chosen == renewal_id:
                self._now(price=price)

        self._tasks.ask(
            lambda office: office.renewing.price(who, renewal_id), know, self._refuse, self
        )

    # ---- renewed ----

    def renew(self) -> None:
        """The chosen subscriber keeps the seats: put them into the cart."""
        one = self.state.one
        if one is None or not self.state.can_renew or self._taps.is_second("renew"):
            return
        renewal_id = one.renewal_id
        self._now(refusal=None)
        self._basket.act(
            ("renewal", renewal_id),
            lambda office, command, session, cart: office.renewing.renew(
                command, session, cart, renewal_id
            ),
            lambda _cart: self._renewed(one),
            self._refuse,
        )

    def _renewed(self, one: RenewalRow) -> None:
        self._now(chosen="", text="")
        self.renewed(one)

    def other_seats(self) -> None:
        """The chosen subscriber wants other seats, or other dates."""
        if self.state.one is not None:
            self.elsewhere(self.state.one)

    def decline(self) -> None:
        """The chosen subscriber does not come back."""
        one, command, who = self.state.one, CommandId(self._ids.new()), self._desk.person
        if one is not None and not self.state.busy:
            renewal_id = one.renewal_id
            self._change(lambda office: office.renewing.decline(command, who, renewal_id))

    # ---- kept and released ----

    def keep(self) -> None:
        """Keep the seats of all who subscribed to last season's series."""
        code, command, who = self.state.code, CommandId(self._ids.new()), self._desk.person
        self._change(lambda office: office.renewing.keep(command, who, code).subscribers)

    def ask_release(self) -> None:
        """Everything that is left is to go on sale: ask why, or do not after all."""
        self._now(releasing=not self.state.releasing, refusal=None)

    def release(self, reason: str) -> None:
        """Release what is left, for this reason."""
        code, command, who = self.state.code, CommandId(self._ids.new()), self._desk.person
        self._change(lambda office: office.renewing.release(command, who, code, reason))

    def sold(self) -> None:
        """A sale is over: what a renewal left in the hold goes on sale."""
        if self.state.series:
            self._tasks.change(
                lambda office: office.renewing.let_go(),
                lambda _seats: self.enter(),
                self._refuse,
                self,
            )

    def _change(self, work: Callable[[Office], int | None]) -> None:
        if self.state.busy:
            return
        self._now(busy=True, refusal=None, kept=None)

        def done(count: int | None) -> None:
            self._now(busy=False, kept=count, releasing=False, chosen="")
            self.enter()

        self._tasks.change(work, done, self._refuse, self)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(RenewalsState())
            return
        self._now(
            may_keep=desk.may(Permission.HOLD_PLACES),
            till_ready=desk.serves
            and desk.till is not None
            and desk.till.state == TillState.OPEN.value,
            frozen=desk.paying,
        )
