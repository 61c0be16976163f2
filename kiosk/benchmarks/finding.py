"""Finding while somebody types, among 400,000 orders with a million tickets."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks.lines import Figure, at_worst, middle
from kiosk.benchmarks.plain_finding import LIKE, NAMES, SEASON
from kiosk.benchmarks.sample import open_home, prepared
from kiosk.settings import Home

if TYPE_CHECKING:
    from pos.office import Office

ORDERS = 400_000
TEXTS = 60
"""Typed letter by letter, once at will-call and once in the Orders room."""
_ROUNDS = 3
"""Each key is asked so often; the middle counts."""
_SCANS = 12
"""Of the texts, for the scan: the first ones are typed by most."""


def figures(orders: int = ORDERS, texts: int = TEXTS) -> Iterator[Figure]:
    """Yield the time of an answer at each key."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _typing(Path(scratch), orders, texts)


def _typing(folder: Path, orders: int, count: int) -> Iterator[Figure]:
    home = Home(folder / "home")
    prepared(home)
    now = int(time.time_ns() // 1_000)
    texts = json.loads(_run(NAMES + SEASON, home.database, orders, now, count))
    office = open_home(home)
    begun = time.perf_counter()
    _follow(office, orders)
    kept = time.perf_counter() - begun
    rounds = [list(_keys(office, texts)) for _ in range(_ROUNDS)]
    keys = [tuple(map(middle, zip(*each, strict=True))) for each in zip(*rounds, strict=True)]
    wall, cpu = ([key[of] for key in keys] for of in (0, 1))
    office.close()
    plain = json.loads(_run(LIKE, home.database, json.dumps(texts[:_SCANS])))
    scan, bare = middle(plain["scans"]), middle(plain["trigrams"])
    name = "plain sqlite3, LIKE over the same rows"
    worst = f"99 of 100 keys, of {len(keys)}"
    yield Figure("find_at_each_key", at_worst(wall, 99), "ms", scan, name, where=worst)
    yield Figure("find_at_each_key_on_the_processor", at_worst(cpu, 99), "ms", scan, name)
    yield Figure("find_at_a_key", middle(wall), "ms", scan, name)
    trigrams = "bare FTS5 with trigrams over the same rows, unranked"
    yield Figure("find_at_a_key_on_the_processor", middle(cpu), "ms", bare, trigrams)
    yield Figure(
        "find_made_ready",
        kept,
        "s",
        plain["copied"],
        "plain sqlite3, the same names into one table with an index",
        where=f"{orders} orders",
    )


def _follow(office: Office, orders: int) -> None:
    """Make ready what plain sqlite3 wrote, as taking in parcels of other windows does."""
    with office.storage.begin() as uow:
        uow.finding.follow([f"{number:032x}" for number in range(orders)])
        uow.commit()


def _keys(office: Office, texts: list[str]) -> Iterator[tuple[float, float]]:
    """Yield the milliseconds of each answer while every text is typed: by the clock, and on the
    processor, which a busy machine lengthens less."""
    for text in texts:
        for end in range(1, len(text) + 1):
            for will_call in (True, False):
                begun, on_cpu = time.perf_counter(), time.thread_time()
                office.finding.find(text[:end], will_call=will_call)
                cpu, wall = time.thread_time() - on_cpu, time.perf_counter() - begun
                yield wall * 1000, cpu * 1000


def _run(source: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
