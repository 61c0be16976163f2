"""A Stripe reader (WisePOS E, S700, S710), driven from here through Stripe's servers, as a payment
terminal of ours.

What it cannot do is said by ``can``: no phone orders (an account needs Stripe's leave), no sums of
its own, no payments while the internet is away. Money goes back to the card of a charge only. It
sends no receipts; what they must show of the chip is in the result. Source: hardware facts 6.4.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from hardware.looped import ThreadedDevice
from hardware.terminals.stripe_api import require_sdk
from hardware.terminals.stripe_loop import StripeLoop
from hardware.terminals.stripe_settings import StripeSettings
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

CAN = TerminalCan(keyed=False, totals=False)


class StripeTerminal(ThreadedDevice):
    """Implements ``pos.ports.terminals.PaymentTerminal``.

    What the reader shows is told by what we know: PRESENT_CARD once it was asked, APPROVED or
    DECLINED at the end. Closing does not wait for an answer of Stripe's that is under way longer
    than ``close`` does; what it was for ends UNKNOWN.
    """

    can = CAN

    def __init__(self, settings: StripeSettings, clock: Clock) -> None:
        self._stripe = StripeLoop(settings, clock)
        super().__init__(self._stripe)

    def identity(self) -> TerminalIdentity | None:
        return self._stripe.identity

    def facts(self) -> dict[str, str]:
        """Return ``model``, ``serial`` and ``firmware`` as Stripe tells them."""
        known = self._stripe.identity
        if known is None:
            return {}
        return {"model": known.model, "serial": known.serial, "firmware": known.software}

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        self._stripe.display = (*self._stripe.display, watcher)

    def pay(self, request: CardRequest) -> Future[CardResult]:
        return self._take(Job(Kind.PAY, request))

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        """See the port. Without ``terminal_reference`` it is NOT_SENT."""
        return self._take(Job(Kind.REFUND, request, terminal_reference))

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        """See the port. It is a refund: a charge is captured as it is taken."""
        return self._take(Job(Kind.REVERSE, request, terminal_reference))

    def ask(self, request: CardRequest) -> Future[CardResult]:
        """See the port. A charge that nobody works on and that was not taken is cancelled at
        Stripe before it is called so."""
        return self._take(Job(Kind.ASK, request))

    def abort(self, message_id: str) -> None:
        self._stripe.post(lambda: self._stripe.abort(message_id))

    def totals(self) -> Future[TerminalTotals | None]:
        """See the port. Always None."""
        nothing: Future[TerminalTotals | None] = Future()
        nothing.set_result(None)
        return nothing

    def _take(self, job: Job) -> Future[CardResult]:
        self._stripe.take(job)
        return job.card


def stripe_terminal(settings: StripeSettings, clock: Clock) -> StripeTerminal:
    """Return a closed terminal.

    Raises:
        SettingsInvalid: ``stripe_not_installed``.
    """
    require_sdk(settings)
    return StripeTerminal(settings, clock)
