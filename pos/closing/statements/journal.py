"""The journal of a locked day as a statement: what the export holds, to read and to print."""

from __future__ import annotations

from dataclasses import replace

from pos.closing.books import journal_of
from pos.closing.statements.building import company_of, made, money, subject_day, table, text
from pos.ports.storage import UnitOfWork
from pos.views.statements import Statement, StatementName
from pos.window import Window


def journal(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the journal of a locked business day: as of now, and once it was exported as of then,
    so that it stays the same. Raises NotFound, DayNotReady."""
    view = journal_of(uow, window, subject_day(subject))
    since = "" if view.since == view.business_date else view.since.isoformat()
    number = "" if view.number is None else str(view.number)
    lines = [
        (
            line.account,
            line.name,
            line.memo,
            line.debit.minor if line.debit else None,
            line.credit.minor if line.credit else None,
        )
        for line in view.lines
    ]
    columns = (text("account"), text("account_name"), text("memo"), money("debit"), money("credit"))
    total = view.total.minor
    statement = made(
        uow,
        StatementName.JOURNAL,
        view.business_date.isoformat(),
        (
            ("business_date", view.business_date.isoformat()),
            ("since", since),
            ("export_number", number),
        ),
        (table("journal", columns, lines, totals=(None, None, None, total, total)),),
        signatures=() if view.number is None else ("prepared_by", "second_person"),
        notes=("draft_journal",) if view.number is None else (),
    )
    if view.exported_at is None:
        return statement
    _, zone = company_of(uow)
    return replace(statement, as_of=view.exported_at.astimezone(zone).replace(microsecond=0))
