"""The terminal is asked for its totals once while a till is counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from kiosk.card_desk import CardDesk, CardWay
from kiosk.card_totals import CardTotals
from kiosk.presenters.desk import Desk
from pos.clock import ManualClock
from pos.errors import NotAllowed
from pos.ids import CommandId, Ids
from pos.money import Money
from pos.ports.terminals import TerminalCan, TerminalTotals
from pos.views.people import SessionView
from pos.views.selling import CartView
from tests.unit.kiosk.fake_office import session_of
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers

SUMS = TerminalTotals((("visa", 1, Money(500)),), (), Money(500), Money(0))


class Counts:
    """The office's side, in memory."""

    def __init__(self) -> None:
        self.till = ""
        self.kept: list[tuple[str, TerminalTotals]] = []
        self.refuses = False

    def wanted(self) -> str:
        return self.till

    def record(
        self, command: CommandId, session: SessionView, serial: str, totals: TerminalTotals
    ) -> bool:
        if self.refuses:
            raise NotAllowed(permission="count_till")
        self.kept.append((serial, totals))
        return True


class Office:
    def __init__(self) -> None:
        self.terminal_counts = Counts()
        self.cards = self

    def to_resolve(self) -> tuple[()]:
        return ()


class Terminal(FakeTerminal):
    """Says sums when the test lets it."""

    def __init__(self, can: TerminalCan) -> None:
        super().__init__(can)
        self.totals_asked: list[Future[TerminalTotals | None]] = []

    def totals(self) -> Future[TerminalTotals | None]:
        self.totals_asked.append(Future())
        return self.totals_asked[-1]


def bench(can: TerminalCan) -> tuple[Office, Terminal, Callable[[], None]]:
    office, terminal = Office(), Terminal(can)
    clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
    tasks, desk = InlineTasks(office), Desk(clock)
    desk.sit_down(session_of("ana"), CartView.__new__(CartView))
    cards = CardDesk(tasks, ManualTimers())
    cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    return office, terminal, CardTotals(tasks, desk, Ids(clock), cards).look


def test_totals_are_asked_for_once_and_kept_under_the_terminals_serial() -> None:
    office, terminal, look = bench(TerminalCan())
    look()
    assert terminal.totals_asked == []
    office.terminal_counts.till = "till1"
    look()
    look()
    (asked,) = terminal.totals_asked
    asked.set_result(SUMS)
    assert office.terminal_counts.kept == [("123456789", SUMS)]


def test_a_terminal_that_tells_nothing_or_is_refused_is_asked_at_the_next_change() -> None:
    office, terminal, look = bench(TerminalCan())
    office.terminal_counts.till = "till1"
    look()
    terminal.totals_asked[0].set_result(None)
    office.terminal_counts.refuses = True
    look()
    terminal.totals_asked[1].set_result(SUMS)
    look()
    assert len(terminal.totals_asked) == 3
    assert office.terminal_counts.kept == []


@pytest.mark.expects_log("the terminal's driver failed on its totals")
def test_a_driver_that_fails_is_logged_and_tells_nothing() -> None:
    office, terminal, look = bench(TerminalCan())
    office.terminal_counts.till = "till1"
    look()
    terminal.totals_asked[0].set_exception(OSError("gone"))
    assert office.terminal_counts.kept == []


def test_one_that_cannot_is_not_asked() -> None:
    office, terminal, look = bench(TerminalCan(totals=False))
    office.terminal_counts.till = "till1"
    look()
    assert terminal.totals_asked == []
