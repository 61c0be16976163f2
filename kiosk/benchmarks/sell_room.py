"""The Sell room's presenter over a house in memory, for what a seat costs that another window
sells: the ledger's reading of that seat is left out, all that comes after it is not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.sell_house import SellHouse
from pos.clock import SystemClock
from pos.ids import CartId, Ids, PriceTypeId, SeatId
from pos.money import Money
from pos.views.catalogue import (
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatStatus,
    SeatsView,
)

if TYPE_CHECKING:
    from kiosk.presenters.sell_state import SellState
    from kiosk.presenters.showing import View
    from kiosk.presenters.tasks import Tasks
    from pos.ids import PerformanceId

_ADULT = PriceTypeId("adult")


class Room:
    """A house that is open to be sold from."""

    def __init__(self, hall: HallView, house: HouseView) -> None:
        prices = tuple(
            PriceView(z.zone_id, _ADULT, Money(4000, "USD"), Money(300, "USD")) for z in hall.zones
        )
        self._office = SimpleNamespace(catalogue=self)
        self._house = replace(house, prices=prices)
        clock = SystemClock()
        desk, tasks = Desk(clock), cast("Tasks", self)
        desk.performances = (_performance(hall, house),)
        desk.price_types = (PriceTypeView(_ADULT, "adult", "Adult", 0, needs_reason=False),)
        desk.choose(house.performance_id)
        self._hall = hall
        self.presenter = SellHouse(tasks, desk, Basket(tasks, desk, Ids(clock)))
        self.presenter.house_changed(house.performance_id)

    def attach(self, view: View[SellState]) -> None:
        """Show it."""
        self.presenter.attach(view)

    def hear(self, seat_id: SeatId) -> None:
        """Another window sold a seat."""
        self.presenter.house_changed(self._house.performance_id, frozenset({seat_id}))

    # ---- the ledger and its catalogue ----

    def ask(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        _failed: Callable[[Any], None],
        _owner: object = None,
    ) -> None:
        """Answer at once."""
        done(work(self._office))

    def hall(self, _hall_id: str) -> HallView:
        """Return the hall."""
        return self._hall

    def house(self, _performance: PerformanceId, _cart: CartId | None) -> HouseView:
        """Return the house before anything was heard."""
        return self._house

    def seats(
        self, performance_id: PerformanceId, seats: Collection[SeatId], _cart: CartId | None
    ) -> SeatsView:
        """Say that these are sold."""
        return SeatsView(performance_id, dict.fromkeys(seats, SeatStatus.SOLD), {}, {})


def _performance(hall: HallView, house: HouseView) -> PerformanceView:
    starts = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    price = Money(4300, "USD")
    return PerformanceView(
        performance_id=house.performance_id,
        code="BENCH",
        production="Benchmark",
        subtitle="",
        series="",
        starts_at=starts,
        doors_at=None,
        hall_id=hall.hall_id,
        hall=hall.name,
        general_admission=False,
        capacity=len(hall.seats),
        left=len(hall.seats),
        price_from=price,
        price_to=price,
    )
