"""Screens in tests look as they do in the house: our type, our style, one reader's words."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.theme import prepare
from printing.words import Words
from tests.ui.window_kit import WindowKit, make_template, open_window

VENUE = ZoneInfo("America/Los_Angeles")


class Longer(gettext.NullTranslations):
    """A language whose every sentence is two fifths longer than the English one, and not ASCII."""

    def gettext(self, message: str) -> str:
        more = max(len(message) * 2 // 5, 2)
        return message + (" l\u00e4nger\u00e9" * (more // 8 + 1))[:more]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    prepare(qapp)
    yield qapp
    qapp.setStyleSheet("")


@pytest.fixture
def words() -> Words:
    return Words("en", gettext.NullTranslations(), VENUE)


@pytest.fixture
def long_words() -> Words:
    """Longer words than any real language of ours has."""
    return Words("en", Longer(), VENUE)


@pytest.fixture(scope="session")
def season_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo season and its staff, to be copied."""
    return make_template(tmp_path_factory.mktemp("season") / "season.sqlite3")


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path
) -> Iterator[WindowKit]:
    """A whole window at the sign-in screen, the demo season behind it."""
    kit = open_window(qtbot, season_file, tmp_path)
    yield kit
    kit.close()
    assert kit.crashes == []
