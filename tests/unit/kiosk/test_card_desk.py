"""From intent to terminal and back to disk: one request at a time, nothing twice, what is not known
is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from kiosk.card_desk import CANCEL_AGAIN_S, CardDesk, CardPhase, CardWay
from pos.errors import NoTerminal, PaymentsUnresolved, PosError, StorageLocked
from pos.ids import CommandId
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.terminals import CardOutcome, TerminalCan, TerminalShows
from pos.views.paying import AnswerSource, CardBegun, PayingFor, PaymentView
from pos.views.selling import CardAsked, PaidContent
from tests.unit.kiosk.fake_office import FakeOffice, session_of
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers

DUE = Money(5000)


class Bench:
    """A card desk between an office in memory and a terminal in the test's hands."""

    def __init__(self, can: TerminalCan | None = None) -> None:
        self.office = FakeOffice()
        self.tasks = InlineTasks(self.office)
        self.timers = ManualTimers()
        self.terminal = FakeTerminal(can)
        self.desk = CardDesk(self.tasks, self.timers)
        self.told: list[PaymentView] = []
        self.failed: list[PosError] = []
        self.number = 0

    def equip(self) -> None:
        self.desk.equip(CardWay.TERMINAL, "nexo", self.terminal, lambda call: call())

    def begin(self, cart: str = "cart1") -> Callable[[FakeOffice], CardBegun]:
        self.number += 1
        command = CommandId(f"command{self.number}")
        asked = CardAsked(PayingFor.CART, cart, DUE, PaidContent(), "nexo")
        return lambda office: office.cards.begin(command, session_of("ana"), asked)

    def charge(self, cart: str = "cart1") -> None:
        self.desk.charge(self.begin(cart), self.told.append, self.failed.append)  # type: ignore[arg-type]

    @property
    def states(self) -> list[str]:
        return [view.state for view in self.told]


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.equip()
    return made


def test_a_charge_is_on_disk_before_the_terminal_hears_of_it(bench: Bench) -> None:
    bench.tasks.holding = True
    bench.charge()
    assert bench.terminal.verbs == []
    bench.tasks.run()
    assert bench.terminal.verbs == ["pay"]
    assert bench.desk.state.phase is CardPhase.AT_TERMINAL
    assert [one.view.state for one in bench.office.cards.payments.values()] == ["sent"]


def test_an_approval_is_told_once_it_is_on_disk(bench: Bench) -> None:
    bench.charge()
    bench.tasks.holding = True
    bench.terminal.answers(CardOutcome.APPROVED)
    assert bench.told == []
    bench.tasks.run()
    assert bench.states == ["approved"]
    assert bench.desk.state.free


@pytest.mark.parametrize(
    "outcome", [CardOutcome.DECLINED, CardOutcome.CANCELLED, CardOutcome.NOT_SENT]
)
def test_what_moved_no_money_leaves_the_desk_free(bench: Bench, outcome: CardOutcome) -> None:
    bench.charge()
    bench.terminal.answers(outcome)
    assert bench.states == ["declined"]
    assert bench.desk.state.free


def test_two_charges_are_never_under_way_at_once(bench: Bench) -> None:
    bench.charge()
    bench.charge("cart2")
    assert isinstance(bench.failed[0], PaymentsUnresolved)
    assert bench.terminal.verbs == ["pay"]


def test_an_unknown_answer_is_asked_about_at_once_then_after_growing_pauses(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    assert bench.terminal.verbs == ["pay", "ask"]
    bench.terminal.answers(CardOutcome.IN_PROGRESS)
    assert bench.desk.state.phase is CardPhase.WAITING
    bench.timers.pass_time(1.9)
    assert bench.terminal.verbs == ["pay", "ask"]
    bench.timers.pass_time(0.2)
    assert bench.terminal.verbs == ["pay", "ask", "ask"]
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.timers.pass_time(3.9)
    assert bench.terminal.verbs[-1:] == ["ask"]
    assert len(bench.terminal.verbs) == 3
    bench.timers.pass_time(0.2)
    bench.terminal.answers(CardOutcome.APPROVED)
    assert bench.states == ["unknown", "approved"]
    assert bench.office.cards.settled[-1][2] is AnswerSource.ASKED
    assert {one.message_id for _, one in bench.terminal.asked} == {"m1"}


def test_an_unknown_charge_is_never_sent_again(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.charge("cart2")
    bench.timers.pass_time(600)
    assert bench.terminal.verbs.count("pay") == 1


def test_a_question_that_reached_nobody_is_no_evidence(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.terminal.answers(CardOutcome.NOT_SENT)
    assert bench.states == ["unknown"]
    assert [outcome for _, outcome, _ in bench.office.cards.settled] == [CardOutcome.UNKNOWN]


def test_somebody_may_ask_before_the_pause_is_over(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.desk.ask_now()
    bench.desk.ask_now()
    assert bench.terminal.verbs == ["pay", "ask", "ask"]


def test_a_terminal_that_comes_back_is_asked_at_once(bench: Bench) -> None:
    bench.charge()
    bench.terminal.becomes(DeviceState.LOST)
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.terminal.answers(CardOutcome.NOT_SENT)
    bench.terminal.becomes(DeviceState.READY)
    assert bench.terminal.verbs == ["pay", "ask", "ask"]


def test_a_driver_that_breaks_leaves_the_payment_unknown(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.charge()
    with caplog.at_level(logging.CRITICAL, logger="cards"):
        bench.terminal.breaks()
    assert bench.states == ["unknown"]


def test_an_answer_the_disk_refuses_is_kept_and_written_before_anything_else(bench: Bench) -> None:
    bench.charge()
    bench.office.cards.full = True
    bench.terminal.answers(CardOutcome.APPROVED)
    assert bench.desk.state.trouble is not None
    bench.charge("cart2")
    assert isinstance(bench.failed[0], PaymentsUnresolved)
    bench.timers.pass_time(10)
    assert bench.told == []
    bench.office.cards.full = False
    bench.timers.pass_time(10)
    assert bench.states == ["approved"]
    assert bench.desk.state.free
    assert bench.desk.state.trouble is None
    assert bench.terminal.verbs == ["pay"]


def test_an_answer_kept_is_written_at_once_when_the_office_is_open_again(bench: Bench) -> None:
    bench.charge()
    bench.office.cards.full = True
    bench.terminal.answers(CardOutcome.APPROVED)
    bench.office.cards.full = False
    bench.desk.resume()
    assert bench.states == ["approved"]


def test_an_intent_whose_commit_may_stand_is_asked_about_and_never_sent(bench: Bench) -> None:
    """The commit stood and its answer was lost: the terminal never had it, and says so."""
    bench.tasks.fails_next = StorageLocked()
    bench.charge()
    assert isinstance(bench.failed[0], StorageLocked)
    assert bench.terminal.verbs == ["ask"]
    bench.terminal.answers(CardOutcome.NOT_FOUND)
    assert bench.desk.state.free
    assert bench.terminal.verbs.count("pay") == 0


def test_what_an_earlier_life_left_is_resolved_before_the_first_charge() -> None:
    bench = Bench()
    for cart in ("cart1", "cart2"):
        bench.begin(cart)(bench.office)
    bench.equip()
    assert bench.desk.state.unresolved == 2
    bench.charge("cart3")
    assert isinstance(bench.failed[0], PaymentsUnresolved)
    bench.terminal.answers(CardOutcome.APPROVED)
    bench.terminal.answers(CardOutcome.NOT_FOUND)
    assert bench.desk.state.free
    assert [one.view.state for one in bench.office.cards.payments.values()] == [
        "approved",
        "declined",
    ]
    bench.charge("cart3")
    assert bench.terminal.verbs == ["ask", "ask", "pay"]


def test_nothing_is_begun_before_the_ledger_was_read() -> None:
    bench = Bench()
    bench.tasks.fails_next = StorageLocked()
    bench.equip()
    bench.charge()
    assert isinstance(bench.failed[0], PaymentsUnresolved)
    bench.timers.pass_time(3)
    assert bench.desk.state.free


def test_a_manager_who_decides_frees_the_desk_and_tells_who_waits(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.office.cards.force(
        CommandId("force"), session_of("mia"), "payment1", charged=True, reason="slip"
    )
    bench.desk.payments_changed()
    assert bench.states == ["unknown", "approved"]
    assert bench.desk.state.free
    bench.timers.pass_time(600)
    assert bench.terminal.verbs == ["pay", "ask"]


def test_a_decision_while_the_terminal_is_asked_counts_too(bench: Bench) -> None:
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.office.cards.force(
        CommandId("force"), session_of("mia"), "payment1", charged=False, reason="slip"
    )
    bench.desk.payments_changed()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    assert bench.states == ["unknown", "declined"]
    assert bench.desk.state.free


def test_cancelling_asks_the_terminal_once_and_its_answer_decides(bench: Bench) -> None:
    bench.charge()
    bench.desk.abort()
    bench.desk.abort()
    assert bench.terminal.aborted == ["m1"]
    assert bench.desk.state.cancelling
    bench.terminal.answers(CardOutcome.APPROVED)
    assert bench.states == ["approved"]


def test_a_wish_to_cancel_that_had_no_effect_can_be_wished_again(bench: Bench) -> None:
    bench.charge()
    bench.desk.abort()
    assert not bench.desk.state.may_cancel
    bench.timers.pass_time(CANCEL_AGAIN_S)
    assert bench.desk.state.may_cancel
    bench.desk.abort()
    assert bench.terminal.aborted == ["m1", "m1"]
    assert not bench.desk.state.may_cancel
    bench.terminal.answers(CardOutcome.CANCELLED)
    bench.charge("cart2")
    bench.timers.pass_time(CANCEL_AGAIN_S)
    assert not bench.desk.state.cancelling


def test_nothing_is_cancelled_while_nothing_is_at_the_terminal(bench: Bench) -> None:
    bench.desk.abort()
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.desk.abort()
    assert bench.terminal.aborted == []


def test_a_terminal_that_cannot_be_asked_waits_for_a_person() -> None:
    bench = Bench(TerminalCan(ask=False))
    bench.equip()
    bench.charge()
    bench.terminal.answers(CardOutcome.UNKNOWN)
    bench.timers.pass_time(600)
    assert bench.terminal.verbs == ["pay"]
    assert bench.desk.state.phase is CardPhase.WAITING


def test_what_the_terminal_shows_is_state(bench: Bench) -> None:
    bench.charge()
    bench.terminal.shows(TerminalShows.ENTER_PIN)
    assert bench.desk.state.shows is TerminalShows.ENTER_PIN


def test_without_a_terminal_nothing_is_begun() -> None:
    bench = Bench()
    bench.desk.equip(CardWay.TYPED, "standalone", None, lambda call: call())
    bench.charge()
    assert isinstance(bench.failed[0], NoTerminal)
    assert bench.office.cards.payments == {}
