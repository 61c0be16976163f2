"""What becomes of a card payment over Stripe: fault by fault, as data."""

from __future__ import annotations

from dataclasses import dataclass

from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, Declined
from tests.contract.readme import as_markdown
from tests.contract.stripe_stand_in import Fault

APPROVED, PARTIAL, DECLINED = CardOutcome.APPROVED, CardOutcome.PARTIAL, CardOutcome.DECLINED
CANCELLED, NOT_SENT = CardOutcome.CANCELLED, CardOutcome.NOT_SENT
UNKNOWN, NOT_FOUND = CardOutcome.UNKNOWN, CardOutcome.NOT_FOUND
AWAY = Condition.PROCESSOR_UNREACHABLE


@dataclass(frozen=True, slots=True)
class Row:
    """A payment of 42.50 behind an ordinary one.

    ``act``: of the patron; none where no card is asked for. ``says``: the future of ``pay``;
    ``then``: of ``ask``, by a till that was started afresh. ``charged``: in the account, in cents.
    """

    words: str
    says: CardOutcome
    then: CardOutcome
    charged: int = 0
    act: str = ""
    fault: Fault | None = None
    condition: Condition | None = None
    declined: Declined | None = None

    @property
    def outcome(self) -> str:
        why = self.declined.name if self.declined else self.condition.name if self.condition else ""
        return f"{self.says.name} `{why}`" if why else self.says.name


def _no(code: str, why: Declined) -> Row:
    words = f"refused: `{code}`"
    return Row(words, DECLINED, DECLINED, act=f"decline {code}", declined=why)


def _paid(words: str, fault: Fault) -> Row:
    return Row(words, APPROVED, APPROVED, 4250, "tap", fault)


ROWS = (
    Row("tapped", APPROVED, APPROVED, 4250, "tap"),
    Row("less on the card", PARTIAL, PARTIAL, 2000, "tap 2000"),
    _no("insufficient_funds", Declined.NO_FUNDS),
    _no("pin_try_exceeded", Declined.WRONG_PIN),
    _no("expired_card", Declined.CARD_INVALID),
    _no("card_not_supported", Declined.CARD_RESTRICTED),
    _no("transaction_not_allowed", Declined.NOT_ALLOWED),
    _no("issuer_not_available", Declined.HOST_UNREACHABLE),
    _no("stolen_card", Declined.REFUSED),
    Row("the patron cancels", CANCELLED, CANCELLED, act="leave"),
    Row("the reader is busy", NOT_SENT, CANCELLED, condition=Condition.TERMINAL_BUSY,
        fault=Fault("process", "error", status=400, code="terminal_reader_busy")),
    Row("the reader is off", NOT_SENT, CANCELLED, condition=Condition.UNREACHABLE,
        fault=Fault("process", "error", status=400, code="terminal_reader_offline")),
    Row("the account's key is refused", NOT_SENT, NOT_FOUND, condition=Condition.KEY_REFUSED,
        fault=Fault("create", "error", status=401, code="api_key_invalid")),
    Row("line lost before the PaymentIntent", NOT_SENT, NOT_FOUND, condition=AWAY,
        fault=Fault("create", "drop")),
    Row("line lost behind the PaymentIntent", NOT_SENT, CANCELLED, condition=AWAY,
        fault=Fault("create", "drop", "after")),
    Row("the PaymentIntent is answered with an error of Stripe's", NOT_SENT, NOT_FOUND,
        condition=AWAY, fault=Fault("create", "error")),
    Row("line lost before the reader is asked", CANCELLED, CANCELLED,
        fault=Fault("process", "drop")),
    Row("asking the reader is answered with an error, and not done", CANCELLED, CANCELLED,
        fault=Fault("process", "error")),
    _paid("line lost once the reader is asked", Fault("process", "drop", "after")),
    _paid("the reader is asked and said to have timed out",
          Fault("process", "error", "after", 400, "terminal_reader_timeout")),
    _paid("asking the reader is answered with nonsense", Fault("process", "garbage", "after")),
    _paid("line lost while the card is waited for", Fault("reader", "drop")),
    _paid("line lost behind the approval", Fault("one", "drop")),
    _paid("the approval is answered with nonsense", Fault("one", "garbage")),
    Row("line lost behind a refusal", DECLINED, DECLINED, 0, "decline insufficient_funds",
        Fault("cancel", "drop", "after"), declined=Declined.NO_FUNDS),
    Row("line lost before a refusal is made final", DECLINED, DECLINED, 0, "decline stolen_card",
        Fault("cancel", "drop"), declined=Declined.REFUSED),
    Row("line lost for good while the card is waited for", UNKNOWN, APPROVED, 4250, "away",
        condition=AWAY),
)  # fmt: skip


def as_table() -> str:
    """Return the README's table."""
    return as_markdown(
        ("Payment of 42.50", "`pay`", "`ask`, after a restart", "Charged"),
        [(row.words, row.outcome, row.then.name, f"{row.charged / 100:.2f}") for row in ROWS],
    )
