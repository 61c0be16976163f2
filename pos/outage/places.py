"""The places of emergency tickets: the best free ones, at a window of a hub with those that its
block lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pos.errors import PlacesNotHere, SoldOut
from pos.hub.rights import RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId, ZoneId
from pos.ports.storage import Storage, UnitOfWork
from pos.seating.best_available import best_available
from pos.views.catalogue import HallView, SeatView
from pos.window import Window

_PARTY = 4


class Places:
    """Gets places into the window's block. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, rights: RightsAuthority) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._rights = rights

    def fetch(self, performance_id: PerformanceId, zone_id: ZoneId | None, count: int) -> None:
        """Get what the window's block lacks from the hub: taken for a cart that lets go of it at
        once, so that it stays in the block. Seats that turn out to be another's are passed over.

        Raises SoldOut, PlacesNotHere, HubRefused.
        """
        gone = frozenset[SeatId]()
        while True:
            with self._storage.read() as uow:
                wanted = self._lacking(uow, performance_id, zone_id, count, gone)
            if wanted is None:
                return
            cart = CartId(self._ids.new())
            take = RightsCommand(
                CommandId(self._ids.new()),
                self._window.holder,
                performance_id,
                cart,
                take=wanted,
                take_places=0 if wanted else count,
            )
            answer = self._rights.apply(take)
            if answer.granted:
                back = replace(
                    take,
                    command_id=CommandId(self._ids.new()),
                    take=(),
                    take_places=0,
                    give_back=take.take,
                    give_places=take.take_places,
                )
                self._rights.apply(back)
                return
            refused = {refusal.seat_id for refusal in answer.refused}
            if answer.away:
                left = count - len(wanted) if wanted else answer.places_left
                with self._storage.read() as uow:
                    hall = uow.catalogue.hall_of(performance_id)
                raise _not_here(hall, zone_id, count, left)
            if not refused - gone:
                raise SoldOut(wanted=count, left=answer.places_left)
            gone |= refused

    def room(self, uow: UnitOfWork, performance_id: PerformanceId) -> dict[ZoneId | None, int]:
        """Return how many places can be had now, in each zone and, under None, in the house: at a
        window whose hub is away of its own block."""
        hall, reach = uow.catalogue.hall_of(performance_id), self._rights.reach(uow, performance_id)
        if hall.general_admission:
            left = int(hall.places) - uow.rights.places_taken(performance_id)
            has = left if reach.asks else min(reach.places, left)
            return dict.fromkeys((None, *(zone.zone_id for zone in hall.zones)), max(has, 0))
        taken = uow.rights.of_seats(performance_id)
        free = [s for s in hall.seats if s.seat_id not in taken and reach.has(s.seat_id)]
        zones = Counter(seat.zone_id for seat in free)
        return {None: len(free)} | {zone.zone_id: zones[zone.zone_id] for zone in hall.zones}

    def _lacking(
        self,
        uow: UnitOfWork,
        performance_id: PerformanceId,
        zone_id: ZoneId | None,
        count: int,
        gone: frozenset[SeatId],
    ) -> tuple[SeatId, ...] | None:
        """Return the seats that the hub is to be asked for, none for general admission; None where
        the window has enough. Raises SoldOut, PlacesNotHere, HubRefused."""
        reach = self._rights.reach(uow, performance_id)
        hall = uow.catalogue.hall_of(performance_id)
        if not reach.shared:
            return None
        reach.require_not_stopped()
        if hall.general_admission:
            if count <= reach.places:
                return None
            if not reach.asks:
                raise _not_here(hall, zone_id, count, reach.places)
            return ()
        taken = uow.rights.of_seats(performance_id)
        free = [
            seat
            for seat in hall.seats
            if zone_id in (None, seat.zone_id) and seat.seat_id not in taken
        ]
        own = [seat for seat in free if seat.seat_id in reach.seats]
        lacking = count - len(own)
        if lacking <= 0:
            return None
        if not reach.asks:
            raise _not_here(hall, zone_id, count, len(own))
        others = [
            seat for seat in free if seat.seat_id not in reach.seats and seat.seat_id not in gone
        ]
        if lacking > len(others):
            raise SoldOut(wanted=count, left=len(own) + len(others))
        return tuple(seat for seat, _ in _best(others, zone_id, lacking))


def _not_here(hall: HallView, zone_id: ZoneId | None, wanted: int, left: int) -> PlacesNotHere:
    several = len(hall.zones) > 1
    zone = next((z.name for z in hall.zones if several and z.zone_id == zone_id), "")
    return PlacesNotHere(kind="paper", wanted=wanted, left=left, zone=zone)


def best_seats(
    uow: UnitOfWork,
    hall: HallView,
    performance_id: PerformanceId,
    zone_id: ZoneId | None,
    count: int,
) -> list[tuple[SeatId, ZoneId]]:
    """Return the best free seats for so many patrons, who come in parties: ``_PARTY`` side by side
    rather than all of them in the one row that has so many. As they stand in the house; at a window
    of a hub of its own block, which is all it may promise."""
    free = [
        seat
        for seat in uow.rights.for_sale_here(performance_id, hall.seats)
        if zone_id in (None, seat.zone_id)
    ]
    return _best(free, zone_id, count)


def _best(
    free: Sequence[SeatView], zone_id: ZoneId | None, count: int
) -> list[tuple[SeatId, ZoneId]]:
    """Return the best of these seats, party by party. Raises SoldOut: there are fewer."""
    every, free = free, list(free)
    left, chosen = len(free), set[SeatId]()
    while len(chosen) < count:
        party = best_available(free, min(_PARTY, count - len(chosen)), zone_id)
        if not party:
            raise SoldOut(wanted=count, left=left)
        chosen |= {seat.seat_id for seat in party}
        free = [seat for seat in free if seat.seat_id not in chosen]
    return [(seat.seat_id, seat.zone_id) for seat in every if seat.seat_id in chosen]
