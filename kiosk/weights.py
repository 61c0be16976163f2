"""What matters more, when several things are the matter at once."""

from __future__ import annotations

from enum import IntEnum


class Weight(IntEnum):
    """How much a trouble matters at a window; the smallest number is said first."""

    STORAGE = 0
    """Nothing can be sold."""
    QUESTION = 1
    """Only a person can answer, and a patron may leave without a ticket."""
    TICKETS_WAIT = 2
    """A printer cannot print, and tickets wait for it."""
    PRINTER = 3
    DRAWER = 4
    READER = 5
    """A reader or a display."""
    STOCK = 6
    """Something will be wanted soon."""
