"""Screens in tests look as they do in the house: our type, our style, one reader's words."""

from __future__ import annotations

import gettext
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.theme import prepare
from pos.seating import choosing
from pos.seating.rows import Rows
from pos.storage import catalogue
from pos.storage.catalogue import Shelf
from pos.views.catalogue import Outlook, SeatView
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


@pytest.fixture(autouse=True)
def no_touch_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that touches makes a touch screen, which stays for as long as the process lasts."""
    monkeypatch.setattr("kiosk.workplace._has_touch_screen", lambda: False)


@pytest.fixture
def words() -> Words:
    return Words("en", gettext.NullTranslations(), VENUE)


@pytest.fixture
def long_words() -> Words:
    """Longer words than any real language of ours has."""
    return Words("en", Longer(), VENUE)


@pytest.fixture(scope="session")
def season_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database with the demo season and its staff, to be copied. What a window reads of its
    catalogue and works out of its halls is read and worked out once for all of them."""
    path = make_template(tmp_path_factory.mktemp("season") / "season.sqlite3")
    with closing(sqlite3.connect(path)) as books:
        ((stamp,),) = books.execute(catalogue._VERSION)
    shelf, rows = Shelf(stamp), dict[int, tuple[Sequence[SeatView], Rows]]()

    def shelf_of(version: str = "") -> Shelf:
        return shelf if version == stamp else Shelf(version)

    def rows_of(seats: Sequence[SeatView], outlook: Outlook) -> Rows:
        if not any(hall.seats is seats for hall in shelf.halls.values()):
            return Rows(seats, outlook)
        if id(seats) not in rows:
            rows[id(seats)] = (seats, Rows(seats, outlook))
        return rows[id(seats)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "Shelf", shelf_of)
        patch.setattr(choosing, "Rows", rows_of)
        yield path


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path
) -> Iterator[WindowKit]:
    """A whole window at the sign-in screen, the demo season behind it."""
    kit = open_window(qtbot, season_file, tmp_path)
    yield kit
    kit.close()
    assert kit.crashes == []
