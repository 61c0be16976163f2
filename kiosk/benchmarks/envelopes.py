"""Will-call: a page of its list; printed ahead, papers a minute for a printer that never waits."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_sqlite import PAGE
from kiosk.benchmarks.sample import Sample, command, open_sample
from kiosk.languages import load_words
from kiosk.papers import Papers
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER, Home, parse
from pos.ports.devices import PrintOutcome, PrintResult

if TYPE_CHECKING:
    from pos.views.work import PrintWork

ENVELOPES = 60
_ROUNDS = 20
"""Of a page."""
_WINDOW = """
[window]
name = "Window 1"

[ticket_printer]
address = "tcp://127.0.0.1:9100"

[receipt_printer]
address = "tcp://127.0.0.1:9101"
"""
_OUT = PrintResult(PrintOutcome.PRINTED)


def figures(envelopes: int = ENVELOPES) -> Iterator[Figure]:
    """Yield the time of a page of the demo venue's will-call and of its orders, and the rate of
    its first ``envelopes``."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "home"
        sample = open_sample(folder)
        yield from _pages(sample, Home(folder))
        zone = ZoneInfo(sample.office.catalogue.company().zone)
        papers = Papers(parse(_WINDOW), load_words("en", zone))
        papers.warm_up()
        begun = time.perf_counter()
        printed = _batch(sample, papers, envelopes)
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        for work in printed:
            papers.compose(work)
        plain = time.perf_counter() - begun
        sample.office.close()
    yield Figure(
        "will_call_batch",
        len(printed) * 60 / took,
        "papers/min",
        len(printed) * 60 / plain,
        "drawing the same papers, with nothing written down",
        higher_is_better=True,
    )


def _pages(sample: Sample, home: Home) -> Iterator[Figure]:
    command = [sys.executable, "-c", PAGE, str(home.database), str(_ROUNDS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    plain = middle(json.loads(done.stdout))
    office = sample.office
    for bench, page in (
        ("will_call_page", lambda: len(office.will_call.find(""))),
        ("orders_page", lambda: len(office.orders.find(""))),
    ):
        rows, took = page(), []
        for _ in range(_ROUNDS):
            begun = time.perf_counter()
            page()
            took.append((time.perf_counter() - begun) * 1000)
        name = "plain sqlite3 reading fifty orders and their tickets, one by one"
        yield Figure(bench, middle(took), "ms", plain, name, where=f"{rows} rows")


def _batch(sample: Sample, papers: Papers, envelopes: int) -> list[PrintWork]:
    """Print it as the window does, the printers being done with each paper at once."""
    office, who = sample.office, sample.session
    tonight = next(p for p in office.catalogue.performances() if not p.general_admission)
    batch = office.envelopes.start(command(office), who, tonight.performance_id)
    printed = []
    while batch.next_order is not None and batch.envelopes < envelopes:
        batch = office.envelopes.feed(command(office), who, batch.batch_id, batch.next_order)
        for device in (RECEIPT_PRINTER, TICKET_PRINTER):
            while (work := office.prints.begin(device)) is not None:
                papers.compose(work)
                office.prints.settle(work.job_id, _OUT)
                printed.append(work)
    return printed
