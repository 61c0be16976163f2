"""What becomes of a card payment over protocol E: fault by fault, as data.

``charged``: whether the terminal's own journal has it. Behind every row the next payment is taken
again, once the fault is put right; ``barred``: only after the terminal was connected anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome
from tests.contract.readme import as_markdown

APPROVED, DECLINED = CardOutcome.APPROVED, CardOutcome.DECLINED
NOT_SENT, UNKNOWN = CardOutcome.NOT_SENT, CardOutcome.UNKNOWN
SILENT, UNREACHABLE = Condition.SILENT, Condition.UNREACHABLE
LOST_ANSWER = "an answer to an earlier sale was dropped"
LATE_ANSWER = "an answer to no sale under way was dropped"


@dataclass(frozen=True, slots=True)
class Row:
    """One payment. ``act``: what the patron does; ``logs``: what our log is to say."""

    words: str
    outcome: CardOutcome
    condition: Condition | None = None
    charged: bool = False
    act: str = "tap"
    fault: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    barred: bool = False
    logs: tuple[str, ...] = ()


ROWS = (
    Row("a card is tapped", APPROVED, charged=True),
    Row("a card is inserted", APPROVED, charged=True, act="insert"),
    Row("refused by the bank", DECLINED, act="decline"),
    Row("cancelled by the patron", DECLINED, act="cancel"),
    Row("cancelled too late", APPROVED, charged=True, act="late cancel"),
    Row("nobody presents a card", DECLINED, act="nobody"),
    Row("a slow bank", APPROVED, charged=True, act="slow"),
    Row("busy", NOT_SENT, Condition.TERMINAL_BUSY, fault="busy"),
    Row("busy for three seconds", APPROVED, charged=True, fault="busy", values={"seconds": 3.0}),
    Row("refuses the request (NAK)", NOT_SENT, fault="nak"),
    Row("its word that it has the request is lost", APPROVED, charged=True, fault="ack_lost"),
    Row("answer lost after the charge", UNKNOWN, SILENT, charged=True, fault="answer_lost"),
    Row("given up before the charge, no answer", UNKNOWN, SILENT, fault="answer_lost",
        values={"mid": True}),
    Row("answer late, in time", APPROVED, charged=True, fault="answer_late",
        values={"seconds": 20.0}),
    Row("answer too late", UNKNOWN, SILENT, charged=True, fault="answer_late",
        values={"seconds": 100.0}, logs=(LATE_ANSWER,)),
    Row("answer of the payment before", UNKNOWN, SILENT, charged=True, fault="answer_previous",
        logs=(LOST_ANSWER,)),
    Row("answer garbled once", APPROVED, charged=True, fault="answer_broken"),
    Row("answer garbled whenever it is said", UNKNOWN, Condition.UNINTELLIGIBLE, charged=True,
        fault="answer_broken", values={"mid": True}, logs=("an answer nobody can read",)),
    Row("answer in the long form, with the card's number", UNKNOWN, Condition.UNINTELLIGIBLE,
        charged=True, fault="answer_full", barred=True, logs=("a full answer came",)),
    Row("switched off before the charge", UNKNOWN, UNREACHABLE, fault="power_cycle",
        values={"on": "asked"}),
    Row("switched off after the charge", UNKNOWN, UNREACHABLE, charged=True, fault="power_cycle",
        values={"on": "approved"}),
    Row("switched off before the charge, line kept", UNKNOWN, SILENT, fault="power_cycle",
        values={"on": "asked", "keep_line": True}),
    Row("switched off after the charge, line kept", UNKNOWN, SILENT, charged=True,
        fault="power_cycle", values={"on": "approved", "keep_line": True}),
    Row("line cut before the charge", UNKNOWN, UNREACHABLE, fault="line_cut",
        values={"on": "asked"}, logs=(LATE_ANSWER,)),
    Row("line cut after the charge", UNKNOWN, UNREACHABLE, charged=True, fault="line_cut",
        values={"on": "approved"}, logs=(LATE_ANSWER,)),
    Row("hangs at rest", NOT_SENT, SILENT, fault="hang"),
    Row("hangs for three seconds at rest", APPROVED, charged=True, fault="hang",
        values={"seconds": 3.0}),
    Row("hangs with the request", UNKNOWN, SILENT, act="nobody", fault="hang",
        values={"on": "asked"}),
    Row("hangs after the charge", UNKNOWN, SILENT, charged=True, fault="hang",
        values={"on": "approved"}),
    Row("hangs for five seconds after the charge", APPROVED, charged=True, fault="hang",
        values={"on": "approved", "seconds": 5.0}),
    Row("another host has it", NOT_SENT, Condition.HELD_BY_OTHER, fault="held"),
    Row("takes nothing off the line for a second", APPROVED, charged=True, fault="stall",
        values={"seconds": 1.0}),
    Row("byte by byte", APPROVED, charged=True, fault="byte_split"),
    Row("slow", APPROVED, charged=True, fault="slow", values={"rate": 40.0}),
    Row("noise around every word of it", APPROVED, charged=True, fault="noise"),
)  # fmt: skip


def as_table() -> str:
    """Return the README's table."""
    return as_markdown(
        ["What happens", "Outcome", "In the terminal's journal"],
        [[row.words, _outcome(row), "yes" if row.charged else "no"] for row in ROWS],
    )


def _outcome(row: Row) -> str:
    condition = "" if row.condition is None else f" `{row.condition.name}`"
    barred = ", nothing more until connected anew" if row.barred else ""
    return f"{row.outcome.name}{condition}{barred}"
