"""The hands that play the evening touch only what a finger could, and stop when nothing comes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kiosk.demo.hands import Hands
from kiosk.demo.player import Player, Script, Stuck, Wait


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.resize(400, 300)
        self.touched: list[str] = []
        self.button = self.add("pay.exact", QPoint(10, 10))
        self.field = QLineEdit(self)
        self.field.setObjectName("search")
        self.field.setGeometry(10, 100, 200, 40)

    def add(self, name: str, at: QPoint) -> QPushButton:
        button = QPushButton(name, self)
        button.setObjectName(name)
        button.setGeometry(at.x(), at.y(), 120, 60)
        button.clicked.connect(lambda: self.touched.append(name))
        return button


@pytest.fixture
def window(qtbot: Any) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    return made


def play(qtbot: Any, script: Script) -> BaseException | None:
    ended: list[BaseException | None] = []
    player = Player(script, ended.append)
    player.start()
    qtbot.waitUntil(lambda: bool(ended))
    return ended[0]


def test_a_touch_presses_the_button(qtbot: Any, window: Window) -> None:
    assert play(qtbot, Hands(window).touch("pay.exact")) is None
    assert window.touched == ["pay.exact"]


def test_a_touch_waits_until_the_button_is_enabled(qtbot: Any, window: Window) -> None:
    window.button.setEnabled(False)
    hands = Hands(window)

    def script() -> Script:
        yield Wait(lambda: window.button.setEnabled(True) is None, "somebody enables it")
        yield from hands.touch("pay.exact")

    assert play(qtbot, script()) is None
    assert window.touched == ["pay.exact"]


def test_what_is_covered_is_not_touched(qtbot: Any, window: Window) -> None:
    cover = QFrame(window)
    cover.setGeometry(window.rect())
    cover.show()
    hands = Hands(window)
    [wait] = [next(hands.touch("pay.exact"))]
    assert not wait.until()
    cover.hide()
    assert wait.until()


def test_a_touch_on_a_picture_in_a_button_reaches_the_button(qtbot: Any, window: Window) -> None:
    label = QLabel("20", window.button)
    label.setGeometry(window.button.rect())
    label.show()
    assert play(qtbot, Hands(window).touch("pay.exact")) is None
    assert window.touched == ["pay.exact"]


def test_typing_reaches_the_field_in_any_script(qtbot: Any, window: Window) -> None:
    assert play(qtbot, Hands(window).type("search", "Dvořák Ngọc 7")) is None
    assert window.field.text() == "Dvořák Ngọc 7"


def test_a_row_out_of_sight_is_scrolled_to(qtbot: Any, window: Window) -> None:
    area, inside = QScrollArea(window), QWidget()
    column = QVBoxLayout(inside)
    touched: list[int] = []
    for number in range(40):
        row = QPushButton(str(number))
        row.setObjectName(f"row.{number}")
        row.clicked.connect(lambda _=False, number=number: touched.append(number))
        column.addWidget(row)
    area.setWidget(inside)
    area.setGeometry(200, 0, 200, 120)
    area.show()
    assert play(qtbot, Hands(window).touch("row.33")) is None
    assert touched == [33]


def test_a_player_that_waits_in_vain_says_for_what(qtbot: Any) -> None:
    def script() -> Script:
        yield Wait(lambda: False, "the curtain", patience_s=0.01)

    error = play(qtbot, script())
    assert isinstance(error, Stuck)
    assert str(error) == "the curtain"


def test_an_error_in_the_script_ends_it(qtbot: Any) -> None:
    def script() -> Script:
        yield Wait(lambda: True, "start")
        raise ValueError("no such seat")

    assert isinstance(play(qtbot, script()), ValueError)
