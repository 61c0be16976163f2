"""Loading 50,000 orders that were sold elsewhere, to the end of ``foyer import orders``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.plain_finding import BARE, LIST, NAMES
from kiosk.benchmarks.sample import open_home, prepared
from kiosk.commands.load import load
from kiosk.settings import Home

ORDERS = 50_000
_WITHOUT_SEATS = "LATE-1"
_AGAIN = "the first load of it"


def figures(orders: int = ORDERS) -> Iterator[Figure]:
    """Yield the time of an import and of the same list again."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _importing(Path(scratch), orders)


def _importing(folder: Path, orders: int) -> Iterator[Figure]:
    home, file = Home(folder / "home"), folder / "orders.csv"
    prepared(home)
    _run(NAMES + LIST, home.database, file, orders, _WITHOUT_SEATS)
    office = open_home(home)
    first, cpu = _timed(lambda: load(office, "orders", file))
    again, _ = _timed(lambda: load(office, "orders", file))
    office.close()
    plain = json.loads(_run(BARE, home.database, folder / "bare.db"))
    name = f"plain sqlite3 inserting the same {plain['rows']} rows in one transaction"
    where = f"{orders} orders"
    yield Figure("orders_imported", first, "s", plain["seconds"], name, where=where)
    yield Figure("orders_imported_cpu", cpu, "cpu_s", plain["cpu"], name, where=where)
    yield Figure("orders_imported_again", again, "s", first, _AGAIN, where=where)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds by the clock and on the processor that ``work`` takes."""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - cpu


def _run(source: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
