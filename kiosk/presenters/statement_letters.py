"""The letters that go with a statement: to donors, and to those whose check came back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.tasks import Reports
from pos.ids import CommandId
from pos.views.people import SessionView
from pos.views.statements import Cell, Section, Statement, StatementName

if TYPE_CHECKING:
    from pos.office import Office


def has_letters(statement: Statement) -> bool:
    """Whether letters are due for what stands on it. One that was kept is of its day; letters are
    written from one as of now."""
    if statement.number is not None:
        return False
    if statement.name is StatementName.DONATIONS:
        letters = _column(statement, "donations", "letter")
        return any(letter != "none" for letter in letters)
    return statement.name is StatementName.CHECKS and bool(_returned(statement))


def write_letters(
    office: Office, session: SessionView, reports: Reports, statement: Statement
) -> tuple[Path, ...]:
    """Write the letters and return their places, none where nobody owes any more. Thread: ledger.

    Raises:
        NotAllowed, TillNotCounted: As for the statement.
        StorageNotWritable: The folder cannot be written.
    """
    if statement.name is StatementName.DONATIONS:
        office.statements.letters(session, statement.subject)  # who is told of a till is kept
        command, day = CommandId(office.ids.new()), date.fromisoformat(statement.subject)
        return reports.donation_letters(office.giving.of_day(command, session, day))
    returned = _returned(statement)
    owed = [one for one in office.checks.owed() if (one.order_number, one.number) in returned]
    return tuple(reports.letter(office.checks.letter(one.return_id)) for one in owed)


def _returned(statement: Statement) -> set[tuple[Cell, Cell]]:
    """Return (order, check number) of the checks on the list that came back."""
    orders = _column(statement, "checks", "order")
    numbers = _column(statement, "checks", "check_number")
    fates = _column(statement, "checks", "fate")
    every = zip(orders, numbers, fates, strict=True)
    return {(order, number) for order, number, fate in every if fate == "returned"}


def _column(statement: Statement, section: str, column: str) -> list[Cell]:
    found: list[Section] = [one for one in statement.sections if one.code == section]
    return [
        row[[each.code for each in table.columns].index(column)]
        for table in found
        for row in table.rows
    ]
