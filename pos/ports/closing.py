"""What the close needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pos.records import (
    CloseException,
    Deposit,
    DepositItem,
    DepositStep,
    ExceptionStep,
    JournalExport,
    Till,
)


@dataclass(frozen=True, slots=True)
class LateBatch:
    """A batch of another window that came after its business day was locked here; ``exported``:
    also after the journal it would have been in was exported here."""

    batch_id: str
    window_id: str
    business_date: date
    exported: bool


class ExceptionStore(Protocol):
    """What the close found and what was done about it."""

    def one(self, exception_id: str) -> CloseException:
        """Raises NotFound."""
        ...

    def steps(self, exception_id: str) -> tuple[ExceptionStep, ...]:
        """Return what was done about it, oldest first."""
        ...

    def every(
        self, *, until: date | None = None
    ) -> tuple[tuple[CloseException, ExceptionStep | None], ...]:
        """Return (exception, newest step) of business days up to ``until``, oldest first."""
        ...

    def about(self, kind: str, subject_id: str) -> CloseException | None:
        """Return the newest exception of this kind about this thing, if there is one."""
        ...

    def late_sums(self, exception_id: str) -> tuple[tuple[str, int], ...]:
        """Return (kind of tender, minor units) of the batches that came late and that an exception
        is about, less what was given back."""
        ...

    def late_tills(self, exception_id: str) -> tuple[str, ...]:
        """Return the tills of these batches."""
        ...

    def late_orders(self, exception_id: str, most: int) -> tuple[tuple[str, str], ...]:
        """Return (order, number) of the first ``most`` orders of these batches, oldest first."""
        ...

    def set_back(self, till_id: str) -> tuple[datetime, datetime] | None:
        """Return (latest time noted before, time noted after) where the clock went back furthest
        between the entry before the till was opened and now; None when it never did."""
        ...


class BookStore(Protocol):
    """Postings by business date, for what is earned and for the journal."""

    def deferred(self) -> tuple[tuple[str, int], ...]:
        """Return (performance id, balance of deferred revenue in minor units, a credit below zero)
        where it is not zero."""
        ...

    def net_until(
        self, day: date, *, after: date | None
    ) -> tuple[tuple[str, str | None, int], ...]:
        """Return (account, performance, net in minor units) of every batch dated after ``after``
        and not after ``day``, in no order; what came late counts on the day it was booked on."""
        ...

    def first_day(self) -> date | None:
        """Return the date of the oldest batch there is."""
        ...

    def newest_locked(self, window_id: str) -> date | None:
        """Return the window's newest locked business day. Nothing is posted on or before it."""
        ...

    def late(self, window_id: str) -> tuple[LateBatch, ...]:
        """Return what came late here and nobody looks into, by day and window; of what came after
        this window's export also what only others look into, of what came before it only what tills
        took."""
        ...

    def keeper(self, day: date, late: str) -> str | None:
        """Return the window that looks into what came ``late`` of a window on a locked day: the one
        that exported the journal it is in, before that the first other one that locked it."""
        ...

    def windows_open(self, day: date) -> tuple[str, ...]:
        """Return the names of the windows with tills of ``day`` that have not locked it."""
        ...

    def window_name(self, window_id: str) -> str:
        """Return what a window was called when a till was opened there last; its id where none
        was."""
        ...

    def tills_elsewhere(self, window_id: str, until: date) -> tuple[Till, ...]:
        """Return the sessions of other windows, of business days up to ``until``, that nobody has
        locked, in the order they were opened."""
        ...

    def last_sale(self, day: date) -> datetime | None:
        """Return when a window of the venue sold last on a business day, as far as is known
        here."""
        ...

    def passed_over(self, subject: str) -> bool:
        """Whether it was written down that a day is closed without a window: ``subject`` names
        both."""
        ...

    def export_of(self, day: date) -> JournalExport | None: ...
    def exports(self) -> tuple[JournalExport, ...]:
        """Return all exports by number."""
        ...

    def names(self, performance_ids: Sequence[str]) -> dict[str, str]:
        """Return performance id -> its code in the season file, where it is still there."""
        ...


class DepositStore(Protocol):
    """Deposits, and what of the safe belongs to which till."""

    def one(self, deposit_id: str) -> Deposit:
        """Raises NotFound."""
        ...

    def every(self, window_id: str) -> tuple[tuple[Deposit, str], ...]:
        """Return (deposit, state), newest first."""
        ...

    def items(self, deposit_id: str) -> tuple[DepositItem, ...]: ...
    def steps(self, deposit_id: str) -> dict[str, DepositStep]:
        """Return what was done with it, by what."""
        ...

    def bag_used(self, bag: str) -> bool:
        """Return whether a deposit went into a bag of this number."""
        ...

    def taken(self) -> frozenset[str]:
        """Return the subjects that a deposit has which was not undone."""
        ...

    def in_safe(self, till_id: str) -> int:
        """Return the cash that a till's batches left in the safe, less what they took from it."""
        ...

    def holding(self, subject_id: str) -> tuple[str, str] | None:
        """Return (deposit, state) of the deposit, not undone, that has this till or check."""
        ...

    def on_its_way(self, subject_id: str) -> bool:
        """Return whether a till or a check (its tender) is in a deposit that was sealed, and not
        undone."""
        ...

    def never_were(self, till_id: str) -> frozenset[str]:
        """Return the till's tenders that a later one corrects or takes back outside a refund."""
        ...

    def till_of(self, tender_id: str) -> str | None:
        """Return the till a tender was taken in, or what it corrects after that was locked."""
        ...

    def stands(self, tender_id: str) -> int:
        """Return what of a tender stands among the checks, in minor units."""
        ...

    def late_checks(self, window_id: str) -> tuple[tuple[str, int], ...]:
        """Return (tender, minor units) of every check that came to light by a correction of a
        locked till and was not corrected or returned since."""
        ...

    def known_extras(self, till_id: str, minor: int) -> int:
        """Return how many checks of this amount, by corrections of a locked till, say what one
        was that its count had too many."""
        ...

    def proof(self, till_ids: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """Return (why, minor units) of everything that changed the tills' cash, by kind of
        batch."""
        ...
