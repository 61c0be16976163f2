"""What presenters need from the runtime: work on the ledger, timers, the drawer, a place for
reports.

The runtime supplies them (``kiosk/tasks.py`` and its neighbours); tests supply inline ones. No Qt
here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from pos.errors import PosError

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.accounts import AccountStatement
    from pos.views.cash import TillReportView
    from pos.views.catalogue import CompanyView
    from pos.views.closing import JournalView
    from pos.views.donations import DonationLetterView, YearLetterView
    from pos.views.papers import CheckLetterView
    from pos.views.selling import OrderView
    from pos.views.statements import Statement
    from pos.views.will_call import WillCallListView

T = TypeVar("T")


class Tasks(Protocol):
    """Two verbs to the ledger worker. Called on the GUI thread; ``work`` runs on the ledger thread
    in the order of the calls; exactly one of ``done`` and ``failed`` comes back on the GUI thread,
    later, never inside the call."""

    def change(
        self,
        work: Callable[[Office], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        """Run something that writes. Its answer is always delivered while ``owner`` lives."""
        ...

    def ask(
        self,
        work: Callable[[Office], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        """Run something that only reads. Its answer may be dropped when ``owner`` has gone."""
        ...


class Timer(Protocol):
    """One call that is still to come."""

    def cancel(self) -> None:
        """Make sure the call never comes. Harmless when it already came."""
        ...


class Timers(Protocol):
    """Calls later on the GUI thread."""

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once, ``seconds`` from now, unless cancelled."""
        ...


class Letters(Protocol):
    """Where letters to patrons go."""

    def letter(self, view: CheckLetterView) -> Path:
        """Write the demand for a returned check as PDF and return its place: called on the ledger
        thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...


class Reports(Letters, Protocol):
    """Where Z and X reports go."""

    @property
    def written_as(self) -> tuple[str, str]:
        """The language and the size of the papers that are written now. Ledger thread only."""
        ...

    def save(self, view: TillReportView) -> Path:
        """Write the report as PDF and return its place. Takes a second or so: called on the ledger
        thread only."""
        ...

    def journal(self, view: JournalView, made: Statement) -> tuple[Path, ...]:
        """Write an exported journal as CSV, IIF and workbook and return their places: whole files
        or none, the same again. Called on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def donation_letters(self, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        """Write letters to donors as PDF and return their places. Called on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def letters_together(self, views: Sequence[DonationLetterView]) -> Path:
        """Write letters to donors, at least one, as one PDF for the printer and return its place.
        Called on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def year_letters(self, views: Sequence[YearLetterView]) -> Path:
        """Write letters about a year's gifts, at least one, as one PDF and return its place. Called
        on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def order(self, view: OrderView, company: CompanyView) -> Path:
        """Write an order with its signatures as PDF and return its place. Called on the ledger
        thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def account(self, view: AccountStatement) -> Path:
        """Write the statement of a patron's account as PDF and return its place. Called on the
        ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def will_call(self, view: WillCallListView) -> Path:
        """Write a will-call list as PDF and return its place. Called on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...

    def statement(self, view: Statement) -> tuple[Path, ...]:
        """Write the statement as PDF, CSV and workbook and return their places. Takes a second or
        so: called on the ledger thread only.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        ...
