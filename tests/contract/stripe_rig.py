"""The payment terminal port over the real driver, Stripe's SDK and a stand-in for its interface."""

from __future__ import annotations

import queue
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from hardware.simulators.stepped_clock import SteppedClock
from hardware.terminals.stripe_settings import StripeSettings
from hardware.terminals.stripe_terminal import StripeTerminal, stripe_terminal
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import Condition, DeviceStatus
from pos.ports.terminals import CardRequest, CardResult
from tests.contract.patience import looks
from tests.contract.stripe_stand_in import KEY, READER, RunningStripe, StandIn

LOOK_S = 0.02
"""Real seconds after which the clock is moved on."""
PAYMENT_S = 100_000.0
"""Longer than all looks together, a second each, so that no test ends a payment by being slow."""

T = TypeVar("T")


class StripeRig:
    """A till, an account, and a person in front of each."""

    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.running = RunningStripe()
        self.account: StandIn = self.running.account
        self.account.now = int(self.clock.now().timestamp())
        self.running.__enter__()
        self.tills: list[StripeTerminal] = []
        self.statuses: queue.Queue[DeviceStatus] = queue.Queue()
        self.terminal = self.till()
        self.numbers = 0

    def till(self, **values: object) -> StripeTerminal:
        """A closed driver, as after a restart: it knows of no payment."""
        given = {"reader": READER, "api_key": KEY, "address": self.running.address}
        till = stripe_terminal(
            StripeSettings(**{**given, "payment_s": PAYMENT_S, **values}),  # type: ignore[arg-type]
            self.clock,
        )
        self.clock.wakes(till.wake)
        self.tills.append(till)
        return till

    def till_opened(self) -> StripeTerminal:
        """A driver that was started afresh."""
        till = self.till()
        till.open()
        return till

    def open(self) -> None:
        self.terminal.open()
        self.until(DeviceState.READY)

    def close(self) -> None:
        for till in self.tills:
            till.close()
        self.running.__exit__()

    def request(
        self, minor: int = 4250, *, keyed: bool = False, currency: str = "USD"
    ) -> CardRequest:
        """A request that was never made before."""
        self.numbers += 1
        number = self.numbers
        money = Money(minor, currency)
        return CardRequest(f"ref{number:06d}", f"M{number:06d}", money, keyed=keyed)

    def waits_for_card(self) -> None:
        self.account.until(self.account.acting)

    def is_watched(self) -> None:
        """Wait until the driver has looked at the reader that waits for a card."""
        account = self.account
        account.until(lambda: account.acting() and account.requests[-1][0] == "reader")

    def result(self, future: Future[T]) -> T:
        """What the future brings, letting pass the time between two looks of the driver."""
        for _ in looks():
            try:
                return future.result(LOOK_S)
            except NotYet:
                self.clock.step(1)
        raise AssertionError(f"never: {self.story()}")

    def until(self, state: DeviceState, condition: Condition | None = None) -> DeviceStatus:
        """Wait until the terminal is in ``state`` (with ``condition``)."""
        for _ in looks():
            now = self.terminal.status()
            if now.state is state and (condition is None or condition in now.conditions):
                return now
            self.clock.step(1)
            with self.account.lock:
                self.account.lock.wait(LOOK_S)
        raise AssertionError(f"never {state} {condition}: {self.story()}")

    def sale(self, minor: int = 1000) -> CardResult:
        """An ordinary sale that is paid."""
        future = self.terminal.pay(self.request(minor))
        self.waits_for_card()
        self.account.tap()
        return self.result(future)

    def charged(self, request: CardRequest) -> int:
        """What the account's own books say of a request, in cents."""
        with self.account.lock:
            rows = [
                one
                for one in self.account.intents
                if one["metadata"]["foyer_message"] == request.message_id
            ]
            assert len(rows) <= 1, "two PaymentIntents for one request"
            return sum(one["amount_received"] for one in rows)

    def story(self) -> str:
        wire = [str(exchange) for exchange in self.terminal.wire.last()[-30:]]
        return "\n".join([repr(self.terminal.status()), *wire, *map(str, self.account.requests)])
