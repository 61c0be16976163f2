"""A window that goes on from a backup, and one whose own backups fail, as they are seen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos.clock import ManualClock
from pos.errors import BackupNotWritten
from pos.events import Events
from pos.hub.parcels import Position
from pos.ports.link import Link
from pos.views.catalogue import NoneLeft
from tests.ui.test_bad_days import Days
from tests.ui.window_kit import PINS, TONIGHT, office_at


@pytest.fixture
def days(qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path) -> Iterator[Days]:
    shutil.copy(season_file, tmp_path / "foyer.db")
    made = Days(qtbot, tmp_path)
    yield made
    made.close()


def test_what_nobody_has_looked_at_and_a_backup_that_failed_stand_on_screen(days: Days) -> None:
    office = office_at(days.home.database, ManualClock(TONIGHT), Events(), seed=8)
    office.heir.begin(TONIGHT - timedelta(hours=3))
    standing = office.heir.standing()
    assert standing is not None
    office.close()
    folder = days.home.root / "unplugged"
    days.home.settings_file.write_text(f'[backup]\nfolder = "{folder}"\n')
    window = days.open()
    days.sign_in(window)
    many, first = len(standing.houses), standing.houses[0]

    assert window.backups is not None
    watch = window.backups.watch
    days.wait(lambda: isinstance(watch.standing.failed, BackupNotWritten))
    days.wait(lambda: f"{many} performances are not sold" in days.said(window))
    assert window.heir is not None
    shows = window.rooms.desk
    assert {show.none_left for show in shows.performances if not show.left} == {NoneLeft.NOT_YET}
    window.heir.look()
    days.tap(window, "house_check.choose.0")
    days.wait(lambda: first.example in days.find(window, "house_check.sold").placeholderText())
    days.tap(window, "house_check.release")
    days.wait(lambda: "Give a reason." in days.said(window))
    assert not days.sees(window, "approval.tile.0")
    QTest.keyClicks(days.find(window, "house_check.sold"), first.example + ", Z 999")
    QTest.keyClicks(days.find(window, "house_check.reason"), "access list")
    days.tap(window, "house_check.release")
    days.wait(lambda: "“Z 999” was not understood" in days.said(window))
    assert not days.sees(window, "approval.tile.0")
    for _ in ", Z 999":
        QTest.keyClick(days.find(window, "house_check.sold"), Qt.Key.Key_Backspace)
    days.tap(window, "house_check.release")
    days.wait(lambda: days.sees(window, "approval.tile.0"))  # a cashier asks a manager
    assert "putting on sale what a lost machine may have sold" in days.said(window)
    people = [person.name for person in window.rooms.approval.state.people]
    days.tap(window, f"approval.tile.{people.index('Max Holloway')}")
    for digit in PINS["Max Holloway"]:
        days.tap(window, f"approval.pin.key.{digit}")
    days.tap(window, "approval.confirm")
    days.wait(lambda: f"{first.kept - 3:,} places are on sale again" in days.said(window))
    days.wait(lambda: f"{many - 1} performances are not sold" in days.said(window))
    days.wait(lambda: [show.left > 0 for show in shows.performances].count(True) == 1)
    days.tap(window, "house_check.close")

    folder.mkdir()
    watch.make_one()
    days.wait(lambda: len(list(folder.glob("foyer-W1-*.zip"))) == 1)


def test_an_heir_that_has_not_heard_its_hub_says_that_it_is_closed_and_joined_by_command(
    days: Days,
) -> None:
    office = office_at(days.home.database, ManualClock(TONIGHT), Events(), seed=8)
    with office.storage.begin() as uow:
        uow.link.keep(Link("hub", "W1", 0, Position(), (), None, uow.now(), heir_of=TONIGHT))
        uow.commit()
    office.close()
    window = days.open()
    days.wait(lambda: days.sees(window, "stopped.again"))
    said = days.said(window)
    assert "Close this window and join again by command: foyer hub invite" in said
    assert "hub_refused" not in said
    shown = [label for label in window.shell.findChildren(QLabel) if label.isVisible()]
    assert [
        label.text() for label in shown if label.height() < label.heightForWidth(label.width())
    ] == []
    days.tap(window, "stopped.again")
    days.wait(lambda: not window.shell.isVisible())
