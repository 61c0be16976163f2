"""An Ingenico Telium terminal that speaks protocol E (Concert), as a payment terminal of ours.

What the protocol cannot do is said by ``can`` and never pretended: no question about an earlier
sale, no abort once it was asked for, no undoing, no sums, no phone orders, no word of what stands
on its screen, nor of which terminal it is. Its own printer prints the receipts. Source: hardware
facts 6.3.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from hardware.health import Health
from hardware.looped import LoopedDevice
from hardware.terminals.telium_driver import TeliumDriver
from hardware.terminals.telium_frames import Way
from hardware.terminals.telium_sale import Sale
from hardware.terminals.telium_settings import TeliumSettings
from hardware.transports.address import transport_for
from hardware.transports.line import Transport
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    TerminalCan,
    TerminalIdentity,
    TerminalShows,
    TerminalTotals,
)

CAN = TerminalCan(ask=False, abort=False, reverse=False, refund=True, keyed=False, totals=False)


class TeliumTerminal(LoopedDevice):
    """Implements ``pos.ports.terminals.PaymentTerminal``. Of what it says the wire log keeps
    lengths only."""

    def __init__(self, settings: TeliumSettings, transport: Transport, clock: Clock) -> None:
        health = Health(settings.name)
        self._telium = TeliumDriver(health, clock, settings)
        super().__init__(health, transport, self._telium, clock, WireLog(hears_people=True))

    @property
    def can(self) -> TerminalCan:
        return CAN

    def identity(self) -> TerminalIdentity | None:
        """Return None: the protocol does not tell."""
        return None

    def pay(self, request: CardRequest) -> Future[CardResult]:
        return self._begin(request, Way.DEBIT)

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        """See the port. Goes to whichever card is presented; with ``terminal_reference``, which no
        answer of ours ever had, it is NOT_SENT."""
        if terminal_reference:
            return _told(request, CardOutcome.NOT_SENT)
        return self._begin(request, Way.REFUND)

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        """See the port. Always NOT_SENT: a refund is another act, for the caller to choose."""
        return _told(request, CardOutcome.NOT_SENT)

    def ask(self, request: CardRequest) -> Future[CardResult]:
        """See the port. Always UNKNOWN: a person reads the terminal's journal."""
        return _told(request, CardOutcome.UNKNOWN)

    def abort(self, message_id: str) -> None:
        """See the port. Ends CANCELLED only a sale that the terminal was not asked for yet."""
        self._loop.post(lambda: self._telium.abort(message_id))

    def totals(self) -> Future[TerminalTotals | None]:
        nothing: Future[TerminalTotals | None] = Future()
        nothing.set_result(None)
        return nothing

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        """See the port. Never called: the protocol does not tell."""

    def _begin(self, request: CardRequest, way: Way) -> Future[CardResult]:
        sale = Sale(request, way)
        if not self._loop.post(lambda: self._telium.accept(sale)) and sale.begin():
            sale.end(CardOutcome.NOT_SENT, Condition.UNREACHABLE)
        return sale.future


def _told(request: CardRequest, outcome: CardOutcome) -> Future[CardResult]:
    """Return an answer that needs no terminal."""
    future: Future[CardResult] = Future()
    future.set_result(CardResult(outcome, request.reference, request.message_id))
    return future


def telium_terminal(settings: TeliumSettings, clock: Clock) -> TeliumTerminal:
    """Return the terminal of ``settings``, closed."""
    return TeliumTerminal(settings, transport_for(settings.address, one_client=True), clock)
