"""What the heir of a lost machine leaves to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pos
from pos.heir import GAP, gap_since, sequences
from pos.ids import WindowId
from pos.window import Window

GIVEN = re.compile(r"""next_number\(f?["'](\w+)""")
MADE = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)


def test_every_sequence_of_the_source_is_left_to_the_lost_machine() -> None:
    files = Path(pos.__file__).parent.rglob("*.py")
    given = {kind for file in files for kind in GIVEN.findall(file.read_text(encoding="utf-8"))}
    left = {name.partition(":")[0] for name in sequences(Window(WindowId("W1"), "Left", "W1"))}
    assert len(given) > 8
    assert given == left


def test_the_gap_grows_with_the_days_and_never_shrinks_with_a_wrong_clock() -> None:
    assert gap_since(MADE, MADE) == GAP
    assert gap_since(MADE, MADE + timedelta(days=2, hours=1)) == 3 * GAP
    assert gap_since(MADE, MADE - timedelta(days=400)) == GAP
    assert gap_since(MADE, MADE + timedelta(days=4_000)) == gap_since(
        MADE, MADE + timedelta(days=900)
    )
