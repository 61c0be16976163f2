"""What somebody wants of a terminal, whatever that speaks: one request, from the caller's thread to
its future."""

from __future__ import annotations

import re
from concurrent.futures import Future
from enum import Enum

from pos.errors import InvariantBroken
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, TerminalTotals

_MESSAGE_ID = re.compile(r"[A-Za-z0-9]{1,10}")
_REFERENCE = re.compile(r"[A-Za-z0-9]{1,32}")


class Kind(Enum):
    """What is wanted."""

    PAY = "pay"
    REFUND = "refund"
    REVERSE = "reverse"
    ASK = "ask"
    TOTALS = "totals"

    @property
    def moves_money(self) -> bool:
        return self in (Kind.PAY, Kind.REFUND, Kind.REVERSE)


class Job:
    """One request. ``left``: a byte of it may have reached the terminal. Made on the caller's
    thread, then the device's alone.
    """

    def __init__(
        self, kind: Kind, request: CardRequest | None = None, terminal_reference: str = ""
    ) -> None:
        self.kind = kind
        self.request = request
        self.card: Future[CardResult] = Future()
        self.sums: Future[TerminalTotals | None] = Future()
        self.running = False
        self.left = False
        self.terminal_reference = terminal_reference

    def check(self) -> None:
        """Raise InvariantBroken for what no caller may ask."""
        request = self.request
        if request is None:
            return
        fits = _MESSAGE_ID.fullmatch(request.message_id) and _REFERENCE.fullmatch(request.reference)
        if not fits or request.amount.minor <= 0:
            raise InvariantBroken("terminal.bad_request", kind=self.kind.value)
        if self.kind is Kind.REVERSE and not self.terminal_reference:
            raise InvariantBroken("terminal.bad_request", kind=self.kind.value)

    def begin(self) -> bool:
        """Return False where it was cancelled while it waited; from now on it cannot be."""
        if self.running:  # the second question of one ``ask``
            return True
        future = self.sums if self.kind is Kind.TOTALS else self.card
        self.running = future.set_running_or_notify_cancel()
        return self.running

    def settle(self, result: CardResult | TerminalTotals | None) -> None:
        """Complete the future, unless it was cancelled while it waited."""
        if isinstance(result, CardResult):
            if self.running or self.card.set_running_or_notify_cancel():
                self.card.set_result(result)
        elif self.running or self.sums.set_running_or_notify_cancel():
            self.sums.set_result(result)


def ended(job: Job, why: Condition | None, *, left: bool) -> CardResult | None:
    """Return the result of a request that has no answer."""
    request = job.request
    if request is None:
        return None
    safe = job.kind.moves_money and not left
    outcome = CardOutcome.NOT_SENT if safe else CardOutcome.UNKNOWN
    return CardResult(outcome, request.reference, request.message_id, condition=why)
