"""Will-call printed ahead: papers a minute for a printer that never waits."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.benchmarks.lines import Figure
from kiosk.benchmarks.sample import Sample, command, open_sample
from kiosk.languages import load_words
from kiosk.papers import Papers
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER, parse
from pos.ports.devices import PrintOutcome, PrintResult

if TYPE_CHECKING:
    from pos.views.work import PrintWork

ENVELOPES = 60
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
    """Yield the rate of the first ``envelopes`` of the demo venue's will-call."""
    with tempfile.TemporaryDirectory() as scratch:
        sample = open_sample(Path(scratch) / "home")
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
