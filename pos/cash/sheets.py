"""What a person may write on a count sheet."""

from __future__ import annotations

from pos.errors import AmountInvalid, CurrencyMismatch
from pos.views.cash import COINS, NOTES, CountSheet

MOST_PIECES = 10_000
"""Of one denomination; a drawer holds no more, so more is a slip of the hand."""
FLOAT_LARGEST_MINOR = 500_000
"""The largest opening float; 100 dollars is usual."""


def check_sheet(sheet: CountSheet, currency: str) -> None:
    """Return if the sheet is one a person can have counted.

    Raises:
        CurrencyMismatch: It is in another currency than the venue's.
        AmountInvalid: Unknown, repeated or negative denominations, or more pieces than a drawer
            holds.
    """
    if sheet.currency != currency:
        raise CurrencyMismatch(expected=currency, actual=sheet.currency)
    for rows, known in (
        (sheet.notes, NOTES),
        (sheet.coins, COINS),
        (sheet.straps, NOTES),
        (sheet.rolls, COINS),
    ):
        seen: set[int] = set()
        for value, pieces in rows:
            if value not in known or value in seen or not 0 <= pieces <= MOST_PIECES:
                raise AmountInvalid(text=f"{value} x {pieces}")
            seen.add(value)


def check_float(sheet: CountSheet, currency: str) -> None:
    """Return if the sheet may open a till: up to the largest float, which may be nothing.

    Raises:
        CurrencyMismatch, AmountInvalid: As for ``check_sheet``.
    """
    check_sheet(sheet, currency)
    if sheet.total.minor > FLOAT_LARGEST_MINOR:
        raise AmountInvalid(text=str(sheet.total.minor))
