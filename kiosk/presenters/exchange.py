"""Exchanging tickets at the glass: which, for what, where, and what it costs, on one screen.

Touching a date takes the best seats at once, in a cart of its own, and shows what that would cost;
nothing else has happened until the one button is touched. On the map the tickets are seated where
the patron says (``exchange_seats``). Whatever is left undone gives the seats back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.exchange_acts import Wanted, move_back, take_and_plan, zone_of
from kiosk.presenters.exchange_seats import ExchangeSeats, Move, Planned, move
from kiosk.presenters.exchange_state import ExchangeState, Stage
from kiosk.presenters.give_back import STANDING, GiveBack
from kiosk.presenters.instead import ways_for
from kiosk.presenters.pay import Pay
from kiosk.presenters.purposes import OrderPurpose
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing, TillNotOpen
from pos.ids import CommandId, Ids, PerformanceId, SeatId, TicketId
from pos.views.exchanging import ExchangeDate, ExchangedView, ExchangePlan, ExchangeWish
from pos.views.people import Approval, SessionView
from pos.views.selling import CartView, OrderView, TenderKind

if TYPE_CHECKING:
    from pos.office import Office


class Exchange(Presenter[ExchangeState]):
    """The panel of an exchange. ``changed`` callbacks run when the order is another than before.
    GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        give_back: GiveBack,
        pay: Pay,
    ) -> None:
        super().__init__(ExchangeState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._give_back = give_back
        self._pay = pay
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._moves = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(looking=False))
        self.seats = ExchangeSeats(tasks, desk, self._move)
        self._asked = 0
        self._passed: frozenset[SeatId] = frozenset()
        self._session: SessionView | None = None
        self.changed: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)

    # ---- which tickets ----

    def open(self, order: OrderView, chosen: TicketId | None = None) -> None:
        """Show what of an order can be exchanged; ``chosen``: the ticket that is wanted gone."""
        if self.state.stage is not Stage.AWAY or not order.tickets:
            return
        tickets = tuple(ticket for ticket in order.tickets if ticket.state in STANDING)
        ids = frozenset(ticket.ticket_id for ticket in tickets)
        first = ids if len(ids) == 1 else frozenset({chosen} if chosen in ids else ())
        self._session = self._desk.person
        self._become(ExchangeState(Stage.CHOOSING, order, tickets, frozenset(map(str, first))))
        self._read_dates()
        self._tasks.ask(
            lambda office: ways_for(office, order),
            lambda ways: self._now(ways=ways) if self.state.order is order else None,
            self._refuse,
            self,
        )

    def toggle(self, ticket_id: str) -> None:
        """A ticket was touched: it goes, or stays."""
        if self._may_choose:
            self._choose(self.state.chosen ^ {ticket_id})

    def everything(self) -> None:
        """All of them go."""
        if self._may_choose:
            self._choose(frozenset(ticket.ticket_id for ticket in self.state.tickets))

    def _choose(self, chosen: frozenset[str]) -> None:
        self._let_go()
        self._now(
            chosen=chosen,
            dates=(),
            date=None,
            zone=None,
            ordinary=False,
            plan=None,
            refusal=None,
        )
        self._read_dates()

    @property
    def _may_choose(self) -> bool:
        state = self.state
        return state.stage is Stage.CHOOSING and not state.busy and not state.looking

    @property
    def _going(self) -> tuple[TicketId, ...]:
        chosen = self.state.chosen
        return tuple(t.ticket_id for t in self.state.tickets if t.ticket_id in chosen)

    # ---- for what ----

    def _read_dates(self) -> None:
        self._asked += 1
        number, order, going = self._asked, self.state.order, self._going
        if order is None or not going:
            return

        def know(dates: tuple[ExchangeDate, ...]) -> None:
            if number == self._asked:
                self._now(dates=dates)

        order_id = order.order_id
        self._tasks.ask(
            lambda office: office.exchanging.dates(order_id, going), know, self._refuse, self
        )

    def pick(self, index: int) -> None:
        """A date was touched: the best seats there are taken and priced."""
        if not self._may_choose or index >= len(self.state.dates):
            return
        date = self.state.dates[index]
        self._passed = frozenset()
        self._now(date=date, zone=date.zone_id, ordinary=False)
        self._take()

    def pick_zone(self, index: int) -> None:
        """Another price zone there; that in which the new seats are changes nothing."""
        state, date = self.state, self.state.date
        if not self._may_choose or date is None or index >= len(date.zones):
            return
        zone = date.zones[index][0]
        if state.cart is not None and zone == state.zone:
            return  # they sit there: the seats that were chosen stay
        self._passed = frozenset()
        self._now(zone=zone)
        self._take()

    def in_wheelchairs(self, *, yes: bool) -> None:
        """Look for wheelchair places where the tickets are for such, or for ordinary seats."""
        date = self.state.date
        if self._may_choose and date is not None and yes is self.state.ordinary:
            self._passed = frozenset()
            self._now(zone=date.zone_id, ordinary=not yes)
            self._take()

    def next_best(self) -> None:
        """The next best seats, not these."""
        cart = self.state.cart
        if self._may_choose and cart is not None:
            self._passed |= {line.seat_id for line in cart.lines if line.seat_id is not None}
            self._take()

    def _take(self) -> None:
        """Take places, work out what that would cost, and give back those that were taken
        before."""
        state, session = self.state, self._session
        if state.order is None or state.date is None or session is None:
            return
        wanted = Wanted(
            CommandId(self._ids.new()),
            session,
            state.order.order_id,
            self._going,
            state.date,
            state.zone,
            self._passed,
            state.way,
            state.ordinary,
        )
        before = state.cart
        self._now(looking=True, plan=None, refusal=None)
        self._tasks.change(
            lambda office: take_and_plan(office, wanted, before), self._taken, self._no_seats, self
        )

    def _taken(self, found: Planned) -> None:
        cart, plan = found
        self._now(looking=False, cart=cart, plan=plan, zone=zone_of(cart))
        if self.state.stage is not Stage.CHOOSING:
            self._let_go()
        elif self.seats.state.shown:
            self._show_map(cart)

    def _no_seats(self, error: PosError) -> None:
        self._now(looking=False, refusal=error)
        if self.state.cart is not None and self.state.stage is Stage.CHOOSING:
            self._let_go()

    # ---- which seats, on the map ----

    def show_map(self, *, shown: bool) -> None:
        """The map with the seats that were taken, in the place of tickets and dates; or these
        again."""
        state = self.state
        if not shown:
            self._now(refusal=None)
            self.seats.close()
        elif self._may_choose and state.cart is not None:
            self._show_map(state.cart)

    def _show_map(self, cart: CartView) -> None:
        if self.state.date is not None and self.state.date.numbered:
            self.seats.open(self.state.date.performance, cart)

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Somebody's act changed a house."""
        self.seats.house_changed(performance_id)

    def _move(self, moving: Move) -> bool:
        """Seat tickets where a seat was touched, and work out what that would cost."""
        state = self.state
        if not self._may_choose or state.order is None or state.cart is not moving.cart:
            return False
        order_id, going, way = state.order.order_id, self._going, state.way

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> Planned:
            cart = move(office, command, session, moving, word)
            wish = ExchangeWish(order_id, going, cart, way)
            try:
                return cart, office.exchanging.plan(session, wish)
            except PosError:
                move_back(office, command, session, moving, cart)
                raise

        def moved(found: Planned) -> None:
            cart, plan = found
            self._now(looking=False, cart=cart, plan=plan, zone=zone_of(cart))
            if self.state.stage is Stage.CHOOSING:
                self.seats.moved(moving, cart)
            else:
                self._let_go()

        def refused(error: PosError) -> None:
            self._now(refusal=error)
            self.seats.refused(moving, error)

        self._now(looking=True, refusal=None)
        about = self.seats.questions.seat_held if moving.hold else None
        lines = tuple(line.line_id for line in moving.lines)
        key = ("seats", lines, moving.seats, moving.needed, moving.hold)
        return self._moves.do(key, work, moved, refused, about=about)

    # ---- where the difference goes ----

    def choose_way(self, index: int | None) -> None:
        """A difference in the patron's favour goes there; None: back to its tenders."""
        if not self._may_choose:
            return
        self._now(way=None if index is None else self.state.ways[index], refusal=None)
        self._plan()

    def _plan(self) -> None:
        state, session = self.state, self._session
        if state.order is None or state.cart is None or session is None:
            return
        self._asked += 1
        number = self._asked
        wish = ExchangeWish(state.order.order_id, self._going, state.cart, state.way)

        def know(plan: ExchangePlan) -> None:
            if number == self._asked:
                self._now(plan=plan)

        self._now(plan=None)
        self._tasks.ask(
            lambda office: office.exchanging.plan(session, wish), know, self._refuse, self
        )

    # ---- do it ----

    def exchange(self, reason: str) -> None:
        """Do what is planned, then take or give back the difference."""
        plan = self.state.plan
        if plan is None or not self.state.can_exchange or self.state.stage is not Stage.CHOOSING:
            return
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
            return
        if not self._desk.serves:
            self._now(refusal=TillNotOpen())
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> ExchangedView:
            return office.exchanging.exchange(command, session, plan, reason.strip(), word)

        order, key = self.state.order, ("exchange", plan, reason)
        name = order.name if order is not None else ""
        about = Deed.goes_back(name, plan.back, reason.strip())
        self._now(busy=True, refusal=None)
        self._act.do(key, work, self._exchanged, self._not_exchanged, about=about)

    def _exchanged(self, done: ExchangedView) -> None:
        order, plan = self.state.order, self.state.plan
        self.seats.close()
        self._now(cart=None, done=done)
        for callback in tuple(self.changed):
            callback()
        if order is None or plan is None or not (done.owing or done.given.amount):
            self._now(stage=Stage.DONE)
            return
        self._away()
        if done.owing:
            name = order.name or order.order_number
            purpose = OrderPurpose(done.order_id, done.owing, name, len(done.tickets))
            self._pay.begin(purpose, TenderKind.CASH)
        else:
            self._give_back.go_on(order, plan.back, done.given)

    def _not_exchanged(self, error: PosError) -> None:
        self._now(refusal=error)
        if error.params.get("what") == "plan_changed":
            self._plan()

    # ---- leave ----

    def close(self) -> None:
        """Put the panel away; seats that were taken are free again. Not while something is on its
        way to disk."""
        if self.state.busy or self.state.looking:
            return
        self._let_go()
        self._away()

    def _away(self) -> None:
        self._asked += 1
        self.seats.close()
        self._become(ExchangeState())

    def _let_go(self) -> None:
        """Give back the places of the cart, if it has any."""
        cart, session = self.state.cart, self._session
        if cart is None or session is None:
            return
        command = CommandId(self._ids.new())
        self.seats.close()
        self._now(cart=None, plan=None)
        self._tasks.change(
            lambda office: office.seating.abandon(command, session, cart),
            lambda _done: None,
            self._refuse,
            self,
        )

    def _refuse(self, error: PosError) -> None:
        if self.state.stage is not Stage.AWAY:
            self._now(refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.stage is not Stage.AWAY:
            self._let_go()
            self._away()
