"""What every reader of a processor's format has in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pos.catalogue.faults import FaultCode
from pos.closing.settlement.rows import Rows
from pos.money import Money
from pos.views.settlement import FoundLine, LineKind, Processor


@dataclass(frozen=True, slots=True)
class Stated:
    """A line that says what a payout comes to; it settles nothing itself."""

    line: int
    payout: str
    paid_on: date | None
    minor: int


Taken = FoundLine | Stated | None
"""None: the row has a fault, and it was told."""


class Format(Protocol):
    """One processor's columns."""

    @property
    def processor(self) -> Processor: ...

    @property
    def signature(self) -> frozenset[str]:
        """Return the columns by which a header is known to be of this format."""
        ...

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns it cannot be read without."""
        ...

    @property
    def known(self) -> frozenset[str]:
        """Return all columns that are read; the others are named to the person."""
        ...

    def take(self, rows: Rows) -> Taken:
        """Return what the row says that ``rows`` stands on."""
        ...


def sums_up(rows: Rows, column: str, gross: int, fee: int, net: int) -> bool:
    """Return whether a line adds up; tell the fault where it does not."""
    if gross - fee == net:
        return True
    amounts = (Money(minor, rows.currency) for minor in (gross, fee, net))
    rows.fault(column, FaultCode.SETTLEMENT_LINE_SUM, *amounts)
    return False


def taken_back(kind: LineKind, gross: int) -> LineKind:
    """Return the kind of a dispute by the way its money went."""
    if kind is LineKind.CHARGEBACK and gross > 0:
        return LineKind.CHARGEBACK_REVERSED
    return kind
