"""What becomes of a card payment, fault by fault: data of the suite and table of the README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, Declined
from tests.contract.readme import as_markdown

O = CardOutcome  # noqa: E741  # a table
TAP: Mapping[str, object] = {"do": "tap"}
NOBODY: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """A payment of 42.50 behind an ordinary one.

    Args:
        words: What happens.
        fault: At the terminal; ``act``: of the patron, none where no card is waited for.
        seconds: Pass before there is an answer.
        says: The future of ``pay``; ``then``: that of ``ask``, once the terminal is well again.
        moved: What the terminal's own journal says was charged, in cents.
    """

    words: str
    says: CardOutcome
    then: CardOutcome
    moved: int
    fault: Mapping[str, object] = field(default_factory=dict)
    act: Mapping[str, object] = field(default_factory=lambda: TAP)
    seconds: float = 0.0
    declined: Declined | None = None
    condition: Condition | None = None
    keyed: bool = False

    @property
    def outcome(self) -> str:
        why = self.declined.name if self.declined else self.condition.name if self.condition else ""
        return f"{self.says.name} `{why}`" if why else self.says.name


def _paid(words: str, **values: object) -> Row:
    return Row(words, O.APPROVED, O.APPROVED, 4250, **values)  # type: ignore[arg-type]


def _lost(words: str, kind: str, condition: Condition, **values: object) -> Row:
    return Row(words, O.UNKNOWN, O.APPROVED, 4250, {"kind": kind}, condition=condition, **values)  # type: ignore[arg-type]


def _no(why: Declined, **act: object) -> Row:
    words = why.value.replace("_", " ")
    act = act or {"decline": why.value}
    return Row(words, O.DECLINED, O.DECLINED, 0, act={"do": "insert", **act}, declined=why)


UNREACHABLE, SILENT = Condition.UNREACHABLE, Condition.SILENT
UNINTELLIGIBLE = Condition.UNINTELLIGIBLE

ROWS = (
    _paid("tapped"),
    _paid("inserted", act={"do": "insert"}),
    _paid("swiped", act={"do": "swipe"}),
    _paid("keyed for a phone order", act={"do": "key"}, keyed=True),
    _paid("PIN wrong twice, then right", act={"do": "insert", "wrong_pins": 2}),
    _paid("decided by the terminal alone", act={"do": "insert", "offline": True}),
    _paid("the processor takes a minute", act={"do": "tap", "host_s": 60.0}, seconds=60.0),
    Row("less on the card", O.PARTIAL, O.PARTIAL, 2000, act={"do": "tap", "partial_minor": 2000}),
    _no(Declined.REFUSED),
    _no(Declined.NO_FUNDS),
    _no(Declined.CARD_INVALID),
    _no(Declined.CARD_RESTRICTED),
    _no(Declined.HOST_UNREACHABLE),
    _no(Declined.NOT_ALLOWED),
    _no(Declined.WRONG_PIN, wrong_pins=3),
    Row("the patron cancels", O.CANCELLED, O.CANCELLED, 0, act={"do": "cancel"}),
    Row("the card is pulled out", O.CANCELLED, O.CANCELLED, 0, act={"do": "remove_card"}),
    Row(
        "busy with another till",
        O.NOT_SENT,
        O.NOT_FOUND,
        0,
        {"kind": "busy"},
        NOBODY,
        condition=Condition.TERMINAL_BUSY,
    ),
    Row(
        "connection lost before it was read",
        O.UNKNOWN,
        O.NOT_FOUND,
        0,
        {"kind": "never_came"},
        NOBODY,
        condition=UNREACHABLE,
    ),
    Row(
        "starts afresh meanwhile",
        O.UNKNOWN,
        O.CANCELLED,
        0,
        {"kind": "reboot", "seconds": 20},
        NOBODY,
        condition=UNREACHABLE,
    ),
    _lost("connection lost while the card is waited for", "lost_before", UNREACHABLE),
    _lost("answer lost behind the approval", "lost_after", UNREACHABLE),
    _lost("cut off in the middle of the answer", "cut", UNREACHABLE),
    _paid("answer late, in time", fault={"kind": "late", "seconds": 60}, seconds=60.0),
    Row(
        "answer too late",
        O.UNKNOWN,
        O.APPROVED,
        4250,
        {"kind": "late", "seconds": 200},
        seconds=125.0,
        condition=SILENT,
    ),
    _lost("no answer at all", "silent", SILENT, seconds=125.0),
    _lost("the outcome of the sale before", "previous", UNINTELLIGIBLE),
    _lost("the answer to the sale before, once more", "replay", UNINTELLIGIBLE),
    _lost("another key version", "key_version", UNINTELLIGIBLE),
    _lost("one bit changed", "tampered", UNINTELLIGIBLE),
    _lost("another header outside than inside", "header", UNINTELLIGIBLE),
    _lost("an answer in clear", "unsealed", UNINTELLIGIBLE),
    _lost("no JSON", "malformed", UNINTELLIGIBLE),
    _lost("two megabytes", "huge", UNINTELLIGIBLE),
    _lost("HTTP status 500", "http_error", UNINTELLIGIBLE),
    _lost("more than was asked for", "overpaid", UNINTELLIGIBLE),
    _lost("another currency", "other_currency", UNINTELLIGIBLE),
    _paid("card number and track stuffed in", fault={"kind": "stuffed"}),
)


@dataclass(frozen=True, slots=True)
class Outage:
    """Something is wrong before anything is wanted: no payment leaves the till."""

    words: str
    fault: str
    state: DeviceState
    condition: Condition

    @property
    def outcome(self) -> str:
        return f"{self.state.name} `{self.condition.name}`; works again by itself"


OUTAGES = (
    Outage("under maintenance", "maintenance", DeviceState.STOPPED, Condition.NO_SERVICE),
    Outage("says nothing", "deaf", DeviceState.LOST, SILENT),
    Outage(
        "a certificate with another name", "wrong_name", DeviceState.LOST, Condition.NOT_TRUSTED
    ),
    Outage(
        "a certificate of another authority", "wrong_ca", DeviceState.LOST, Condition.NOT_TRUSTED
    ),
    Outage("a certificate out of date", "expired", DeviceState.LOST, Condition.NOT_TRUSTED),
)


def as_table() -> str:
    """Return the rows as the README has them."""
    rows = [(row.words, row.outcome, row.then.name, f"{row.moved / 100:.2f}") for row in ROWS]
    rows += [(row.words, row.outcome, "–", "–") for row in OUTAGES]
    return as_markdown(("Payment of 42.50", "`pay`", "`ask`, afterwards", "Charged"), rows)
