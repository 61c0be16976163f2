"""What matching processors' files needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from pos.records import (
    CloseException,
    Payout,
    SettlementFile,
    SettlementLine,
    SettlementMapping,
    SettlementMatch,
    TerminalTotal,
)
from pos.views.settlement import OurPayment
from pos.views.settlement_reach import Reach


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

    def lines_of(self, file_id: str) -> tuple[SettlementLine, ...]:
        """Return all lines of a file."""
        ...

    def line(self, file_id: str, line: int) -> SettlementLine | None: ...
    def lines_open(self, terminals: Iterable[str]) -> tuple[SettlementLine, ...]:
        """Return lines of any file that somebody still has to look at, and those that were taken at
        one of these terminals when it was not known."""
        ...

    def lines_shown(self, file_id: str) -> tuple[SettlementLine, ...]:
        """Return the lines of a file that did not plainly agree, and are no fee or another's."""
        ...

    def lines_elsewhere(self, file_id: str, payout: str, most: int) -> tuple[SettlementLine, ...]:
        """Return the first lines of a file, or of one ``payout`` of it, that are not ours and ask
        nothing of anybody."""
        ...

    def references_elsewhere(self) -> frozenset[str]:
        """Return the references of lines that a person said are not ours."""
        ...

    def lines_about(
        self, payment_refs: Iterable[str], payments: Iterable[str], but: str = ""
    ) -> tuple[SettlementLine, ...]:
        """Return lines about these payments, by the processor's id (those of the file ``but`` are
        known) or by what they were matched with."""
        ...

    def lines_moved(self, processor: str, ids: Iterable[str]) -> tuple[SettlementLine, ...]:
        """Return lines with these ids of a processor's movements."""
        ...

    def lines_unnamed(self, processor: str, first: date, last: date) -> tuple[SettlementLine, ...]:
        """Return a processor's lines of these days that have no id."""
        ...

    def lines_approved(
        self, approvals: Iterable[str], since: datetime, until: datetime
    ) -> tuple[SettlementLine, ...]:
        """Return lines with these approval codes (small letters) taken between two moments."""
        ...

    def lines_near(
        self, wanted: Iterable[tuple[int, datetime]], near: timedelta
    ) -> tuple[SettlementLine, ...]:
        """Return charges of these sums that are at most so far from these moments."""
        ...

    def reach(self, but: str = "") -> Reach:
        """Return how far the files go, all or all ``but`` one."""
        ...

    def matches_of(
        self, lines: Iterable[tuple[str, int]], payments: Iterable[str]
    ) -> tuple[SettlementMatch, ...]:
        """Return the newest row of each of these lines, and of these payments without one."""
        ...

    def matches_about(self, file_id: str, line: int, payment_id: str) -> tuple[int, str]:
        """Return number and file of the newest row of a line, or of a payment (``line`` 0)."""
        ...

    def takers(self, subject_id: str) -> frozenset[str]:
        """Return whoever took the payments that an exception of settlement is about, whatever they
        were classed as since: ``payment``, ``file:line`` or ``file:class``."""
        ...

    def plain_sums(self, file_id: str, payout: str = "") -> tuple[tuple[str, int, int, int], ...]:
        """Return (class, lines, gross, fee) of the lines that ``lines_shown`` leaves out, of the
        whole file or of one ``payout``."""
        ...

    def payouts_of(self, file_id: str) -> tuple[tuple[str, date | None, int, int, int, int], ...]:
        """Return (payout, its date, lines, gross, fee, net) of a file, in its order."""
        ...

    def elsewhere_minor(self, processor: str, payout: str) -> int:
        """Return what charges and refunds of other channels come to in a payout."""
        ...

    def payments_named(self, names: Iterable[str], references: Iterable[str]) -> frozenset[str]:
        """Return payments that a processor may know by one of these ids, or we by a reference."""
        ...

    def payments_related(self, payments: Iterable[str]) -> frozenset[str]:
        """Return their charges, and what was given back of them."""
        ...

    def payments_approved(
        self, approvals: Iterable[str], since: datetime, until: datetime
    ) -> frozenset[str]:
        """Return payments with these approval codes (small letters) begun between two moments."""
        ...

    def payments_near(self, moments: Iterable[datetime], near: timedelta) -> frozenset[str]:
        """Return payments begun at most so far from one of these moments."""
        ...

    def payments_missing(self, states: Iterable[str], since: datetime) -> frozenset[str]:
        """Return payments in these states that no line is matched with: those begun ``since``, and
        all that somebody still has to look at."""
        ...

    def open_exceptions(self) -> tuple[CloseException, ...]:
        """Return exceptions of settlement that nobody settled."""
        ...

    def payout_lines(self, processor: str, payout: str) -> tuple[SettlementLine, ...]:
        """Return the lines of one payout, none for one that no file brought."""
        ...

    def matches(self) -> tuple[SettlementMatch, ...]:
        """Return the newest row of each line, and of each payment without one."""
        ...

    def payments(
        self, *, since: datetime | None = None, only: Iterable[str] | None = None
    ) -> tuple[OurPayment, ...]:
        """Return every card payment begun ``since``, or ``only`` these, as it is matched."""
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
