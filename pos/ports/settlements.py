"""What matching processors' files needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pos.records import (
    Payout,
    SettlementFile,
    SettlementLine,
    SettlementMapping,
    SettlementMatch,
    TerminalTotal,
)
from pos.views.settlement import OurPayment


class SettlementStore(Protocol):
    """Processors' files as they were read, how their lines were classed, and what was paid out."""

    def by_content(self, sha256: str) -> SettlementFile | None:
        """Return the file that has exactly these bytes."""
        ...

    def file(self, file_id: str) -> SettlementFile:
        """Raises NotFound."""
        ...

    def files(self) -> tuple[SettlementFile, ...]:
        """Return all files, the newest first."""
        ...

    def lines(self) -> tuple[tuple[SettlementLine, str], ...]:
        """Return (line, processor of its file) of everything loaded."""
        ...

    def payout_lines(self, processor: str, payout: str) -> tuple[SettlementLine, ...]:
        """Return the lines of one payout, none for one that no file brought."""
        ...

    def matches(self) -> tuple[SettlementMatch, ...]:
        """Return the newest row of each line, and of each payment without one."""
        ...

    def payments(self, *, since: datetime | None = None) -> tuple[OurPayment, ...]:
        """Return every card payment begun ``since``, all of them when None, as it is matched."""
        ...

    def last_total(self, serial: str) -> TerminalTotal | None:
        """Return what a terminal said of itself last."""
        ...

    def total_of_till(self, till_id: str) -> TerminalTotal | None:
        """Return what the terminal said last while a till was counted."""
        ...

    def payout(self, processor: str, payout: str) -> Payout | None: ...
    def payouts(self) -> tuple[Payout, ...]: ...
    def mapping(self, name: str) -> SettlementMapping | None:
        """Return the newest row of a saved mapping."""
        ...

    def mappings(self) -> tuple[SettlementMapping, ...]:
        """Return the newest row of every saved mapping, by name."""
        ...
