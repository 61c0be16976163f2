"""Selling: which performance, how many, where.

Two ways to the same cart: a quantity and a zone tile (the office picks the best seats there), or
seats touched on the map. What is shown as left is what the house said last, with the seats of our
own cart laid over it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.best_seats import (
    MOST_WHEELCHAIRS,
    Ask,
    Offered,
    offered,
    take_best,
    take_next,
)
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.season_calendar import SeasonCalendar
from kiosk.presenters.season_search import SeasonQuestions
from kiosk.presenters.seat_acts import take_places, take_seats, toggle_seat
from kiosk.presenters.sell_state import USUAL_QUANTITY, SellState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.zone_offers import places_left, with_cart, zone_offers
from pos.errors import PosError, SeatTaken, SoldOut
from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, UserId, ZoneId
from pos.seating.release import ACCESSIBLE
from pos.seating.rows import Taste
from pos.views.catalogue import (
    CompanyView,
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
)
from pos.views.patrons import Need
from pos.views.people import Permission
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.counter import Shelf


class Sell(Presenter[SellState]):
    """The Sell room."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket, taps: DoubleTap) -> None:
        super().__init__(SellState())
        self._taps = taps
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._halls: dict[HallId, HallView] = {}
        self._house: HouseView | None = None
        self._asked: PerformanceId | None = None
        self._ask_again = False
        self._line = (False, False, "")
        self._cart_seen: CartView | None = None
        self._person: UserId | None = None
        self._offered: Offered | None = None
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

    def refresh(self) -> None:
        """Read the catalogue again: at sign-in, when the room is entered, when the day turns."""

        def read(
            office: Office,
        ) -> tuple[CompanyView, tuple[PerformanceView, ...], tuple[PriceTypeView, ...], Shelf]:
            catalogue, shelf = office.catalogue, office.counter.shelf()
            return catalogue.company(), catalogue.performances(), catalogue.price_types(), shelf

        self._tasks.ask(read, lambda found: self._desk.catalogue_is(*found), self._refuse, self)

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

    def line_is(self, *, up: bool, waits: bool = False, why: str = "") -> None:
        """The hub can be asked for places, or cannot, or has not been heard since the start, or
        stopped this window, and ``why``: what is to be had here is another matter."""
        if (up, waits, why) != self._line:
            self._line = (up, waits, why)
            self.refresh()
            if self._desk.chosen is not None:
                self._open(self._desk.chosen)

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Somebody else's act changed a house; ours is read again if it is that one."""
        if performance_id == self._desk.chosen:
            self._open(performance_id)

    def _open(self, performance_id: PerformanceId) -> None:
        """Read the house, and the hall the first time. A second wish during the reading is one more
        reading."""
        if self._asked == performance_id:
            self._ask_again = True
            return
        self._asked, self._ask_again = performance_id, False
        performance = self._performance(performance_id)
        if performance is None:
            self._asked = None
            self._desk.choose(None)
            return
        known = self._halls.get(performance.hall_id)
        cart_id = self._desk.cart.cart_id if self._desk.session else None

        def read(office: Office) -> tuple[HallView, HouseView]:
            hall = known or office.catalogue.hall(performance.hall_id)
            return hall, office.catalogue.house(performance_id, cart_id)

        self._tasks.ask(read, self._know_house, self._refuse_house, self)

    def is_accessible(self, line: CartLine) -> bool:
        """Return whether a ticket has a seat for somebody who needs it, or beside them, or one of a
        hall that was not read here."""
        if line.seat_id is None:
            return False
        show = self._performance(line.performance_id)
        hall = self._halls.get(show.hall_id) if show is not None else None
        seats = hall.seats if hall is not None else ()
        kind = next((seat.kind for seat in seats if seat.seat_id == line.seat_id), None)
        return kind is None or kind in ACCESSIBLE

    def _performance(self, performance_id: PerformanceId | None) -> PerformanceView | None:
        shows = self._desk.performances
        return next((p for p in shows if p.performance_id == performance_id), None)

    def _know_house(self, found: tuple[HallView, HouseView]) -> None:
        hall, house = found
        self._asked = None
        self._halls[hall.hall_id] = hall
        if house.performance_id == self._desk.chosen:
            self._house = house
            self._desk.left_now(house, places_left(hall, house))
            self._draw()
        if self._desk.chosen and (self._ask_again or house.performance_id != self._desk.chosen):
            self._open(self._desk.chosen)

    def _refuse_house(self, error: PosError) -> None:
        self._asked = None
        self._refuse(error)

    # ---- quantity, price type, seats ----

    def set_quantity(self, quantity: int) -> None:
        """How many the next zone tile takes."""
        self._now(quantity=quantity, refusal=None)

    def set_price_type(self, price_type_id: PriceTypeId) -> None:
        """Who the next seats are for; the tiles show their price."""
        self._now(price_type=price_type_id, refusal=None)
        self._draw()

    def take_zone(self, zone_id: ZoneId) -> None:
        """A zone tile: the best seats, or the next places, go into the cart. Nothing while an act
        is under way."""
        chosen, hall = self.state.chosen, self.state.hall
        if chosen is None or hall is None or self._basket.busy:
            return
        quantity, price_type = self.state.quantity, self.state.price_type
        wheelchairs = min(self.state.wheelchairs, quantity)
        or_zones, taste = self._or_zones(zone_id), self.state.taste
        key = ("zone", chosen.performance_id, zone_id, quantity, price_type, wheelchairs)
        if self._taps.is_second((self._desk.cart.cart_id, zone_id)):
            return
        self._forget_offer()
        if hall.general_admission:
            counted = partial(take_places, chosen.performance_id, quantity, zone_id, price_type)
            self._basket.act(key, counted, self._taken, self._refuse_seats)
            return
        ask = Ask(
            chosen.performance_id,
            zone_id,
            quantity,
            price_type,
            wheelchairs,
            or_zones=or_zones,
            taste=taste,
        )
        done = partial(self._offer, ask, self._desk.cart)
        self._basket.act(key, partial(take_best, ask), done, self._refuse_seats)

    def _or_zones(self, zone_id: ZoneId) -> tuple[ZoneId, ...]:
        """Return the zones that cost no more than this one, where those will do as well."""
        prices = {tile.zone.zone_id: tile.price for tile in self.state.tiles}
        most = prices.get(zone_id)
        if most is None or not self.state.or_cheaper:
            return ()
        return tuple(
            zone
            for zone, price in prices.items()
            if zone != zone_id and price is not None and price <= most
        )

    def set_taste(self, taste: Taste) -> None:
        """Where the next party would rather sit; touched again: wherever it is best."""
        self._now(taste=Taste.BEST if taste is self.state.taste else taste, refusal=None)

    def set_or_cheaper(self, *, yes: bool) -> None:
        """A lower price than the tile's will do as well, or not."""
        self._now(or_cheaper=yes, refusal=None)

    def next_best(self) -> None:
        """The party would rather sit elsewhere: the next best seats for the same people."""
        before = self._offered
        if before is None or not self.state.can_pass or self._basket.busy:
            return
        ask = before.next_ask
        self._now(refusal=None, no_other=False)
        key = ("next", *(line.line_id for line in before.lines), len(ask.passed))
        done = partial(self._offer, ask, self._desk.cart)
        self._basket.act(key, partial(take_next, before), done, self._no_other)

    def suit(self, needs: frozenset[Need]) -> None:
        """Who buys needs this: the best seats are asked for so, unless something else was chosen
        already."""
        if Need.WHEELCHAIR in needs and not self.state.wheelchairs:
            least = 2 if Need.COMPANION in needs else 1
            self._now(wheelchairs=1, quantity=max(self.state.quantity, least), refusal=None)
            self._draw()

    def next_wheelchairs(self) -> None:
        """None of the party sits in a wheelchair, one, two, none again."""
        wheelchairs = (self.state.wheelchairs + 1) % (MOST_WHEELCHAIRS + 1)
        quantity = max(self.state.quantity, wheelchairs)
        self._now(wheelchairs=wheelchairs, quantity=quantity, refusal=None)
        self._draw()

    def _offer(self, ask: Ask, before: CartView, after: CartView) -> None:
        self._offered = offered(ask, before, after)
        self._draw()

    def _no_other(self, error: PosError) -> None:
        """Nothing else is free for them: what they have stays, and all is open to them again."""
        if self._offered is not None and isinstance(error, SoldOut):
            ask = replace(self._offered.ask, passed=frozenset())
            self._offered = replace(self._offered, ask=ask)
            self._now(no_other=True)
            return
        self._refuse_seats(error)

    def _forget_offer(self) -> None:
        self._offered = None
        self._now(refusal=None, can_pass=False, apart=(), no_other=False)

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

    def _taken(self, _: CartView) -> None:
        """What the map shows follows the cart; see ``_desk_changed``."""

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

    def _refuse_seats(self, error: PosError) -> None:
        """Somebody was faster: say who, and look at the house again."""
        self._refuse(error)
        self._look_again()

    def _look_again(self) -> None:
        if self._desk.chosen is not None:
            self._open(self._desk.chosen)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error, refused_seat=None, asked_seats=(), asked_for="")

    # ---- what is shown ----

    def _desk_changed(self) -> None:
        desk = self._desk
        cart = desk.cart if desk.session is not None else None
        person = desk.session.user_id if desk.session is not None else None
        if person is not None and person != self._person:
            self._person = person
            self.ready_for_next()
        if cart is not self._cart_seen:
            self._cart_seen = cart
            if desk.chosen is not None and cart is not None:
                self._open(desk.chosen)
        self._draw()

    def _draw(self) -> None:
        desk = self._desk
        types = tuple(kind for kind in desk.price_types if not kind.needs_reason)
        price_type = self.state.price_type or (types[0].price_type_id if types else None)
        chosen = self._performance(desk.chosen)
        hall = self._halls.get(chosen.hall_id) if chosen is not None else None
        house = with_cart(self._house, self._cart_seen) if self._house is not None else None
        party = self._offered
        if party is not None and (desk.session is None or not party.still_in(desk.cart)):
            party = self._offered = None
        self._now(
            can_pass=party is not None and party.ask.performance_id == desk.chosen,
            apart=party.apart if party is not None else (),
            no_other=self.state.no_other and party is not None,
            tonight=tuple(p for p in desk.performances if desk.is_tonight(p)),
            later=tuple(p for p in desk.performances if not desk.is_tonight(p)),
            ready=desk.company is not None,
            chosen=chosen,
            hall=hall,
            today=desk.today(),
            house=house,
            tiles=zone_offers(hall, house, price_type, wheelchairs=bool(self.state.wheelchairs)),
            price_types=types,
            price_type=price_type,
            busy=self._basket.busy,
            moves_blocks=self._line[0] and desk.may(Permission.RUN_HUB),
            may_hold=desk.may(Permission.HOLD_PLACES),
        )
