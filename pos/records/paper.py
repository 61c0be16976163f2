"""Print jobs, blank tickets and void papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One piece of paper wanted. ``subject_id`` is a ticket or an order (receipt)."""

    job_id: str
    kind: str
    subject_id: str
    device: str
    order_id: str
    position: int
    queued_at: datetime
    copy: bool = False


@dataclass(frozen=True, slots=True)
class StockEntry:
    """Blank papers loaded, counted, or used for a test (``kind``, a ``StockKind``).

    ``seq`` counts a printer's entries. ``expected``: papers that should have been there just
    before. ``after_arrow``: the newest transition then, so that prints are before or after it
    whatever the clock says; empty when there was none.
    """

    entry_id: str
    window_id: str
    device: str
    seq: int
    kind: str
    papers: int
    expected: int
    first_serial: str
    note: str
    after_arrow: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class VoidedPaper:
    """A ticket's paper that is void (``what``, a ``VoidKind``): one for each print job at most.

    ``serial``: the number on the blank stock, where it has one and somebody noted it.
    """

    job_id: str
    ticket_id: str
    device: str
    what: str
    reason: str
    serial: str
    at: datetime
    user_id: str
