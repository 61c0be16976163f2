"""The seats a party gets in one performance's house, as it stands at this window now.

A window of a hub looks in its own block first; what it cannot get without the hub it does not
offer.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.errors import PlacesNotHere, SoldOut
from pos.hub.rights import Reach
from pos.ids import HallId, PerformanceId, SeatId, ZoneId
from pos.ports.storage import UnitOfWork
from pos.seating.accessible import AccessibleWish, find_accessible
from pos.seating.best_available import Choice, Seated, Wish, find_best
from pos.seating.rows import FreeSeats, Rows, Taste
from pos.views.catalogue import HallView, SeatKind

HOUSES = 32
"""Of so many performances it is known what was free: a package looks at all of its dates."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who wants seats: ``quantity`` people, ``wheelchairs`` of them in one; ``zones``: those they
    would pay, None: any. ``passed``: seats that they were offered and do not want."""

    quantity: int
    wheelchairs: int = 0
    zones: tuple[ZoneId, ...] | None = None
    passed: frozenset[SeatId] = frozenset()
    taste: Taste = Taste.BEST


@dataclass(frozen=True, slots=True)
class _Found:
    """``left``: how many there are here. ``elsewhere``: others are free that are not this
    window's."""

    choice: Choice | None
    left: int
    elsewhere: bool


class Choosing:
    """Keeps what is worked out once for a hall, and which seats of a performance were free when
    that was last asked. Thread: ledger."""

    def __init__(self) -> None:
        self._halls: dict[HallId, tuple[HallView, Rows]] = {}
        self._houses: dict[PerformanceId, tuple[Rows, frozenset[SeatId], FreeSeats]] = {}

    def best(
        self, uow: UnitOfWork, reach: Reach, performance_id: PerformanceId, party: Party
    ) -> tuple[SeatId, ...]:
        """Return the best seats for the party; takes nothing.

        Raises:
            SoldOut: Fewer are free (``wanted``, ``left``; of wheelchair places where they want
                some, and ``kind`` says so).
            PlacesNotHere: Fewer are this window's own, and the hub cannot be asked for more.
            HubRefused: The hub stopped this window.
        """
        reach.require_not_stopped()
        hall = uow.catalogue.hall_of(performance_id)
        if party.wheelchairs:
            found = _accessible(hall, uow.rights.seats_taken(performance_id), reach, party)
        else:
            spare = uow.catalogue.company().selling.spare_single
            free = self.free(uow, hall, performance_id)
            found = _ordinary(self.rows(hall), free, reach, party, spare_single=spare)
        if found.choice is not None:
            return tuple(seat.seat_id for seat in found.choice.seats)
        if found.elsewhere:
            wanted = party.wheelchairs or party.quantity
            raise PlacesNotHere(wanted=wanted, left=found.left, zone=_named(hall, party.zones))
        if found.left < party.wheelchairs:
            kind = SeatKind.WHEELCHAIR.value
            raise SoldOut(wanted=party.wheelchairs, left=found.left, kind=kind)
        raise SoldOut(wanted=party.wheelchairs or party.quantity, left=found.left)

    def rows(self, hall: HallView) -> Rows:
        """Return a hall's rows; they stay for as long as its plan does."""
        known = self._halls.get(hall.hall_id)
        if known is None or known[0] is not hall:
            known = self._halls[hall.hall_id] = (hall, Rows(hall.seats, hall.outlook))
        return known[1]

    def free(self, uow: UnitOfWork, hall: HallView, performance_id: PerformanceId) -> FreeSeats:
        """Return what is free of a performance's house; the caller's own."""
        rows, taken = self.rows(hall), uow.rights.seats_taken(performance_id)
        then, before, free = self._houses.pop(performance_id, (None, frozenset[SeatId](), None))
        if free is None or then is not rows:
            free = rows.free(taken)
        else:
            for seat in before - taken:
                free.give(seat)
            for seat in taken - before:
                free.take(seat)
        self._houses[performance_id] = (rows, taken, free)
        if len(self._houses) > HOUSES:
            del self._houses[next(iter(self._houses))]  # the one that was not asked for the longest
        return free.without(())


def _named(hall: HallView, zones: tuple[ZoneId, ...] | None) -> str:
    """Return where in a hall places are wanted; empty where anywhere."""
    named = [zone.name for zone in hall.zones if zone.zone_id in (zones or ())]
    return ", ".join(named) if len(named) < len(hall.zones) else ""


def _ordinary(
    rows: Rows, free: FreeSeats, reach: Reach, party: Party, *, spare_single: bool
) -> _Found:
    wish = Wish(party.quantity, party.zones, party.taste, party.passed, spare_single)
    here = free if not reach.shared or reach.asks else free.only(reach.seats)
    choice = find_best(rows, here.only(reach.seats), wish) if reach.shared else None
    if choice is None or choice.seated is not Seated.TOGETHER:
        choice = find_best(rows, here, wish)
    left, there = (
        sum(seats.count(zone) for zone in party.zones or (None,)) for seats in (here, free)
    )
    return _Found(choice, left, left < there)


def _accessible(hall: HallView, taken: frozenset[SeatId], reach: Reach, party: Party) -> _Found:
    free = [
        seat
        for seat in hall.seats
        if seat.seat_id not in taken and (party.zones is None or seat.zone_id in party.zones)
    ]
    here = [seat for seat in free if reach.has(seat.seat_id)]
    companions = max(party.quantity - party.wheelchairs, 0)
    wish = AccessibleWish(party.wheelchairs, companions, party.zones, party.passed)
    places = sum(seat.kind is SeatKind.WHEELCHAIR for seat in here)
    return _Found(find_accessible(here, wish), places, len(here) < len(free))
