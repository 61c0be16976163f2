"""A window of the arena on the wire: the real driver and role of a window, its rights and its
parcels, without a screen or a database of its own.

It holds a block sized by the windows' own rule (``pos.hub.blocks``), sells out of it, and asks the
hub for a seat outside of it where the patron wants that one; what it sold, a second thread sends,
as fast as the hub takes it, and hears from it who holds what.
"""

from __future__ import annotations

import random
import threading
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from kiosk.benchmarks.arena_house import CURTAIN_IN, PERFORMANCE
from pos.hub.blocks import Fleet, Offer, Policy, wanted
from pos.hub.parcels import Parcel
from pos.hub.portions import Pace, Portions, first_bytes
from pos.hub.talk import Beat, LeaseCommand
from pos.ids import SeatId

if TYPE_CHECKING:
    from kiosk.benchmarks.stamped_sales import Stamp
    from pos.clock import Clock
    from pos.hub.talk import LeaseAnswer
    from pos.ports.hub import Hub

BEAT_S = 1.0
PICKY = 0.1
"""How many patrons want seats that are not in the window's block: the best they see free."""
NEAR = 60
"""Out of how many of the best."""
LASTS = timedelta(hours=12)


@dataclass
class Told:
    """What a window did. ``at_hub``: milliseconds of each call for seats. ``refused``: how many of
    them somebody else was quicker for."""

    sold: int = 0
    refused: int = 0
    at_hub: list[float] = field(default_factory=list)


Unit = tuple[SeatId, ...]
"""Seats that are sold together."""


class House:
    """The hall as it is sold, best first; one for all windows of a program."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self.of: dict[str, Unit] = {seat: unit for unit in units for seat in unit}
        self.rank = {unit: number for number, unit in enumerate(units)}


class WireWindow:
    """One window. ``sell`` runs on a thread of its own, ``carry`` on another.

    Args:
        asks: Its ledger's driver.
        sends: Its sync thread's.
        stamp: Makes its sales.
        house: What is on sale.
        fleet: Which of how many windows it is.
        clock: The machine's.
        pace_s: From one patron to the next.
    """

    def __init__(
        self,
        asks: Hub,
        sends: Hub,
        stamp: Stamp,
        house: House,
        fleet: Fleet,
        clock: Clock,
        pace_s: float = 0.0,
    ) -> None:
        self._asks, self._sends, self._stamp = asks, sends, stamp
        self._house = house
        self._free = dict.fromkeys(house.units)
        self._turn = len(house.units) * fleet.place // fleet.windows
        self._block: deque[Unit] = deque()
        self._fleet, self._clock, self._pace_s = fleet, clock, pace_s
        self._chance = random.Random(fleet.place)
        self._curtain = clock.now() + CURTAIN_IN
        self._commands = self._version = 0
        self._lock = threading.Lock()
        self._queue: deque[Parcel] = deque()
        self._news, self._pause = threading.Event(), threading.Event()
        self._over = False
        self.told = Told()

    # ---- selling ----

    def warm_up(self) -> None:
        """Sell once, before the clock runs, from where this window's turn is: so all that it says
        to the hub was said before, as at a window that has been open for a while."""
        unit = list(self._free)[self._turn]
        if not self._ask((unit,)):
            raise RuntimeError("a seat was gone before the sale began")
        self._queue.append(self._stamp.sale(unit))
        self._send()
        self._hear()
        self.told = Told()

    def sell(self) -> None:
        """Sell until nothing is left for this window."""
        try:
            while self._block or self._free:
                unit = self._for_a_patron()
                if unit is not None:
                    self._queue.append(self._stamp.sale(unit))
                    self._news.set()
                    self.told.sold += len(unit)
                self._pause.wait(self._pace_s)
        finally:
            self._over = True
            self._news.set()

    def _for_a_patron(self) -> Unit | None:
        """Return seats that are this window's now; None where somebody was quicker."""
        if not self._block:
            self._top_up()
        if not self._block or self._chance.random() < PICKY:
            best = self._known_free(NEAR)
            if best:
                unit = self._chance.choice(best)
                return unit if self._ask((unit,)) else None
        return self._block.popleft() if self._block else None

    def _top_up(self) -> None:
        """Ask for a block of the size that is the windows' rule, from where this one's turn is."""
        free = self._known_free()
        offer = Offer(
            PERFORMANCE,
            self._curtain,
            self._curtain + LASTS,
            free_places=len(free) * self._stamp.seats,  # they count as seats do
            an_hour=float(self.told.sold),
        )
        want = wanted(offer, Policy(), self._fleet, self._clock.now()) // self._stamp.seats
        start = bisect_left(free, self._turn, key=self._house.rank.__getitem__)
        piece = (free[start:] + free[:start])[:want]
        if piece and self._ask(piece):
            self._block.extend(piece)

    def _known_free(self, most: int | None = None) -> list[Unit]:
        with self._lock:
            return list(islice(self._free, most))

    def _ask(self, units: Sequence[Unit]) -> bool:
        seats = tuple(seat for unit in units for seat in unit)
        begun = time.perf_counter()
        answer = self._lease(seats)
        self.told.at_hub.append((time.perf_counter() - begun) * 1000)
        self._gone(seats if answer.granted else [each.seat_id for each in answer.refused])
        if not answer.granted:
            self.told.refused += 1
            self._listen(self._asks)
        return answer.granted

    def _gone(self, seats: Iterable[str]) -> None:
        units = set(map(self._house.of.__getitem__, seats))
        with self._lock:
            for unit in units & self._free.keys():
                del self._free[unit]

    def _lease(self, seats: tuple[SeatId, ...]) -> LeaseAnswer:
        self._commands += 1
        until = self._curtain + LASTS
        return self._asks.lease(LeaseCommand(self._commands, PERFORMANCE, "", until, take=seats))

    # ---- talking ----

    def carry(self) -> None:
        """Send what was sold, give signs of life and hear about rights, until all is at the hub."""
        beat_at, pace = 0.0, Pace()
        while not self._over or self._queue:
            now = time.perf_counter()
            if now >= beat_at:
                beat_at = now + BEAT_S
                self._hear()
                continue
            send_at = pace.due(len(self._queue)) if self._queue else beat_at
            if now < send_at:
                self._until(min(beat_at, send_at) - now)
            else:
                pace.begin(now)
                self._send()

    def _until(self, seconds: float) -> None:
        """Wait so long, or, where nothing waits to be sent, for a sale."""
        (self._pause if self._queue else self._news).wait(seconds)
        self._news.clear()

    def _hear(self) -> None:
        self._sends.beat(Beat(len(self._queue), len(self._block), 0, "bench", self._clock.now()))
        self._listen(self._sends)

    def _listen(self, hub: Hub) -> None:
        """Hear who holds what since the last time."""
        words = hub.held_since({PERFORMANCE: self._version})
        self._gone(word.seat_id for word in words if word.seat_id and word.holder)
        with self._lock:
            self._version = max((word.version for word in words), default=self._version)

    def _send(self) -> None:
        there = self._sends.send(first_bytes(list(self._queue), Portions().sent_bytes))
        while self._queue and self._queue[0].position.seq <= there.seq:
            self._queue.popleft()
