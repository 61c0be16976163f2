"""What a window asks of the hub by itself while it is online: its blocks topped up and trimmed,
what a manager wants back, what the hub has not been told yet.

Called after a sign of life, on the ledger thread: a few performances at a time, the next curtain
first, so that nobody at the window waits for it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from pos.events import HouseChanged
from pos.hub.blocks import Fleet, Offer, Policy, Wish, top_up, trim
from pos.hub.hub_time import Reading
from pos.hub.rights import kept_here
from pos.hub.talk import BeatAnswer, LeaseCommand, Offered, WantedBack
from pos.ids import PerformanceId, SeatId
from pos.ports.link import Leases
from pos.ports.storage import UnitOfWork
from pos.window import Window

ROUND_S = 20.0
"""From one look at every performance to the next, at the least."""
AT_ONCE = 2
"""Performances looked at after one sign of life: a large hall takes some milliseconds."""
_LATELY = timedelta(hours=1)
_EVENINGS = timedelta(days=7)
_BUSIEST_S = 3600.0
"""How long the busiest hour of the last evenings is believed."""
_SOON = timedelta(hours=3)


class BlockPlan:
    """See the module, and ``pos.hub.syncing.Plan``."""

    def __init__(self, window: Window, policy: Policy) -> None:
        self._window = window
        self._policy = policy
        self._waiting: deque[Offered] = deque()
        self._round_at = float("-inf")
        self._busiest: tuple[float, float] = (float("-inf"), 0.0)

    def __call__(self, uow: UnitOfWork, told: BeatAnswer, now: Reading) -> None:
        """Keep the lease commands that are wanted now. ``told.at`` is the time they go by."""
        for back in told.wanted_back:
            self._give_back(uow, back, told.at)
        if not self._waiting and now.monotonic >= self._round_at + ROUND_S:
            self._round_at = now.monotonic
            self._waiting.extend(each for each in uow.link.offered() if each.ends_at > told.at)
        fleet = self._fleet(uow)
        for _ in range(min(AT_ONCE, len(self._waiting))):
            self._look_at(uow, self._waiting.popleft(), fleet, told, now)

    def _fleet(self, uow: UnitOfWork) -> Fleet:
        """Return our place among the windows that ever sold here."""
        windows = sorted({*uow.link.known(), self._window.window_id})
        return Fleet(windows.index(self._window.window_id), len(windows))

    # ---- one performance ----

    def _look_at(
        self, uow: UnitOfWork, offered: Offered, fleet: Fleet, told: BeatAnswer, now: Reading
    ) -> None:
        at, performance_id = told.at, PerformanceId(offered.performance_id)
        self._tell(uow, performance_id, offered.ends_at)
        if uow.restoring.is_closed(performance_id):
            return  # all of it is kept from sale until somebody has looked
        offer = self._offer(uow, offered, at, now)
        offer = replace(offer, given=told.given.get(performance_id, 0))
        for wish in (
            top_up(offer, self._policy, fleet, at),
            trim(offer, self._policy, fleet, at),
        ):
            self._keep(uow, performance_id, "", wish, offered.ends_at)

    def _offer(self, uow: UnitOfWork, offered: Offered, at: datetime, now: Reading) -> Offer:
        performance_id = PerformanceId(offered.performance_id)
        hall = uow.catalogue.hall_of(performance_id)
        starts_at = uow.catalogue.performance(performance_id).starts_at
        leases = uow.link.leases(performance_id)
        taken = uow.rights.of_seats(performance_id)
        mine = frozenset(SeatId(seat) for seat in leases.seats if seat not in taken)
        used = uow.rights.places_here(performance_id, self._window.window_id)
        others = uow.rights.places_taken(performance_id) - used
        return Offer(
            performance_id=performance_id,
            starts_at=starts_at,
            ends_at=offered.ends_at,
            seats=hall.seats,
            own=mine,
            free=frozenset(
                seat.seat_id
                for seat in hall.seats
                if seat.seat_id not in taken and seat.seat_id not in leases.seats
            ),
            own_places=max(leases.places - used, 0),
            free_places=max(hall.places - others - leases.places, 0),
            an_hour=self._an_hour(uow, performance_id, soon=starts_at - at <= _SOON, now=now),
        )

    def _an_hour(self, uow: UnitOfWork, performance_id: str, *, soon: bool, now: Reading) -> float:
        """Return how many places of it this window sells in an hour: as in the last one, and near
        the curtain at least as in the busiest of the last evenings."""
        own = self._window.window_id
        lately = uow.rights.sold_since(own, uow.now() - _LATELY).get(performance_id, 0)
        if not soon:
            return float(lately)
        if now.monotonic >= self._busiest[0] + _BUSIEST_S:
            busiest = uow.rights.busiest_hour(own, uow.now() - _EVENINGS)
            self._busiest = (now.monotonic, float(busiest))
        return max(float(lately), self._busiest[1])

    # ---- what others want, and what the hub lacks ----

    def _give_back(self, uow: UnitOfWork, back: WantedBack, at: datetime) -> None:
        """Give back what a manager wants, but nothing that is sold or in a cart."""
        performance_id = PerformanceId(back.performance_id)
        leases = uow.link.leases(performance_id)
        taken = uow.rights.of_seats(performance_id)
        seats = tuple(
            SeatId(seat) for seat in back.seats if seat in leases.seats and seat not in taken
        )
        used = uow.rights.places_here(performance_id, self._window.window_id)
        places = min(back.places, max(leases.places - used, 0))
        wish = Wish(give_back=seats, give_places=places)
        self._keep(uow, performance_id, "", wish, _until(leases, at))

    def _tell(self, uow: UnitOfWork, performance_id: PerformanceId, until: datetime) -> None:
        """Ask once more for what is kept from sale or sold elsewhere, by what is known here, and by
        the hub's word is nobody's or ours: it refused the command that said so for another place
        in it."""
        holders: dict[str, list[SeatId]] = {}
        own = self._window.window_id
        for seat, holder in uow.rights.untold(performance_id, own).items():
            if not kept_here(holder, own):
                holders.setdefault(holder, []).append(SeatId(seat))
        for holder, seats in holders.items():
            self._keep(uow, performance_id, holder, Wish(take=tuple(seats)), until)

    def _keep(
        self,
        uow: UnitOfWork,
        performance_id: PerformanceId,
        holder: str,
        wish: Wish,
        until: datetime,
    ) -> None:
        if not holder and not _all_told(uow):
            wish = replace(wish, give_back=(), give_places=0)
        if not wish:
            return
        uow.link.ask(
            LeaseCommand(
                number=uow.link.next_number(),
                performance_id=performance_id,
                holder=holder,
                until=until,
                take=wish.take,
                give_back=wish.give_back,
                take_places=wish.take_places,
                give_places=wish.give_places,
            )
        )
        uow.publish(HouseChanged(performance_id))


def _all_told(uow: UnitOfWork) -> bool:
    """Return whether the hub has all that was kept here. A seat that was sold and taken back is not
    given back before: the hub would hear of its sale when somebody else has it."""
    link = uow.link.link()
    return link is not None and link.acknowledged == uow.link.last()


def _until(leases: Leases, otherwise: datetime) -> datetime:
    return leases.ends_at or otherwise
