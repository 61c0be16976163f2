"""A seat that was touched and is not simply to be had: who holds it and whether it can be sold from
the hold; whether somebody of the party needs an accessible place."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kiosk.presenters.approval import ApprovalDesk, FromHold, OtherPrice, comp_elsewhere
from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.sell import Sell
from kiosk.presenters.sell_state import SellState
from kiosk.presenters.showing import Presenter, View
from kiosk.presenters.tasks import Tasks
from pos.errors import AccessibleKept, ApprovalNeeded, PosError, SeatTaken
from pos.ids import CommandId, PerformanceId, PriceTypeId, SeatId
from pos.seating.hold_rules import sells_alone
from pos.seating.retaking import move_line
from pos.views.holds import HeldView, HoldKind, is_kept
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office


class Way(Enum):
    """How this person comes to a held seat."""

    NONE = "none"
    ALONE = "alone"
    WITH_WORD = "with_word"


@dataclass(frozen=True, slots=True)
class SeatQuestion:
    """``seats``: what was touched, ``label`` the one that was refused; empty: nothing is asked.
    ``held``: who keeps it; None for a seat that is free but accessible. ``needs``: it is asked
    whether somebody needs it. ``moving``: the ticket of the cart that was to sit there; None: a
    ticket more."""

    performance_id: PerformanceId | None = None
    seats: tuple[SeatId, ...] = ()
    label: str = ""
    moving: CartLine | None = None
    held: HeldView | None = None
    way: Way = Way.NONE
    needs: bool = False
    busy: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is something to show."""
        return self.held is not None or self.needs


class AskedOfSeats(Protocol):
    """Whoever asks about seats that were touched, and is answered."""

    state: SeatQuestion

    def attach(self, view: View[SeatQuestion]) -> None:
        """Show every state from now on in ``view``, the present one at once."""
        ...

    def sell_from_hold(self) -> None:
        """Take the seat out of its hold into the cart."""
        ...

    def somebody_needs_it(self) -> None:
        """Somebody of the party needs the place, or the one beside it. It is kept nowhere."""
        ...

    def nobody_needs_it(self) -> None:
        """The seats stay for those who do."""
        ...


class SeatQuestions(Presenter[SeatQuestion]):
    """Follows what the Sell room was refused. GUI thread."""

    def __init__(
        self, tasks: Tasks, desk: Desk, basket: Basket, approvals: ApprovalDesk, sell: Sell
    ) -> None:
        super().__init__(SeatQuestion())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._approvals = approvals
        self._sell = sell
        self._about: Hashable = None
        sell.watch(self._sell_changed)

    def _sell_changed(self, state: SellState) -> None:
        error, chosen = state.refusal, state.chosen
        asks = isinstance(error, AccessibleKept | SeatTaken) and bool(state.asked_seats)
        about = (chosen.performance_id, state.asked_seats, id(error)) if chosen and asks else None
        if about == self._about:
            return
        self._about = about
        if about is None or chosen is None or error is None:
            self._become(SeatQuestion())
            return
        held = self.state.held if self.state.seats == state.asked_seats else None
        asked = SeatQuestion(
            chosen.performance_id,
            state.asked_seats,
            str(error.params.get("seat", "")),
            self._line(state.asked_for),
        )
        if isinstance(error, AccessibleKept):
            self._become(replace(asked, held=held, needs=True))
        else:
            self._become(asked)
            if is_kept(str(error.params.get("holder", ""))) and len(state.asked_seats) == 1:
                self._look(chosen.performance_id, state.asked_seats[0])

    def _line(self, line_id: str) -> CartLine | None:
        return next((line for line in self._desk.cart.lines if line.line_id == line_id), None)

    def _look(self, performance_id: PerformanceId, seat: SeatId) -> None:
        def know(held: HeldView | None) -> None:
            session = self._desk.session
            if self.state.seats == (seat,) and session is not None:
                self._now(held=held, way=way_to(held, session))

        self._tasks.ask(
            lambda office: office.holds.seat(performance_id, seat), know, _say_nothing, self
        )

    # ---- answers ----

    def sell_from_hold(self) -> None:
        """Take the seat out of its hold into the cart."""
        if self.state.way is not Way.NONE:
            self._take(needed=False)

    def somebody_needs_it(self) -> None:
        """Somebody of the party needs the place, or the one beside it. It is kept nowhere."""
        if self.state.needs:
            self._take(needed=True)

    def nobody_needs_it(self) -> None:
        """The seats stay for those who do."""
        self._sell.forget_refusal()

    def _take(self, *, needed: bool, approval: Approval | None = None) -> None:
        state = self.state
        performance_id = state.performance_id
        if performance_id is None or state.busy:
            return
        moving = state.moving.line_id if state.moving is not None else ""
        hold = state.held.holder if state.held is not None else ""
        key = ("asked", performance_id, state.seats, hold, needed, moving)
        price_type = self._sell.state.price_type
        work = partial(_take, state, performance_id, price_type, hold, approval, needed=needed)

        def refused(error: PosError) -> None:
            self._now(busy=False)
            if isinstance(error, ApprovalNeeded) and approval is None:
                self._approvals.ask(
                    Permission(error.params["permission"]),
                    self._basket.command(key),
                    lambda word: self._take(needed=needed, approval=word),
                    _about(state, error),
                )
            else:
                self._sell.refuse_seats(state.seats, error, moving)

        if self._basket.act(key, work, lambda _cart: self._sell.forget_refusal(), refused):
            self._now(busy=True)


def way_to(held: HeldView | None, session: SessionView) -> Way:
    """Return how this person comes to a seat that is held."""
    if held is None or held.code.kind is HoldKind.KILL or held.keeper is not None:
        return Way.NONE
    if sells_alone(held.code, session):
        return Way.ALONE
    return Way.WITH_WORD if held.code.with_word else Way.NONE


def _about(asked: SeatQuestion, needed: ApprovalNeeded) -> OtherPrice | FromHold | None:
    """Return what a second person is asked about."""
    comp = comp_elsewhere((asked.moving,), needed) if asked.moving is not None else None
    if comp is not None and asked.held is not None and asked.way is Way.WITH_WORD:
        return replace(comp, held=asked.held.code)
    if comp is not None or asked.held is None:
        return comp
    return FromHold(asked.label, asked.held.code)


def _take(
    asked: SeatQuestion,
    performance_id: PerformanceId,
    price_type: PriceTypeId | None,
    hold: str,
    approval: Approval | None,
    office: Office,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    *,
    needed: bool,
) -> CartView:
    """Seat the ticket there that was to sit there, or take one more. Run on the ledger thread."""
    moving = asked.moving
    if moving is not None:
        return move_line(
            office.seating,
            command,
            session,
            cart,
            moving.line_id,
            asked.seats[0],
            needed=needed,
            hold=hold,
            approval=approval,
        )
    return office.seating.take_seats(
        command,
        session,
        cart,
        performance_id,
        asked.seats,
        price_type,
        needed=needed,
        hold=hold,
        approval=approval,
    )


def _say_nothing(_error: PosError) -> None:
    """Who holds a seat could not be read: that it is held is said already."""
