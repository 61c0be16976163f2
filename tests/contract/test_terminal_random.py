"""Hundreds of payments against a faulty terminal: what the till concludes is what it did. ``make
torture`` plays two thousand: ``FOYER_TERMINAL_PAYMENTS`` says how many."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from hardware.simulators.nexo_faults import AT_ONCE, NexoFault, PlannedFault
from hardware.simulators.nexo_journal import CHARGED, Fate
from hardware.simulators.nexo_patron import REASONS, TAP, CardAct
from hardware.terminals.nexo import NexoTerminal
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.terminals import CardOutcome, CardRequest, CardResult
from tests.contract.terminal_rig import TerminalRig

PAYMENTS = int(os.environ.get("FOYER_TERMINAL_PAYMENTS", "600"))
SEED = 20261122
EACH = 0.02
"""Of the payments meet each of the faults."""
TIMED = {NexoFault.LATE: 121.0, NexoFault.SILENT: 121.0}
"""Faults that need time to pass until the till gives up."""
KINDS = tuple(one for one in NexoFault if one not in AT_ONCE)
ENDS = {
    Fate.APPROVED: CardOutcome.APPROVED,
    Fate.PARTIAL: CardOutcome.PARTIAL,
    Fate.DECLINED: CardOutcome.DECLINED,
    Fate.CANCELLED: CardOutcome.CANCELLED,
}
NOTHING = (CardOutcome.NOT_SENT, CardOutcome.NOT_FOUND)
OPEN = (CardOutcome.UNKNOWN, CardOutcome.IN_PROGRESS)


@pytest.fixture
def rig() -> Iterator[TerminalRig]:
    rig = TerminalRig(plan(), SEED)
    try:
        rig.open()
        yield rig
    finally:
        rig.close()


def plan() -> tuple[PlannedFault, ...]:
    """On each message at most one fault."""
    rng = random.Random(SEED)
    found = []
    for place in range(PAYMENTS):
        kind = rng.choice(KINDS) if rng.random() < EACH * len(KINDS) else None
        if kind is not None:
            found.append(PlannedFault(kind, place, TIMED.get(kind, 0.0)))
    return tuple(found)


def act(rng: random.Random) -> CardAct:
    """Most cards are good."""
    chance = rng.random()
    if chance < 0.1:
        return CardAct(TAP, decline=rng.choice(list(REASONS)))
    return CardAct(TAP, partial_minor=rng.randint(1, 99) if chance < 0.15 else 0)


def concluded(rig: TerminalRig, request: CardRequest, result: CardResult) -> CardResult:
    """What the till ends up with: it asks until it knows."""
    for _ in range(10):
        if result.outcome not in OPEN:
            return result
        rig.until(DeviceState.READY)
        result = rig.result(rig.terminal.ask(request))
    raise AssertionError(f"never known: {result.outcome} {rig.story()}")


def begin(
    rng: random.Random, terminal: NexoTerminal, request: CardRequest, last: str
) -> Future[CardResult]:
    """A charge, mostly; a refund, or the whole of an earlier charge given back."""
    chance = rng.random()
    if chance < 0.1:
        return terminal.refund(request)
    if chance < 0.2 and last:
        return terminal.reverse(request, last)
    return terminal.pay(request)


def test_hundreds_of_payments_and_no_disagreement(rig: TerminalRig) -> None:
    rng = random.Random(SEED + 1)
    timed = {fault.after for fault in plan() if fault.kind in TIMED}
    conclusions: dict[str, tuple[CardRequest, CardResult]] = {}
    last = ""
    for _ in range(PAYMENTS):
        rig.until(DeviceState.READY)
        rig.virtual.auto = act(rng)
        request = rig.request(rng.randint(100, 20_000))
        wait_for = rig.virtual.messages_seen in timed
        future = begin(rng, rig.terminal, request, last)
        if wait_for:
            rig.until_handed_over(request.message_id, future)
        result = concluded(rig, request, rig.result(future))
        conclusions[request.message_id] = (request, result)
        if result.outcome is CardOutcome.APPROVED and result.approval_code:
            last = result.terminal_reference
    assert PAYMENTS < 600 or {fault.kind for fault in plan()} == set(KINDS)
    entries = {entry.key[1]: entry for entry in rig.virtual.journal.entries}
    for message_id, (request, result) in conclusions.items():
        entry = entries.get(message_id)
        if entry is None:
            assert result.outcome in NOTHING
            continue
        assert result.outcome is ENDS[entry.fate]
        assert entry.reference == request.reference
        assert entry.asked == request.amount
        assert (result.amount or Money(0)) == entry.moved
        assert (entry.fate in CHARGED) == bool(entry.moved)
    assert entries.keys() <= conclusions.keys()
    assert rig.do("state")["errors"] == 0
    assert rig.virtual.faults_pending == 0
