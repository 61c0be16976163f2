"""Puts the journal of a locked day into a folder, in the forms that books take in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.whole_files import write_whole

if TYPE_CHECKING:
    from kiosk.papers import Papers
    from pos.views.closing import JournalView
    from pos.views.statements import Statement

JOURNAL_FORMATS = ("csv", "iif", "xlsx", "pdf")
EXPORT_FORMATS = ("csv", "iif", "xlsx")
"""What an export writes; the PDF is for whoever wants paper."""


class JournalFiles:
    """An exported journal written again is the same file, byte for byte. Thread: ledger."""

    def __init__(self, folder: Path, papers: Papers) -> None:
        self._folder = folder
        self._papers = papers

    def save(
        self, view: JournalView, made: Statement, formats: Sequence[str] = EXPORT_FORMATS
    ) -> tuple[Path, ...]:
        """Write the journal in each of ``formats`` and return the places, in their order. ``made``:
        the same journal as a statement.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from printing.journal import journal_csv, journal_iif

        makers: dict[str, Callable[[], bytes]] = {
            "csv": lambda: journal_csv(view),
            "iif": lambda: journal_iif(view),
            "xlsx": lambda: self._papers.workbook(made),
            "pdf": lambda: self._papers.statement(made),
        }
        name = journal_name(view)
        return tuple(
            write_whole(self._folder / f"{name}.{kind}", makers[kind]()) for kind in formats
        )


def journal_name(view: JournalView) -> str:
    """Return the file name of a journal without its suffix: ``journal-2026-11-21-12``; a draft,
    which was not exported, ends in ``draft``."""
    number = "draft" if view.number is None else str(view.number)
    return f"journal-{view.business_date.isoformat()}-{number}"
