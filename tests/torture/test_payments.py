"""Card sales and refunds against a terminal with every fault there is: its journal and our books
never disagree. ``make torture`` plays many more sales and refunds: ``FOYER_PAYMENTS`` says how
many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.torture.paying_world import play_all

PAYMENTS = int(os.environ.get("FOYER_PAYMENTS", "300"))
SEEDS = (1_000_000, 2_000_000, 3_000_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_terminals_journal_and_the_books_never_disagree(tmp_path: Path, seed: int) -> None:
    share = -(-PAYMENTS // len(SEEDS))
    summary = play_all(tmp_path, seed, share)
    assert summary.disagreements == []
    assert summary.acts_seen >= share
    assert summary.sold > share // 3
    assert summary.refunds > share // 20
    assert summary.lives > 1
    assert sum(summary.faults.values()) > share // 10
