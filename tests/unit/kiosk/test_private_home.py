"""A home that an earlier version left open to others is closed, and said so once."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from kiosk.private_home import close_to_others
from kiosk.settings import Home


def modes(home: Home) -> list[int]:
    return [stat.S_IMODE(folder.stat().st_mode) for folder in (home.root, home.reports)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    for folder in (made.root, made.reports):
        folder.mkdir()
        folder.chmod(0o755)
    made.database.touch()
    return made


def test_what_an_earlier_version_left_open_is_closed_and_said_once(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "home"):
        assert close_to_others(home) == ("home", "reports")
        assert close_to_others(home) == ()
    assert modes(home) == [0o700, 0o700]
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_folder_that_is_no_home_or_everybodys_is_left_alone(home: Home) -> None:
    home.root.chmod(0o1777)
    assert close_to_others(home) == ("reports",)
    assert modes(home) == [0o1777, 0o700]
    home.reports.chmod(0o755)
    home.database.unlink()
    assert close_to_others(home) == ()
    assert modes(home) == [0o1777, 0o755]
