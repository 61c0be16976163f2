"""How long it takes until a sale at one window is in the house that another one shows: from the
commit there until the Sell room's presenter has it here, through the real hub, two whole windows
with their databases, ledgers and sync threads. What is left out is the picture (``map_frames``).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks import arena
from kiosk.benchmarks.arena_house import PERFORMANCE, SEATS, at_the_window, furnish, name_window
from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.whole_window import online, opened
from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.sell_house import SellHouse
from kiosk.settings import Home
from pos.errors import SeatTaken
from pos.events import HouseChanged
from pos.ids import Ids
from pos.views.catalogue import SeatStatus

if TYPE_CHECKING:
    from kiosk.benchmarks.arena_house import AtTheWindow
    from kiosk.benchmarks.headless import Headless
    from kiosk.benchmarks.hub_venue import HubVenue
    from pos.events import Event
    from pos.ids import SeatId
    from pos.office import Office

SALES = 50
"""Watched, of each kind."""
AIM_S = 1.0
PACE_S = 3.0
"""From one patron to the next at each of the many windows: three times as fast as people."""


def figures(
    venue: HubVenue,
    folder: Path,
    windows: int = arena.WINDOWS,
    seats: int = SEATS,
    sales: int = SALES,
) -> Iterator[Figure]:
    """Yield the longest that a sale took to be seen, while nobody else sells and while many do."""
    content = arena.parcel_of_a_sale(folder / "sample", seats)
    names = [f"A{each}" for each in range(windows - 2)]
    homes = [Home(folder / name) for name in ("seller", "eye")]
    for home, prefix in zip(homes, ("W1", "W2"), strict=True):
        name_window(home, prefix)
    furnish(homes[0], seats)
    arena.let_in(venue, names)
    crowd = arena.crowd_of(venue, names, content, seats, PACE_S)
    with crowd as go, _opened(venue, homes) as both:
        seller, eye = both[0], Eye(both[1])
        sells = seller.do(at_the_window)
        chance = random.Random(sales)
        longest = max(_seen(seller, sells, eye, chance, seats, sales))
        where = f"the longest of {sales} sales of two seats; a house of {seats:,} seats"
        yield Figure("sale_seen_elsewhere", longest, "s", AIM_S, "the aim", where=where)
        go()
        longest = max(_seen(seller, sells, eye, chance, seats, sales))
        many = f"{where}, beside {len(names)} windows with a sale every {PACE_S:.0f} s each"
        yield Figure("sale_seen_elsewhere_rush", longest, "s", AIM_S, "the aim", where=many)


@contextmanager
def _opened(venue: HubVenue, homes: Sequence[Home]) -> Iterator[list[Headless]]:
    windows: list[Headless] = []
    try:
        for home, prefix in zip(homes, ("W1", "W2"), strict=True):
            venue.join(home, prefix)
            windows.append(opened(home))
            windows[-1].until(online)
        yield windows
    finally:
        for window in windows:
            window.close()


class Eye:
    """A window where somebody looks at the house, which the Sell room's presenter keeps true."""

    def __init__(self, window: Headless) -> None:
        self.window = window
        desk = Desk(window.clock)
        self._room = SellHouse(window.ledger, desk, Basket(window.ledger, desk, Ids(window.clock)))
        self._room.refresh()
        window.wait(lambda: bool(desk.performances))
        desk.choose(PERFORMANCE)
        self._room.house_changed(PERFORMANCE)
        window.wait(lambda: self._room.state.house is not None)
        window.do(lambda office: office.events.subscribe(self._happened))
        assert window.hub is not None
        window.hub.watch(watching=True)

    def _happened(self, event: Event) -> None:
        """Thread: ledger."""
        if isinstance(event, HouseChanged):
            changed = partial(self._room.house_changed, event.performance_id, event.seats)
            self.window.post(changed)

    def shows_sold(self, seats: tuple[SeatId, ...]) -> bool:
        """Return whether these are sold in the house that is shown."""
        shown = self._room.state.seats
        return all(shown.get(seat) is SeatStatus.SOLD for seat in seats)


def _seen(
    seller: Headless, sells: AtTheWindow, eye: Eye, chance: random.Random, seats: int, sales: int
) -> list[float]:
    """Return the seconds of each sale, made at any moment between two signs of life."""
    took: list[float] = []
    wishes: list[tuple[SeatId, ...]] = []
    while len(took) < sales:
        eye.window.rest(chance.random())
        wishes = wishes or seller.do(partial(arena.wishes, chance, seats))
        wanted = wishes.pop()
        begun = seller.do(partial(_sold, sells, wanted))
        if begun is not None:
            eye.window.wait(partial(eye.shows_sold, wanted))
            took.append(time.perf_counter() - begun)
    return took


def _sold(sells: AtTheWindow, wanted: tuple[SeatId, ...], _office: Office) -> float | None:
    """Return when a sale was on disk; None where somebody else was quicker."""
    try:
        cart = sells.take(wanted)
    except SeatTaken:
        return None
    sells.sell(cart)
    return time.perf_counter()
