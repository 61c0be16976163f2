"""The house that is sold from, kept as it is shown: all that the ledger said of it, then seat by
seat what became another, and the seats of our own cart laid over it. Nothing here goes through a
whole house for the sake of one seat but to copy it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from kiosk.presenters.zone_offers import Taken, and_now, taken_of
from pos.ids import PerformanceId, SeatId
from pos.views.catalogue import HallView, HouseView, NoneLeft, SeatStatus, SeatsView
from pos.views.selling import CartView

_LASTS = frozenset({NoneLeft.CANCELLED, NoneLeft.NOT_YET})
"""Why nothing is left, whatever becomes of the seats."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SeatNews:
    """What makes a house another than ``before``: these seats and no others."""

    before: HouseView
    seats: frozenset[SeatId]


@dataclass(frozen=True, slots=True)
class Shown:
    """A house with our own cart in it. ``news``: None where all of it may be another."""

    house: HouseView
    taken: Taken
    news: SeatNews | None


class LiveHouse:
    """See the module. ``house``: as the ledger said. Made on any thread, then of the GUI's."""

    def __init__(self, hall: HallView, house: HouseView) -> None:
        others: dict[SeatId, SeatStatus] = {
            seat: status
            for seat, status in house.seats.items()
            if status is not SeatStatus.IN_CART  # which the cart knows better
        }
        self.hall = hall
        self._said = replace(house, seats=others)
        self._taken = taken_of(hall, others)
        self._changed: set[SeatId] = set()
        self._mine: frozenset[SeatId] = frozenset()
        self._shown: Shown | None = None

    @property
    def performance_id(self) -> PerformanceId:
        return self._said.performance_id

    def hear(self, told: SeatsView) -> None:
        """Some seats may be another."""
        said = self._said
        now = {
            seat: SeatStatus.FREE if status is SeatStatus.IN_CART else status
            for seat, status in told.seats.items()
        }
        self._taken = and_now(self.hall, self._taken, said.seats, now)
        away = NoneLeft.NOT_HERE if self._taken.away.total() else NoneLeft.SOLD_OUT
        taken = {seat: status for seat, status in now.items() if status is not SeatStatus.FREE}
        self._said = replace(
            said,
            seats=_over(said.seats, now, taken),
            blocked_by=_over(said.blocked_by, now, told.blocked_by),
            held=_over(said.held, now, told.held),
            none_left=said.none_left if said.none_left in _LASTS else away,
        )
        self._changed |= now.keys()

    def shown(self, cart: CartView | None) -> Shown:
        """Return the house with this cart in it."""
        mine = frozenset(
            line.seat_id
            for line in (cart.lines if cart is not None else ())
            if line.seat_id is not None and line.performance_id == self._said.performance_id
        )
        changed = self._changed | (mine ^ self._mine)
        if self._shown is not None and not changed:
            return self._shown
        ours = dict.fromkeys(mine, SeatStatus.IN_CART)
        before, said = self._shown, self._said
        self._shown = Shown(
            house=replace(said, seats={**said.seats, **ours}),
            taken=and_now(self.hall, self._taken, said.seats, ours),
            news=SeatNews(before.house, frozenset(changed)) if before is not None else None,
        )
        self._mine, self._changed = mine, set()
        return self._shown


def _over(
    before: Mapping[SeatId, T], seats: Mapping[SeatId, object], now: Mapping[SeatId, T]
) -> dict[SeatId, T]:
    """Return what is said of seats where of ``seats`` nothing is true any more but ``now``."""
    after = dict(before)
    for seat in seats:
        after.pop(seat, None)
    after.update(now)
    return after
