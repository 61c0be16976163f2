"""What can be sold, as the screens ask for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pos.clock import Clock, business_date
from pos.ids import CartId, HallId, PerformanceId, SeatId
from pos.ports.storage import Storage
from pos.views.catalogue import (
    CompanyView,
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
    SeatStatus,
)
from pos.window import Window


class Catalogue:
    """Reads the catalogue. Thread: ledger."""

    def __init__(self, storage: Storage, clock: Clock, window: Window) -> None:
        self._storage = storage
        self._clock = clock
        self._window = window

    def company(self) -> CompanyView:
        """Return the venue's own facts. Raises NotFound before a season was imported."""
        with self._storage.read() as uow:
            return uow.catalogue.company()

    def performances(self) -> tuple[PerformanceView, ...]:
        """Return today's performances and later ones by start; ``left`` is as of now."""
        with self._storage.read() as uow:
            company = uow.catalogue.company()
            zone = ZoneInfo(company.zone)
            today = business_date(self._clock.now(), zone, company.cutoff_hour)
            since = datetime.combine(today, time(), zone) + timedelta(hours=company.cutoff_hour)
            return uow.catalogue.performances(since)

    def hall(self, hall_id: HallId) -> HallView:
        """Return a hall with its plan. Large: ask once and keep it."""
        with self._storage.read() as uow:
            return uow.catalogue.hall(hall_id)

    def house(self, performance_id: PerformanceId, cart_id: CartId | None = None) -> HouseView:
        """Return every place that is not free, as seen by the owner of ``cart_id``, and the
        prices."""
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(performance_id)
            taken = uow.rights.of_seats(performance_id)
            return HouseView(
                performance_id=performance_id,
                seats={
                    SeatId(seat): _status(holder, cart, cart_id)
                    for seat, (holder, cart) in taken.items()
                },
                places_left=hall.places - uow.rights.places_taken(performance_id),
                prices=uow.catalogue.prices(performance_id),
            )

    def price_types(self) -> tuple[PriceTypeView, ...]:
        """Return the price types in the venue's order; the first is the usual one."""
        with self._storage.read() as uow:
            return uow.catalogue.price_types()


def _status(holder: str, cart: str, mine: CartId | None) -> SeatStatus:
    kind = holder.partition(":")[0]
    if kind == "kill":
        return SeatStatus.KILLED
    if kind == "hold":
        return SeatStatus.HELD
    if cart:
        return SeatStatus.IN_CART if cart == mine else SeatStatus.TAKEN
    return SeatStatus.SOLD
