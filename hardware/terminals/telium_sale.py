"""One charge or refund on its way through protocol E, and what an answer says of it.

Refused and cancelled by the patron have one figure, so that why is not told. Source: hardware facts
6.3 (results; documented).
"""

from __future__ import annotations

from concurrent.futures import Future

from hardware.terminals.telium_frames import NUMERIC, Reply, Way
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, Declined

_OUTCOMES = {"0": CardOutcome.APPROVED, "7": CardOutcome.DECLINED, "9": CardOutcome.UNKNOWN}
"""By result. 9, not verified: whether money moved is not said."""


class Sale:
    """Ends exactly once. Thread: the device's, once it has begun."""

    def __init__(self, asked: CardRequest, way: Way) -> None:
        self.asked = asked
        self.way = way
        self.future: Future[CardResult] = Future()
        self.left = False
        """Whether a byte of the request may have reached the terminal."""
        self.verdict: CardResult | None = None

    def begin(self) -> bool:
        """Return False when its caller has cancelled it; from now on nobody can."""
        return self.future.set_running_or_notify_cancel()

    def result(self, outcome: CardOutcome, condition: Condition | None = None) -> CardResult:
        """Return a result of this request in which the terminal told nothing more."""
        charged = self.asked.amount if outcome is CardOutcome.APPROVED else None
        refused = Declined.OTHER if outcome is CardOutcome.DECLINED else None
        return CardResult(
            outcome,
            self.asked.reference,
            self.asked.message_id,
            amount=charged,
            declined=refused,
            condition=condition,
        )

    def judged(self, reply: Reply, pos: str) -> CardResult:
        """Return what ``reply`` says of this sale at window ``pos``: nothing, where it is not its
        answer."""
        asked = self.asked
        matches = (
            reply.private.rstrip() == asked.message_id
            and reply.pos == pos
            and reply.minor == asked.amount.minor
            and reply.currency == NUMERIC[asked.amount.currency]
        )
        outcome = _OUTCOMES.get(reply.result) if matches else None
        if outcome is None:
            return self.result(CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
        return self.result(outcome)

    def end(self, outcome: CardOutcome, condition: Condition | None = None) -> None:
        """Resolve the future, with the terminal's own word where there is one already."""
        self.future.set_result(self.verdict or self.result(outcome, condition))

    def lose(self, condition: Condition | None) -> None:
        """No word will come: UNKNOWN if a byte of it may have left, else NOT_SENT."""
        self.end(CardOutcome.UNKNOWN if self.left else CardOutcome.NOT_SENT, condition)
