"""Evenings with known mistakes: the close shows each, classed right, and of a clean one nothing.
``make torture`` plays many more: ``FOYER_CLOSINGS`` says how many."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.torture.closing_world import KINDS, MORE_KINDS, Evening, Score, Summary, play_all

CLOSINGS = int(os.environ.get("FOYER_CLOSINGS", "4"))
PLAYED = ((1_000_000, KINDS), (2_000_000, MORE_KINDS))
"""Seeds, and whose mistakes: those of whoever wrote the causes, and those of somebody else."""
ENOUGH = 100
"""From so many mistakes on a share says something."""
AIM = 0.9


@pytest.mark.parametrize(("seed", "kinds"), PLAYED)
def test_every_mistake_is_found_and_a_clean_evening_says_nothing(
    tmp_path: Path, seed: int, kinds: tuple[str, ...]
) -> None:
    share = -(-CLOSINGS // len(PLAYED))
    summary = play_all(tmp_path, seed, share, kinds)
    sys.stdout.write(summary.told() + "\n")
    assert summary.wrong == []
    assert summary.false_alarms == 0
    assert summary.evenings == share
    assert summary.clean >= share // 2
    assert summary.found == summary.injected
    _, _, every, told = summary.of(set(summary.explained) - summary.hopeless)
    if every >= ENOUGH:
        assert told >= AIM


def test_the_score_sees_what_nobody_told_it_of(tmp_path: Path) -> None:
    """A score that cannot fail proves nothing: mistakes that were made and are not said are each
    called wrong."""
    kinds = ("cash as check", "missing slip", "cents changed", "clock back")
    evening = Evening(tmp_path / "evening.sqlite3", 5, kinds)
    evening.play()
    told, untold = Summary(), Summary()
    Score(evening, 5, told).add()
    assert told.wrong == []
    assert told.found == told.injected
    assert told.proposed == told.explained
    for shift in evening.shifts:
        shift.injected = []
    evening.injected = []
    Score(evening, 5, untold).add()
    assert untold.false_alarms == 1
    for what in ("cash of till", "papers of till", "exceptions missing", "settlement says"):
        assert any(what in each for each in untold.wrong), what
    evening.house.office.close()


def test_there_are_kinds_enough() -> None:
    both = (*KINDS, *MORE_KINDS)
    assert len(set(both)) == len(both)
    assert min(len(KINDS), len(MORE_KINDS)) >= 15
