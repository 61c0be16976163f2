"""What the books say of cards here: before a charge is tried, and as time goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.card_desk import CardWay
from kiosk.presenters.card_standing import LOOK_S, TICK_S
from kiosk.wording.cards import offline_text
from pos.clock import ManualClock
from pos.errors import InspectionOverdue, TerminalNotRegistered
from pos.ids import CommandId
from pos.lifecycles import DeviceState
from pos.money import Money
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.presenters.conftest import Bench
from tests.unit.kiosk.test_devices import WORDS


@pytest.fixture
def terminal(bench: Bench) -> FakeTerminal:
    made = FakeTerminal()
    bench.rooms.cards.equip(CardWay.TERMINAL, "nexo", made, lambda call: call())
    return made


def unfit(bench: Bench) -> type | None:
    found = bench.rooms.card_standing.state.unfit
    return None if found is None else type(found)


def register(bench: Bench) -> None:
    bench.sit_down("mia")
    person = bench.rooms.desk.person
    bench.office.terminals.register(CommandId("r"), person, "123456789", "P400Plus", "Window 1")
    bench.rooms.terminals_changed()


def test_a_terminal_that_answers_is_looked_up_at_once(bench: Bench, terminal: FakeTerminal) -> None:
    assert unfit(bench) is TerminalNotRegistered
    register(bench)
    assert unfit(bench) is None


def test_one_that_was_swapped_while_it_was_away_is_a_stranger(
    bench: Bench, terminal: FakeTerminal
) -> None:
    register(bench)
    terminal.becomes(DeviceState.LOST)
    terminal.who = None
    bench.rooms.terminals_changed()
    terminal.who = FakeTerminal().who
    assert terminal.who is not None
    bench.office.terminals.rows.clear()
    terminal.becomes(DeviceState.READY)
    assert unfit(bench) is TerminalNotRegistered


def test_an_inspection_that_falls_due_is_seen_although_nobody_says_so(
    bench: Bench, terminal: FakeTerminal
) -> None:
    register(bench)
    bench.office.terminals.inspect(
        CommandId("i"), bench.rooms.desk.person, "123456789", good=False, note="seal"
    )
    bench.timers.pass_time(LOOK_S)
    assert unfit(bench) is InspectionOverdue


def test_how_long_and_how_much_without_the_bank_ticks(
    bench: Bench, terminal: FakeTerminal, manual_clock: ManualClock
) -> None:
    assert offline_text(bench.rooms.card_standing.state, WORDS) == ""
    bench.office.terminals.on = True
    bench.office.terminals.since = manual_clock.now() - timedelta(hours=22)
    bench.rooms.terminals_changed()
    state = bench.rooms.card_standing.state
    assert (state.minutes, state.left) == (120, Money(140000))
    manual_clock.advance(timedelta(minutes=61, seconds=30))
    bench.timers.pass_time(TICK_S)
    assert offline_text(bench.rooms.card_standing.state, WORDS) == (
        "Cards are taken without the bank for 59 minutes more: $1,400.00 in all, $200.00 a sale."
    )
    assert bench.rooms.card_pay.state.standing.minutes == 59
    bench.office.terminals.on = False
    manual_clock.advance(timedelta(hours=1))
    bench.timers.pass_time(TICK_S)
    assert bench.rooms.card_standing.state.minutes is None
