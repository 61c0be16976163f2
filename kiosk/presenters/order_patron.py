"""Whose an order is: who might be meant by what it says, or is looked for, is linked with a touch;
another writes them down as it says, and links them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.one_act import OneAct, Work
from kiosk.presenters.showing import Presenter
from kiosk.presenters.typing import Typing
from pos.errors import PosError
from pos.ids import PatronId
from pos.views.patrons import PatronRow, PersonOfOrder
from pos.views.people import Permission

if TYPE_CHECKING:
    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Tasks, Timers
    from pos.ids import Ids, OrderId
    from pos.views.selling import OrderView


_MOST = 20
"""Nobody reads further; they type another letter."""


@dataclass(frozen=True, slots=True)
class OrderPatronState:
    """``order``: the one on the page, ``patron``: whose it is. ``may``: who is signed in may say
    so. ``shown``: the card is open, ``said`` is what the order tells; ``found``: who was found for
    ``text``. ``only_this``: orders that
    say the same stay as they are. ``done``: of how many orders it was said here just now,
    ``unlinked``: that they are nobody's."""

    order: OrderView | None = None
    patron: PatronRow | None = None
    may: bool = False
    shown: bool = False
    said: PersonOfOrder | None = None
    text: str = ""
    found: tuple[PatronRow, ...] = ()
    only_this: bool = False
    done: int = 0
    unlinked: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def like(self) -> tuple[PatronRow, ...]:
        """Who else it might be of: of those who are looked for, or are like what it says."""
        rows = self.said.like if self.said is not None else ()
        rows = self.found if self.text.strip() else rows
        now = self.patron.patron_id if self.patron is not None else ""
        return tuple(row for row in rows if row.patron_id != now)

    @property
    def orders(self) -> tuple[OrderId, ...]:
        """The orders that are linked by a touch."""
        if self.order is None:
            return ()
        same = self.said.same if self.said is not None and not self.only_this else ()
        return (self.order.order_id, *same)


class OrderPatron(Presenter[OrderPatronState]):
    """See the module. GUI thread. ``changed``: the order is somebody else's than before."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers, changed: Callable[[], None]
    ) -> None:
        super().__init__(OrderPatronState())
        self._tasks = tasks
        self._desk = desk
        self._changed = changed
        self._typing = Typing(timers, self._look)
        self._act = OneAct(tasks, desk, ids, lambda busy: self._now(busy=busy))

    def show(self, order: OrderView | None, patron: PatronRow | None) -> None:
        """The page shows another order, the same one as it is now, or none."""
        before = self.state.order
        if order is None or before is None or order.order_id != before.order_id:
            self._become(OrderPatronState(busy=self.state.busy))
        self._now(order=order, patron=patron, may=self._desk.may(Permission.SELL))

    def open(self) -> None:
        """The button was touched: show who it might be, or put the card away again."""
        order = self.state.order
        if order is None or not self.state.may or self.state.busy:
            return
        opening = not self.state.shown
        self._now(
            shown=opening, said=None, text="", found=(), only_this=False, done=0, refusal=None
        )
        if opening:
            self._read(order.order_id)

    def close(self) -> None:
        """Leave it as it is, and say no more what was done: something else is."""
        if not self.state.busy:
            self._now(shown=False, done=0, refusal=None)

    def _read(self, order_id: OrderId) -> None:
        who = self._desk.person

        def know(said: PersonOfOrder) -> None:
            if self.state.order is not None and self.state.order.order_id == order_id:
                self._now(said=said)

        self._tasks.ask(lambda office: office.by_orders.of(who, order_id), know, self._refuse, self)

    def type(self, text: str) -> None:
        """Somebody is looked for."""
        self._now(text=text, refusal=None)
        self._typing.changed()

    def _look(self) -> None:
        text = self.state.text

        def know(rows: tuple[PatronRow, ...]) -> None:
            if text == self.state.text:
                self._now(found=rows)

        self._tasks.ask(lambda office: office.patrons.find(text, _MOST), know, self._refuse, self)

    def only_this(self, *, yes: bool) -> None:
        """Whether the other orders that say the same stay as they are."""
        self._now(only_this=yes)

    # ---- say whose it is ----

    def link(self, patron_id: PatronId) -> None:
        """It is this person's."""
        orders = self.state.orders
        self._say(
            ("link", orders, patron_id),
            lambda office, cmd, who: office.by_orders.link(cmd, who, orders, patron_id),
        )

    def make(self, name: str = "") -> None:
        """Write down whoever the order tells of; ``name`` where it says none."""
        orders = self.state.orders
        self._say(
            ("make", orders, name),
            lambda office, cmd, who: office.by_orders.make(cmd, who, orders, name),
        )

    def nobody(self) -> None:
        """It is nobody's."""
        order = self.state.order
        if order is None:
            return
        order_id = order.order_id
        self._say(
            ("nobody", order_id),
            lambda office, cmd, who: office.patrons.link(cmd, who, order_id, PatronId("")),
        )

    def _say(self, content: tuple[object, ...], work: Work[PatronRow | None]) -> None:
        if not self.state.shown or self.state.said is None:
            return
        self._now(refusal=None)
        self._act.do(content, work, self._said, self._refuse)

    def _said(self, patron: PatronRow | None) -> None:
        many = 1 if patron is None else len(self.state.orders)
        self._now(shown=False, done=many, unlinked=patron is None, patron=patron)
        self._changed()

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
