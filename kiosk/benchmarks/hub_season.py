"""How long a new window takes to be ready where a whole season is sold: from ``foyer hub join`` of
an empty home until it may sell all that is free; and how long it takes to back that home up and to
go on from the backup, books checked. It takes some minutes, so it is asked for
(``foyer bench hub --season TICKETS``).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.backups import back_up
from kiosk.benchmarks import arena
from kiosk.benchmarks.arena_crowd import PATIENCE_S, units_of
from kiosk.benchmarks.arena_house import furnish, name_window, season_ids, seat_ids
from kiosk.benchmarks.hub_venue import HubVenue, server, venue
from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.stamped_sales import Stamp
from kiosk.benchmarks.whole_window import online, opened
from kiosk.bootstrap import databases
from kiosk.restoring import restore
from kiosk.settings import Home
from pos.clock import SystemClock
from pos.hub.portions import Portions, first_bytes
from pos.hub.talk import LeaseCommand

if TYPE_CHECKING:
    from pos.ids import PerformanceId
    from pos.office import Office

HOUSE = 5_000
"""Seats of an evening; every one of the season is sold, and is still to come."""
SELLERS = 4
AIM_READY_S = 120.0
FILLING_S = 1_200.0
"""How long a new window may take before it is given up."""


def figures(tickets: int, house: int = HOUSE) -> Iterator[Figure]:
    """Yield how long a new window takes, and its backup and the restore of that."""
    evenings = season_ids(max(tickets // house, 1))
    with tempfile.TemporaryDirectory() as scratch, server() as at, venue(*at) as hub:
        folder = Path(scratch)
        sales = _sold_out(hub, folder, evenings, house)
        home = Home(folder / "W2")
        name_window(home, "W2")
        begun = time.perf_counter()
        hub.join(home, "W2")
        window = opened(home)
        window.until(partial(_knows, sales), FILLING_S)
        seconds = time.perf_counter() - begun
        window.close()
        size = home.database.stat().st_size / 1e9
        yield Figure(
            "new_window_ready",
            seconds,
            "s",
            AIM_READY_S,
            "the aim",
            where=f"{len(evenings)} evenings of {house:,} seats, all to come, sold in"
            f" {sum(sales.values()):,} sales at {SELLERS} windows; its database is {size:.1f} GB",
        )
        yield from _restored(folder, home, sum(sales.values()))


def _restored(folder: Path, home: Home, sales: int) -> Iterator[Figure]:
    """Of the tills that sold nobody heard: those findings are passed over, and take their time."""
    where = f"a window that knows {sales:,} sales"
    begun = time.perf_counter()
    made = back_up(home, folder / "window.foyer", SystemClock().now(), databases())
    seconds = time.perf_counter() - begun
    copied = _copied(home.database, folder / "copy")
    plain = "a bare copy of its database, on disk"
    yield Figure("backup_made", seconds, "s", copied, plain, where=where)
    begun = time.perf_counter()
    restore(made.place, Home(folder / "heir"), databases(), despite_findings=True)
    seconds = time.perf_counter() - begun
    yield Figure("backup_restored", seconds, "s", copied, plain, where=where)


def _copied(database: Path, to: Path) -> float:
    """Return seconds."""
    begun = time.perf_counter()
    shutil.copyfile(database, to)
    with to.open("rb+") as copy:
        os.fsync(copy.fileno())
    return time.perf_counter() - begun


def _sold_out(
    hub: HubVenue, folder: Path, evenings: tuple[PerformanceId, ...], house: int
) -> dict[str, int]:
    """Sell a season at windows on the wire; return how many parcels there are of each."""
    first = Home(folder / "W1")
    name_window(first, "W1")
    furnish(first, house, len(evenings))
    hub.join(first, "W1")
    window = opened(first)
    window.until(online)
    window.close()
    content = arena.parcel_of_a_sale(folder / "sample", house)
    sellers = [_Seller(hub, content, f"S{number}", house) for number in range(SELLERS)]
    for number, evening in enumerate(evenings):
        sellers[number % SELLERS].sell_out(evening)
    return {seller.name: seller.close() for seller in sellers}


class _Seller:
    """A window on the wire that sells whole evenings out."""

    def __init__(self, hub: HubVenue, content: bytes, name: str, house: int) -> None:
        clock = SystemClock()
        hub.let_in(name)
        self.name = name
        self._driver = hub.ways[name].greeted(clock, PATIENCE_S)
        self._stamp = Stamp(content, name, clock)
        self._seats, self._units = seat_ids(house), units_of(house, self._stamp.seats)
        self._until = clock.now() + arena.OVER
        self._commands = 0

    def sell_out(self, evening: PerformanceId) -> None:
        """Take every seat of an evening, sell it, and send that."""
        self._commands += 1
        wanted = LeaseCommand(self._commands, evening, "", self._until, take=self._seats)
        if not self._driver.lease(wanted).granted:
            raise RuntimeError("a free seat was not leased")
        going = [self._stamp.sale(unit, evening) for unit in self._units]
        while going:
            first = going[0].position.seq
            there = self._driver.send(first_bytes(going, Portions().sent_bytes))
            del going[: there.seq - first + 1]

    def close(self) -> int:
        """Let go of the hub; return how many parcels were sent."""
        self._driver.close()
        return self._stamp.position.seq


def _knows(sales: dict[str, int], office: Office) -> bool:
    with office.storage.read() as uow:
        known = uow.link.known()
    return all(known.get(name, 0) == count for name, count in sales.items()) and online(office)
