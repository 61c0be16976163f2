"""The access review for a spreadsheet: a line a person, names that never change."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO

from pos.views.patrons import LookRow
from pos.views.people import AccessRow
from printing.till_csv import safe_cell

HEADER = (
    "name",
    "role",
    "enabled",
    "locked",
    "badge",
    "created_utc",
    "last_proved_utc",
    "permissions",
)


def access_csv(rows: Sequence[AccessRow]) -> bytes:
    """Return the review as CSV: UTF-8, one header row, ISO times in UTC, yes and no, RFC 4180 line
    ends. ``last_proved_utc`` is empty for whoever never entered a right PIN."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(
            (
                safe_cell(row.name),
                row.role.value,
                _yes(row.enabled),
                _yes(row.locked),
                _yes(row.has_badge),
                _iso(row.created_at),
                _iso(row.last_proved_at),
                " ".join(row.permissions),
            )
        )
    return out.getvalue().encode("utf-8")


def looks_csv(rows: Sequence[LookRow]) -> bytes:
    """Return who saw which patron's data, newest first, as CSV like ``access_csv``. Patrons stand
    there by their numbers."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("at_utc", "name", "patron", "where", "window"))
    for row in rows:
        who, window = safe_cell(row.by), safe_cell(row.window)
        writer.writerow((_iso(row.at), who, row.patron, row.screen, window))
    return out.getvalue().encode("utf-8")


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
