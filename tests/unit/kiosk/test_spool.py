"""From committed job to paper: one in flight at each printer, every outcome on disk, nothing
twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from kiosk.spool import Spool
from pos.errors import PosError, StorageFull
from pos.events import DrawerToOpen, PrintsQueued
from pos.lifecycles import DeviceState
from pos.ports.devices import (
    Condition,
    DeviceStatus,
    KickResult,
    PrintOutcome,
    PrintResult,
    Watcher,
)
from pos.views.work import PrintWork

PRINTED = PrintResult(PrintOutcome.PRINTED)
NOT_SENT = PrintResult(PrintOutcome.NOT_SENT, Condition.UNREACHABLE)
LOST = PrintResult(PrintOutcome.UNKNOWN, Condition.SILENT)


class Prints:
    """Stands for the ledger's print queue."""

    def __init__(self) -> None:
        self.queued: dict[str, list[str]] = {"ticket_printer": [], "receipt_printer": []}
        self.begun: list[str] = []
        self.settled: list[tuple[str, PrintOutcome]] = []
        self.full = False
        self.after_settle: Callable[[], None] = lambda: None

    def begin(self, device: str) -> PrintWork | None:
        if not self.queued[device]:
            return None
        job = self.queued[device].pop(0)
        self.begun.append(job)
        return PrintWork(job, device)  # type: ignore[arg-type]

    def settle(self, job: str, result: PrintResult) -> None:
        if self.full:
            raise StorageFull()
        self.settled.append((job, result.outcome))
        if result.outcome is PrintOutcome.NOT_SENT:
            self.queued["ticket_printer"].insert(0, job)
        self.after_settle()


class Tills:
    def __init__(self) -> None:
        self.kicks: list[tuple[str, KickResult]] = []

    def settle_kick(self, opening: str, result: KickResult) -> None:
        self.kicks.append((opening, result))


class Office:
    def __init__(self) -> None:
        self.prints = Prints()
        self.tills = Tills()


class Printer:
    """Keeps what it was sent; the test says what became of it."""

    def __init__(self, name: str, journal: list[str]) -> None:
        self.name = name
        self.journal = journal
        self.futures: list[Future[PrintResult]] = []
        self.state = DeviceState.READY
        self._watchers: list[Watcher] = []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> DeviceStatus:
        return DeviceStatus(self.name, self.state)

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)
        watcher(self.status())

    def becomes(self, state: DeviceState) -> None:
        self.state = state
        for watcher in self._watchers:
            watcher(self.status())

    def print(self, data: bytes) -> Future[PrintResult]:
        self.journal.append(f"{self.name} {data.decode()}")
        self.futures.append(Future())
        return self.futures[-1]

    def answers(self, result: PrintResult) -> None:
        self.futures[-1].set_result(result)


class Drawer(Printer):
    def kick(self) -> Future[KickResult]:
        self.journal.append("kick")
        future: Future[KickResult] = Future()
        future.set_result(KickResult(True, True))
        return future


def compose(work: PrintWork) -> bytes:
    if "undrawable" in work.job_id:
        raise ValueError(work.job_id)
    return work.job_id.encode()


class Bench:
    """A spool between an office and two printers, with the ledger's queue in the test's hands."""

    def __init__(self, *, drawer: bool = True) -> None:
        self.journal: list[str] = []
        self.trouble: list[PosError] = []
        self.office = Office()
        self.tickets = Printer("ticket_printer", self.journal)
        self.receipts = Printer("receipt_printer", self.journal)
        self._queue: list[tuple[Callable[[Any], None], Callable[[PosError], None]]] = []
        self.spool = Spool(
            lambda work, failed: self._queue.append((work, failed)),
            {"ticket_printer": self.tickets, "receipt_printer": self.receipts},
            Drawer("cash_drawer", self.journal) if drawer else None,
            compose,
            self.trouble.append,
        )

    def queue(self, *jobs: str, device: str = "ticket_printer") -> None:
        self.office.prints.queued[device] += jobs
        self.spool.on_event(PrintsQueued(device))
        self.run()

    def run(self) -> None:
        for _ in range(100):
            if not self._queue:
                return
            work, failed = self._queue.pop(0)
            try:
                work(self.office)
            except PosError as error:
                failed(error)
        pytest.fail("the spool goes round and round")

    def answer(self, result: PrintResult, printer: Printer | None = None) -> None:
        (printer or self.tickets).answers(result)
        self.run()


@pytest.fixture(autouse=True)
def _on_the_ledger_thread() -> Iterator[None]:
    thread = threading.current_thread()
    name, thread.name = thread.name, "ledger"
    yield
    thread.name = name


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.spool.start()
    made.run()
    return made


def test_one_job_is_in_flight_and_the_next_follows_the_printers_word(bench: Bench) -> None:
    bench.queue("A 12", "A 13")
    assert bench.journal == ["ticket_printer A 12"]
    bench.answer(PRINTED)
    assert bench.journal == ["ticket_printer A 12", "ticket_printer A 13"]
    bench.answer(PRINTED)
    assert bench.office.prints.settled == [
        ("A 12", PrintOutcome.PRINTED),
        ("A 13", PrintOutcome.PRINTED),
    ]


def test_the_printers_do_not_wait_for_each_other(bench: Bench) -> None:
    bench.queue("A 12")
    bench.queue("receipt", device="receipt_printer")
    assert bench.journal == ["ticket_printer A 12", "receipt_printer receipt"]


def test_the_drawer_opens_before_the_receipt_and_once(bench: Bench) -> None:
    bench.office.prints.queued["receipt_printer"].append("receipt")
    bench.spool.on_event(DrawerToOpen("o1"))
    bench.spool.on_event(PrintsQueued("receipt_printer"))
    bench.spool.kick("o1")
    bench.run()
    assert bench.journal == ["kick", "receipt_printer receipt"]
    assert bench.office.tills.kicks == [("o1", KickResult(True, True))]


def test_without_a_drawer_the_reason_is_settled_as_not_opened() -> None:
    bench = Bench(drawer=False)
    bench.spool.kick("o1")
    bench.run()
    [(opening, result)] = bench.office.tills.kicks
    assert (opening, result.sent) == ("o1", False)


def test_nothing_is_begun_for_a_printer_that_cannot_print(bench: Bench) -> None:
    bench.tickets.becomes(DeviceState.STOPPED)
    bench.queue("A 12")
    assert bench.office.prints.begun == []
    bench.tickets.becomes(DeviceState.READY)
    bench.run()
    assert bench.office.prints.begun == ["A 12"]


def test_a_low_stock_warning_does_not_hold_the_work(bench: Bench) -> None:
    bench.tickets.becomes(DeviceState.ATTENTION)
    bench.queue("A 12")
    assert bench.journal == ["ticket_printer A 12"]


def test_a_lost_answer_goes_to_a_person_and_the_next_paper_goes_on(bench: Bench) -> None:
    bench.queue("A 12", "A 13")
    bench.answer(LOST)
    assert bench.office.prints.settled == [("A 12", PrintOutcome.UNKNOWN)]
    assert bench.journal == ["ticket_printer A 12", "ticket_printer A 13"]


def test_a_job_that_was_not_sent_waits_for_the_printer_to_change(bench: Bench) -> None:
    bench.office.prints.after_settle = lambda: bench.spool.on_event(PrintsQueued("ticket_printer"))
    bench.queue("A 12")
    bench.answer(NOT_SENT)
    assert bench.journal == ["ticket_printer A 12"]
    bench.tickets.becomes(DeviceState.LOST)
    bench.tickets.becomes(DeviceState.READY)
    bench.run()
    assert bench.journal == ["ticket_printer A 12"] * 2


def test_a_job_refused_while_the_printer_came_back_is_tried_at_once(bench: Bench) -> None:
    bench.queue("A 12")
    bench.tickets.becomes(DeviceState.LOST)
    bench.tickets.becomes(DeviceState.READY)
    bench.run()
    bench.answer(NOT_SENT)
    assert bench.journal == ["ticket_printer A 12"] * 2


def test_a_person_can_wake_a_resting_printer(bench: Bench) -> None:
    bench.queue("A 12")
    bench.answer(NOT_SENT)
    bench.spool.wake("ticket_printer")
    bench.run()
    assert bench.journal == ["ticket_printer A 12"] * 2


def test_an_outcome_the_disk_would_not_take_is_written_before_the_next_paper(bench: Bench) -> None:
    bench.queue("A 12", "A 13")
    bench.office.prints.full = True
    bench.answer(PRINTED)
    assert [error.code for error in bench.trouble] == ["storage_full"]
    assert bench.journal == ["ticket_printer A 12"]
    bench.office.prints.full = False
    bench.spool.wake("ticket_printer")
    bench.run()
    assert bench.office.prints.settled == [("A 12", PrintOutcome.PRINTED)]
    assert bench.journal[-1] == "ticket_printer A 13"


@pytest.mark.expects_log("cannot draw job undrawable")
def test_a_paper_that_cannot_be_drawn_becomes_a_task_and_holds_up_nobody(bench: Bench) -> None:
    bench.queue("undrawable", "A 13")
    assert bench.office.prints.settled == [("undrawable", PrintOutcome.UNKNOWN)]
    assert bench.journal == ["ticket_printer A 13"]


def test_a_paper_the_driver_may_not_send_becomes_a_task_and_holds_up_nobody(bench: Bench) -> None:
    bench.queue("A 12", "A 13")
    bench.tickets.answers(PrintResult(PrintOutcome.NOT_SENT, Condition.ILLEGAL_DATA))
    bench.run()
    assert bench.office.prints.settled == [("A 12", PrintOutcome.UNKNOWN)]
    assert bench.journal[-1] == "ticket_printer A 13"


@pytest.mark.expects_log("the driver of ticket_printer failed on job A 12")
def test_a_driver_that_breaks_leaves_the_job_in_doubt(bench: Bench) -> None:
    bench.queue("A 12", "A 13")
    bench.tickets.futures[-1].set_exception(RuntimeError("bug"))
    bench.run()
    assert bench.office.prints.settled == [("A 12", PrintOutcome.UNKNOWN)]
    assert bench.journal[-1] == "ticket_printer A 13"


def test_work_for_a_printer_this_window_does_not_have_waits(bench: Bench) -> None:
    bench.spool.on_event(PrintsQueued("label_printer"))
    bench.run()
    assert bench.journal == []
