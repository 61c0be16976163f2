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
from typing import TYPE_CHECKING

from kiosk.benchmarks.arena_house import CURTAIN_IN, PERFORMANCE
from pos.hub.blocks import Fleet, Offer, Policy, wanted
from pos.hub.parcels import Parcel
from pos.hub.portions import Portions, first_bytes
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


class WireWindow:
    """One window. ``sell`` runs on a thread of its own, ``carry`` on another.

    Args:
        asks: Its ledger's driver.
        sends: Its sync thread's.
        stamp: Makes its sales.
        units: The hall, best first.
        fleet: Which of how many windows it is.
        clock: The machine's.
        pace_s: From one patron to the next.
    """

    def __init__(
        self,
        asks: Hub,
        sends: Hub,
        stamp: Stamp,
        units: Sequence[Unit],
        fleet: Fleet,
        clock: Clock,
        pace_s: float = 0.0,
    ) -> None:
        self._asks, self._sends, self._stamp = asks, sends, stamp
        self._of = {seat: unit for unit in units for seat in unit}
        self._free = dict.fromkeys(units)
        self._rank = {unit: number for number, unit in enumerate(units)}
        self._turn = len(units) * fleet.place // fleet.windows
        self._block: deque[Unit] = deque()
        self._fleet, self._clock, self._pace_s = fleet, clock, pace_s
        self._chance = random.Random(fleet.place)
        self._curtain = clock.now() + CURTAIN_IN
        self._commands = 0
        self._lock = threading.Lock()
        self._queue: deque[Parcel] = deque()
        self._news, self._pause = threading.Event(), threading.Event()
        self._over = False
        self.told = Told()

    # ---- selling ----

    def sell(self) -> None:
        """Sell until nothing is left for this window."""
        try:
            while self._block or self._known_free():
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
            best = self._known_free()[:NEAR]
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
        start = bisect_left(free, self._turn, key=self._rank.__getitem__)
        piece = (free[start:] + free[:start])[:want]
        if piece and self._ask(piece):
            self._block.extend(piece)

    def _known_free(self) -> list[Unit]:
        with self._lock:
            return list(self._free)

    def _ask(self, units: Sequence[Unit]) -> bool:
        seats = tuple(seat for unit in units for seat in unit)
        begun = time.perf_counter()
        answer = self._lease(seats)
        self.told.at_hub.append((time.perf_counter() - begun) * 1000)
        self._gone(seats if answer.granted else [each.seat_id for each in answer.refused])
        self.told.refused += not answer.granted
        return answer.granted

    def _gone(self, seats: Iterable[SeatId]) -> None:
        with self._lock:
            for seat in seats:
                self._free.pop(self._of[seat], None)

    def _lease(self, seats: tuple[SeatId, ...]) -> LeaseAnswer:
        self._commands += 1
        until = self._curtain + LASTS
        return self._asks.lease(LeaseCommand(self._commands, PERFORMANCE, "", until, take=seats))

    # ---- talking ----

    def carry(self) -> None:
        """Send what was sold, give signs of life and hear about rights, until all is at the hub."""
        version, due = 0, 0.0
        while not self._over or self._queue:
            now = time.perf_counter()
            if now >= due:
                due = now + BEAT_S
                version = self._hear(version)
            self._news.wait(max(due - now, 0.0))
            self._news.clear()
            self._send()

    def _hear(self, version: int) -> int:
        self._sends.beat(Beat(len(self._queue), len(self._block), 0, "bench", self._clock.now()))
        words = self._sends.held_since({PERFORMANCE: version})
        self._gone(SeatId(word.seat_id) for word in words if word.seat_id and word.holder)
        return max((word.version for word in words), default=version)

    def _send(self) -> None:
        while self._queue:
            there = self._sends.send(first_bytes(list(self._queue), Portions().sent_bytes))
            while self._queue and self._queue[0].position.seq <= there.seq:
                self._queue.popleft()
