"""What matters more, when several things are the matter at once."""

from __future__ import annotations

from enum import IntEnum


class Weight(IntEnum):
    """How much a trouble matters at a window; the smallest number is said first."""

    STORAGE = 0
    """Nothing can be sold."""
    MONEY = 1
    """A patron may have paid for nothing."""
    QUESTION = 2
    """Only a person can answer, and a patron may leave without a ticket."""
    TICKETS_WAIT = 3
    """A printer cannot print, and tickets wait for it."""
    PRINTER = 4
    DRAWER = 5
    READER = 6
    """A reader, a display or the card terminal."""
    STOCK = 7
    """Something will be wanted soon."""
