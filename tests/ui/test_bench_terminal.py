"""The card terminal on the hardware bench: a real driver pays, a finger taps the card."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from hardware.simulators.nexo_certificates import contexts
from hardware.simulators.nexo_faults import AT_ONCE, planned_fault
from hardware.simulators.nexo_options import (
    KEY_IDENTIFIER,
    KEY_VERSION,
    PASSPHRASE,
    POI_ID,
)
from hardware.simulators.nexo_patron import card_act
from hardware.simulators.nexo_server import RunningNexo
from hardware.simulators.nexo_terminal import VirtualNexoTerminal
from hardware.terminals.nexo import NexoTerminal, nexo_terminal
from hardware.terminals.nexo_crypto import shared_key
from hardware.terminals.nexo_settings import NexoSettings
from kiosk.bench.codes import Codes
from kiosk.bench.link import DeviceLink
from kiosk.bench.states import standing
from kiosk.bench.terminal_acts import cards
from kiosk.bench.terminal_face import TerminalFace
from kiosk.bench.troubles import troubles
from kiosk.bench.window import SIZE, BenchWindow
from kiosk.bridge import Bridge
from kiosk.settings import PAYMENT_TERMINAL
from kiosk.theme import day, house_dark
from pos.clock import SystemClock
from pos.money import Money
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, Declined
from printing.words import Words
from tests.ui.test_bench import NoBooks

PATIENCE_S = 300.0
PATIENCE_MS = 60_000


class Counter:
    """A till's driver and a bench at one virtual terminal."""

    def __init__(self, qtbot: QtBot, words: Words, running: RunningNexo, till: NexoTerminal):
        self.qtbot = qtbot
        self.till = till
        self.numbers = 0
        self.bridge = Bridge()
        port = running._server.control_port
        assert port is not None
        codes = Codes(NoBooks(), pytest.fail)
        ports = {PAYMENT_TERMINAL: port}
        self.window = BenchWindow(words, day(), ports, {}, codes, self.bridge.post)
        qtbot.addWidget(self.window)
        self.window.open()
        self.window.show()
        face = self.window.findChild(TerminalFace)
        assert isinstance(face, TerminalFace)
        self.face = face

    def pay(self, minor: int, *, keyed: bool = False) -> Future[CardResult]:
        self.numbers += 1
        name = f"{self.numbers:06d}"
        return self.till.pay(CardRequest(f"ref{name}", f"M{name}", Money(minor), keyed=keyed))

    def tap(self, name: str) -> None:
        button = self.window.findChild(QAbstractButton, f"bench.{PAYMENT_TERMINAL}.{name}")
        assert isinstance(button, QAbstractButton), name
        self.qtbot.waitUntil(button.isEnabled, timeout=PATIENCE_MS)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def shows(self, upper: str, lower: str) -> None:
        self.qtbot.waitUntil(lambda: self.face.lines == (upper, lower), timeout=PATIENCE_MS)

    def says(self, text: str) -> None:
        def said() -> bool:
            return any(label.text() == text for label in self.window.findChildren(QLabel))

        self.qtbot.waitUntil(said, timeout=PATIENCE_MS)


@pytest.fixture
def counter(qtbot: QtBot, words: Words, tmp_path: Path) -> Iterator[Counter]:
    """A counter whose till is connected."""
    authority, served = contexts(tmp_path, POI_ID)
    clock = SystemClock()
    key = shared_key(KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE)
    with RunningNexo(VirtualNexoTerminal(clock, POI_ID, key), clock, served) as running:
        till = nexo_terminal(
            NexoSettings(
                address=running.address,
                poi_id=POI_ID,
                sale_id="Window-1",
                key_identifier=KEY_IDENTIFIER,
                key_version=KEY_VERSION,
                passphrase=PASSPHRASE,
                ca_file=authority,
            ),
            clock,
        )
        counter = Counter(qtbot, words, running, till)
        till.open()
        try:
            counter.says("Working")
            yield counter
        finally:
            till.close()


def test_a_card_is_tapped_and_another_is_declined(counter: Counter) -> None:
    assert counter.face.lines == ("", "Welcome")
    paid = counter.pay(19600)
    counter.shows("$196.00", "Tap, insert or swipe the card")
    counter.tap("tap")
    assert paid.result(PATIENCE_S).outcome is CardOutcome.APPROVED
    counter.shows("$196.00", "Approved")
    counter.says("Charged $196.00, given back $0.00")
    refused = counter.pay(5000)
    counter.tap("decline.no_funds")
    assert refused.result(PATIENCE_S).declined is Declined.NO_FUNDS
    counter.shows("$50.00", "Declined")
    partly = counter.pay(5000)
    counter.tap("partial")
    assert partly.result(PATIENCE_S).amount == Money(2000)
    counter.shows("$20.00", "Approved")
    keyed = counter.pay(700, keyed=True)
    counter.shows("$7.00", "Key the card in")
    counter.tap("key")
    assert keyed.result(PATIENCE_S).outcome is CardOutcome.APPROVED


def test_an_answer_is_lost_and_the_plug_is_pulled(counter: Counter) -> None:
    counter.tap("lost_after")
    lost = counter.pay(4200)
    counter.tap("insert")
    assert lost.result(PATIENCE_S).outcome is CardOutcome.UNKNOWN
    counter.shows("$42.00", "Approved")
    counter.tap("unplug")
    counter.says("Off, or starting up")
    assert counter.face.lines == ("", "")
    counter.tap("plug")
    counter.says("Working")


def test_every_card_and_every_trouble_is_understood(words: Words) -> None:
    class Finger(DeviceLink):
        """A link that holds what is done against the terminal at once."""

        def do(self, what: str, **values: object) -> None:
            done.append((what, values))

    done: list[tuple[str, dict[str, object]]] = []
    link = Finger(PAYMENT_TERMINAL, 1, lambda call: call(), lambda *_: None)
    acts = cards(link, words)
    for act in acts:
        act.do()
    assert len({act.name for act in acts}) == len(acts) == len(done)
    assert {"tap", "insert", "swipe", "key", "cancel"} == {what for what, _ in done}
    for what, values in done:
        assert what == "cancel" or card_act(what, values)
    offered = [planned_fault(trouble.request) for trouble in troubles(PAYMENT_TERMINAL, words)]
    assert len({fault.kind for fault in offered}) == len(offered) >= 15
    assert {fault.kind for fault in offered} & AT_ONCE


def test_a_false_certificate_is_said(words: Words) -> None:
    assert standing({"certificate": "wrong_ca", "reachable": True}, words)[1] == "danger"
    assert standing({"certificate": "right", "logged_in": []}, words)[1] == "warning"


@pytest.mark.parametrize("long", [False, True])
def test_the_terminal_fits_a_small_screen(
    qtbot: QtBot, qapp: QApplication, long_words: Words, words: Words, *, long: bool
) -> None:
    shown = BenchWindow(
        long_words if long else words,
        house_dark(),
        {PAYMENT_TERMINAL: 1},
        {},
        Codes(NoBooks(), pytest.fail),
        Bridge().post,
    )
    qtbot.addWidget(shown)
    shown.show()
    qapp.processEvents()
    assert (shown.width(), shown.height()) == SIZE
    tap = shown.findChild(QAbstractButton, f"bench.{PAYMENT_TERMINAL}.tap")
    assert isinstance(tap, QAbstractButton)
    assert tap.visibleRegion().boundingRect() == tap.rect()
