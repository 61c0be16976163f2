"""The hub: how fast sales are sent and taken in, how long a new window takes to join, what a lease
costs, and when a sale is seen at another window. Of a window that was away, and whose line dies:
``hub_away``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks import arena, hub_away, seen_elsewhere
from kiosk.benchmarks.arena import AT_ONCE
from kiosk.benchmarks.arena_crowd import PATIENCE_S, units_of
from kiosk.benchmarks.arena_house import PERFORMANCE, SEATS, furnish, name_window, seat_ids
from kiosk.benchmarks.hub_venue import HubVenue, server, venue
from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_postgres import INSERT, claimed, said
from kiosk.benchmarks.plain_sqlite import COPY, DIFFERENCE, REPLAY
from kiosk.benchmarks.stamped_sales import Stamp
from kiosk.benchmarks.whole_window import online, opened, told
from kiosk.settings import Home
from pos.clock import SystemClock
from pos.hub.portions import Portions, first_bytes
from pos.hub.talk import LeaseCommand

if TYPE_CHECKING:
    from pos.hub.parcels import Parcel
    from pos.office import Office

SALES = 10_000
TOP_UPS = 100
TOP_UP = 20
"""Seats of one."""
ROUNDS = 5
FILLING_S = 600.0
"""How long a new window may take before it is given up."""


def figures(
    sales: int = SALES,
    seats: int = SEATS,
    rounds: int = ROUNDS,
    windows: int = arena.WINDOWS,
    touches: int = arena.TOUCHES,
) -> Iterator[Figure]:
    """Yield the hub's figures, and then those of an arena of ``seats`` sold by ``windows``."""
    with tempfile.TemporaryDirectory() as scratch, server() as at:
        folder = Path(scratch)
        with venue(*at) as hub:
            yield from _hub(hub, folder, sales, seats)
        with venue(*at) as hub:
            yield from hub_away.figures(hub, folder / "away", sales, seats, rounds)
        with venue(*at) as hub:
            yield from arena.figures(hub, folder, windows, seats)
        with venue(*at) as hub:
            yield from arena.touches(hub, folder, windows, seats, touches)
        with venue(*at) as hub:
            yield from seen_elsewhere.figures(hub, folder, windows, seats)


def _hub(hub: HubVenue, folder: Path, sales: int, seats: int) -> Iterator[Figure]:
    _first_window(hub, folder, seats)
    content = arena.parcel_of_a_sale(folder / "sample", seats)
    yield top_up(hub, seats)
    seller = Seller(hub, content, sales, seats)
    home = Home(folder / "W2")
    name_window(home, "W2")
    seller.send(sales // 2)
    yield _joined(hub, folder, home, sales // 2)
    seller.send(sales - sales // 2)
    yield _taken_in(folder, home, sales, sales - sales // 2)
    yield seller.figure(hub, folder)


def _first_window(hub: HubVenue, folder: Path, seats: int) -> None:
    """Join the window that has the season, and let it tell the hub."""
    home = Home(folder / "W1")
    name_window(home, "W1")
    furnish(home, seats)
    hub.join(home, "W1")
    told(home, FILLING_S)


# ---- leases ----


def top_up(hub: HubVenue, seats: int) -> Figure:
    """Measure a window's lease of some more seats."""
    hub.let_in("TOP")
    clock = SystemClock()
    driver = hub.ways["TOP"].greeted(clock)
    every, until, took = seat_ids(seats), clock.now() + arena.OVER, []
    for number in range(min(TOP_UPS, seats // TOP_UP)):
        wanted = every[number * TOP_UP : (number + 1) * TOP_UP]
        command = LeaseCommand(number + 1, PERFORMANCE, "", until, take=wanted)
        begun = time.perf_counter()
        answer = driver.lease(command)
        took.append((time.perf_counter() - begun) * 1000)
        if not answer.granted:
            raise RuntimeError("a free seat was not leased")
    had = every[: len(took) * TOP_UP]
    driver.lease(LeaseCommand(len(took) + 1, PERFORMANCE, "", until, give_back=had))
    driver.close()
    plain = claimed(hub.where, had, TOP_UP)
    name = f"a bare update of the same {TOP_UP} seats in SQL"
    return Figure("lease_top_up", middle(took), "ms", middle(plain), name)


# ---- parcels ----


class Seller:
    """A window on the wire that sold so much, out of its own block, and sends it."""

    def __init__(self, hub: HubVenue, content: bytes, sales: int, seats: int) -> None:
        clock = SystemClock()
        stamp = Stamp(content, "SELL", clock)
        units = units_of(seats, stamp.seats)
        self._sales = [stamp.sale(units[number]) for number in range(sales)]
        self._portions: list[list[Parcel]] = []
        self._seconds = 0.0
        hub.let_in("SELL")
        self._driver = hub.ways["SELL"].greeted(clock, PATIENCE_S)
        until = clock.now() + arena.OVER
        self._driver.lease(LeaseCommand(1, PERFORMANCE, "", until, take=seat_ids(seats)))

    def send(self, sales: int) -> None:
        """Send so many, as a window does that was away."""
        going, self._sales = self._sales[:sales], self._sales[sales:]
        begun = time.perf_counter()
        while going:
            first = going[0].position.seq
            there = self._driver.send(first_bytes(going, Portions().sent_bytes))
            self._portions.append(going[: there.seq - first + 1])
            del going[: there.seq - first + 1]
        self._seconds += time.perf_counter() - begun

    def figure(self, hub: HubVenue, folder: Path) -> Figure:
        """Return how fast that went, and let go of the hub."""
        self._driver.close()
        file = folder / "portions"
        with file.open("w") as target:
            for portion in self._portions:
                target.write(" ".join(parcel.content.hex() for parcel in portion) + "\n")
        plain = said(INSERT, {"where": hub.where, "file": str(file)})
        sent = sum(map(len, self._portions))
        return Figure(
            "sync_sent",
            sent / self._seconds,
            "parcels/s",
            sent / plain["seconds"],
            "a bare insert of the same bytes in the same portions on the same server",
            higher_is_better=True,
            where=f"{sent:,} sales of {AT_ONCE} seats, a parcel each",
        )


def _joined(hub: HubVenue, folder: Path, home: Home, sales: int) -> Figure:
    """Measure from ``foyer hub join`` of an empty home until it may sell all that is free."""
    empty, full = folder / "empty.db", folder / "full.db"
    begun = time.perf_counter()
    hub.join(home, "W2")
    joined = time.perf_counter() - begun
    _run(COPY, home.database, empty)
    begun = time.perf_counter()
    window = opened(home)
    window.until(partial(_knows, sales), FILLING_S)
    seconds = joined + time.perf_counter() - begun
    window.close()
    _run(COPY, home.database, full)
    return Figure(
        "join_until_it_may_sell",
        seconds,
        "s",
        _copied_plainly(folder, empty, full),
        "plain sqlite3 writing the same rows",
        where=f"a season with one hall and {sales:,} sales",
    )


def _taken_in(folder: Path, home: Home, made: int, sales: int) -> Figure:
    """Measure what a window takes in that was away for the last of so many, from its start."""
    before, after = folder / "before.db", folder / "after.db"
    _run(COPY, home.database, before)
    window = opened(home)
    begun = time.perf_counter()
    window.until(partial(_knows, made), FILLING_S)
    seconds = time.perf_counter() - begun
    window.close()
    _run(COPY, home.database, after)
    return Figure(
        "sync_taken_in",
        sales / seconds,
        "parcels/s",
        sales / _copied_plainly(folder, before, after),
        "plain sqlite3 writing the same rows",
        higher_is_better=True,
        where=f"{sales:,} sales of {AT_ONCE} seats, a parcel each",
    )


def _knows(sales: int, office: Office) -> bool:
    with office.storage.read() as uow:
        known = uow.link.known().get("SELL", 0)
    return known == sales and online(office)


def _copied_plainly(folder: Path, before: Path, after: Path) -> float:
    """Return seconds."""
    target, rows = folder / "plain.db", folder / "rows"
    shutil.copyfile(before, target)
    _run(DIFFERENCE, before, after, rows)
    told = json.loads(_run(REPLAY, target, rows))
    return float(sum(told["commits"])) / 1000


def _run(source: str, *arguments: object) -> str:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
