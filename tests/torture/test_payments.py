"""Card sales and refunds against a terminal with every fault there is: its journal and our books
never disagree. ``make torture`` plays many more: ``FOYER_PAYMENTS`` says how many sales."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.torture.paying_world import play_all

SALES = int(os.environ.get("FOYER_PAYMENTS", "240"))
SEEDS = (1_000_000, 2_000_000, 3_000_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_terminals_journal_and_the_books_never_disagree(tmp_path: Path, seed: int) -> None:
    share = -(-SALES // len(SEEDS))
    summary = play_all(tmp_path, seed, share)
    assert summary.disagreements == []
    assert summary.sales == share
    assert summary.sold > share // 2
    assert summary.refunds > share // 10
    assert summary.lives > 1, "no power cut"
    assert sum(summary.faults.values()) > share // 10
