"""The arithmetic of blank ticket papers: what should be there, from entries and arrows.

Nothing is written when a ticket prints: its print job's arrows are the count.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.ports.storage import END_OF_ARROWS, StockStore, UnitOfWork
from pos.records import StockEntry, Till
from pos.views.stock import StockKind, StockRow
from pos.window import Window

TICKET_PRINTER = "ticket_printer"
TICKET_PRINTERS = (TICKET_PRINTER,)
"""Printers whose blank papers are counted: they carry ticket stock, not receipt rolls."""

Entries = Sequence[tuple[int, StockEntry]]


def left_after(entry: StockEntry) -> int:
    """Return how many papers there were right after an entry."""
    kind = StockKind(entry.kind)
    if kind is StockKind.COUNT:
        return entry.papers
    return entry.expected + (entry.papers if kind is StockKind.LOAD else -entry.papers)


def balance(
    store: StockStore, device: str, entries: Entries, until: int = END_OF_ARROWS
) -> int | None:
    """Return how many papers should be there at a position; None before the first load or count.

    ``entries``: all of the device; those made at or after ``until`` are left out.
    """
    before = [pair for pair in entries if pair[0] < until]
    if all(entry.kind == StockKind.TEST.value for _, entry in before):
        return None
    position, newest = before[-1]
    return left_after(newest) - sum(store.used(device, position, until))


def report_rows(uow: UnitOfWork, window: Window, tills: Sequence[Till]) -> tuple[StockRow, ...]:
    """Return each ticket printer's papers from the opening of the first till to the lock of the
    last; printers that printed nothing and have no stock are left out."""
    opened, locked = uow.stock.span([till.till_id for till in tills])
    rows = (_row(uow, window, device, opened, locked) for device in TICKET_PRINTERS)
    return tuple(row for row in rows if row is not None)


def _row(uow: UnitOfWork, window: Window, device: str, opened: int, locked: int) -> StockRow | None:
    entries = uow.stock.entries(window.window_id, device)
    start = balance(uow.stock, device, entries, opened)
    end = balance(uow.stock, device, entries, locked)
    here = [entry for position, entry in entries if opened <= position < locked]
    loaded, test = (_papers(here, kind) for kind in (StockKind.LOAD, StockKind.TEST))
    printed, spoiled = uow.stock.used(device, opened, locked)
    by_the_book = (start or 0) + loaded - printed - spoiled - test
    if end is None and not (printed or spoiled or test):
        return None
    return StockRow(
        device=device,
        start=start,
        loaded=loaded,
        printed=printed,
        spoiled=spoiled,
        test=test,
        adjusted=0 if end is None else end - by_the_book,
        end=end,
    )


def _papers(entries: Sequence[StockEntry], kind: StockKind) -> int:
    return sum(entry.papers for entry in entries if entry.kind == kind.value)
