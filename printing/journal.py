"""A day's journal as books take it in: CSV for any program, IIF for QuickBooks Desktop.

The same journal gives the same bytes.
"""

from __future__ import annotations

import csv
from io import StringIO

from pos.money import Money
from pos.views.closing import JournalLine, JournalView
from printing.till_csv import decimal_text, safe_cell

HEADER = ("date", "account", "name", "debit", "credit", "memo", "reference")
_IIF_FIELDS = ("TRNSTYPE", "DATE", "ACCNT", "AMOUNT", "DOCNUM", "MEMO")
_JOURNAL = "GENERAL JOURNAL"


def journal_reference(view: JournalView) -> str:
    """Return what names the entry in the venue's books, ``FOYER-2026-11-21-12``; a draft, which was
    not exported, ends in ``DRAFT``."""
    number = "DRAFT" if view.number is None else str(view.number)
    return f"FOYER-{view.business_date.isoformat()}-{number}"


def journal_csv(view: JournalView) -> bytes:
    """Return the journal as CSV: UTF-8, one header row, ISO dates, plain decimals, RFC 4180 line
    ends. Debit or credit is empty, never both."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in view.lines:
        writer.writerow(
            (
                view.business_date.isoformat(),
                safe_cell(line.account),
                safe_cell(line.name),
                decimal_text(line.debit) if line.debit else "",
                decimal_text(line.credit) if line.credit else "",
                safe_cell(line.memo),
                journal_reference(view),
            )
        )
    return out.getvalue().encode("utf-8")


def journal_iif(view: JournalView) -> bytes:
    """Return the journal as one general journal entry in IIF, tabs between fields.

    Accounts go by the venue's name of them, which has to be the one in QuickBooks; dates are
    MM/DD/YYYY and debits positive (Intuit's IIF reference: transactions). Windows-1252, as
    QuickBooks Desktop reads it; what that cannot write becomes a question mark. A journal without
    lines has no entry.
    """
    rows = [("!TRNS", *_IIF_FIELDS), ("!SPL", *_IIF_FIELDS), ("!ENDTRNS",)]
    for number, line in enumerate(view.lines):
        rows.append(("SPL" if number else "TRNS", *_iif_fields(view, line)))
    if view.lines:
        rows.append(("ENDTRNS",))
    return "".join("\t".join(row) + "\r\n" for row in rows).encode("cp1252", "replace")


def _iif_fields(view: JournalView, line: JournalLine) -> tuple[str, ...]:
    amount: Money = line.debit - line.credit
    day = view.business_date.strftime("%m/%d/%Y")
    fields = (_JOURNAL, day, line.name, decimal_text(amount), journal_reference(view), line.memo)
    return tuple(" ".join(field.replace('"', "'").split()) for field in fields)
