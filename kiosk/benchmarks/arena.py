"""An on-sale in an arena: many windows sell one hall out through a hub, against the bare
claim-and-insert loop in SQL from as many connections on the same server in the same run.

Most windows are on the wire only (``arena_window``): the driver, role, rights and parcels of a
window without its database, because the work of 32 machines does not fit on one. What a touch is
like at a whole window, with its database and its services, is measured at one more that sells
beside others who sell at the pace of people.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kiosk.benchmarks.arena_crowd import PATIENCE_S
from kiosk.benchmarks.arena_house import (
    CURTAIN_IN,
    PERFORMANCE,
    SEATS,
    AtTheWindow,
    at_the_window,
    furnish,
    name_window,
    open_window,
    seat_ids,
)
from kiosk.benchmarks.hub_venue import url_of
from kiosk.benchmarks.lines import Figure, at_worst
from kiosk.benchmarks.plain_postgres import FILL, SELL, claimed, said
from kiosk.benchmarks.whole_window import line_of, online, opened
from kiosk.settings import Home
from kiosk.threads import LEDGER
from pos.clock import SystemClock
from pos.errors import SeatTaken
from pos.hub.parcels import Position
from pos.hub.talk import Offered
from pos.ports.link import Link

if TYPE_CHECKING:
    from kiosk.benchmarks.headless import Headless
    from kiosk.benchmarks.hub_venue import HubVenue
    from pos.hub.talk import LeaseAnswer, LeaseCommand
    from pos.ids import SeatId
    from pos.office import Office
    from pos.ports.hub import Hub

WINDOWS = 32
AT_ONCE = 2
"""Seats of a sale."""
PACE_S = 1.0
"""From one patron to the next at the windows beside a whole one: ten times as fast as people."""
TOUCHES = 150
"""At the whole window, in its own block and at the hub."""
PATRONS = 25
"""Between two looks at the hall, of each kind."""
LARGEST_BLOCK = 5_000
"""``block_least`` of the whole window: only its part of what is free is less."""
PERCENT = 99
OVER = CURTAIN_IN + timedelta(hours=12)
Process = subprocess.Popen[str]
Programs = list[tuple[list[str], dict[str, Any]]]
"""What to start, and what to tell it."""


@dataclass(frozen=True, slots=True)
class Sale:
    """An arena that was sold out. ``took``: milliseconds of each touch."""

    sold: int
    seconds: float
    took: list[float]
    refused: int = 0

    @property
    def rate(self) -> float:
        """Seats a second."""
        return self.sold / self.seconds


def figures(
    venue: HubVenue, folder: Path, windows: int = WINDOWS, seats: int = SEATS
) -> Iterator[Figure]:
    """Yield seats a second, and what a touch takes at the worst, of an arena that is sold out.

    Raises RuntimeError: it is not sold out, or a seat has two tickets.
    """
    content = parcel_of_a_sale(folder / "sample", seats)
    names = [f"A{number}" for number in range(windows)]
    let_in(venue, names)
    before = sold_plainly(venue, windows, seats)
    arena = sold_out(venue, names, content, seats)
    check(venue, seats)
    after = sold_plainly(venue, windows, seats)
    loop = f"the claim-and-insert loop in SQL from {windows} connections, each at its own seats"
    yield Figure(
        "arena_sold_out",
        arena.rate,
        "seats/s",
        (before.rate + after.rate) / 2,
        loop,
        higher_is_better=True,
        where=f"{windows} windows, {seats:,} seats, none twice; {arena.refused:,} calls for seats"
        f" of {len(arena.took):,} came too late",
    )
    plain = at_worst([*before.took, *after.took], PERCENT)
    yield Figure("arena_call_for_seats_p99", at_worst(arena.took, PERCENT), "ms", plain, loop)


def parcel_of_a_sale(folder: Path, seats: int) -> bytes:
    """Return what a window's parcel holds that sold two seats for cash."""
    home = Home(folder)
    name_window(home, "W1")
    furnish(home, seats)
    office = open_window(home)
    window = at_the_window(office)
    window.sell(window.take(seat_ids(AT_ONCE)))
    with office.storage.begin() as uow:
        uow.link.keep(Link("", "W1", 0, Position(), (), None, uow.now()))
        uow.commit()
    with office.storage.read() as uow:
        content = uow.link.parcels(uow.link.last().seq - 1, 1)[0].content
    office.close()
    shutil.rmtree(folder)
    return content


def let_in(venue: HubVenue, names: Sequence[str]) -> None:
    """Let windows in, and put the hall on sale."""
    clock = SystemClock()
    for name in (*names, "BOX"):
        venue.let_in(name)
    hub = venue.ways["BOX"].greeted(clock, PATIENCE_S)
    hub.offer([Offered(PERFORMANCE, 0, clock.now() + OVER)])
    hub.close()


# ---- at a whole window ----


def touches(
    venue: HubVenue, folder: Path, windows: int = WINDOWS, seats: int = SEATS, number: int = TOUCHES
) -> Iterator[Figure]:
    """Yield what it takes at the worst to touch a seat at a window with its database and its
    services, while others sell the same hall at ten times the pace of people."""
    home = Home(folder / "whole")
    name_window(home, "W1")
    furnish(home, seats)
    content = parcel_of_a_sale(folder / "sample", seats)
    venue.join(home, "W1")
    names = [f"A{each}" for each in range(windows - 1)]
    let_in(venue, names)
    calls: list[int] = []
    own: list[float] = []
    at_hub: list[float] = []
    chance = random.Random(number)
    with crowd_of(venue, names, content, seats) as go:
        window = _whole(home, calls)
        try:
            sells = window.do(at_the_window)
            go()
            while min(len(own), len(at_hub)) < number:
                for wanted in window.do(partial(wishes, chance, seats)):
                    calls.clear()
                    ms = window.do(partial(_touch, sells, wanted))
                    (at_hub if calls else own).append(ms)
        finally:
            window.close()
    plain = at_worst(claimed(venue.where, seat_ids(seats)[: number * AT_ONCE], AT_ONCE), PERCENT)
    loop = "a bare update of as many seats in SQL, alone on the same server"
    where = f"two seats, with {windows - 1} other windows at {AT_ONCE / PACE_S:.0f} seats a second"
    for name, took in (("in_own_block", own), ("at_the_hub", at_hub)):
        worst = at_worst(took, PERCENT)
        yield Figure(f"arena_touch_{name}_p99", worst, "ms", plain, loop, where=where)


@contextmanager
def crowd_of(
    venue: HubVenue, names: Sequence[str], content: bytes, seats: int, pace_s: float = PACE_S
) -> Iterator[Callable[[], None]]:
    """Give what lets these windows begin to sell, from patron to patron ``pace_s`` seconds."""
    running = _opened(_crowds(venue, names, content, seats, pace_s))

    def go() -> None:
        for process in running:
            _tell(process, "go")

    try:
        yield go
    finally:
        _end(running)


class Counted:
    """A hub whose calls for seats from the ledger thread are counted: a patron waits for those."""

    def __init__(self, hub: Hub, calls: list[int]) -> None:
        self._hub, self._calls = hub, calls

    def __getattr__(self, call: str) -> Any:
        return getattr(self._hub, call)

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        """Count one."""
        if threading.current_thread().name == LEDGER:
            self._calls.append(command.number)
        return self._hub.lease(command)


def _whole(home: Home, calls: list[int]) -> Headless:
    """Open a whole window that holds as large a block as the rule ever gives it."""
    line = line_of(home)

    def make() -> Hub:
        return cast("Hub", Counted(line.make(), calls))

    window = opened(home, replace(line, make=make, block_least=LARGEST_BLOCK))
    window.until(lambda office: online(office) and _left(office) > 0)
    return window


def _left(office: Office) -> int:
    return office.syncing.connection.seats_left if office.syncing is not None else 0


def wishes(chance: random.Random, seats: int, office: Office) -> list[tuple[SeatId, ...]]:
    """Return what the next patrons want: seats of the own block, and as many that look free."""
    taken = office.catalogue.house(PERFORMANCE).seats
    with office.storage.read() as uow:
        leased = uow.link.leases(PERFORMANCE).seats
    free = [seat for seat in seat_ids(seats) if seat not in taken]
    found: list[tuple[SeatId, ...]] = []
    for mine in (True, False):
        some = [seat for seat in free if (seat in leased) == mine]
        some = chance.sample(some, min(len(some), PATRONS * AT_ONCE))
        found += [tuple(some[n : n + AT_ONCE]) for n in range(0, len(some), AT_ONCE)]
    return found


def _touch(sells: AtTheWindow, wanted: tuple[SeatId, ...], _office: Office) -> float:
    """Return milliseconds until the seats were the patron's, or somebody else's."""
    begun = time.perf_counter()
    try:
        cart = sells.take(wanted)
    except SeatTaken:
        cart = None
    ms = (time.perf_counter() - begun) * 1000
    if cart is not None:
        sells.sell(cart)
    return ms


# ---- on the wire ----


def sold_out(
    venue: HubVenue, names: Sequence[str], content: bytes, seats: int, pace_s: float = 0.0
) -> Sale:
    """Let windows sell all of it, in as many programs as this machine has processors."""
    return _together(_crowds(venue, names, content, seats, pace_s))


def _crowds(
    venue: HubVenue, names: Sequence[str], content: bytes, seats: int, pace_s: float
) -> Programs:
    each = [[name, place, *_way(venue, name)] for place, name in enumerate(names)]
    common = {"fleet": len(names), "content": content.hex(), "seats": seats, "pace_s": pace_s}
    command = [sys.executable, "-m", "kiosk.benchmarks.arena_crowd"]
    return [(command, {**common, "windows": some}) for some in _spread(each)]


def _way(venue: HubVenue, name: str) -> tuple[str, str, str]:
    way = venue.ways[name]
    return url_of(way.address), str(way.address.ca_file or ""), way.password


def check(venue: HubVenue, seats: int) -> None:
    """Raise RuntimeError unless each seat has one ticket, stands with who sold it, and nothing is
    left for a person to settle."""
    tickets = venue.run("select count(*), count(distinct seat_id) from foyer.live_ticket")
    held = venue.run(
        "select count(*) from foyer.seat_right r join foyer.live_ticket l"
        " on l.performance_id = r.performance_id and l.seat_id = r.seat_id and l.holder = r.holder"
    )
    tasks = venue.run("select count(*) from foyer.hub_task")
    if (*tickets, *held, *tasks) != ((seats, seats), (seats,), (0,)):
        raise RuntimeError(f"{seats} seats, but tickets {tickets}, held {held}, tasks {tasks}")


# ---- the bare loop ----


def sold_plainly(venue: HubVenue, windows: int, seats: int) -> Sale:
    """Let the bare loop claim and insert all of it, each connection seats of its own."""
    every = seat_ids(seats)
    said(FILL, {"where": venue.where, "seats": every})
    size = seats // windows // AT_ONCE * AT_ONCE
    ends = [*(number * size for number in range(windows)), seats]
    each = [[f"B{n}", every[ends[n] : ends[n + 1]]] for n in range(windows)]
    common, command = {"where": venue.where, "at_once": AT_ONCE}, [sys.executable, "-c", SELL]
    sale = _together([(command, {**common, "windows": some}) for some in _spread(each)])
    if sale.sold != seats - windows * AT_ONCE:
        raise RuntimeError(f"the bare loop sold {sale.sold} of {seats} seats")
    return sale


# ---- programs ----


def _spread(windows: Sequence[Any]) -> list[list[Any]]:
    programs = min(os.cpu_count() or 1, len(windows))
    return [list(windows[first::programs]) for first in range(programs)]


def _together(programs: Programs) -> Sale:
    """Let programs begin at one moment, and return what they did."""
    running = _opened(programs)
    try:
        begun = time.perf_counter()
        for process in running:
            _tell(process, "go")
        told = [json.loads(_heard(process) or "null") for process in running]
        seconds = time.perf_counter() - begun
    finally:
        _end(running)
    if None in told:
        raise RuntimeError("a window of the arena fell")
    took = [ms for one in told for ms in one["took"]]
    refused = sum(one.get("refused", 0) for one in told)
    return Sale(sum(one["sold"] for one in told), seconds, took, refused)


def _opened(programs: Programs) -> list[Process]:
    """Start programs and wait until each is ready."""
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command, _ in programs
    ]
    try:
        for process, (_, about) in zip(running, programs, strict=True):
            _tell(process, json.dumps(about))
        if any(_heard(process) != "ready\n" for process in running):
            raise RuntimeError("the arena did not open")
    except BaseException:
        _end(running)
        raise
    return running


def _tell(process: Process, line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _heard(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _end(running: Sequence[Process]) -> None:
    for process in running:
        process.kill()
        process.communicate()
