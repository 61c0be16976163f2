"""What the box office needs to know of the catalogue; ``pos/storage/catalogue.py`` supplies it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pos.views.catalogue import (
    CompanyView,
    HallView,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatView,
)


class CatalogueStore(Protocol):
    """Read side of the catalogue. Unknown ids raise NotFound."""

    def company(self) -> CompanyView: ...
    def performances(self, since: datetime) -> tuple[PerformanceView, ...]:
        """Return performances that start at or after ``since`` by start, ``left`` as of now."""
        ...

    def performance(self, performance_id: str) -> PerformanceView: ...
    def hall(self, hall_id: str) -> HallView: ...
    def hall_of(self, performance_id: str) -> HallView: ...
    def seat(self, seat_id: str) -> SeatView: ...
    def price_types(self) -> tuple[PriceTypeView, ...]: ...
    def prices(self, performance_id: str) -> tuple[PriceView, ...]:
        """Return every zone x price type that is on sale for the performance."""
        ...

    def promo_price(self, performance_id: str, price: PriceView, code: str) -> PriceView:
        """Return ``price`` after promo ``code``, or ``price`` itself where the code does not apply.

        Raises:
            NotFound: There is no such code today.
        """
        ...
