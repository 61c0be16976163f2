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
from pos.seating.rows import Rows, Taste
from pos.views.catalogue import HallView, SeatKind


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
    """Keeps what is worked out once for a hall. Thread: ledger."""

    def __init__(self) -> None:
        self._halls: dict[HallId, tuple[HallView, Rows]] = {}

    def best(
        self, uow: UnitOfWork, reach: Reach, performance_id: PerformanceId, party: Party
    ) -> tuple[SeatId, ...]:
        """Return the best seats for the party; takes nothing.

        Raises:
            SoldOut: Fewer are free (``wanted``, ``left``; of wheelchair places where they want
                some).
            PlacesNotHere: Fewer are this window's own, and the hub cannot be asked for more.
        """
        hall = uow.catalogue.hall_of(performance_id)
        taken = frozenset(SeatId(seat) for seat in uow.rights.of_seats(performance_id))
        if party.wheelchairs:
            found = _accessible(hall, taken, reach, party)
        else:
            spare = uow.catalogue.company().selling.spare_single
            found = _ordinary(self.rows(hall), taken, reach, party, spare_single=spare)
        if found.choice is not None:
            return tuple(seat.seat_id for seat in found.choice.seats)
        refusal = PlacesNotHere if found.elsewhere else SoldOut
        raise refusal(wanted=party.wheelchairs or party.quantity, left=found.left)

    def rows(self, hall: HallView) -> Rows:
        """Return a hall's rows; they stay for as long as its plan does."""
        known = self._halls.get(hall.hall_id)
        if known is None or known[0] is not hall:
            known = self._halls[hall.hall_id] = (hall, Rows(hall.seats, hall.outlook))
        return known[1]


def _ordinary(
    rows: Rows, taken: frozenset[SeatId], reach: Reach, party: Party, *, spare_single: bool
) -> _Found:
    wish = Wish(party.quantity, party.zones, party.taste, party.passed, spare_single)
    free = rows.free(taken)
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
