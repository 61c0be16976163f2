"""Evenings in which every byte takes its time: no ticket is believed printed that was not.

``FOYER_SEED`` chooses others.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from pos.ports.devices import PrintOutcome
from tests.torture.chance import EveningOfChance

FIRST = int(os.environ.get("FOYER_SEED", "2017"))
EVENINGS = int(os.environ.get("FOYER_EVENINGS", "20"))


@pytest.mark.parametrize(
    ("mode", "purge"), [("normal", False), ("normal", True), ("s90", False)], ids=str
)
def test_no_ticket_is_believed_printed_that_was_not(mode: str, purge: bool) -> None:
    outcomes: Counter[PrintOutcome] = Counter()
    for seed in range(FIRST, FIRST + EVENINGS):
        evening = EveningOfChance(seed, 30, mode=mode, purge=purge)
        evening.play()
        assert (seed, evening.wrong) == (seed, [])
        outcomes += evening.outcomes
    assert outcomes[PrintOutcome.PRINTED] > 5 * EVENINGS  # it is no evening of refusals
    assert outcomes[PrintOutcome.UNKNOWN] > EVENINGS
