from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kiosk.screenshots import keep, picture
from kiosk.theme import day, house_dark
from pos.errors import StorageNotWritable


def test_a_picture_has_the_size_and_the_theme_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    label = QLabel("Sold out")
    qtbot.addWidget(label)
    file = keep(label, tmp_path / "screens" / "a.png", QSize(320, 200), house_dark())
    image = QImage(str(file))
    assert (image.width(), image.height()) == (320, 200)
    light = picture(label, theme=day()).toImage()
    assert light != image


def test_a_picture_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    label = QLabel("Sold out")
    qtbot.addWidget(label)
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageNotWritable):
        keep(label, tmp_path / "taken" / "a.png")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(StorageNotWritable):
        keep(label, tmp_path / "b.png")
