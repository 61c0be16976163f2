"""The seat map of an exchange: which of the new tickets sits where, touched one after another.

Touching a free seat seats the ticket there whose turn it is, the first one first; touching one of
the new seats gives the turn to its ticket. What is not simply to be had asks as it does where
tickets are sold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.presenters.approval import FromHold
from kiosk.presenters.desk import Desk
from kiosk.presenters.seat_question import SeatQuestion, Way, way_to
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import AccessibleKept, PosError, SeatTaken
from pos.ids import CartId, CommandId, PerformanceId, SeatId
from pos.seating.retaking import move_lines
from pos.views.catalogue import HallView, HouseView, PerformanceView
from pos.views.exchanging import ExchangePlan
from pos.views.holds import HeldView, is_kept
from pos.views.people import Approval, SessionView
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office

Planned = tuple[CartView, ExchangePlan]


@dataclass(frozen=True, slots=True)
class ExchangeSeatsState:
    """``shown``: the map is in the place of tickets and dates. ``hall`` and ``house``: of the
    performance, None until they are read. ``turn``: the new ticket that the next touch seats, of
    ``several`` or alone. ``refused``: the seat that somebody else has. ``found``: grows each time
    that seats were looked for: the map goes there."""

    shown: bool = False
    hall: HallView | None = None
    house: HouseView | None = None
    turn: CartLine | None = None
    several: bool = False
    refused: SeatId | None = None
    found: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Some of the new tickets, by their lines, are to have these seats."""

    cart: CartView
    lines: tuple[CartLine, ...]
    seats: tuple[SeatId, ...]
    needed: bool = False
    hold: str = ""


Sends = Callable[[Move], bool]
"""Makes a move and works out what it would cost; returns whether it was sent."""


class ExchangeSeats(Presenter[ExchangeSeatsState]):
    """The map of the exchange's cart. ``send``: see ``Sends``. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, send: Sends) -> None:
        super().__init__(ExchangeSeatsState())
        self._tasks = tasks
        self._send = send
        self._performance: PerformanceView | None = None
        self._cart: CartView | None = None
        self._turn = self._found = 0
        self._halls: dict[str, HallView] = {}
        self.questions = ExchangeQuestions(tasks, desk, send)

    def open(self, performance: PerformanceView, cart: CartView) -> None:
        """Show the house with the cart's seats in it."""
        self._performance, self._turn = performance, 0
        self._found += 1
        self.cart_is(cart)
        self._now(shown=True, hall=self._halls.get(performance.hall_id), found=self._found)

    def cart_is(self, cart: CartView) -> None:
        """These are the new tickets now."""
        self._cart = cart
        self._draw()
        self._read()

    def close(self) -> None:
        """Put the map away."""
        self.questions.forget()
        self._performance = self._cart = None
        self._become(ExchangeSeatsState())

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Somebody's act changed a house."""
        if self._performance is not None and self._performance.performance_id == performance_id:
            self._read()

    # ---- touches ----

    def tap(self, seat: SeatId) -> None:
        """A seat was touched: the ticket whose turn it is sits there, or its own ticket is next."""
        cart = self._cart
        if cart is None:
            return
        self.questions.forget()
        for number, line in enumerate(cart.lines):
            if line.seat_id == seat:
                self._turn = number
                self._draw()
                return
        self._move((seat,))

    def mark(self, seats: list[SeatId]) -> None:
        """Seats side by side: as many of the tickets sit there as there are seats."""
        if self._cart is not None and seats:
            self.questions.forget()
            self._move(tuple(seats[: len(self._cart.lines)]))

    def _move(self, seats: tuple[SeatId, ...]) -> None:
        assert self._cart is not None
        lines = self._cart.lines
        going = tuple(lines[(self._turn + n) % len(lines)] for n in range(len(seats)))
        self._send(Move(self._cart, going, seats))

    def moved(self, done: Move, cart: CartView) -> None:
        """The tickets sit there: it is the next one's turn."""
        self.questions.forget()
        if self._performance is None:
            return
        self._turn = (self._turn + len(done.seats)) % len(cart.lines)
        self.cart_is(cart)

    def refused(self, tried: Move, error: PosError) -> None:
        """They do not sit there; what can be asked about it is."""
        one = len(tried.seats) == 1 and isinstance(error, SeatTaken)
        self._now(refused=tried.seats[0] if one else None)
        self._read()
        self.questions.about(tried, error)

    # ---- what is shown ----

    def _draw(self) -> None:
        lines = self._cart.lines if self._cart is not None else ()
        turn = lines[self._turn % len(lines)] if lines else None
        self._now(turn=turn, several=len(lines) > 1)

    def _read(self) -> None:
        performance, cart = self._performance, self._cart
        if performance is None or cart is None:
            return
        cart_id = cart.cart_id

        def read(office: Office) -> tuple[CartId, HallView, HouseView]:
            hall = office.catalogue.hall(performance.hall_id)
            return cart_id, hall, office.catalogue.house(performance.performance_id, cart_id)

        self._tasks.ask(read, self._know, lambda _error: None, self)

    def _know(self, found: tuple[CartId, HallView, HouseView]) -> None:
        cart_id, hall, house = found
        if self._halls.get(hall.hall_id) != hall:
            self._halls[hall.hall_id] = hall
        hall = self._halls[hall.hall_id]
        if self._cart is not None and self._cart.cart_id == cart_id:
            self._now(hall=hall, house=house)


class ExchangeQuestions(Presenter[SeatQuestion]):
    """What is asked of a seat that was touched and is not simply to be had."""

    def __init__(self, tasks: Tasks, desk: Desk, send: Sends) -> None:
        super().__init__(SeatQuestion())
        self._tasks = tasks
        self._desk = desk
        self._send = send
        self._asked: Move | None = None

    def about(self, tried: Move, error: PosError) -> None:
        """Ask what can be asked."""
        seat = tried.seats[0]
        asked = SeatQuestion(
            tried.lines[0].performance_id,
            tried.seats,
            str(error.params.get("seat", "")),
            tried.lines[0] if len(tried.lines) == 1 else None,
        )
        self._asked = tried
        if isinstance(error, AccessibleKept) and not tried.needed:
            held = self.state.held if tried.hold else None
            self._become(replace(asked, held=held, needs=True))
            return
        self._become(asked)
        kept = isinstance(error, SeatTaken) and is_kept(str(error.params.get("holder", "")))
        if kept and len(tried.seats) == 1 and not tried.hold:
            self._look(tried, seat)

    def _look(self, tried: Move, seat: SeatId) -> None:
        def know(held: HeldView | None) -> None:
            session = self._desk.session
            if self._asked is tried and session is not None:
                self._now(held=held, way=way_to(held, session))

        show = tried.lines[0].performance_id
        self._tasks.ask(
            lambda office: office.holds.seat(show, seat), know, lambda _error: None, self
        )

    def sell_from_hold(self) -> None:
        """Take the seat out of its hold."""
        held = self.state.held
        if self._asked is not None and held is not None and self.state.way is not Way.NONE:
            self._send(replace(self._asked, hold=held.holder))

    def somebody_needs_it(self) -> None:
        """Somebody of the party needs the place, or the one beside it. It is kept nowhere."""
        if self._asked is not None and self.state.needs:
            self._send(replace(self._asked, needed=True))

    def nobody_needs_it(self) -> None:
        """The seats stay for those who do."""
        self.forget()

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._asked = None
        self._become(SeatQuestion())

    @property
    def seat_held(self) -> FromHold | None:
        """What a second person is asked about, where the seat is sold from a hold."""
        state = self.state
        return FromHold(state.label, state.held.code) if state.held is not None else None


def move(
    office: Office,
    command: CommandId,
    session: SessionView,
    moving: Move,
    approval: Approval | None,
) -> CartView:
    """Seat the tickets there, all of them or none. Run on the ledger thread; see
    ``pos.seating.retaking.move_lines``."""
    return move_lines(
        office.seating,
        command,
        session,
        moving.cart,
        tuple(line.line_id for line in moving.lines),
        moving.seats,
        needed=moving.needed,
        hold=moving.hold,
        approval=approval,
    )
