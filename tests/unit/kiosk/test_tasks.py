"""The ledger thread: order, threads, deadlines, owners that go away, and what a fault of ours
does.
"""

from __future__ import annotations

import gc
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from kiosk import tasks
from kiosk.tasks import Crash, Ledger
from kiosk.threads import assert_gui, assert_ledger
from pos.clock import ManualClock
from pos.errors import InvariantBroken, LedgerBusy, PosError, SeatTaken, StorageNewer

PATIENCE_S = 300.0


class Office:
    """Stands for the services: a list of what was done, and whether it was closed."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.closed = False

    def run(self, work: Callable[[Office], object]) -> object:
        return work(self)

    def close(self) -> None:
        self.closed = True


class Gui:
    """The other side of the bridge: the test's own thread runs what was posted."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.answers: list[object] = []
        self.crashes: list[Crash] = []

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def run(self, calls: int = 1) -> None:
        for _ in range(calls):
            self._calls.get(timeout=PATIENCE_S)()

    def take(self, answer: object) -> None:
        assert_gui()
        self.answers.append(answer)


class Desk:
    """Stands for the ledger with its office and the thread of the widgets."""

    def __init__(self, clock: ManualClock) -> None:
        self.gui = Gui()
        self.gone: list[object] = []
        self.ledger = Ledger(
            self.gui.post, self.gui.crashes.append, clock, lambda owner: owner not in self.gone
        )
        self.office = Office()
        self.ledger.start()

    def open(self) -> Desk:
        build: Any = lambda: self.office  # noqa: E731
        self.ledger.open(build, lambda: None, self.gui.take)
        self.gui.run()
        return self

    def do(self, work: Callable[[Any], Any], owner: object | None = None) -> None:
        self.ledger.change(work, self.gui.take, self.gui.take, owner)

    def ask(self, work: Callable[[Any], Any], owner: object | None = None) -> None:
        self.ledger.ask(work, self.gui.take, self.gui.take, owner)

    def wait(self) -> None:
        """Until the ledger has begun everything that was queued so far."""
        reached = threading.Event()
        self.ledger.post(lambda office: reached.set(), lambda error: reached.set())
        assert reached.wait(PATIENCE_S)


@pytest.fixture
def desk(manual_clock: ManualClock) -> Iterator[Desk]:
    made = Desk(manual_clock)
    yield made
    made.ledger.close()


def test_work_runs_on_the_ledger_thread_and_answers_on_the_gui_thread(desk: Desk) -> None:
    desk.open().do(lambda office: (assert_ledger(), threading.current_thread().name)[1])
    desk.gui.run()
    assert desk.gui.answers == ["ledger"]


def test_jobs_run_in_the_order_they_came(desk: Desk) -> None:
    desk.open()
    for number in range(20):
        desk.do(lambda office, number=number: office.done.append(str(number)))
    desk.gui.run(20)
    assert desk.office.done == [str(number) for number in range(20)]


def test_a_refusal_comes_back_as_it_was_raised(desk: Desk) -> None:
    def refuse(office: Office) -> None:
        raise SeatTaken(seat="A 12")

    desk.open().do(refuse)
    desk.gui.run()
    [refusal] = desk.gui.answers
    assert isinstance(refusal, SeatTaken)
    assert refusal.params == {"seat": "A 12"}


def test_a_change_is_made_though_its_screen_has_gone_and_the_answer_is_dropped(desk: Desk) -> None:
    screen = object()
    desk.gone.append(screen)
    desk.open().do(lambda office: office.done.append("sold"), screen_owner(screen))
    desk.gone.append(screen)
    desk.gui.run()
    assert desk.office.done == ["sold"]


def screen_owner(screen: object) -> object:
    class Owner:
        def __eq__(self, other: object) -> bool:
            return other is screen

        __hash__ = object.__hash__

    owner = Owner()
    _kept.append(owner)
    return owner


_kept: list[object] = []


def test_a_question_of_a_screen_that_has_gone_is_not_asked(desk: Desk) -> None:
    class Screen:
        pass

    screen = Screen()
    desk.open()
    desk.gone.append(screen)
    desk.ask(lambda office: office.done.append("asked"), screen)
    desk.wait()
    assert desk.office.done == []


def test_the_ledger_does_not_keep_an_owner_alive(desk: Desk) -> None:
    class Screen:
        pass

    held, go = threading.Event(), threading.Event()
    desk.open().do(lambda office: (held.set(), go.wait(PATIENCE_S)))
    assert held.wait(PATIENCE_S)
    desk.ask(lambda office: office.done.append("asked"), Screen())
    gc.collect()
    go.set()
    desk.wait()
    assert desk.office.done == []


def test_a_job_past_its_deadline_is_not_begun(desk: Desk, manual_clock: ManualClock) -> None:
    held, go = threading.Event(), threading.Event()
    desk.open().do(lambda office: (held.set(), go.wait(PATIENCE_S)))
    assert held.wait(PATIENCE_S)
    desk.do(lambda office: office.done.append("late"))
    manual_clock.advance(timedelta(seconds=tasks.DEADLINE_S + 1))
    go.set()
    desk.gui.run(2)
    assert isinstance(desk.gui.answers[1], LedgerBusy)
    assert desk.office.done == []


def test_an_office_that_cannot_open_says_why_to_everyone_who_asks(desk: Desk) -> None:
    def build() -> Any:
        raise StorageNewer(theirs="9", ours="1")

    desk.ledger.open(build, lambda: None, desk.gui.take)
    desk.do(lambda office: office.done.append("never"))
    desk.gui.run(2)
    assert [type(answer) for answer in desk.gui.answers] == [StorageNewer, StorageNewer]
    desk.open().do(lambda office: office.done.append("again"))
    desk.gui.run()
    assert desk.office.done == ["again"]


def break_down(office: Office) -> None:
    raise InvariantBroken("ledger.not_balanced", minor=1)


@pytest.mark.expects_log("stopped on ledger.not_balanced")
def test_a_fault_of_ours_stops_the_ledger_and_is_told_once(desk: Desk) -> None:
    desk.open().do(break_down)
    desk.do(lambda office: office.done.append("after"))
    desk.gui.run(3)
    assert [crash.code for crash in desk.gui.crashes] == ["ledger.not_balanced"]
    assert desk.gui.crashes[0].thread == "ledger"
    assert [getattr(answer, "code", "") for answer in desk.gui.answers] == ["stopped", "stopped"]
    assert desk.office.done == []
    assert desk.office.closed


@pytest.mark.expects_log("stopped on ZeroDivisionError")
def test_the_ledger_opens_again_after_a_fault(desk: Desk) -> None:
    desk.open().do(lambda office: 1 // 0)
    desk.gui.run(2)
    desk.office = Office()
    desk.open().do(lambda office: office.done.append("on we go"))
    desk.gui.run()
    assert desk.office.done == ["on we go"]


@pytest.mark.expects_log("stopped on KeyError")
def test_a_fault_in_a_device_job_stops_the_ledger_too(desk: Desk) -> None:
    def settle(office: Office) -> None:
        raise KeyError("job")

    desk.open().ledger.post(settle, desk.gui.take)  # type: ignore[arg-type]
    desk.gui.run()
    assert [crash.code for crash in desk.gui.crashes] == ["KeyError"]


def test_a_device_job_fails_on_the_ledger_thread(desk: Desk) -> None:
    failed: queue.SimpleQueue[tuple[str, PosError]] = queue.SimpleQueue()

    def settle(office: object) -> None:
        raise StorageNewer()

    desk.open().ledger.post(
        settle, lambda error: failed.put((threading.current_thread().name, error))
    )
    name, error = failed.get(timeout=PATIENCE_S)
    assert name == "ledger"
    assert isinstance(error, StorageNewer)


def test_closing_finishes_what_is_queued_and_closes_the_office(desk: Desk) -> None:
    desk.open().do(lambda office: office.done.append("last"))
    desk.ledger.close()
    assert desk.office.done == ["last"]
    assert desk.office.closed


def test_a_function_of_one_thread_refuses_another() -> None:
    with pytest.raises(InvariantBroken) as caught:
        assert_ledger()
    assert caught.value.params["expected"] == "ledger"
    raised: list[BaseException] = []

    def elsewhere() -> None:
        try:
            assert_gui()
        except InvariantBroken as error:
            raised.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(raised) == 1
