"""Scanners that type: a scan never reaches a field or a button, a person's letters always do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hardware.scanners.wedge import Wedge
from kiosk.settings import SCANNER, DeviceSettings, Settings
from kiosk.typed_scans import TypedScans, wedge_for
from pos.ports.readers import ReadProblem, Scan

CODE = "K7Q2M9ZX41AB8CD3EF5G"
SWIPE = "%B4111111111111111^DOE/JANE^30121010000?;4111111111111111=301210100000?"
_KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\x07": Qt.Key.Key_G}


class Page(QWidget):
    """A field, and a button that Enter would press."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.button = QPushButton("Pay")
        self.button.setAutoDefault(True)
        self.presses = 0
        self.button.clicked.connect(self._pressed)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)
        self.entered = 0
        self.field.returnPressed.connect(self._entered)

    def _pressed(self) -> None:
        self.presses += 1

    def _entered(self) -> None:
        self.entered += 1


class Typist:
    """Presses keys as the platform would hand them to the window."""

    def __init__(self, page: Page, prefix: str = "\x07") -> None:
        self.page = page
        self.scans: list[Scan] = []
        self.typed = TypedScans(Wedge(SCANNER, prefix), self.scans.append)
        self._ms = 1000

    def press(self, text: str, gap_ms: int) -> None:
        window = self.page.windowHandle()
        for char in text:
            self._ms += gap_ms
            key = _KEYS.get(char, Qt.Key.Key_A)
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, char)
                event.setTimestamp(self._ms)
                QCoreApplication.sendEvent(window, event)

    def other(self, key: Qt.Key) -> None:
        self._ms += 50
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(self._ms)
        QCoreApplication.sendEvent(self.page.windowHandle(), event)


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot) -> Page:
    made = Page()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    return made


@pytest.fixture
def typist(qapp: QApplication, page: Page) -> Iterator[Typist]:
    made = Typist(page)
    made.typed.look_at(qapp)
    yield made
    made.typed.look_away()


def test_a_scan_leaves_the_field_alone_and_presses_nothing(typist: Typist, page: Page) -> None:
    typist.press("\x07" + CODE + "\r", 5)
    assert [scan.text for scan in typist.scans] == [CODE]
    assert page.field.text() == ""
    assert page.entered == 0


def test_a_scan_with_the_pay_button_in_focus_does_not_pay(typist: Typist, page: Page) -> None:
    page.button.setFocus()
    typist.press("\x07" + CODE + "\r", 5)
    assert page.presses == 0
    assert len(typist.scans) == 1


def test_typing_and_its_enter_reach_the_field(typist: Typist, page: Page) -> None:
    typist.press("Nguyen", 90)
    typist.press("\r", 120)
    assert page.field.text() == "Nguyen"
    assert page.entered == 1
    assert typist.scans == []


def test_without_a_prefix_a_letter_waits_only_a_moment(
    qapp: QApplication, qtbot: QtBot, page: Page
) -> None:
    typist = Typist(page, prefix="")
    typist.typed.look_at(qapp)
    try:
        typist.press("D", 90)
        assert page.field.text() == ""
        qtbot.waitUntil(lambda: page.field.text() == "D")
        typist.press("vo", 90)
        typist.other(Qt.Key.Key_Left)
        assert page.field.text() == "Dvo"
        typist.press(CODE + "\r", 300)
        assert typist.scans == []
    finally:
        typist.typed.look_away()


def test_a_fast_machine_without_a_prefix_is_a_scan(qapp: QApplication, page: Page) -> None:
    typist = Typist(page, prefix="")
    typist.typed.look_at(qapp)
    try:
        typist.press(CODE[:1], 2000)
        typist.press(CODE[1:] + "\r", 4)
        assert [scan.text for scan in typist.scans] == [CODE]
        assert page.field.text() == ""
    finally:
        typist.typed.look_away()


def test_a_swiped_card_is_refused_and_reaches_no_field(typist: Typist, page: Page) -> None:
    typist.press(SWIPE + "\r", 3)
    assert [scan.problem for scan in typist.scans] == [ReadProblem.PAYMENT_CARD]
    assert page.field.text() == ""
    assert page.entered == 0
    assert "4111" not in repr(typist.scans)


def test_the_guard_against_swipes_stands_where_no_scanner_types(
    qapp: QApplication, page: Page
) -> None:
    scans: list[Scan] = []
    typist = Typist(page)
    typist.typed = TypedScans(wedge_for(Settings()), scans.append)
    typist.typed.look_at(qapp)
    try:
        typist.press("Dvorak", 2)
        assert page.field.text() == "Dvorak", "nothing waits"
        typist.press(SWIPE + "\r", 3)
        assert [scan.problem for scan in scans] == [ReadProblem.PAYMENT_CARD]
        assert page.field.text() == "Dvorak"
    finally:
        typist.typed.look_away()


def test_the_prefix_is_taken_from_window_toml(qapp: QApplication, page: Page) -> None:
    chosen = DeviceSettings(SCANNER, {"driver": "keyboard", "prefix": "07"})
    scans: list[Scan] = []
    typist = Typist(page)
    typist.typed = TypedScans(wedge_for(Settings(devices={SCANNER: chosen})), scans.append)
    typist.typed.look_at(qapp)
    try:
        typist.press("\x07" + CODE + "\r", 5)
        assert [scan.text for scan in scans] == [CODE]
    finally:
        typist.typed.look_away()


def test_a_window_that_opens_later_is_looked_at_too_until_nobody_looks(
    qapp: QApplication, qtbot: QtBot, typist: Typist
) -> None:
    later = Page()
    qtbot.addWidget(later)
    later.show()
    later.activateWindow()
    later.field.setFocus()
    qtbot.waitUntil(lambda: qapp.focusWindow() is later.windowHandle())
    typist.page = later
    typist.press("\x07" + CODE + "\r", 5)
    assert [scan.text for scan in typist.scans] == [CODE]
    assert later.field.text() == ""
    typist.typed.look_away()
    typist.press("Dvorak", 5)
    assert later.field.text() == "Dvorak"
