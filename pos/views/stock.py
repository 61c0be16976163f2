"""Ticket stock as people count it: how many blank papers lie at a printer, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class StockKind(Enum):
    """What was done to the blank papers of a printer."""

    LOAD = "load"
    COUNT = "count"
    """Somebody counted what lies there; from here on it is so."""
    TEST = "test"
    """Test prints: paper used that is no ticket."""


class VoidKind(Enum):
    """Why a ticket's paper is void, and what that means for the stock."""

    SPOILED = "spoiled"
    """Ruined: it lies in the house and is handed in at the close."""
    NOTHING = "nothing"
    """No paper came out at all; its barcode is dead all the same."""
    LOST = "lost"
    """Printed well and gone: the patron lost it."""


@dataclass(frozen=True, slots=True)
class StockView:
    """A ticket printer's blank papers since they were last counted.

    ``should_be_there`` = ``start`` + ``loaded`` - ``printed`` - ``spoiled`` - ``test``; of that up
    to ``in_doubt`` may have come out unseen. ``known`` False: nothing was ever loaded or counted
    here, so ``should_be_there`` means nothing. A ticket printed before the count and spoiled after
    it moves from ``printed`` to ``spoiled`` and may leave ``printed`` below zero.
    """

    device: str
    known: bool
    since: datetime | None
    """When it was last counted, or first loaded."""
    start: int
    """What was counted then; 0 when it never was."""
    loaded: int
    printed: int
    spoiled: int
    test: int
    in_doubt: int
    """Sent and not settled: a person or the printer still has to say."""
    should_be_there: int
    low_at: int
    """The venue wants to know from here on; 0: never."""

    @property
    def low(self) -> bool:
        """Whether somebody should fetch more."""
        return self.known and self.should_be_there <= self.low_at and self.low_at > 0


@dataclass(frozen=True, slots=True)
class StockLine:
    """One line of a printer's stock history, newest first.

    ``papers``: loaded, counted or used for a test. ``expected``: what should have been there just
    before. ``first_serial`` and ``last_serial``: as printed on the stock, empty when not noted.
    """

    at: datetime
    who: str
    kind: StockKind
    papers: int
    expected: int
    first_serial: str = ""
    last_serial: str = ""
    note: str = ""

    @property
    def difference(self) -> int:
        """Counted less expected; 0 for what was not a count."""
        return self.papers - self.expected if self.kind is StockKind.COUNT else 0


@dataclass(frozen=True, slots=True)
class StockRow:
    """A printer's papers over the time of a report.

    ``end`` = ``start`` + ``loaded`` - ``printed`` - ``spoiled`` - ``test`` + ``adjusted``.
    ``start`` and ``end`` are None while nobody ever loaded or counted. ``spoiled`` papers lie in
    the house and are handed in. ``adjusted``: what counts found more (or less, below zero), with
    what lay there before the first count and was used before the first load.
    """

    device: str
    start: int | None
    loaded: int
    printed: int
    spoiled: int
    test: int
    adjusted: int
    end: int | None
