"""A payment terminal that speaks nexo Sale to POI over HTTPS on the local network.

One request is under way at a time, with an abort beside it; a second one ends at once. Source:
hardware facts 6.1 (documented).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future

from hardware.looped import ThreadedDevice
from hardware.terminals.nexo_loop import NexoLoop
from hardware.terminals.nexo_settings import NexoSettings, checked
from hardware.terminals.nexo_talk import RandomBytes
from hardware.terminals.terminal_jobs import Job, Kind
from pos.clock import Clock
from pos.ports.terminals import (
    CardRequest,
    CardResult,
    TerminalCan,
    TerminalIdentity,
    TerminalShows,
    TerminalTotals,
)


class NexoTerminal(ThreadedDevice):
    """Implements ``pos.ports.terminals.PaymentTerminal``.

    What the terminal shows is told by what we know: PRESENT_CARD from the moment a charge has left,
    APPROVED or DECLINED with the answer. The protocol tells no more on a local connection.
    """

    can = TerminalCan()

    def __init__(
        self, settings: NexoSettings, clock: Clock, random: RandomBytes = secrets.token_bytes
    ) -> None:
        self._nexo = NexoLoop(checked(settings), clock, random)
        super().__init__(self._nexo)

    def identity(self) -> TerminalIdentity | None:
        return self._nexo.identity

    def facts(self) -> dict[str, str]:
        """Return ``model``, ``serial`` and ``firmware`` as the terminal told them."""
        known = self._nexo.identity
        if known is None:
            return {}
        return {"model": known.model, "serial": known.serial, "firmware": known.software}

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        self._nexo.display = (*self._nexo.display, watcher)

    def pay(self, request: CardRequest) -> Future[CardResult]:
        job = Job(Kind.PAY, request)
        self._nexo.take(job)
        return job.card

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        """With ``terminal_reference`` it is a reversal, the only message that names a charge."""
        kind = Kind.REVERSE if terminal_reference else Kind.REFUND
        job = Job(kind, request, terminal_reference)
        self._nexo.take(job)
        return job.card

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        job = Job(Kind.REVERSE, request, terminal_reference)
        self._nexo.take(job)
        return job.card

    def ask(self, request: CardRequest) -> Future[CardResult]:
        """A message that is not known as a payment is asked for as a reversal too, before it counts
        as NOT_FOUND: which of the two it was, a request does not tell."""
        job = Job(Kind.ASK, request)
        self._nexo.take(job)
        return job.card

    def abort(self, message_id: str) -> None:
        self._nexo.post(lambda: self._nexo.abort(message_id))

    def totals(self) -> Future[TerminalTotals | None]:
        job = Job(Kind.TOTALS)
        self._nexo.take(job)
        return job.sums


def nexo_terminal(settings: NexoSettings, clock: Clock) -> NexoTerminal:
    """Return a closed terminal.

    Raises:
        SettingsInvalid: A value makes no sense, or the authority's file cannot be read.
    """
    return NexoTerminal(settings, clock)
