"""What a patron is likely to put on the counter."""

from __future__ import annotations

from pos.money import Money
from pos.views.cash import NOTES

ASKED_WITH = tuple(note for note in sorted(NOTES) if note >= 500)
"""The notes a sum is rounded up to; nobody is asked for the next dollar or two."""
MOST = 5
"""Beside Exact, that makes six buttons: two rows of three."""


def sensible_notes(due: Money) -> tuple[Money, ...]:
    """Return the next sums a patron hands over in notes, smallest first, never the exact one.

    A sum is sensible when it is made of notes none of which could be left out: the due amount
    rounded up to each note. 47.50 gives 50, 60 and 100; 130 gives 140, 150 and 200, not 135.
    """
    if due.minor <= 0:
        return ()
    rounded = {-(-due.minor // note) * note for note in ASKED_WITH}
    sums = sorted(rounded - {due.minor})
    return tuple(Money(minor, due.currency) for minor in sums[:MOST])
