"""A performance's capacity for a spreadsheet: a line a zone and one for the house."""

from __future__ import annotations

import csv
from io import StringIO

from pos.money import Money
from pos.views.capacity import CapacityRow, CapacityView
from printing.till_csv import decimal_text, safe_cell

HEADER = (
    "performance",
    "zone",
    "capacity",
    "sold",
    "comp",
    "held",
    "killed",
    "in_carts",
    "elsewhere",
    "free",
    "potential",
    "taken",
    "unpaid",
    "given_at_full_price",
)


def capacity_csv(view: CapacityView) -> bytes:
    """Return the capacity as CSV: UTF-8, one header row, amounts in units with a point, RFC 4180
    line ends. The house's zone is empty; after the fixed columns stand the holds there are, each
    named ``held:CODE`` (``held:paper-`` and the like are Foyer's own)."""
    codes = list(dict.fromkeys(each.code.code for each in view.house.held))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*HEADER, *(safe_cell(f"held:{code}") for code in codes)))
    for row in (*view.zones, view.house):
        held = {each.code.code: each.count for each in row.held}
        writer.writerow((*_fixed(view.code, row), *(held.get(code, 0) for code in codes)))
    return out.getvalue().encode("utf-8")


def _fixed(code: str, row: CapacityRow) -> tuple[object, ...]:
    return (
        safe_cell(code),
        safe_cell(row.zone.name) if row.zone is not None else "",
        row.capacity,
        row.sold,
        row.comp,
        row.held_count,
        row.killed,
        row.in_carts,
        row.elsewhere,
        row.free,
        *map(_amount, (row.potential, row.taken, row.unpaid, row.given)),
    )


def _amount(amount: Money | None) -> str:
    return "" if amount is None else decimal_text(amount)
