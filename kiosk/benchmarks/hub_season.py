"""How long a new window takes to be ready where a whole season is sold: from ``foyer hub join`` of
an empty home until it may sell all that is free; how long it takes to back that home up; and how
long a repaired one takes: from the backup on another machine, books checked, over ``foyer hub
join`` until it may sell, with half an evening sold elsewhere since. It takes some minutes, so it is
asked for (``foyer bench hub --season TICKETS``).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.backups import back_up
from kiosk.benchmarks import arena
from kiosk.benchmarks.arena_crowd import PATIENCE_S, units_of
from kiosk.benchmarks.arena_house import furnish, name_window, season_ids
from kiosk.benchmarks.hub_venue import HubVenue, server, venue
from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.stamped_sales import Stamp
from kiosk.benchmarks.whole_window import online, opened, told
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
    """Yield how long a new window takes, its backup, and a repaired one."""
    *evenings, last = season_ids(max(tickets // house, 1) + 1)
    with tempfile.TemporaryDirectory() as scratch, server() as at, venue(*at) as hub:
        folder = Path(scratch)
        sellers = _sold_out(hub, folder, evenings, house)
        sales = _sent(sellers)
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
        made = folder / "window.foyer"
        yield _backed_up(home, made, sum(sales.values()))
        sellers[0].sell(last, half=True)
        for seller in sellers:
            seller.close()
        yield _repaired(hub, made, Home(folder / "heir"), _sent(sellers))


def _backed_up(home: Home, to: Path, sales: int) -> Figure:
    begun = time.perf_counter()
    back_up(home, to, SystemClock().now(), databases())
    seconds = time.perf_counter() - begun
    plain, name = _copied(home.database, to.parent / "copy"), "a bare copy of its database, on disk"
    where = f"a window that knows {sales:,} sales"
    return Figure("backup_made", seconds, "s", plain, name, where=where)


def _repaired(hub: HubVenue, made: Path, home: Home, sales: dict[str, int]) -> Figure:
    """Of the tills that sold nobody heard: those findings are passed over, and take their time."""
    begun = time.perf_counter()
    restore(made, home, databases(), despite_findings=True)
    restored = time.perf_counter()
    hub.take_over(home, "W2")
    joined = time.perf_counter()
    window = opened(home)
    window.until(partial(_knows, sales), FILLING_S)
    ready = time.perf_counter()
    window.close()
    return Figure(
        "repaired_window_ready",
        ready - begun,
        "s",
        AIM_READY_S,
        "the aim",
        where=f"{sum(sales.values()):,} sales; restored and checked in {restored - begun:.1f} s,"
        f" joined in {joined - restored:.1f} s, ready {ready - joined:.1f} s after that",
    )


def _copied(database: Path, to: Path) -> float:
    """Return seconds."""
    begun = time.perf_counter()
    shutil.copyfile(database, to)
    with to.open("rb+") as copy:
        os.fsync(copy.fileno())
    return time.perf_counter() - begun


def _sold_out(
    hub: HubVenue, folder: Path, evenings: Sequence[PerformanceId], house: int
) -> list[_Seller]:
    """Sell a season at windows on the wire, all but its last evening; return them."""
    first = Home(folder / "W1")
    name_window(first, "W1")
    furnish(first, house, len(evenings) + 1)
    hub.join(first, "W1")
    told(first, FILLING_S)
    content = arena.parcel_of_a_sale(folder / "sample", house)
    sellers = [_Seller(hub, content, f"S{number}", house) for number in range(SELLERS)]
    for number, evening in enumerate(evenings):
        sellers[number % SELLERS].sell(evening)
    return sellers


def _sent(sellers: Sequence[_Seller]) -> dict[str, int]:
    """Return how many parcels there are of each."""
    return {seller.name: seller.sent for seller in sellers}


class _Seller:
    """A window on the wire that sells whole evenings out."""

    def __init__(self, hub: HubVenue, content: bytes, name: str, house: int) -> None:
        clock = SystemClock()
        hub.let_in(name)
        self.name = name
        self._driver = hub.ways[name].greeted(clock, PATIENCE_S)
        self._stamp = Stamp(content, name, clock)
        self._units = units_of(house, self._stamp.seats)
        self._until = clock.now() + arena.OVER
        self._commands = 0

    @property
    def sent(self) -> int:
        """How many parcels it made and sent."""
        return self._stamp.position.seq

    def sell(self, evening: PerformanceId, *, half: bool = False) -> None:
        """Take every seat of an evening, or of its worse ``half``, sell it, and send that."""
        units = self._units[len(self._units) // 2 :] if half else self._units
        self._commands += 1
        seats = tuple(seat for unit in units for seat in unit)
        wanted = LeaseCommand(self._commands, evening, "", self._until, take=seats)
        if not self._driver.lease(wanted).granted:
            raise RuntimeError("a free seat was not leased")
        going = [self._stamp.sale(unit, evening) for unit in units]
        while going:
            first = going[0].position.seq
            there = self._driver.send(first_bytes(going, Portions().sent_bytes))
            del going[: there.seq - first + 1]

    def close(self) -> None:
        """Let go of the hub."""
        self._driver.close()


def _knows(sales: dict[str, int], office: Office) -> bool:
    with office.storage.read() as uow:
        known = uow.link.known()
    return all(known.get(name, 0) == count for name, count in sales.items()) and online(office)
