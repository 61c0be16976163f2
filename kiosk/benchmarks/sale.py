"""A sale's commit, and the way from the touch on Exact to the first byte at the printer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks.headless import PATIENCE_S, Headless
from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_sqlite import COPY, SOURCE
from kiosk.benchmarks.sample import Sample, at_work, open_sample, prepared
from kiosk.demo.virtual import start_printers, window_toml
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER, Home, Settings, parse

if TYPE_CHECKING:
    from pos.office import Office
    from pos.ports.devices import PrintResult
    from pos.views.selling import CartView

SALES = 60
WARM = 4
"""Sales before those that count: the first ones compile their statements and draw their letters."""

PAPERS = 3
"""Of a sale: two tickets and a receipt."""

Plain = dict[str, list[float]]


def figures(sales: int = SALES) -> Iterator[Figure]:
    """Yield the time of a commit and of the way to the first byte, two tickets and a receipt a
    sale.
    """
    with tempfile.TemporaryDirectory() as scratch:
        plain = yield from _commit(Path(scratch), sales)
    with tempfile.TemporaryDirectory() as scratch:
        yield Figure(
            "approval_to_first_byte",
            middle(first_bytes(Path(scratch), sales // 2)),
            "ms",
            middle(plain["bytes_out"]),
            "plain sqlite3 writing the same rows, then a send on an open socket",
        )


def _commit(folder: Path, sales: int) -> Generator[Figure, None, Plain]:
    sample = open_sample(folder / "home")
    for _ in range(WARM):
        sample.sell(sample.cart())
    carts = [sample.cart() for _ in range(sales)]
    database, before, after = (
        folder / "home" / "foyer.db",
        folder / "before.db",
        folder / "after.db",
    )
    _run(COPY, database, before)
    took = []
    for cart in carts:
        begun = time.perf_counter()
        sample.sell(cart)
        took.append((time.perf_counter() - begun) * 1000)
    _run(COPY, database, after)
    sample.office.close()
    found = json.loads(_run(SOURCE, before, after, sales))
    plain: Plain = {key: found[key] for key in ("commits", "bytes_out")}
    yield Figure(
        "sale_commit",
        middle(took),
        "ms",
        middle(plain["commits"]),
        f"plain sqlite3 writing the same {found['rows']:.0f} rows, WAL, synchronous=FULL",
    )
    return plain


def _run(source: str, *arguments: object) -> str:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def first_bytes(folder: Path, sales: int) -> list[float]:
    """Return milliseconds from the wish to sell to the first byte of the first ticket, by sale."""
    home = Home(folder / "home")
    prepared(home)
    names = (TICKET_PRINTER, RECEIPT_PRINTER)
    devices = start_printers({name: folder / name for name in names})
    try:
        text = window_toml(devices, name="Window 1", answer_within_s=20)
        return _measure(home, parse(text), sales)
    finally:
        for device in devices.values():
            device.stop()


def _sell(sample: Sample, cart: CartView, _office: Office) -> None:
    sample.sell(cart)


def _measure(home: Home, settings: Settings, sales: int) -> list[float]:
    left_s: list[float] = []
    done = threading.Semaphore(0)

    def printed(result: PrintResult) -> None:
        if result.first_byte_s is not None:
            left_s.append(result.first_byte_s)
        done.release()

    window = Headless(home, settings, printed=printed)
    window.start()
    try:
        window.until_ready()
        window.papers.warm_up()
        sample = window.do(at_work)
        took = []
        for _ in range(sales + WARM):
            cart = window.do(lambda office: sample.cart())
            left_s.clear()
            begun = window.clock.monotonic()
            window.do(partial(_sell, sample, cart))
            for _ in range(PAPERS):
                done.acquire(timeout=PATIENCE_S)
            window.until_quiet()
            took.append((min(left_s) - begun) * 1000)
        return took[WARM:]
    finally:
        window.close()
