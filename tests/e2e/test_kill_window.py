"""The power goes while a cashier works at the real screens: books and paper agree."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.bootstrap import open_office
from kiosk.settings import Home, WindowSettings
from pos.clock import SystemClock
from pos.events import Events
from pos.ids import Ids

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261121
SALES_BEFORE = tuple(map(int, os.environ.get("FOYER_SALES_BEFORE", "4").split()))
"""How many sales are on disk, at least, before each kill; ``make torture`` asks for more kills."""
LOOK_EVERY_S = 0.2
"""The power goes after a random while, so nothing is lost by not looking all the time."""
PATIENCE_S = 600.0
"""Real seconds after which they never will be; a player that is stuck says so long before."""


def count(database: Path, query: str) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as books:
        try:
            (number,) = books.execute(query).fetchone()
        except sqlite3.OperationalError:  # before its tables are made
            return 0
    return int(number)


def sales(database: Path) -> int:
    return count(database, "SELECT count(*) FROM orders WHERE channel = 'window'")


def play_until_killed(out: Path, wanted: int, rng: random.Random) -> None:
    """Play the evening and kill it at a random moment after ``wanted`` sales."""
    command = [sys.executable, "-m", "kiosk", "demo", "--evening", "--out", str(out)]
    evening = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE_S
        while sales(out / "home" / "foyer.db") < wanted:
            assert evening.poll() is None, "the evening ended by itself"
            assert time.monotonic() < until, "the evening does not begin"
            with pytest.raises(subprocess.TimeoutExpired):
                evening.wait(LOOK_EVERY_S)
        with pytest.raises(subprocess.TimeoutExpired):
            evening.wait(rng.random() * 0.5)
    finally:
        evening.kill()  # SIGKILL, as if the power went
        evening.wait()


@pytest.mark.parametrize("wanted", SALES_BEFORE)
def test_the_power_goes(tmp_path: Path, wanted: int) -> None:
    play_until_killed(tmp_path, wanted, random.Random(SEED + wanted))
    home = Home(tmp_path / "home")
    clock = SystemClock()
    office = open_office(home, WindowSettings(), clock, Ids(clock), Events())
    try:
        assert office.verify() == ()
        office.prints.recover()
        office.seating.release_left_over(())
        assert office.verify() == ()
    finally:
        office.close()
    state = (
        "SELECT count(*) FROM print_job j JOIN current_state s ON s.subject_id = j.job_id"
        " WHERE s.machine = 'print' AND j.kind = 'ticket' AND s.state = "
    )
    printed = count(home.database, f"{state}'printed'")
    in_doubt = count(home.database, f"{state}'unknown'")
    assert in_doubt <= 1
    papers = len(list((tmp_path / "tickets").glob("ticket-*.png")))
    assert printed <= papers <= printed + in_doubt
    assert count(home.database, f"{state}'sent'") == 0
    assert sales(home.database) >= wanted
