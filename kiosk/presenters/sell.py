"""Selling: which performance, how many, where.

Two ways to the same cart: a quantity and a zone tile (``sell_party``: the office picks the best
seats there), or seats touched on the map. What is shown as left is what the house said last
(``sell_house``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.season_calendar import SeasonCalendar
from kiosk.presenters.season_search import SeasonQuestions
from kiosk.presenters.seat_acts import take_seats, toggle_seat
from kiosk.presenters.sell_party import SellParty
from kiosk.presenters.sell_state import USUAL_QUANTITY
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, SeatTaken
from pos.ids import PerformanceId, SeatId, UserId
from pos.seating.rows import Taste
from pos.views.selling import CartView


class Sell(SellParty):
    """The Sell room."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket, taps: DoubleTap) -> None:
        super().__init__(tasks, desk, basket, taps)
        self._person: UserId | None = None
        self.blocks_wanted: list[Callable[[PerformanceId], None]] = []
        """Show the blocks of a performance."""
        self.seat_wanted: Callable[[PerformanceId, SeatId], bool] = lambda _show, _seat: False
        """Asked first what a touched seat is for; True: it was not for a new ticket."""
        self.holds_wanted: list[Callable[[PerformanceId], None]] = []
        """Show what is kept from sale of a performance."""
        self.capacity_wanted: list[Callable[[PerformanceId], None]] = []
        """Show where the places of a performance are."""
        self.questions = SeasonQuestions(desk)
        self.calendar = SeasonCalendar(desk)
        desk.changed.append(self._desk_changed)

    # ---- performances ----

    def choose(self, performance_id: PerformanceId) -> None:
        """A card was touched: open its house; what was asked before is answered."""
        self.questions.clear()
        self.calendar.shut()
        self._house = None
        self._now(facts_open=False, refusal=None)
        self._desk.choose(performance_id)
        self._open(performance_id)

    def leave(self) -> None:
        """Back to the cards; what lies in the cart stays there."""
        self._house = None
        self._now(facts_open=False, refusal=None)
        self._desk.choose(None)

    def show_facts(self, *, shown: bool) -> None:
        """The card that answers what patrons ask."""
        self._now(facts_open=shown)

    def move_blocks(self) -> None:
        """Show which window has what of the performance that is sold."""
        if self._desk.chosen is not None:
            for show in self.blocks_wanted:
                show(self._desk.chosen)

    def show_holds(self) -> None:
        """Show what is kept from sale of the performance that is sold."""
        if self._desk.chosen is not None:
            for show in self.holds_wanted:
                show(self._desk.chosen)

    def show_capacity(self) -> None:
        """Show where its places are."""
        if self._desk.chosen is not None:
            for show in self.capacity_wanted:
                show(self._desk.chosen)

    # ---- touched seats ----

    def tap_seat(self, seat_id: SeatId) -> None:
        """A seat on the map: into the cart, or out of it if it is ours."""
        chosen = self.state.chosen
        if chosen is None or self.state.resting:
            return
        self._now(refusal=None)
        if self.seat_wanted(chosen.performance_id, seat_id):
            return
        key = ("seat", chosen.performance_id, seat_id)
        work = partial(toggle_seat, chosen.performance_id, seat_id, self.state.price_type)
        refused = partial(self._refuse_seat, seat_id)
        self._basket.act(key, work, self._taken, refused)

    def take_seats(self, seat_ids: Sequence[SeatId]) -> None:
        """Seats that were marked on the map: into the cart, all of them or none."""
        chosen = self.state.chosen
        if chosen is None or self.state.resting or not seat_ids:
            return
        self._now(refusal=None)
        seats = tuple(seat_ids)
        key = ("seats", chosen.performance_id, *seats)
        work = partial(take_seats, chosen.performance_id, seats, self.state.price_type)
        self._basket.act(key, work, self._taken, partial(self.refuse_seats, seats))

    def sale_over(self) -> None:
        """The sale was put away; the map is there again when a double tap would have fallen."""
        self._now(resting=True)
        self.ready_for_next()
        self._taps.afterwards(lambda: self._now(resting=False))

    def ready_for_next(self) -> None:
        """Usual quantity and first price type again; the performance stays."""
        types = self.state.price_types
        self._now(
            quantity=USUAL_QUANTITY,
            wheelchairs=0,
            taste=Taste.BEST,
            or_cheaper=False,
            price_type=types[0].price_type_id if types else None,
            refusal=None,
            parties=self.state.parties + 1,
        )
        self._draw()

    def _refuse_seat(self, seat_id: SeatId, error: PosError) -> None:
        self.refuse_seats((seat_id,), error)

    def refuse_seats(
        self, seat_ids: tuple[SeatId, ...], error: PosError, line_id: str = ""
    ) -> None:
        """These seats, touched or marked, are not to be had so; ``line_id``: by the ticket that was
        to sit there."""
        one = len(seat_ids) == 1 and isinstance(error, SeatTaken)
        self._now(
            refusal=error,
            refused_seat=seat_ids[0] if one else None,
            asked_seats=seat_ids,
            asked_for=line_id,
        )
        self._look_again()

    def forget_refusal(self) -> None:
        """What was asked about a seat is answered."""
        self._now(refusal=None, refused_seat=None, asked_seats=(), asked_for="")

    # ---- what is shown ----

    def _desk_changed(self) -> None:
        desk = self._desk
        cart = desk.cart if desk.session is not None else None
        person = desk.session.user_id if desk.session is not None else None
        if person is not None and person != self._person:
            self._person = person
            self.ready_for_next()
        if cart is not self._cart_seen:
            before, self._cart_seen = self._cart_seen, cart
            if _is_next(before, cart):
                self.ready_for_next()
            if desk.chosen is not None and cart is not None and self._reads_for(before, cart):
                self._open(desk.chosen)
        self._draw()

    def _reads_for(self, before: CartView | None, after: CartView) -> bool:
        """Return whether the house is another to this cart than the office tells seat by seat."""
        counted = self.state.chosen is not None and self.state.chosen.general_admission
        return counted or before is None or before.cart_id != after.cart_id


def _is_next(before: CartView | None, after: CartView | None) -> bool:
    """Return whether a cart that held something was put aside or given back: the next is another
    patron's."""
    if before is None or after is None or before.cart_id == after.cart_id:
        return False
    return bool(before.lines or before.extras)
