"""The house that is sold from: read when it is opened and whenever it may be another, and shown
with the seats of our own cart laid over it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.best_seats import Offered
from kiosk.presenters.desk import Desk
from kiosk.presenters.live_house import LiveHouse
from kiosk.presenters.sell_state import SellState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.zone_offers import own_zones, places_left, zone_offers
from pos.errors import PosError
from pos.ids import CartId, HallId, PerformanceId, SeatId
from pos.seating.release import ACCESSIBLE
from pos.views.catalogue import (
    CompanyView,
    HallView,
    NoneLeft,
    PerformanceView,
    PriceTypeView,
    SeatsView,
)
from pos.views.people import Permission
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.counter import Shelf


class SellHouse(Presenter[SellState]):
    """The performance that is sold, its hall and its house."""

    def __init__(self, tasks: Tasks, desk: Desk, basket: Basket) -> None:
        super().__init__(SellState())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._halls: dict[HallId, HallView] = {}
        self._house: LiveHouse | None = None
        self._asked: PerformanceId | None = None
        self._ask_again = False
        self._ask_seats: frozenset[SeatId] = frozenset()
        self._line = (False, False, "", False)
        self._cart_seen: CartView | None = None
        self._offered: Offered | None = None

    # ---- the catalogue ----

    def refresh(self) -> None:
        """Read the catalogue again: at sign-in, when the room is entered, when the day turns."""

        def read(
            office: Office,
        ) -> tuple[CompanyView, tuple[PerformanceView, ...], tuple[PriceTypeView, ...], Shelf]:
            catalogue, shelf = office.catalogue, office.counter.shelf()
            return catalogue.company(), catalogue.performances(), catalogue.price_types(), shelf

        self._tasks.ask(read, lambda found: self._desk.catalogue_is(*found), self._refuse, self)

    # ---- the house ----

    def line_is(self, *, up: bool, waits: bool = False, why: str = "", ended: bool = False) -> None:
        """The hub can be asked for places, or cannot, or has not been heard since the start, or for
        so long that the leases ``ended``, or stopped this window, and ``why``: what is to be had
        here is another matter."""
        line = (up, waits, why, ended)
        if line != self._line:
            self._line = line
            self.refresh()
            if self._desk.chosen is not None:
                self._open(self._desk.chosen)

    def house_changed(
        self, performance_id: PerformanceId, seats: frozenset[SeatId] | None = None
    ) -> None:
        """Somebody else's act changed a house; if it is ours, ``seats`` are read again, or all.
        While the hub is away only this window's acts do, and the chip counts what they leave of its
        block, also where no house is open."""
        if performance_id != self._desk.chosen:
            show = self._performance(performance_id)
            if show is not None and show.own_only:
                self.refresh()
            return
        if seats is None:
            self._open(performance_id)
            return
        self._ask_seats |= seats
        if self._asked is None:
            self._go_on()

    def _read_seats(self, house: LiveHouse, seats: frozenset[SeatId]) -> None:
        performance_id = house.performance_id
        self._asked, self._ask_seats = performance_id, frozenset()
        cart_id = self._cart_id

        def read(office: Office) -> SeatsView | None:
            return office.catalogue.seats(performance_id, seats, cart_id)

        def know(told: SeatsView | None) -> None:
            self._asked = None
            if told is None:
                self._ask_again = True
            elif self._house is house:
                house.hear(told)
                self._show(house)
            self._go_on()

        self._tasks.ask(read, know, self._refuse_house, self)

    def _open(self, performance_id: PerformanceId) -> None:
        """Read the house and its hall, which the office keeps: a season that is loaded meanwhile
        has another. A second wish during the reading is one more reading."""
        if self._asked == performance_id:
            self._ask_again = True
            return
        self._asked, self._ask_again, self._ask_seats = performance_id, False, frozenset()
        performance = self._performance(performance_id)
        if performance is None:
            self._asked = None
            self._desk.choose(None)
            return
        cart_id = self._cart_id

        def read(office: Office) -> LiveHouse:
            hall = office.catalogue.hall(performance.hall_id)
            return LiveHouse(hall, office.catalogue.house(performance_id, cart_id))

        self._tasks.ask(read, self._know_house, self._refuse_house, self)

    @property
    def _cart_id(self) -> CartId | None:
        return self._desk.cart.cart_id if self._desk.session else None

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

    def _know_house(self, house: LiveHouse) -> None:
        self._asked = None
        hall = house.hall
        if self._halls.get(hall.hall_id) != hall:  # the map stays where it is where it is no other
            self._halls[hall.hall_id] = hall
        if house.performance_id == self._desk.chosen:
            self._show(house)
        self._go_on()

    def _show(self, house: LiveHouse) -> None:
        self._house = house
        shown = house.shown(self._cart_seen).house
        self._desk.left_now(shown, places_left(house.hall, shown))
        self._draw()

    def _go_on(self) -> None:
        """Read what was wished for during a reading."""
        house, chosen = self._house, self._desk.chosen
        if chosen is None:
            return
        if self._ask_again or house is None or house.performance_id != chosen:
            self._open(chosen)
        elif self._ask_seats:
            self._read_seats(house, self._ask_seats)

    def _refuse_house(self, error: PosError) -> None:
        self._asked, self._ask_again = None, True
        self._refuse(error)

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

    def _draw(self) -> None:
        desk = self._desk
        types = tuple(kind for kind in desk.price_types if not kind.needs_reason)
        price_type = self.state.price_type or (types[0].price_type_id if types else None)
        chosen = self._performance(desk.chosen)
        hall = self._halls.get(chosen.hall_id) if chosen is not None else None
        shown = self._house.shown(self._cart_seen) if self._house is not None else None
        house = shown.house if shown is not None else None
        wheels = bool(self.state.wheelchairs)
        taken = shown.taken if shown is not None else None
        party = self._offered
        if party is not None and (desk.session is None or not party.still_in(desk.cart)):
            party = self._offered = None
        here = party is not None and party.ask.performance_id == desk.chosen
        off = chosen is not None and chosen.none_left is NoneLeft.CANCELLED
        self._now(
            can_pass=here and not off,
            given=party.seats if party is not None and here else (),
            apart=party.apart if party is not None else (),
            noted=party.noted if party is not None else (),
            no_other=self.state.no_other and party is not None,
            tonight=tuple(p for p in desk.performances if desk.is_tonight(p)),
            later=tuple(p for p in desk.performances if not desk.is_tonight(p)),
            ready=desk.company is not None,
            chosen=chosen,
            hall=hall,
            today=desk.today(),
            house=house,
            news=shown.news if shown is not None else None,
            tiles=zone_offers(hall, house, price_type, wheelchairs=wheels, taken=taken),
            own=own_zones(hall, house, taken),
            price_types=types,
            price_type=price_type,
            busy=self._basket.busy,
            moves_blocks=self._line[0] and desk.may(Permission.RUN_HUB),
            may_hold=desk.may(Permission.HOLD_PLACES),
        )
