"""The README's journeys are those that tests walk, and touches are counted as fingers make them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.taps import JOURNEYS, counted, row, told


def test_a_touch_is_counted_once_however_deep_it_falls(qtbot: QtBot) -> None:
    outer, button, words = QWidget(), QPushButton(), QLabel("words")
    qtbot.addWidget(outer)
    column = QVBoxLayout(outer)
    column.addWidget(button)
    column.addWidget(words)
    outer.show()
    with counted() as taps:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(words, Qt.MouseButton.LeftButton)
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert taps.count == 2
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert taps.count == 2


def test_the_readme_tells_the_journeys_as_they_are_walked() -> None:
    assert [line.split("|")[1].strip() for line in told()] == list(JOURNEYS)
    for line, name in zip(told(), JOURNEYS, strict=True):
        own = line.split("|")[4].strip()
        assert line == row(name, own)
        assert float(own.removesuffix(" s")) > 0


ASKS_FIRST = {"Card sale"}
"""A card is charged by a touch of its own, which may say a part of the sum."""


@pytest.mark.parametrize("name", JOURNEYS)
def test_no_journey_is_longer_than_the_trade_s_and_each_is_walked(name: str) -> None:
    one = JOURNEYS[name]
    assert one.taps <= one.reference + (name in ASKS_FIRST)
    walked = Path(__file__).with_name(one.walked_by).read_text(encoding="utf-8")
    assert f'journey("{name}")' in walked
