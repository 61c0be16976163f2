"""What the close needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from pos.records import CloseException, ExceptionStep, JournalExport, Posting


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
        """Return the exception of this kind about this thing, if there is one."""
        ...


class BookStore(Protocol):
    """Postings by business date, for what is earned and for the journal."""

    def deferred(self) -> tuple[tuple[str, int], ...]:
        """Return (performance id, balance of deferred revenue in minor units, a credit below zero)
        where it is not zero."""
        ...

    def postings_until(self, day: date, *, after: date | None) -> Iterator[Posting]:
        """Yield the postings of every batch dated after ``after`` and not after ``day``, in no
        order."""
        ...

    def first_day(self) -> date | None:
        """Return the date of the oldest batch there is."""
        ...

    def newest_locked(self, window_id: str) -> date | None:
        """Return the window's newest locked business day. Nothing is posted on or before it."""
        ...

    def windows_open(self, day: date) -> tuple[str, ...]:
        """Return the windows with tills of ``day`` that have not locked it."""
        ...

    def export_of(self, day: date) -> JournalExport | None: ...
    def exports(self) -> tuple[JournalExport, ...]:
        """Return all exports by number."""
        ...

    def names(self, performance_ids: Sequence[str]) -> dict[str, str]:
        """Return performance id -> its code in the season file, where it is still there."""
        ...
