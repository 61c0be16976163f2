"""What the box office needs to know of the catalogue; ``pos/storage/catalogue.py`` supplies it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from pos.views.catalogue import (
    CompanyView,
    HallView,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatView,
)
from pos.views.charges import ChargeRules
from pos.views.season import (
    Article,
    Fund,
    GroupPrice,
    Hall,
    Hold,
    Membership,
    Performance,
    Promo,
    Season,
    Source,
)
from pos.views.subscriptions import Subscription


class CatalogueStore(Protocol):
    """The catalogue. Unknown ids raise NotFound."""

    def company(self) -> CompanyView: ...
    def business_date(self) -> date:
        """Return the business day this transaction belongs to."""
        ...

    def performances(self, since: datetime) -> tuple[PerformanceView, ...]:
        """Return performances that start at or after ``since`` by start, ``left`` as of now."""
        ...

    def performance(self, performance_id: str) -> PerformanceView: ...
    def hall(self, hall_id: str) -> HallView: ...
    def hall_of(self, performance_id: str) -> HallView: ...
    def seat(self, seat_id: str) -> SeatView: ...
    def price_types(self) -> tuple[PriceTypeView, ...]: ...
    def prices(self, performance_id: str) -> tuple[PriceView, ...]:
        """Return every zone x price type that is on sale for the performance, as listed: without
        the fees and taxes that rules add. What a buyer pays is in ``pos/pricing/all_in.py``."""
        ...

    def starts_at(self, performance_id: str) -> datetime:
        """Return when a performance begins, in the venue's zone."""
        ...

    def promos(self) -> tuple[Promo, ...]: ...
    def groups(self) -> tuple[GroupPrice, ...]: ...
    def sources(self) -> tuple[Source, ...]: ...
    def charge_rules(self) -> ChargeRules:
        """Return the fees and taxes of the season, in the order of its file."""
        ...

    def subscriptions(self) -> tuple[Subscription, ...]: ...
    def memberships(self) -> tuple[Membership, ...]: ...
    def funds(self) -> tuple[Fund, ...]:
        """Return the season's funds in the order of its file; none where it names none."""
        ...

    def goods(self) -> tuple[Article, ...]: ...

    # ---- loading ----

    def plan(self, file: str) -> str | None:
        """Return the text of a seating plan that was imported under that file name."""
        ...

    def keep_plan(self, file: str, document: str) -> None:
        """Keep a seating plan's text for seasons that name the file."""
        ...

    def halls(self) -> tuple[Hall, ...]:
        """Return every hall with the rules of its season file."""
        ...

    def sold_performances(self) -> tuple[Performance, ...]:
        """Return the performances that tickets were ever sold for, as they are stored."""
        ...

    def sold_seats(self, hall_id: str) -> frozenset[str]:
        """Return the seats of a hall that tickets were ever sold for."""
        ...

    def season_holds(self) -> tuple[Hold, ...]:
        """Return what the last season import kept from sale."""
        ...

    def keep_holds(self, holds: Sequence[Hold]) -> None:
        """Remember what this season import kept from sale, instead of what was remembered."""
        ...

    def save(self, season: Season) -> tuple[str, ...]:
        """Replace the catalogue by ``season``.

        Performances that tickets were sold for and that the season has no more stay, with their
        hall, production, prices and price types; their codes are returned.
        """
        ...

    def replace_hall(self, hall: Hall) -> None:
        """Replace one hall: its zones, seats and drawing."""
        ...
