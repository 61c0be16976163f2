"""The window as it is put together for real, on days when something is broken.

No traceback to the cashier, a remedy for each trouble, carts kept, one way on.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kiosk.application import Seams, StaffedWindow
from kiosk.presenters.desk import Presence
from kiosk.settings import SCANNER, Home
from pos.clock import ManualClock
from pos.errors import InvariantBroken
from pos.people.pins import PinHasher
from pos.ports.readers import ReadProblem, Scan
from tests.conftest import PATIENCE_MS
from tests.ui.window_kit import PINS, TONIGHT

ANA = "Ana Castle"


class Days:
    """A home, and windows opened over it one after the other."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.home = Home(folder)
        self.opened: list[StaffedWindow] = []

    def open(self) -> StaffedWindow:
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        window = StaffedWindow(self.home, Seams(clock=ManualClock(TONIGHT), pins=pins))
        self.opened.append(window)
        window.show()
        return window

    def close(self) -> None:
        for window in self.opened:
            window.close()
            window.shell.close()
            window.shell.deleteLater()
            window.deleteLater()
        QApplication.sendPostedEvents()

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def tap(self, window: StaffedWindow, name: str) -> None:
        self.wait(lambda: self.sees(window, name))
        widget = self.find(window, name)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def find(self, window: StaffedWindow, name: str) -> Any:
        return next(w for w in window.shell.findChildren(QWidget, name) if w.isVisible())

    def sees(self, window: StaffedWindow, name: str) -> bool:
        shown = (w for w in window.shell.findChildren(QWidget, name) if w.isVisible())
        return any(widget.isEnabled() for widget in shown)

    def said(self, window: StaffedWindow) -> str:
        labels = window.shell.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def sign_in(self, window: StaffedWindow, name: str = ANA) -> None:
        self.wait(lambda: window.device_side is not None)
        self.wait(lambda: name in [person.name for person in window.entry.state.people])
        people = [person.name for person in window.entry.state.people]
        self.tap(window, f"signin.tile.{people.index(name)}")
        for digit in PINS[name]:
            self.tap(window, f"pin.key.{digit}")
        self.tap(window, "pin.enter")
        self.wait(lambda: window.desk.presence is Presence.WORKING)


@pytest.fixture
def days(qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path) -> Iterator[Days]:
    shutil.copy(season_file, tmp_path / "foyer.db")
    made = Days(qtbot, tmp_path)
    yield made
    made.close()


def test_a_broken_window_toml_is_shown_fault_by_fault_and_read_again(days: Days) -> None:
    days.home.settings_file.write_text('[window]\nnmae = "A"\n[ticket_printer]\n')
    window = days.open()
    days.wait(lambda: days.sees(window, "stopped.again"))
    said = days.said(window)
    assert "window.toml:2: window.nmae" in said
    assert "name?" in said
    assert "ticket_printer.address" in said
    assert "Traceback" not in said
    days.home.settings_file.write_text('[window]\nname = "Window 9"\n')
    days.tap(window, "stopped.again")
    days.wait(lambda: days.sees(window, "signin.tile.0"))


def test_a_printer_profile_nobody_knows_is_shown_too(days: Days) -> None:
    days.home.settings_file.write_text(
        '[ticket_printer]\naddress = "tcp://127.0.0.1:9"\nprofile = "bocca"\n'
    )
    window = days.open()
    days.wait(lambda: days.sees(window, "stopped.again"))
    assert "ticket_printer.profile" in days.said(window)


def test_a_database_from_a_newer_version_is_refused_in_words(days: Days) -> None:
    with closing(sqlite3.connect(days.home.database)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("PRAGMA user_version = 999")
    window = days.open()
    days.wait(lambda: days.sees(window, "stopped.again"))
    assert "newer" in days.said(window)
    with closing(sqlite3.connect(days.home.database)) as database:
        database.execute(f"PRAGMA user_version = {version}")
    days.tap(window, "stopped.again")
    days.wait(lambda: days.sees(window, "signin.tile.0"))


def test_a_file_that_is_no_database_is_refused_in_words(days: Days) -> None:
    days.home.database.write_bytes(b"not a database at all" * 100)
    window = days.open()
    days.wait(lambda: days.sees(window, "stopped.again"))
    assert "Traceback" not in days.said(window)
    assert days.home.database.read_bytes().startswith(b"not a database")


def test_printers_that_cannot_be_reached_are_said_and_the_window_works(days: Days) -> None:
    days.home.settings_file.write_text('[ticket_printer]\naddress = "tcp://127.0.0.1:9"\n')
    window = days.open()
    days.sign_in(window)
    days.wait(lambda: "cannot be reached" in days.said(window))
    assert days.sees(window, "rail.sell")


def _break(office: object) -> None:
    raise InvariantBroken("ledger.not_balanced")


@pytest.mark.expects_log("stopped on ledger.not_balanced")
def test_a_fault_of_ours_shows_one_page_keeps_the_cart_and_starts_again(days: Days) -> None:
    window = days.open()
    days.sign_in(window)
    days.wait(lambda: window.rooms.sell.state.ready)
    show = next(p for p in window.rooms.sell.state.tonight if p.code == "LATE-1")
    window.rooms.sell.choose(show.performance_id)
    days.wait(lambda: bool(window.rooms.sell.state.tiles))
    window.rooms.sell.take_zone(window.rooms.sell.state.tiles[0].zone.zone_id)
    days.wait(lambda: len(window.desk.cart.lines) == 2)
    window.ledger.change(_break, lambda _: None, lambda error: None)
    days.wait(lambda: days.sees(window, "stopped.again"))
    said = days.said(window)
    assert "Your cart is kept" in said
    assert "ledger.not_balanced" in said
    assert "Traceback" not in said
    days.tap(window, "stopped.again")
    days.wait(lambda: not window.shell.covered)
    assert len(window.desk.cart.lines) == 2
    held: list[object] = []
    cart = window.desk.cart
    window.ledger.ask(
        lambda office: office.catalogue.house(show.performance_id, cart.cart_id),
        held.append,
        held.append,
    )
    days.wait(lambda: bool(held))
    assert held[0].places_left == window.rooms.sell.state.tiles[0].left  # type: ignore[attr-defined]


@pytest.mark.expects_log("unhandled ZeroDivisionError")
def test_a_fault_on_the_screen_s_own_side_shows_the_page_once(days: Days) -> None:
    window = days.open()
    days.sign_in(window)
    stops: list[str] = []
    window.stopped.connect(stops.append)
    for _ in range(3):
        error = ZeroDivisionError()
        window.stops.unhandled(ZeroDivisionError, error, None)
    assert len(stops) == 1
    assert "ZeroDivisionError" in stops[0]


def test_the_screen_locks_keeps_the_language_of_its_reader_and_the_venue_s_time(
    days: Days,
) -> None:
    window = days.open()
    days.wait(lambda: window.device_side is not None)
    days.tap(window, "signin.language.es")
    days.sign_in(window)
    days.wait(lambda: window.desk.company is not None)
    assert window.shell.words.locale.startswith("es")
    assert str(window.shell.words.zone) == "America/Los_Angeles"
    days.tap(window, "rail.lock")
    days.tap(window, "lock.switch")
    days.wait(lambda: window.desk.presence is Presence.NOBODY)
    assert window.shell.words.locale.startswith("en")


def test_a_payment_card_in_a_field_or_at_a_reader_is_on_record_once(days: Days) -> None:
    window = days.open()
    days.sign_in(window)
    days.tap(window, "rail.orders")
    days.wait(lambda: days.sees(window, "orders.search"))
    QTest.keyClicks(days.find(window, "orders.search"), "4111 1111 1111 1111")
    assert window.device_side is not None
    window.device_side.reading.scan(Scan(SCANNER, problem=ReadProblem.PAYMENT_CARD))
    refused = "SELECT subject_kind, subject_id, outcome, details FROM audit WHERE event = ?"

    def told() -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(days.home.database)) as database:
            return database.execute(refused, ("card_number.refused",)).fetchall()

    nothing_more: list[bool] = []
    window.ledger.ask(lambda office: True, nothing_more.append, window.stops.failed)
    days.wait(lambda: bool(nothing_more))
    assert told() == [
        ("place", "orders.search", "refused", "{}"),
        ("place", SCANNER, "refused", "{}"),
    ]


def test_a_card_number_left_in_a_file_is_told_after_the_days_close(days: Days) -> None:
    window = days.open()
    days.sign_in(window)
    (days.home.root / "note.txt").write_text("paid with 4111 1111 1111 1111", encoding="utf-8")
    window.card_watch.day_closed()
    days.wait(lambda: "Run foyer verify" in days.said(window))
    assert "4111" not in days.said(window)
