"""The hardware bench over real links to virtual devices."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from hardware.simulators.badge import VirtualBadge
from hardware.simulators.check_reader import VirtualCheckReader
from hardware.simulators.device import VirtualDevice
from hardware.simulators.escpos_printer import EscposPrinter
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultKind, FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.pole_display import VirtualPole
from hardware.simulators.running import RunningSimulator
from hardware.simulators.scanner import VirtualScanner
from hardware.simulators.tray import PaperTray
from kiosk.bench.codes import NOTHING_THERE, Code, Codes, find
from kiosk.bench.link import DeviceLink
from kiosk.bench.pole_face import PoleFace
from kiosk.bench.troubles import troubles
from kiosk.bench.window import SIZE, BenchWindow
from kiosk.bridge import Bridge
from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)
from kiosk.theme import day, house_dark
from pos.clock import ManualClock, SystemClock
from pos.errors import PosError
from pos.events import Events
from pos.lifecycles import TicketState
from pos.office import Office
from printing.words import Words
from tests.ui.window_kit import TONIGHT, office_at

PATIENCE_MS = 300_000
DEVICES: dict[str, Callable[[], VirtualDevice]] = {  # type: ignore[type-arg]
    TICKET_PRINTER: lambda: FglPrinter(
        SystemClock(), PaperTray(None, "t"), FaultPlan(), STOCKS["boca-200dpi-5.5x2"]
    ),
    RECEIPT_PRINTER: lambda: EscposPrinter(
        SystemClock(), PaperTray(None, "r"), FaultPlan(), ROLLS["TM-T88V"]
    ),
    SCANNER: lambda: VirtualScanner(SystemClock(), FaultPlan()),
    CHECK_READER: lambda: VirtualCheckReader(SystemClock(), FaultPlan()),
    CUSTOMER_DISPLAY: lambda: VirtualPole(SystemClock(), FaultPlan()),
    BADGE_READER: lambda: VirtualBadge(SystemClock(), FaultPlan()),
}
BY_PULLING = {CHECK_READER: {FaultKind.BAD_READ, FaultKind.PARTIAL}}
"""Faults that are made by what is pulled through, not by a button of their own."""


class NoBooks:
    """A ledger whose office knows one code."""

    def ask(
        self,
        work: Callable[[Office], str],
        done: Callable[[str], None],
        failed: Callable[[PosError], None],
    ) -> None:
        done("W-104200")


class Bench:
    """A bench with a finger, and the devices it is joined to."""

    def __init__(self, qtbot: QtBot, stack: ExitStack, words: Words, *names: str) -> None:
        self.qtbot = qtbot
        self.running = {
            name: stack.enter_context(RunningSimulator(DEVICES[name](), SystemClock()))
            for name in names
        }
        ports = {name: one.control_port for name, one in self.running.items()}
        self.bridge = Bridge()
        codes = Codes(NoBooks(), pytest.fail)
        self.window = BenchWindow(words, day(), ports, {}, codes, self.bridge.post)
        qtbot.addWidget(self.window)
        self.window.open()
        self.window.show()

    @property
    def pole(self) -> PoleFace:
        face = self.window.findChild(PoleFace)
        assert isinstance(face, PoleFace)
        return face

    def button(self, name: str) -> QAbstractButton:
        found = self.window.findChild(QAbstractButton, f"bench.{name}")
        assert isinstance(found, QAbstractButton), name
        return found

    def tap(self, name: str) -> None:
        self.qtbot.waitUntil(self.button(name).isEnabled, timeout=PATIENCE_MS)
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def says(self, text: str) -> None:
        def said() -> bool:
            return any(label.text() == text for label in self.window.findChildren(QLabel))

        self.qtbot.waitUntil(said, timeout=PATIENCE_MS)

    def host(self, name: str) -> socket.socket:
        """Join a device and wait until it knows: what it says to nobody is lost."""
        address = self.running[name].address
        line = socket.create_connection((address.host, address.port), 20.0)  # type: ignore[union-attr]
        control = self.running[name].control()
        self.qtbot.waitUntil(lambda: bool(control.do("state")["connected"]), timeout=PATIENCE_MS)
        control.close()
        return line


@pytest.fixture
def bench(qtbot: QtBot, words: Words) -> Iterator[Callable[..., Bench]]:
    """Makes a bench with the devices of these sections."""
    with ExitStack() as stack:
        yield lambda *names: Bench(qtbot, stack, words, *names)


@pytest.mark.parametrize("name", DEVICES)
def test_every_trouble_a_device_can_have_is_one_tap(name: str, words: Words) -> None:
    device = DEVICES[name]()
    offered = troubles(name, words)
    for trouble in offered:
        device.command({"do": "fault", **trouble.request})
    kinds = {trouble.kind for trouble in offered} | BY_PULLING.get(name, set())
    assert kinds == device.knows
    assert len({trouble.name for trouble in offered}) == len(offered)


def test_an_order_is_scanned_and_the_cable_is_pulled(bench: Callable[..., Bench]) -> None:
    desk = bench(SCANNER)
    with desk.host(SCANNER) as line:
        desk.tap(f"{SCANNER}.order")
        assert line.recv(64) == b"]C0W-104200\r"
        desk.says("1 scan")
        desk.tap(f"{SCANNER}.unplug")
        desk.says("Unplugged")
        with pytest.raises(ConnectionResetError):
            line.recv(1)
    with pytest.raises(ConnectionRefusedError):
        desk.host(SCANNER)
    assert not desk.button(f"{SCANNER}.unplug").isEnabled()
    desk.tap(f"{SCANNER}.plug")
    desk.says("Nobody is connected")
    with desk.host(SCANNER) as line:
        desk.tap(f"{SCANNER}.garbage")
        assert line.recv(64) == b"]A0" + NOTHING_THERE.encode() + b"\r"


def test_checks_good_and_bad(bench: Callable[..., Bench]) -> None:
    desk = bench(CHECK_READER)
    with desk.host(CHECK_READER) as line:
        desk.tap(f"{CHECK_READER}.check")
        assert line.recv(64) == b"!111000025/7654321/1042/\r"
        desk.tap(f"{CHECK_READER}.partial")
        assert line.recv(64) == b"!111000025/76?4321/1042/\r"
        desk.tap(f"{CHECK_READER}.bad")
        assert line.recv(64) == b"!///\r"
        desk.tap(f"{CHECK_READER}.check")
        assert line.recv(64) == b"!111000025/7654321/1042/\r"


def test_the_pole_shows_what_the_patron_reads(bench: Callable[..., Bench]) -> None:
    desk = bench(CUSTOMER_DISPLAY)
    with desk.host(CUSTOMER_DISPLAY) as line:
        line.sendall(b"\x1bQATotal\r\x1bQBDue $12.00\r")
        desk.qtbot.waitUntil(lambda: "Due" in desk.pole.lines[1], timeout=PATIENCE_MS)
    assert desk.pole.lines == ("Total", "Due $12.00")
    assert desk.pole.accessibleName() == "Total / Due $12.00"


def test_how_a_device_is_is_asked_once_it_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(DeviceLink, "do", lambda _, what: asked.append(what))
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    link = DeviceLink("pole", port, pytest.fail, pytest.fail)
    link.open()
    for thread in threading.enumerate():
        if thread.name.startswith("bench-pole-"):
            thread.join()
    assert asked == []  # nobody listens there: what the answer leaves out would never be heard


def test_one_badge_lies_there_at_a_time(bench: Callable[..., Bench]) -> None:
    desk = bench(BADGE_READER)
    badge = desk.running[BADGE_READER].device
    assert isinstance(badge, VirtualBadge)
    desk.tap(f"{BADGE_READER}.badge.Cassie")
    desk.says("Something lies on it")
    assert badge.card is not None
    assert badge.card.uid.hex().upper() == "04C0FFEE000002"
    assert not desk.button(f"{BADGE_READER}.badge.Ned").isEnabled()
    desk.tap(f"{BADGE_READER}.remove")
    desk.tap(f"{BADGE_READER}.payment")
    desk.qtbot.waitUntil(lambda: badge.card is not None and badge.card.pays, timeout=PATIENCE_MS)


def test_a_wish_that_makes_no_sense_does_not_end_the_bench(bench: Callable[..., Bench]) -> None:
    desk = bench(TICKET_PRINTER)
    desk.window.link(TICKET_PRINTER).do("dance")
    desk.tap(f"{TICKET_PRINTER}.jam")
    desk.tap(f"{TICKET_PRINTER}.cover")
    desk.says("Cover open")
    desk.tap(f"{TICKET_PRINTER}.clear")
    desk.says("Nobody is connected")


@pytest.mark.parametrize("long", [False, True])
def test_it_fits_a_small_screen(
    bench: Callable[..., Bench], qapp: QApplication, long_words: Words, words: Words, *, long: bool
) -> None:
    desk = bench(*DEVICES)
    small = BenchWindow(
        long_words if long else words,
        house_dark(),
        dict.fromkeys(DEVICES, 1),
        {},
        Codes(NoBooks(), pytest.fail),
        desk.bridge.post,
    )
    desk.qtbot.addWidget(small)
    small.show()
    qapp.processEvents()
    assert (small.width(), small.height()) == SIZE == (1280, 800)
    for name in DEVICES:
        sign = small.findChild(QAbstractButton, f"bench.sign.{name}")
        assert isinstance(sign, QAbstractButton)
        sign.click()
        qapp.processEvents()
        act = small.findChild(QAbstractButton, f"bench.{name}.clear")
        assert isinstance(act, QAbstractButton)
        assert not act.visibleRegion().isEmpty(), name
        assert act.visibleRegion().boundingRect() == act.rect(), name


# ---- codes ----


@pytest.fixture
def office(season_file: Path, tmp_path: Path) -> Iterator[Office]:
    """An office with orders at will-call, nothing sold at the window."""
    shutil.copy(season_file, tmp_path / "foyer.db")
    office = office_at(tmp_path / "foyer.db", ManualClock(TONIGHT), Events(), seed=3)
    yield office
    office.close()


def test_codes_are_of_orders_that_wait(office: Office) -> None:
    first, second = (find(office, Code.WAITING_ORDER, turn) for turn in (0, 1))
    assert first != second
    assert office.orders.scanned(first).waiting
    ticket = office.orders.scanned(find(office, Code.WAITING_TICKET, 1))
    assert (ticket.order_number, ticket.ticket_state) == (second, TicketState.LIVE.value)


def test_where_there_is_no_such_code_nothing_is_found(office: Office) -> None:
    assert find(office, Code.NEWEST_TICKET) == NOTHING_THERE
    assert find(office, Code.DEAD_TICKET) == NOTHING_THERE
    assert find(office, Code.NEWEST_CERTIFICATE) == NOTHING_THERE
    with pytest.raises(PosError):
        office.orders.scanned(NOTHING_THERE)
