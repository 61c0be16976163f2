"""Two windows draw on one certificate, the same tickets and orders, in any order and with cuts
between: nothing is drawn on twice. ``make torture`` plays many more: ``FOYER_STORMS`` says how
many."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from tests.torture.things_storm import storm

STORMS = int(os.environ.get("FOYER_STORMS", "2"))
STEPS = 100
SEED = 3


def test_nothing_is_drawn_on_twice(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    for seed in range(SEED, SEED + STORMS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        done += storm(seed, STEPS, folder)
    for what in ("spend", "back", "out"):
        assert done[what]
    assert sum(done[f"{what}.in_hand_elsewhere"] for what in ("spend", "back", "out"))
