"""Tickets through faults: what is in the hand and what needs a person is what was sold.

``FOYER_SEED`` chooses another evening; ``make torture`` prints 500 tickets through 200 faults.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.torture.faults import EscposEvening, EveningOfFaults

SEED = int(os.environ.get("FOYER_SEED", "20261121"))
TICKETS = int(os.environ.get("FOYER_TICKETS", "100"))


def play(folder: Path, tickets: int, faults: int, *, mode: str, purge: bool) -> EveningOfFaults:
    evening = EveningOfFaults(folder, SEED, tickets, faults, mode=mode, purge=purge)
    try:
        evening.play()
    finally:
        evening.close()
    assert evening.wrong == []
    assert evening.sold == tickets
    return evening


def test_tickets_through_faults(tmp_path: Path) -> None:
    evening = play(tmp_path, TICKETS, TICKETS * 2 // 5, mode="normal", purge=False)
    assert evening.answers[True] > TICKETS // 50  # tickets in doubt that were good
    assert evening.answers[False] > TICKETS // 50  # and such that never came out
    assert evening.device.all_state()["faults_pending"] == 0


@pytest.mark.parametrize(("mode", "purge"), [("normal", True), ("s90", False)], ids=str)
def test_the_other_ways_to_set_the_printer(tmp_path: Path, mode: str, purge: bool) -> None:
    play(tmp_path, 40, 24, mode=mode, purge=purge)


@pytest.mark.parametrize("make", ["epson", "clone"])
def test_tickets_on_a_receipt_printer(tmp_path: Path, make: str) -> None:
    """With fences that have ids, and with answers that are all alike."""
    evening = EscposEvening(tmp_path, SEED, 60, 30, mode=make)
    try:
        evening.play()
    finally:
        evening.close()
    assert evening.wrong == []
    assert evening.sold == 60
