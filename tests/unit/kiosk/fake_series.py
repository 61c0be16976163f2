"""Series of a box office in memory: two dates of choice out of three, at one price level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pos.errors import DateSoldOut, PosError
from pos.ids import CommandId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.views.catalogue import PerformanceView
from pos.views.people import SessionView
from pos.views.pricing import PriceStep, StepKind
from pos.views.selling import CartView
from pos.views.subscriptions import (
    DateSeats,
    InPackage,
    Level,
    LevelOffer,
    SeriesChoice,
    SeriesDate,
    SeriesOffer,
    SeriesWish,
    Subscription,
)

PRICE = Money(9_000)
"""Of a series of two dates for one person."""


class Packages:
    """``shows``: the performances of the house. ``left``: places at every date. ``refuses``: what
    the next take comes to."""

    def __init__(self, office: Any, shows: tuple[PerformanceView, ...]) -> None:
        self._office = office
        self.left = 4
        self.refuses: PosError | None = None
        self.looked: list[SeriesWish] = []
        every = tuple(show.performance_id for show in shows[:3])
        self.free = Subscription(
            "FREE", "Free choice", every, 1_000, "", 2, 2, False, (Level("front", ()),)
        )
        fixed = replace(self.free, code="ALL", name="All of them", fewest=3, most=3)
        gone = replace(fixed, code="GONE", name="Last month's")
        dates = tuple(SeriesDate(show) for show in shows[:3])
        self.series = (
            SeriesOffer(self.free, dates, PRICE),
            SeriesOffer(fixed, dates, PRICE),
            SeriesOffer(gone, tuple(SeriesDate(show, over=True) for show in shows[:3]), None),
        )

    def offers(self, session: SessionView) -> tuple[SeriesOffer, ...]:
        return self.series

    def levels(
        self,
        session: SessionView,
        code: str,
        dates: tuple[PerformanceId, ...],
        price_type_id: PriceTypeId,
    ) -> tuple[LevelOffer, ...]:
        left = tuple((date, self.left) for date in dates)
        price = PRICE if len(dates) > 1 else None
        return (LevelOffer("front", price, Money(10_000), left),)

    def look(self, session: SessionView, wish: SeriesWish) -> SeriesChoice:
        self.looked.append(wish)
        if wish.quantity > self.left:
            raise DateSoldOut(
                production="The SYM1",
                performance=wish.dates[-1],
                wanted=wish.quantity,
                left=self.left,
            )
        return SeriesChoice(
            wish, tuple(DateSeats(date, ZoneId("front"), ()) for date in wish.dates)
        )

    def take(
        self, command: CommandId, session: SessionView, cart: CartView, choice: SeriesChoice
    ) -> CartView:
        if self.refuses is not None:
            refused, self.refuses = self.refuses, None
            raise refused
        make: Callable[..., Any] = self._office.seating._line
        lines = [
            replace(
                make(date.performance_id, "front", choice.wish.price_type_id, None),
                package=InPackage(command, number, self.free.code, self.free.name),
                steps=(PriceStep(StepKind.PACKAGE, "FREE", "Free choice", Money(500)),),
            )
            for date in choice.dates
            for number in range(1, choice.wish.quantity + 1)
        ]
        return replace(cart, lines=(*cart.lines, *lines))
