"""Puts statements and letters to donors into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pos.errors import StorageNotWritable

if TYPE_CHECKING:
    from kiosk.papers import Papers
    from pos.views.accounts import AccountStatement
    from pos.views.catalogue import CompanyView
    from pos.views.donations import DonationLetterView, YearLetterView
    from pos.views.selling import OrderView
    from pos.views.statements import Statement

FORMATS = ("pdf", "csv", "xlsx")


class StatementFiles:
    """The same statement written again takes its own place. Thread: ledger."""

    def __init__(self, folder: Path, papers: Papers) -> None:
        self._folder = folder
        self._papers = papers

    def save(self, view: Statement, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
        """Write the statement in each of ``formats`` and return the places, in their order.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from printing.statement_csv import statement_csv

        makers: dict[str, Callable[[Statement], bytes]] = {
            "pdf": self._papers.statement,
            "csv": statement_csv,
            "xlsx": self._papers.workbook,
        }
        name = statement_name(view)
        return tuple(self._write(f"{name}.{kind}", makers[kind](view)) for kind in formats)

    def letters(self, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        """Write letters to donors and return their places.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        return tuple(
            self._write(
                f"donation-{view.number or f'{file_name(view.order_number)}-{place}'}.pdf",
                self._papers.donation_letter(view),
            )
            for place, view in enumerate(views, start=1)
        )

    def letters_together(self, views: Sequence[DonationLetterView]) -> Path:
        """Write letters to donors, of which there is at least one, as one PDF and return its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        name = f"donations-{views[0].number}-{views[-1].number}.pdf"
        return self._write(name, self._papers.donation_letters(views))

    def year_letters(self, views: Sequence[YearLetterView]) -> Path:
        """Write letters about a year's gifts, of which there is at least one, as one PDF and return
        its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        of = views[0].number if len(views) == 1 else f"of-{views[0].year}"
        return self._write(f"gifts-{of}.pdf", self._papers.year_letters(views))

    def order(self, view: OrderView, company: CompanyView) -> Path:
        """Write an order with its signatures and return its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        return self._write(
            f"order-{file_name(view.order_number)}.pdf", self._papers.order(view, company)
        )

    def account(self, view: AccountStatement) -> Path:
        """Write the statement of a patron's account and return its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        name = f"account-{view.serial}-{view.as_of:%Y%m%d-%H%M}.pdf"
        return self._write(name, self._papers.account(view))

    def _write(self, name: str, data: bytes) -> Path:
        place = self._folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.write_bytes(data)
        except OSError as error:
            raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
        return place


def statement_name(view: Statement) -> str:
    """Return the file name of a statement without its suffix: ``daily-2026-11-21`` for what is
    about a day, ``performance-SYM-1-20261121-2305`` for what has a name of its own, and with a
    number once it is kept: ``daily-2026-11-21-no3``."""
    heading = dict(view.heading)
    about = next(
        (
            heading[code]
            for code in ("performance_code", "deposit_number", "z_number")
            if code in heading
        ),
        view.subject if len(view.subject) <= 10 else view.subject[-6:],
    )
    when = "" if about == view.subject else f"-{view.as_of:%Y%m%d-%H%M}"
    number = "" if view.number is None else f"-no{view.number}"
    return f"{view.name.value}-{file_name(about)}{when}{number}"


def file_name(text: str) -> str:
    """Return a number or a code as it can stand in a file's name. Two that differ only by what
    cannot are told apart by a mark of their own, the same every time."""
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)
    return plain if plain == text else f"{plain}-{sha256(text.encode()).hexdigest()[:6]}"
