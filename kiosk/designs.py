"""Finds designs of papers and reads them: those that come with Foyer, and a venue's own in its
home.

A venue's own design goes before Foyer's of the same name, and so does a picture: a ``company.png``
in the home's ``designs/`` stands on every shipped ticket. Nothing outside these folders is read,
whatever a design says, and links that lead out of them are not followed. Thread: any.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pos.errors import NotFound

if TYPE_CHECKING:
    from printing.design import ReceiptDesign, TicketDesign

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "designs"
TICKET, RECEIPT = "ticket", "receipt"
USUAL_RECEIPT = "receipt-80mm"
_FGL_STOCK = "boca-"
_TICKETS = {"5.5x2": "ticket-5.5x2", "8x3.25": "ticket-8x3.25", "8x4": "ticket-8x4"}
_ROLL_TICKET = "ticket-80mm"
_SUFFIX = ".toml"
_NAME = re.compile(r"[^/\\\0]{1,120}")
"""A file's name, and no way out of its folder."""


class Designs:
    """Designs by name. ``own`` is the home's folder for them; it need not exist."""

    def __init__(self, own: Path | None = None) -> None:
        self._folders = (*((own,) if own else ()), SHIPPED)

    def names(self) -> tuple[str, ...]:
        """Return every design there is, the venue's own first."""
        found = [
            file.stem
            for folder in self._folders
            if folder.is_dir()
            for file in sorted(folder.glob(f"*{_SUFFIX}"))
        ]
        return tuple(dict.fromkeys(found))

    def kind(self, name: str) -> str:
        """Return ``receipt`` for a design that calls itself so, else ``ticket``.

        Raises:
            NotFound: There is none of that name.
        """
        from printing.designfile import kind

        return RECEIPT if kind(self._design(name)) == RECEIPT else TICKET

    def ticket(self, name: str) -> TicketDesign:
        """Return a ticket design.

        Raises:
            NotFound: There is none of that name.
            FileRefused: It has faults.
        """
        from printing.designfile import ticket_design

        return ticket_design(self._design(name), _file_name(name), self._picture)

    def receipt(self, name: str) -> ReceiptDesign:
        """Return a receipt design.

        Raises:
            NotFound: There is none of that name.
            FileRefused: It has faults.
        """
        from printing.designfile import receipt_design

        return receipt_design(self._design(name), _file_name(name))

    def beside(self, file: Path) -> Designs:
        """Return designs that are looked for beside ``file`` first, as a person at work on one
        wants."""
        there = Designs()
        there._folders = (file.resolve().parent, *self._folders)
        return there

    def _design(self, name: str) -> bytes:
        from printing.designfile import LARGEST_FILE

        data = self._read(_file_name(name), LARGEST_FILE)
        if data is None:
            raise NotFound(kind="design", key=name)
        return data

    def _picture(self, name: str) -> bytes | None:
        from printing.artwork import LARGEST_FILE

        return self._read(name, LARGEST_FILE)

    def _read(self, name: str, most: int) -> bytes | None:
        """Return at most one byte more than ``most`` of the first file of that name."""
        if not _NAME.fullmatch(name):
            return None
        for folder in self._folders:
            place = (folder / name).resolve()
            if place.parent == folder.resolve() and place.is_file():
                return _bytes_of(place, most + 1)
        return None


def usual_ticket(profile: str) -> str:
    """Return the design for the stock of a printer profile."""
    if not profile.startswith(_FGL_STOCK):
        return _ROLL_TICKET
    return _TICKETS.get(profile.rpartition("-")[2], _TICKETS["5.5x2"])


def _bytes_of(place: Path, most: int) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(most)
    except OSError:
        raise NotFound(kind="file", key=str(place)) from None


def _file_name(name: str) -> str:
    return name if name.endswith(_SUFFIX) else f"{name}{_SUFFIX}"
