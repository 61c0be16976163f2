"""The seat map beside a plain QGraphicsScene of the same plan, and best available beside a plain
scan of every row: for a party that sits together, and for one that cannot; and at a window, where
what is free stands in its database, beside plain sqlite3 that reads no more than that."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks.arena_house import (
    PERFORMANCE,
    SEATS,
    furnish,
    name_window,
    open_window,
    seat_ids,
)
from kiosk.benchmarks.big_hall import big_hall, chopped, half_sold
from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_sqlite import GONE
from kiosk.settings import Home
from pos.hub.rights import Reach, RightsCommand
from pos.ids import CartId, CommandId, SeatId
from pos.views.catalogue import HallView, HouseView, SeatView

if TYPE_CHECKING:
    from pos.seating.rows import Rows

ROUNDS = 30
PARTY = 8
_SCENE = "a plain QGraphicsScene of the same 20,000 seats"
_LEAST = "one picture of the map's size copied to the screen, and nothing else"
_FIGURES = {
    "map_open": f"{_SCENE}, built and painted",
    "map_drawn_first": f"{_SCENE}, painted whole for the first time",
    "map_redrawn": f"{_SCENE}, painted whole",
    "map_seat_changed": f"{_SCENE}, one item in another colour and its place painted",
    "map_seat_heard": f"{_SCENE}, one item in another colour and its place painted",
    "map_panned": f"{_SCENE}, at the same scale, painted whole after each move",
    "map_dragged": f"{_SCENE}, at the same scale, scrolled as a QGraphicsView does by itself",
    "map_panned_at_least": _LEAST,
    "map_zoomed": f"{_SCENE}, zoomed a step",
    "map_zoomed_at_least": _LEAST,
}


def figures(rounds: int = ROUNDS, seats: int = SEATS) -> Iterator[Figure]:
    """Yield what the map takes a frame, in a process of its own, and the search for a party, in
    memory and at a window with so many ``seats``."""
    line = [sys.executable, "-m", "kiosk.benchmarks.map_frames", str(rounds)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    for name, (ours, scene) in json.loads(done.stdout).items():
        yield Figure(name, ours, "ms", scene, _FIGURES[name])
    yield from _best(rounds)
    with tempfile.TemporaryDirectory() as folder:
        yield _at_a_window(Home(Path(folder) / "window"), rounds, seats)


# ---- best available ----


def _best(rounds: int) -> Iterator[Figure]:
    from pos.seating.rows import Rows

    hall = big_hall()
    rows = Rows(hall.seats)
    name = "the same search by looking at every run of eight"
    yield _party("best_available", rows, hall, half_sold(hall), rounds, name)
    name = "a look at every run of eight, which finds none"
    yield _party("best_available_split", rows, hall, chopped(hall), rounds, name)


def _at_a_window(home: Home, rounds: int, seats: int) -> Figure:
    """Time the search as a touch begins it: after each somebody takes two seats more."""
    from pos.seating.choosing import Choosing, Party

    name_window(home, "W1")
    furnish(home, seats)
    office, chance, choosing = open_window(home), random.Random(seats), Choosing()
    gone = [seat for seat in seat_ids(seats) if chance.random() < 0.5]

    def take(some: Sequence[SeatId]) -> None:
        command = CommandId(office.ids.new())
        with office.storage.begin() as uow:
            uow.rights.apply(
                RightsCommand(command, "W2", PERFORMANCE, CartId(command), take=tuple(some))
            )
            uow.commit()

    def best() -> Sequence[SeatId]:
        with office.storage.read() as uow:
            return choosing.best(uow, Reach(), PERFORMANCE, Party(PARTY))

    take(gone[2 * rounds + 2 :])
    ours = []
    for number in range(rounds + 1):
        ours.append(_ms(lambda: _use(best())))
        take(gone[2 * number : 2 * number + 2])
    office.close()
    line = [sys.executable, "-c", GONE, str(home.database), str(rounds + 1), PERFORMANCE]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    read: list[float] = json.loads(done.stdout)
    name = "plain sqlite3 that reads which seats are gone, again and again"
    where = f"{seats:,} seats in the database, half of them gone, two more each time"
    return Figure(
        "best_available_at_a_window", middle(ours[1:]), "ms", middle(read[1:]), name, where=where
    )


def _party(
    bench: str, rows: Rows, hall: HallView, house: HouseView, rounds: int, baseline: str
) -> Figure:
    from pos.seating.best_available import Wish, find_best

    free, wish = rows.free(house.seats), Wish(PARTY)
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        took[0].append(_ms(lambda: _use(find_best(rows, free, wish))))
        took[1].append(_ms(lambda: _scan(hall, house)))
    ours, scan = (middle(each[1:]) for each in took)
    return Figure(bench, ours, "ms", scan, baseline)


def _ms(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _use(found: object) -> None:
    if not found:
        raise RuntimeError("the hall has no room for the party")


def _scan(hall: HallView, house: HouseView) -> Sequence[SeatView]:
    """Return the best free seats side by side, the plain way."""
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in hall.seats:
        rows[seat.section, seat.row].append(seat)
    best: tuple[int, Sequence[SeatView]] = (1 << 60, ())
    gone: set[SeatId] = set(house.seats)
    for row in rows.values():
        for start in range(len(row) - PARTY + 1):
            party = row[start : start + PARTY]
            if any(seat.seat_id in gone for seat in party):
                continue
            if any(b.row_order - a.row_order != 1 for a, b in pairwise(party)):
                continue
            best = min(best, (sum(seat.rank for seat in party), party), key=lambda one: one[0])
    return best[1]
