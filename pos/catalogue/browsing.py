"""What can be sold, as the screens ask for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pos.clock import Clock, business_date
from pos.hub.rights import EVERYTHING, Reach, RightsAuthority
from pos.ids import CartId, HallId, PerformanceId, SeatId
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.all_in import shown_prices
from pos.views.catalogue import (
    BlockView,
    CompanyView,
    HallView,
    HouseView,
    NoneLeft,
    PerformanceView,
    PriceTypeView,
    SeatStatus,
    SeatsView,
)
from pos.views.holds import HoldCode, code_of, is_kept, keeper_of
from pos.window import Window

_ELSEWHERE = frozenset({SeatStatus.AT_HUB, SeatStatus.BLOCKED})
"""Not sold, but not to be had here now."""


class Catalogue:
    """Reads the catalogue. Thread: ledger."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        window: Window,
        rights: RightsAuthority | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._window = window
        self._rights = rights

    def company(self) -> CompanyView:
        """Return the venue's own facts. Raises NotFound before a season was imported."""
        with self._storage.read() as uow:
            return uow.catalogue.company()

    def performances(self) -> tuple[PerformanceView, ...]:
        """Return today's performances and later ones by start; ``left`` is as of now, and at a
        window of a hub that is away what is left of its own block."""
        with self._storage.read() as uow:
            company = uow.catalogue.company()
            zone = ZoneInfo(company.zone)
            today = business_date(self._clock.now(), zone, company.cutoff_hour)
            since = datetime.combine(today, time(), zone) + timedelta(hours=company.cutoff_hour)
            found = uow.catalogue.performances(since)
            reach = self._reach(uow, found[0].performance_id) if found else EVERYTHING
            kept = {one.performance_id for one in uow.restoring.closed()}
            if reach.asks:
                return tuple(_as_here(uow, each, None, kept) for each in found)
            own = {} if reach.closed else uow.rights.left_here(self._window.window_id)
            used = self._used(uow, reach)
            return tuple(
                replace(here, held=here.left + used.get(here.performance_id, 0))
                for here in (_as_here(uow, each, own, kept) for each in found)
            )

    def _used(self, uow: UnitOfWork, reach: Reach) -> Mapping[str, int]:
        """Return how many places of each block went since the hub was lost."""
        since = reach.heard or self._clock.now()
        return uow.rights.used_here(self._window.window_id, since)

    def _reach(self, uow: UnitOfWork, performance_id: PerformanceId) -> Reach:
        return self._rights.reach(uow, performance_id) if self._rights else EVERYTHING

    def hall(self, hall_id: HallId) -> HallView:
        """Return a hall with its plan. Large: ask once and keep it."""
        with self._storage.read() as uow:
            return uow.catalogue.hall(hall_id)

    def house(self, performance_id: PerformanceId, cart_id: CartId | None = None) -> HouseView:
        """Return every place that is not free, as seen by the owner of ``cart_id``, and the
        prices. At a window of a hub a seat is free if it can be had here now."""
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(performance_id)
            taken = uow.rights.of_seats(performance_id)
            reach = self._reach(uow, performance_id)
            live = uow.rights.live_seats(performance_id) if reach.shared else taken.keys()
            seats = {
                SeatId(seat): _status(holder, cart, cart_id, blocked=seat not in live)
                for seat, (holder, cart) in taken.items()
            }
            if not reach.asks:
                seats |= {
                    seat.seat_id: SeatStatus.AT_HUB
                    for seat in hall.seats
                    if seat.seat_id not in taken and not reach.has(seat.seat_id)
                }
            left = hall.places - uow.rights.places_taken(performance_id)
            if uow.restoring.is_closed(performance_id):  # nothing of it is sold at this window
                seats |= {s.seat_id: SeatStatus.HELD for s in hall.seats if s.seat_id not in taken}
                left = 0
            elsewhere = left > 0 or not _ELSEWHERE.isdisjoint(seats.values())
            return HouseView(
                performance_id=performance_id,
                seats=seats,
                places_left=_places_left(left, reach),
                prices=shown_prices(uow, performance_id),
                block=self._block(uow, performance_id, reach, taken),
                blocked_by=_blocked_by(seats, taken),
                none_left=_none_left(uow, performance_id, elsewhere=elsewhere),
                held=_held(uow, taken),
            )

    def block(self, performance_id: PerformanceId) -> BlockView | None:
        """Return what this window has of a performance while its hub is away, without reading the
        house; None where the hub can be asked, or there is none."""
        with self._storage.read() as uow:
            reach = self._reach(uow, performance_id)
            if reach.asks:
                return None
            taken = uow.rights.of_seats(performance_id, reach.seats)
            return self._block(uow, performance_id, reach, taken)

    def _block(
        self, uow: UnitOfWork, performance_id: PerformanceId, reach: Reach, taken: Collection[str]
    ) -> BlockView | None:
        if reach.asks:
            return None
        left = sum(1 for seat in reach.seats if seat not in taken) + reach.places
        zone = ZoneInfo(uow.catalogue.company().zone)
        until = reach.until.astimezone(zone) if reach.until is not None else None
        return BlockView(left, until, left + self._used(uow, reach).get(performance_id, 0))

    def seats(
        self,
        performance_id: PerformanceId,
        seats: Collection[SeatId],
        cart_id: CartId | None = None,
    ) -> SeatsView | None:
        """Return how some seats of a house stand, as ``house`` would; None where only all of it can
        tell: what a window can have while its hub is away, or may not sell before somebody looked.
        """
        with self._storage.read() as uow:
            reach = self._reach(uow, performance_id)
            if not reach.asks or uow.restoring.is_closed(performance_id):
                return None
            taken = uow.rights.of_seats(performance_id, seats)
            live = uow.rights.live_seats(performance_id, seats) if reach.shared else taken.keys()
            found = dict.fromkeys(seats, SeatStatus.FREE)
            for seat in found.keys() & taken.keys():
                found[seat] = _status(*taken[seat], cart_id, blocked=seat not in live)
            named = {seat: holder for seat, holder in taken.items() if seat in found}
            return SeatsView(performance_id, found, _blocked_by(found, taken), _held(uow, named))

    def price_types(self) -> tuple[PriceTypeView, ...]:
        """Return the price types in the venue's order; the first is the usual one."""
        with self._storage.read() as uow:
            return uow.catalogue.price_types()


def _blocked_by(
    seats: Mapping[SeatId, SeatStatus], taken: Mapping[str, tuple[str, str]]
) -> dict[SeatId, str]:
    return {
        seat: taken[seat][0].partition(":")[2]
        for seat, status in seats.items()
        if status is SeatStatus.BLOCKED
    }


def _held(uow: UnitOfWork, taken: Mapping[str, tuple[str, str]]) -> dict[SeatId, HoldCode]:
    """Return under which code each held seat is; what Foyer keeps itself is under none."""
    holders = {holder for holder, _ in taken.values() if is_kept(holder)}
    known = uow.catalogue.company().hold_codes if holders else ()
    codes = {holder: code_of(holder, known) for holder in holders if keeper_of(holder) is None}
    return {SeatId(seat): codes[holder] for seat, (holder, _) in taken.items() if holder in codes}


def _as_here(
    uow: UnitOfWork,
    performance: PerformanceView,
    own: Mapping[str, int] | None,
    kept: Collection[str],
) -> PerformanceView:
    """Return a performance as this window can sell it. ``own``: what is left of its blocks, where
    the hub is away; ``kept``: what nobody has looked at after a restore."""
    performance_id = performance.performance_id
    if uow.order_life.is_cancelled(performance_id):
        return replace(performance, left=0, none_left=NoneLeft.CANCELLED)
    if performance_id in kept:
        return replace(performance, left=0, none_left=NoneLeft.NOT_YET)
    left = performance.left if own is None else own.get(performance_id, 0)
    if own is None and left > 0:
        return performance
    why = NoneLeft.SOLD_OUT
    if left <= 0:
        why = _none_left(uow, performance_id, elsewhere=performance.left > 0)
    return replace(performance, left=left, own_only=own is not None, none_left=why)


def _none_left(uow: UnitOfWork, performance_id: str, *, elsewhere: bool) -> NoneLeft:
    """Return why nothing is left here. ``elsewhere``: there is something at the hub."""
    if uow.order_life.is_cancelled(performance_id):
        return NoneLeft.CANCELLED
    if uow.restoring.is_closed(performance_id):
        return NoneLeft.NOT_YET
    return NoneLeft.NOT_HERE if elsewhere else NoneLeft.SOLD_OUT


def _places_left(left: int, reach: Reach) -> int:
    """Return how many places can be had: ``left`` counts what nobody leases and what this window
    leases and has not taken."""
    return left if reach.asks else min(reach.places, left) if reach.shared else left


def _status(holder: str, cart: str, mine: CartId | None, *, blocked: bool) -> SeatStatus:
    """Return how a seat stands. ``blocked``: no live ticket is for it."""
    kind = holder.partition(":")[0]
    if kind == "kill":
        return SeatStatus.KILLED
    if kind == "hold":
        return SeatStatus.HELD
    if cart:
        return SeatStatus.IN_CART if cart == mine else SeatStatus.TAKEN
    if blocked and kind == "window":
        return SeatStatus.BLOCKED
    return SeatStatus.SOLD
