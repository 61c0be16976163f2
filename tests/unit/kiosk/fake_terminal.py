"""A card terminal in the test's hands: it keeps what it was asked, and answers when the test
says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import DeviceStatus, Watcher
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    Declined,
    TerminalCan,
    TerminalIdentity,
    TerminalShows,
    TerminalTotals,
)


class FakeTerminal:
    """Answers nothing by itself."""

    def __init__(self, can: TerminalCan | None = None) -> None:
        self.name = "payment_terminal"
        self.can = can or TerminalCan()
        self.asked: list[tuple[str, CardRequest]] = []
        self.aborted: list[str] = []
        self.who: TerminalIdentity | None = TerminalIdentity("P400Plus", "123456789")
        self.state = DeviceState.READY
        self._futures: list[Future[CardResult]] = []
        self._watchers: list[Watcher] = []
        self._display: list[Callable[[TerminalShows], None]] = []

    # ---- the port ----

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> DeviceStatus:
        return DeviceStatus(self.name, self.state)

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)
        watcher(self.status())

    def identity(self) -> TerminalIdentity | None:
        return self.who

    def pay(self, request: CardRequest) -> Future[CardResult]:
        return self._keep("pay", request)

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        return self._keep(f"refund {terminal_reference}".strip(), request)

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        return self._keep(f"reverse {terminal_reference}".strip(), request)

    def ask(self, request: CardRequest) -> Future[CardResult]:
        return self._keep("ask", request)

    def abort(self, message_id: str) -> None:
        self.aborted.append(message_id)

    def totals(self) -> Future[TerminalTotals | None]:
        future: Future[TerminalTotals | None] = Future()
        future.set_result(None)
        return future

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        self._display.append(watcher)

    def _keep(self, what: str, request: CardRequest) -> Future[CardResult]:
        self.asked.append((what, request))
        self._futures.append(Future())
        return self._futures[-1]

    # ---- the test's hand ----

    @property
    def verbs(self) -> list[str]:
        """What it was asked, in order."""
        return [what for what, _ in self.asked]

    def shows(self, shows: TerminalShows) -> None:
        for watcher in self._display:
            watcher(shows)

    def becomes(self, state: DeviceState) -> None:
        self.state = state
        for watcher in self._watchers:
            watcher(self.status())

    def answers(
        self,
        outcome: CardOutcome,
        amount: Money | None = None,
        declined: Declined | None = None,
        of: int = -1,
        *,
        offline: bool = False,
    ) -> None:
        """Answer a request, the last one unless told; an approval is for what was asked."""
        request = self.asked[of][1]
        approved = outcome in (CardOutcome.APPROVED, CardOutcome.PARTIAL)
        self._futures[of].set_result(
            CardResult(
                outcome,
                request.reference,
                request.message_id,
                amount=amount or (request.amount if approved else None),
                brand="Visa" if approved else "",
                last_four="1111" if approved else "",
                approval_code="A1B2C3" if approved else "",
                terminal_reference="T-77" if approved else "",
                declined=declined,
                offline=offline,
            )
        )

    def breaks(self) -> None:
        """Its driver fails on a mistake of its own."""
        self._futures[-1].set_exception(RuntimeError("driver"))
