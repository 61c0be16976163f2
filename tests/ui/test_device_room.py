"""The Devices panel over the composed window: real drivers on virtual printers, tried by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from hardware.simulators.escpos_printer import EscposPrinter
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.tray import PaperTray
from kiosk.application import Seams, StaffedWindow
from kiosk.presenters.desk import Presence
from kiosk.settings import Home
from kiosk.widgets.top_bar import Light
from pos.clock import ManualClock, SystemClock
from pos.people.pins import PinHasher
from tests.conftest import PATIENCE_MS
from tests.ui.window_kit import PINS, TONIGHT

WINDOW_TOML = """[window]
name = "Window 1"
sounds = false
[ticket_printer]
driver = "fgl"
address = "{tickets}"
[receipt_printer]
driver = "escpos"
address = "{receipts}"
[cash_drawer]
driver = "kick"
via = "receipt_printer"
"""


class Desk:
    """A window with its devices, and fingers."""

    def __init__(self, qtbot: QtBot, folder: Path, stack: ExitStack) -> None:
        self.qtbot = qtbot
        clock = SystemClock()
        self.tickets = folder / "tickets"
        stock = STOCKS["boca-200dpi-5.5x2"]
        fgl = FglPrinter(clock, PaperTray(self.tickets, "ticket"), FaultPlan(), stock, 100)
        tray = PaperTray(folder / "receipts", "receipt")
        escpos = EscposPrinter(clock, tray, FaultPlan(), ROLLS["TM-T88V"], 100)
        one = stack.enter_context(RunningSimulator(fgl, clock))
        two = stack.enter_context(RunningSimulator(escpos, clock))
        self.ticket_bench, self.receipt_bench = one.control(), two.control()
        stack.callback(self.ticket_bench.close)
        stack.callback(self.receipt_bench.close)
        home = Home(folder / "home")
        (folder / "home" / "window.toml").write_text(
            WINDOW_TOML.format(tickets=one.address, receipts=two.address)
        )
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.window = StaffedWindow(home, Seams(clock=ManualClock(TONIGHT), pins=pins))
        self.window.show()
        self.window.shell.resize(1280, 800)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def find(self, name: str) -> Any:
        shown = self.window.shell.findChildren(QWidget, name)
        return next((w for w in shown if w.isVisible() and w.isEnabled()), None)

    def tap(self, name: str) -> None:
        self.wait(lambda: self.find(name) is not None)
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def said(self, name: str) -> str:
        """Return every word in the widget called ``name``."""
        found = self.find(name)
        if found is None:
            return ""
        labels = [found] if isinstance(found, QLabel) else found.findChildren(QLabel)
        return " ".join(label.text() for label in labels)

    def sign_in(self, name: str = "Ana Castle") -> None:
        self.wait(lambda: self.window.device_side is not None)
        people = [person.name for person in self.window.entry.state.people]
        self.tap(f"signin.tile.{people.index(name)}")
        for digit in PINS[name]:
            self.tap(f"pin.key.{digit}")
        self.tap("pin.enter")
        self.wait(lambda: self.window.desk.presence is Presence.WORKING)

    def sign_out(self) -> None:
        self.window.rooms.lock.lock()
        self.window.rooms.lock.switch()

    def open(self, device: str) -> None:
        """Tap the light of a device once it is well."""
        self.wait(lambda: any(light.isVisible() for light in self.lights(device)))
        QTest.mouseClick(self.lights(device)[0], Qt.MouseButton.LeftButton)
        self.wait(lambda: self.find("devices.close") is not None)

    def lights(self, device: str) -> list[Light]:
        lights = self.window.shell.findChildren(Light)
        return [light for light in lights if light.status.device == device]


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "home").mkdir()
    shutil.copy(season_file, tmp_path / "home" / "foyer.db")
    with ExitStack() as stack:
        made = Desk(qtbot, tmp_path, stack)
        made.sign_in()
        yield made
        made.window.close()
        made.window.shell.close()
        made.window.shell.deleteLater()
        made.window.deleteLater()
        QApplication.sendPostedEvents()


def test_a_test_ticket_comes_out_and_is_counted(desk: Desk) -> None:
    desk.open("ticket_printer")
    desk.wait(lambda: "ready" in desk.said("devices.says"))
    assert "FGL" in desk.said("devices.facts")
    desk.wait(lambda: desk.find("devices.stock_number") is not None)
    desk.find("devices.stock_number").setText("500")
    desk.tap("devices.stock_load")
    desk.wait(lambda: "500 tickets should be there" in desk.said("devices.stock"))
    desk.tap("devices.print")
    desk.wait(lambda: "Printed" in desk.said("devices.trial"))
    desk.wait(lambda: "499 tickets should be there" in desk.said("devices.stock"))
    assert [paper.name for paper in sorted(desk.tickets.glob("*.png"))] == ["ticket-0001.png"]


def test_the_drawer_is_tried_with_a_reason_and_seen_open(desk: Desk) -> None:
    desk.open("cash_drawer")
    desk.tap("devices.kick")
    desk.wait(lambda: "It opened" in desk.said("devices.trial"))
    assert desk.receipt_bench.do("state", {})["drawer_open"] is True


def test_a_printer_without_stock_says_so_in_the_panel_and_goes_on(desk: Desk) -> None:
    desk.ticket_bench.do("fault", {"kind": "out_of_stock"})
    desk.open("ticket_printer")
    desk.wait(lambda: "out of paper" in desk.said("devices.says"))
    desk.tap("devices.print")
    desk.wait(lambda: "Printing" in desk.said("devices.trial"))
    desk.ticket_bench.do("load_stock", {"count": 10})
    desk.wait(lambda: "Printed" in desk.said("devices.trial"))
    desk.tap("devices.close")
    assert desk.find("devices.print") is None


def test_the_sensor_is_taught_with_a_hand_on_the_drawer(desk: Desk) -> None:
    toml = desk.window.home.settings_file
    toml.write_text(toml.read_text() + 'sensor = "low"\n')
    desk.sign_out()
    desk.sign_in("Max Holloway")
    desk.open("cash_drawer")
    desk.tap("devices.learn")
    desk.tap("devices.is_shut")
    desk.wait(lambda: desk.receipt_bench.do("state", {})["drawer_open"] is True)
    desk.wait(lambda: "shut again" in desk.said("devices.trial"))
    desk.receipt_bench.do("close_drawer", {})
    desk.tap("devices.is_shut")
    desk.wait(lambda: "knows it now" in desk.said("devices.trial"))
    assert 'sensor = "high"' in toml.read_text()
