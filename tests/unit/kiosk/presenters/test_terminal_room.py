"""The register of card terminals, looked at from the window."""

from __future__ import annotations

import pytest

from kiosk.card_desk import CardWay
from pos.ports.terminals import TerminalIdentity
from pos.views.people import Permission
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.presenters.conftest import Bench


@pytest.fixture
def terminal(selling: Bench) -> FakeTerminal:
    made = FakeTerminal()
    selling.rooms.cards.equip(CardWay.TERMINAL, "nexo", made, lambda call: call())
    return made


def approve(bench: Bench) -> None:
    approval = bench.rooms.approval
    approval.choose(approval.state.people[0].user_id)
    approval.confirm("9753")


def test_a_stranger_is_registered_with_approval(selling: Bench, terminal: FakeTerminal) -> None:
    room = selling.rooms.terminals
    selling.rooms.light_tapped("payment_terminal")
    assert room.state.shown
    assert room.state.known is None
    room.register("", "", "Window 1")
    assert selling.rooms.approval.state.permission is Permission.REGISTER_TERMINAL
    approve(selling)
    assert room.state.known is not None
    assert room.state.known.serial == "123456789"


def test_a_swapped_terminal_is_a_stranger(selling: Bench, terminal: FakeTerminal) -> None:
    room = selling.rooms.terminals
    room.open()
    room.register("", "", "Window 1")
    approve(selling)
    terminal.who = TerminalIdentity("P400Plus", "987654321")
    selling.rooms.terminals_changed()
    assert room.state.known is None


def test_a_terminal_that_tells_no_serial_is_known_by_its_window(selling: Bench) -> None:
    selling.rooms.cards.equip(CardWay.TYPED, "standalone", None, lambda call: call())
    room = selling.rooms.terminals
    room.open()
    room.register("SN 77", "Move 5000", "Window 1")
    approve(selling)
    assert room.state.known is not None
    assert room.state.known.serial == "standalone W1"
    assert room.state.known.model == "Move 5000 SN 77"


def test_an_inspection_is_written_down(selling: Bench, terminal: FakeTerminal) -> None:
    room = selling.rooms.terminals
    room.open()
    room.register("", "", "Window 1")
    approve(selling)
    room.inspect(good=False, note="Seal is cut")
    assert selling.office.terminals.looks == [("123456789", False, "Seal is cut")]
    assert room.state.known is not None
    assert not room.state.known.inspection_good


def test_cards_without_the_bank_want_a_supervisor(selling: Bench, terminal: FakeTerminal) -> None:
    room = selling.rooms.terminals
    room.open()
    room.switch_offline(on=True, reason="The line is down")
    assert selling.rooms.approval.state.permission is Permission.OFFLINE_CARDS
    approve(selling)
    assert room.state.offline is not None
    assert room.state.offline.on
