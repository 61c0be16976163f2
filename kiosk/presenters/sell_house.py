"""The house that is sold from: read when it is opened and whenever it may be another, and shown
with the seats of our own cart laid over it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.best_seats import Offered
from kiosk.presenters.desk import Desk
from kiosk.presenters.sell_state import SellState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.zone_offers import places_left, with_cart, zone_offers
from pos.errors import PosError
from pos.ids import HallId, PerformanceId
from pos.seating.release import ACCESSIBLE
from pos.views.catalogue import (
    CompanyView,
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
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
        self._house: HouseView | None = None
        self._asked: PerformanceId | None = None
        self._ask_again = False
        self._line = (False, False, "")
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
        """Read the house and its hall, which the office keeps: a season that is loaded meanwhile
        has another. A second wish during the reading is one more reading."""
        if self._asked == performance_id:
            self._ask_again = True
            return
        self._asked, self._ask_again = performance_id, False
        performance = self._performance(performance_id)
        if performance is None:
            self._asked = None
            self._desk.choose(None)
            return
        cart_id = self._desk.cart.cart_id if self._desk.session else None

        def read(office: Office) -> tuple[HallView, HouseView]:
            hall = office.catalogue.hall(performance.hall_id)
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
        if self._halls.get(hall.hall_id) != hall:  # the map stays where it is where it is no other
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
        house = with_cart(self._house, self._cart_seen) if self._house is not None else None
        party = self._offered
        if party is not None and (desk.session is None or not party.still_in(desk.cart)):
            party = self._offered = None
        here = party is not None and party.ask.performance_id == desk.chosen
        self._now(
            can_pass=here,
            given=party.seats if party is not None and here else (),
            apart=party.apart if party is not None else (),
            limited=party.limited if party is not None else (),
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
