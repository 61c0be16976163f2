from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.widgets.buttons import Button
from kiosk.widgets.numpad import MoneyEntry, NumPad, PinEntry
from pos.money import Money
from printing.words import Words


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    window = QWidget()
    QVBoxLayout(window).addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    widget.setFocus()
    return window


def touch(qtbot: QtBot, where: QWidget, name: str) -> None:
    key = where.findChild(Button, name)
    assert key is not None, name
    qtbot.mouseClick(key, Qt.MouseButton.LeftButton)


@pytest.fixture
def pin(qtbot: QtBot, words: Words) -> PinEntry:
    entry = PinEntry(words)
    entry.keeper = shown(qtbot, entry)  # type: ignore[attr-defined]
    return entry


@pytest.fixture
def money(qtbot: QtBot, words: Words) -> MoneyEntry:
    entry = MoneyEntry(words, "pay")
    entry.keeper = shown(qtbot, entry)  # type: ignore[attr-defined]
    return entry


def test_a_pin_is_touched_in_and_said_once(qtbot: QtBot, pin: PinEntry) -> None:
    heard: list[str] = []
    pin.pin_entered.connect(heard.append)
    for digit in "8052":
        touch(qtbot, pin, f"pin.key.{digit}")
    assert pin.count == 4
    touch(qtbot, pin, "pin.enter")
    touch(qtbot, pin, "pin.enter")
    assert heard == ["8052"]
    assert pin.count == 0


def test_a_pin_is_typed_in_wherever_the_last_touch_was(qtbot: QtBot, pin: PinEntry) -> None:
    touch(qtbot, pin, "pin.key.8")
    qtbot.keyClicks(pin.window().focusWidget(), "0529")
    qtbot.keyClick(pin, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(pin.pin_entered) as heard:
        qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert heard.args == ["8052"]


def test_clear_and_escape_forget_a_pin(qtbot: QtBot, pin: PinEntry) -> None:
    qtbot.keyClicks(pin, "12")
    touch(qtbot, pin, "pin.clear")
    assert pin.count == 0
    qtbot.keyClicks(pin, "12")
    qtbot.keyClick(pin, Qt.Key.Key_Escape)
    assert pin.count == 0


def test_a_refused_pin_is_gone(qtbot: QtBot, pin: PinEntry) -> None:
    qtbot.keyClicks(pin, "12")
    pin.refuse()
    assert pin.count == 0


def test_letters_and_endless_digits_do_not_enter_a_pin(qtbot: QtBot, pin: PinEntry) -> None:
    arabic_three = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "\u0663")
    QApplication.sendEvent(pin, arabic_three)
    qtbot.keyClicks(pin, "a" + "1" * 40)
    assert pin.count == 12


def test_a_pin_is_nowhere_to_be_read(qtbot: QtBot, pin: PinEntry) -> None:
    qtbot.keyClicks(pin, "8052")
    spoken = [w.accessibleName() + w.accessibleDescription() for w in pin.findChildren(QWidget)]
    assert not any("8052" in text for text in (*spoken, pin.accessibleName()))


def test_tab_stops_once_at_a_pad(qtbot: QtBot, words: Words) -> None:
    first, second = PinEntry(words), PinEntry(words, "other")
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert window.focusWidget() is second


def test_money_fills_from_the_right(qtbot: QtBot, money: MoneyEntry) -> None:
    for name in ("pay.key.2", "pay.key.00", "pay.key.0"):
        touch(qtbot, money, name)
    assert money.amount == Money(2000)
    assert money.display.accessibleName() == "$20.00"


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("", 0), ("5", 5), ("4750", 4750), ("20.", 2000), ("20.5", 2050), ("7,25", 725), (".", 0)],
)
def test_money_is_typed(qtbot: QtBot, money: MoneyEntry, typed: str, minor: int) -> None:
    qtbot.keyClicks(money, typed)
    assert money.amount == Money(minor)


def test_a_third_decimal_is_not_taken(qtbot: QtBot, money: MoneyEntry) -> None:
    qtbot.keyClicks(money, "20.505")
    assert money.amount == Money(2050)


def test_an_absurd_amount_is_not_taken(qtbot: QtBot, money: MoneyEntry) -> None:
    qtbot.keyClicks(money, "9" * 30)
    assert money.amount.minor < 10**11


def test_backspace_delete_and_clear(qtbot: QtBot, money: MoneyEntry) -> None:
    qtbot.keyClicks(money, "4750")
    qtbot.keyClick(money, Qt.Key.Key_Backspace)
    assert money.amount == Money(475)
    qtbot.keyClick(money, Qt.Key.Key_Delete)
    assert money.amount == Money(0)
    qtbot.keyClicks(money, "4750")
    touch(qtbot, money, "pay.clear")
    assert money.amount == Money(0)


def test_each_change_says_the_amount(qtbot: QtBot, money: MoneyEntry) -> None:
    heard: list[Money] = []
    money.changed.connect(heard.append)
    qtbot.keyClicks(money, "12")
    assert heard == [Money(1), Money(12)]


def test_a_scanner_s_enter_is_nothing_to_money(qtbot: QtBot, money: MoneyEntry) -> None:
    qtbot.keyClicks(money, "4750")
    with qtbot.assertNotEmitted(money.changed):
        qtbot.keyClick(money, Qt.Key.Key_Return)
    assert money.amount == Money(4750)


def test_an_amount_can_be_set(money: MoneyEntry) -> None:
    money.set_amount(Money(1250))
    assert money.amount == Money(1250)


@pytest.mark.parametrize("last", ["enter", "00", "erase"])
def test_every_key_has_a_name_and_is_large_enough(qtbot: QtBot, words: Words, last: str) -> None:
    pad = NumPad(words, "x", last)
    keeper = shown(qtbot, pad)
    keys = pad.findChildren(Button)
    assert len(keys) == 12
    assert [key.objectName() for key in keys if not key.accessibleName()] == []
    assert all(key.height() >= 60 and key.width() >= 60 for key in keys)
    keeper.close()
