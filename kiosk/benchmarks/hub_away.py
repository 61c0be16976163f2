"""A whole window that was away, with its database, ledger and sync thread: how long until the hub
has all that it sold meanwhile, and when it shows that the line is dead: idle, or in the middle of
sending.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks import arena
from kiosk.benchmarks.arena_crowd import units_of
from kiosk.benchmarks.arena_house import furnish, name_window, season_ids
from kiosk.benchmarks.arena_window import Unit
from kiosk.benchmarks.hub_proxy import Proxy
from kiosk.benchmarks.hub_venue import HubVenue, address_of, url_of
from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.stamped_sales import Stamp
from kiosk.benchmarks.whole_window import online, opened, plan_nothing, state
from kiosk.settings import Home, read, write_section
from pos.clock import SystemClock
from pos.hub.talk import LeaseCommand
from pos.lifecycles import ConnectionState

if TYPE_CHECKING:
    from kiosk.benchmarks.headless import Headless
    from pos.hub.parcels import Parcel, Position
    from pos.ids import PerformanceId
    from pos.office import Office
    from pos.ports.link import Link

WINDOW = "W1"
AIM_SENT_S = 5.0
AIM_DETECTED_S = 3.0
CUT_SALES = 1_000
"""Sales that wait while the line is cut in the middle of sending them."""
CUT_AFTER = 50_000
"""Bytes to the hub before the first of those cuts; each further one comes as many later."""
AT_ONCE = 500
"""Sales that are written down in one transaction."""
FILLING_S = 600.0
"""How long a window may take before it is given up."""


def figures(hub: HubVenue, folder: Path, sales: int, seats: int, rounds: int) -> Iterator[Figure]:
    """Yield how long a window takes to send what it sold while it was away, and how soon it shows
    that a line is dead. ``seats``: of an evening, enough for ``sales`` of two."""
    home = Home(folder / WINDOW)
    name_window(home, WINDOW)
    furnish(home, seats, performances=2)
    stamp = Stamp(arena.parcel_of_a_sale(folder / "sample", seats), WINDOW, SystemClock())
    hub.join(home, WINDOW)
    tonight, tomorrow = season_ids(2)
    units = units_of(seats, stamp.seats)
    sell_alone(home, stamp, tonight, units[:sales])
    yield _sent(home, sales)
    cut = min(CUT_SALES, sales)
    sell_alone(home, stamp, tomorrow, units[:cut])
    yield from _detected(home, rounds)


# ---- what it sold alone ----


def sell_alone(home: Home, stamp: Stamp, evening: PerformanceId, units: Sequence[Unit]) -> None:
    """Have a window lease seats, and sell them when it hears the hub no more."""
    window = opened(home)
    try:
        window.do(plan_nothing)
        window.until(online, FILLING_S)
        seats = tuple(seat for unit in units for seat in unit)
        window.do(partial(_lease, evening, seats))
        assert window.hub is not None
        window.hub.wake()
        window.until(partial(_holds, evening, len(seats)), FILLING_S)
        window.until(_has_sent, FILLING_S)
        window.hub.close()
        stamp.position = window.do(_last)
        going = [stamp.sale(unit, evening) for unit in units]
        for first in range(0, len(going), AT_ONCE):
            window.do(partial(_keep, going[first : first + AT_ONCE]))
    finally:
        window.close()


def _lease(evening: PerformanceId, seats: tuple[str, ...], office: Office) -> None:
    with office.storage.begin() as uow:
        here = uow.link.leases(evening).seats
        until = SystemClock().now() + arena.OVER
        take = tuple(seat for seat in seats if seat not in here)
        uow.link.ask(LeaseCommand(uow.link.next_number(), evening, "", until, take=take))
        uow.commit()


def _holds(evening: PerformanceId, seats: int, office: Office) -> bool:
    with office.storage.read() as uow:
        return not uow.link.asked() and len(uow.link.leases(evening).seats) >= seats


def _last(office: Office) -> Position:
    with office.storage.read() as uow:
        return uow.link.last()


def _keep(parcels: Sequence[Parcel], office: Office) -> None:
    """Write sales down as they would be: parcels and rows. That is how an heir takes back what was
    its own."""
    with office.storage.taking_in() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, heir_of=uow.now()))
        uow.restoring.take_back(parcels)
        uow.link.keep(link)
        uow.commit()


def _link(office: Office) -> Link:
    with office.storage.read() as uow:
        link = uow.link.link()
    assert link is not None
    return link


def _has_sent(office: Office) -> bool:
    return _link(office).acknowledged == _last(office)


# ---- it is back ----


def _sent(home: Home, sales: int) -> Figure:
    """Measure from the moment a window is open until the hub has all, and it is on its disk."""
    window = opened(home)
    begun = time.perf_counter()
    try:
        window.until(_has_sent, FILLING_S)
        seconds = time.perf_counter() - begun
    finally:
        window.close()
    return Figure(
        "away_sales_at_the_hub",
        seconds,
        "s",
        AIM_SENT_S,
        "the aim",
        where=f"{sales:,} sales of {arena.AT_ONCE} seats out of a whole window's database",
    )


# ---- the line ----


def _detected(home: Home, rounds: int) -> Iterator[Figure]:
    """Measure from the moment a line dies until the window shows that it is offline, the longest of
    some rounds. A hub on another machine is left out: what is between would speak TLS."""
    settings = read(home.settings_file)
    at = address_of(settings.hub.url)
    if not at.local:
        return
    proxy = Proxy(at.host, at.port)
    way = {"url": url_of(replace(at, host="127.0.0.1", port=proxy.port))}
    write_section(home.settings_file, "hub", {**way, "password": settings.hub.password})
    try:
        took = [_in_a_sending(home, proxy, CUT_AFTER * (number + 1)) for number in range(rounds)]
        yield _shown("sending", took)
        window = opened(home)
        try:
            for name, cut in (("silent", proxy.swallow), ("refused", proxy.refuse)):
                took = [_idle(window, proxy, cut, number / rounds) for number in range(rounds)]
                yield _shown(name, took)
        finally:
            window.close()
    finally:
        proxy.close()


def _shown(when: str, took: Sequence[float]) -> Figure:
    return Figure(f"offline_shown_when_{when}", max(took), "s", AIM_DETECTED_S, "the aim")


def _in_a_sending(home: Home, proxy: Proxy, most: int) -> float:
    """Return the seconds it took a window that has just been opened, cut off without a word after
    so many bytes."""
    proxy.swallow_after(most)
    window = opened(home)
    try:
        window.until(lambda office: proxy.silent_at is not None and _is_offline(office), FILLING_S)
        assert proxy.silent_at is not None
        seconds = time.perf_counter() - proxy.silent_at
        if window.do(_has_sent):
            raise RuntimeError("nothing was left to send when the line died")
    finally:
        window.close()
    proxy.mend()
    return seconds


def _idle(window: Headless, proxy: Proxy, cut: Callable[[], None], part: float) -> float:
    """Return the seconds it took, cut off in that part of the second between two signs of life."""
    proxy.mend()
    window.until(lambda office: online(office) and _has_sent(office), FILLING_S)
    threading.Event().wait(part)
    cut()
    begun = time.perf_counter()
    window.until(_is_offline, FILLING_S)
    return time.perf_counter() - begun


def _is_offline(office: Office) -> bool:
    return state(office) is ConnectionState.OFFLINE
