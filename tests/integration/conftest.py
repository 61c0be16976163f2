"""Fixtures over real database files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from tests.integration.small_house import House, open_house


@pytest.fixture
def house(tmp_path: Path, manual_clock: ManualClock) -> Iterator[House]:
    """A small venue with its staff, nobody signed in, no till open."""
    opened = open_house(tmp_path / "foyer.sqlite3", manual_clock)
    yield opened
    opened.office.close()
