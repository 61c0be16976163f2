"""Power cuts: a window killed at random moments loses, doubles and unbalances nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

KILLS = int(os.environ.get("FOYER_KILLS", "12"))
"""How often the window dies; ``make torture`` asks for more."""


def test_a_window_that_is_killed_at_random_moments(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.torture.killing", "--kills", str(KILLS)]
    ended = subprocess.run(
        [*command, "--seed", "20261121", "--dir", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout, ended.stderr
    told = json.loads(ended.stdout)
    assert told["wrong"] == [], ended.stderr
    assert told["kills"] >= KILLS
    assert told["sold"] >= KILLS // 2
    assert told["whole_after_kill"] + told["nothing_after_kill"] >= KILLS // 20
    assert told["papers"] >= told["sold"] // 2
